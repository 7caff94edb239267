"""Is an uploaded zip what a mini-app may be? (miniapps.md 9.1: the gate)

Nothing is ever extracted by its name: entries are read one by one, counted while they come, and
every problem is told at once.
"""

import hashlib
import json
import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from chatserver.core.archives import (
    INDEX,
    MANIFEST,
    MOST_ENTRIES,
    MOST_FILE,
    MOST_RATIO,
    MOST_UNPACKED,
    Finding,
    name_findings,
    twin_findings,
    type_finding,
)
from chatserver.core.manifests import Manifest, read_manifest
from chatserver.files.contents import content_findings

_CHUNK = 64 * 1024
_END = struct.Struct("<4sHHHHIIH")
_REGULAR, _FOLDER, _KINDS = 0o100000, 0o040000, 0o170000
_ENCRYPTED = 0x1
_MANIFEST_BYTES = 64 * 1024
# Beyond these nobody reads on.
_MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive: its path, size in bytes and SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(slots=True)
class Report:
    """What the gate found. `digest` is of the sorted list of files; good when nothing is hard."""

    findings: list[Finding] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    manifest: Manifest = field(default_factory=Manifest)

    @property
    def good(self) -> bool:
        """Whether it may be kept."""
        return not any(one.hard for one in self.findings)

    @property
    def unpacked(self) -> int:
        """How many bytes its files have together."""
        return sum(entry.size for entry in self.entries)

    @property
    def digest(self) -> str:
        """Return the canonical digest: the same files give the same, however they were packed."""
        lines = [f"{one.path}\0{one.size}\0{one.sha256}\n" for one in sorted_entries(self.entries)]
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def sorted_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Return the files in the one order of the digest."""
    return sorted(entries, key=lambda one: one.path.encode())


def inspect(path: Path) -> Report:
    """Look through an archive; nothing is written. Every problem is in the report."""
    report = Report()
    try:
        _frame(path, report)
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            report.findings += _listing(infos)
            if report.good:
                _contents(archive, infos, report)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError) as broken:
        report.findings.append(Finding("not_a_zip", "", f"the archive cannot be read: {broken}"))
    del report.findings[_MOST_FINDINGS:]
    return report


def _frame(path: Path, report: Report) -> None:
    """Nothing stands before the first file or after the end record, and it is one disk."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
            report.findings.append(Finding("data_before", "", "it does not begin as a zip does"))
        file.seek(max(0, size - _END.size))
        tail = file.read(_END.size)
    if len(tail) < _END.size or not tail.startswith(b"PK\x05\x06"):
        text = "something stands after its end, or it has a comment"
        report.findings.append(Finding("data_after", "", text))
        return
    _, disk, start, here, total, *_ = _END.unpack(tail)
    if disk or start or here != total:
        report.findings.append(Finding("multi_disk", "", "it is split over several disks"))


def _listing(infos: Sequence[zipfile.ZipInfo]) -> Iterator[Finding]:
    """What the directory of the archive alone tells."""
    if len(infos) > MOST_ENTRIES:
        yield Finding("too_many_entries", "", f"more than {MOST_ENTRIES} entries")
        return
    for info in infos:
        yield from name_findings(info.orig_filename)
        yield from _entry(info)
    yield from twin_findings(info.orig_filename for info in infos)
    yield from _overlaps(infos)
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        yield Finding("too_large_unpacked", "", f"more than {MOST_UNPACKED} bytes unpacked")
    if INDEX not in {info.orig_filename for info in infos}:
        yield Finding("no_index", INDEX, "there is no index.html at the root")


def _entry(info: zipfile.ZipInfo) -> Iterator[Finding]:
    path, mode = info.orig_filename, info.external_attr >> 16
    if info.flag_bits & _ENCRYPTED:
        yield Finding("encrypted", path, "it is encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield Finding("bad_method", path, "only stored and deflated entries are taken")
    if mode & _KINDS not in (0, _REGULAR, _FOLDER):
        yield Finding("not_regular", path, "a link or a device is no file")
    if mode & 0o6000:
        yield Finding("not_regular", path, "it asks for the rights of its owner")
    if not info.is_dir():
        yield from _sizes(info)


def _sizes(info: zipfile.ZipInfo) -> Iterator[Finding]:
    path = info.orig_filename
    if info.file_size > MOST_FILE:
        yield Finding("file_too_large", path, f"more than {MOST_FILE} bytes")
    if info.file_size == 0:
        yield Finding("empty_file", path, "the file is empty")
    if info.file_size > MOST_RATIO * max(1, info.compress_size):
        yield Finding("ratio", path, f"packed more than {MOST_RATIO} to one")


def _overlaps(infos: Sequence[zipfile.ZipInfo]) -> Iterator[Finding]:
    """Two entries that share bytes: a bomb, whatever Python makes of it (CVE-2024-0450)."""
    end, before = 0, ""
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < end:
            yield Finding("overlap", info.orig_filename, f"it shares bytes with {before}")
        # The local header repeats the name; what it says more than this, reading finds out.
        end = info.header_offset + 30 + len(info.orig_filename.encode()) + info.compress_size
        before = info.orig_filename


def _contents(archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo], report: Report) -> None:
    files = [info for info in infos if not info.is_dir()]
    report.manifest = _manifest(archive, report)
    total = 0
    for info in files:
        wrong = type_finding(info.orig_filename, wasm=report.manifest.wasm)
        if wrong is not None:
            report.findings.append(wrong)
        total += _read(archive, info, report, left=MOST_UNPACKED - total)
        if total > MOST_UNPACKED:
            text = f"more than {MOST_UNPACKED} bytes unpacked"
            report.findings.append(Finding("too_large_unpacked", "", text))
            return


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, report: Report, *, left: int) -> int:
    """Read one entry, believing nothing of what its header says."""
    digest, size = hashlib.sha256(), 0
    head = b""
    try:
        with archive.open(info) as file:
            for chunk in _chunks(file):
                size += len(chunk)
                if size > min(MOST_FILE, left):
                    report.findings.append(
                        Finding("file_too_large", info.orig_filename, "more than it says")
                    )
                    return size
                digest.update(chunk)
                if size <= MOST_FILE:
                    head += chunk
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, struct.error) as bad:
        report.findings.append(Finding("damaged", info.orig_filename, f"damaged: {bad}"))
        return size
    except Exception as bad:  # noqa: BLE001 - zlib's own error has no public base
        report.findings.append(Finding("damaged", info.orig_filename, f"damaged: {bad}"))
        return size
    if size != info.file_size:
        text = "its size is another than it says"
        report.findings.append(Finding("size_mismatch", info.orig_filename, text))
    report.findings += content_findings(info.orig_filename, head)
    report.entries.append(Entry(info.orig_filename, size, digest.hexdigest()))
    return size


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _manifest(archive: zipfile.ZipFile, report: Report) -> Manifest:
    if MANIFEST not in archive.namelist():
        return Manifest()
    if archive.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
        report.findings.append(Finding("manifest", MANIFEST, "larger than 64 KiB"))
        return Manifest()
    try:
        document = json.loads(archive.read(MANIFEST))
    except (ValueError, zipfile.BadZipFile, RecursionError):
        report.findings.append(Finding("manifest", MANIFEST, "it is no JSON"))
        return Manifest()
    manifest, mistakes = read_manifest(document)
    report.findings += [
        Finding("manifest", f"{MANIFEST}#{one.pointer}", one.message) for one in mistakes
    ]
    return manifest


def read_entries(path: Path, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes]]:
    """Yield the content of files that the gate has let through."""
    with zipfile.ZipFile(path) as archive:
        for entry in entries:
            yield entry, archive.read(entry.path)
