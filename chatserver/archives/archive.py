"""Is an uploaded zip what a mini-app may be? (docs/miniapps.md, "The build")

Nothing is ever extracted by its name: entries are read one by one, counted while they come, and
every problem is told at once.
"""

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from chatserver.archives.container import frame_findings, layout_findings, says_another_name
from chatserver.archives.contents import content_findings, keys_in
from chatserver.core.archives import (
    INDEX,
    MANIFEST,
    MOST_ENTRIES,
    MOST_FILE,
    MOST_PATH,
    MOST_RATIO,
    MOST_UNPACKED,
    Finding,
    name_findings,
    twin_findings,
    type_finding,
)
from chatserver.core.manifests import Manifest, read_manifest

_CHUNK = 64 * 1024
_REGULAR, _FOLDER, _KINDS, _SET_ID = 0o100000, 0o040000, 0o170000, 0o6000
_ENCRYPTED = 0x1
_MANIFEST_BYTES = 64 * 1024
# Beyond these nobody reads on.
_MOST_FINDINGS = 200
_MOST_KEYS = 100
# What broken bytes make zipfile and zlib raise.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)
# Where one of these is found, reading the contents may itself do harm.
_UNREADABLE = frozenset({"too_many_entries", "too_large_unpacked", "overlap", "multi_disk"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive: its path, size in bytes and SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(slots=True)
class Report:
    """What the gate found. `digest` is of the sorted list of files; good when nothing is hard.

    `keys`: what may be keys of ours, and nobody may see.
    """

    findings: list[Finding] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    manifest: Manifest = field(default_factory=Manifest)
    keys: list[str] = field(default_factory=list, repr=False)

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
        report.findings += frame_findings(path)
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            infos = archive.infolist()
            report.findings += _listing(infos)
            report.findings += layout_findings(raw, infos, directory=archive.start_dir)
            if _UNREADABLE.isdisjoint(one.code for one in report.findings):
                _contents(archive, infos, report)
    except _BROKEN as broken:
        report.findings.append(Finding("not_a_zip", "", f"the archive cannot be read: {broken}"))
    # What stops it stands first, also where there is too much to tell.
    report.findings.sort(key=lambda one: not one.hard)
    # A name may have 64 KiB, which nobody reads two hundred times.
    report.findings = [
        replace(one, path=one.path[:MOST_PATH]) for one in report.findings[:_MOST_FINDINGS]
    ]
    return report


def _listing(infos: Sequence[zipfile.ZipInfo]) -> Iterator[Finding]:
    """What the directory of the archive alone tells."""
    names = [info.orig_filename for info in infos]
    if len(infos) > MOST_ENTRIES:
        yield Finding("too_many_entries", "", f"more than {MOST_ENTRIES} entries")
        return
    for info in infos:
        yield from name_findings(info.orig_filename)
        yield from _entry(info)
    yield from twin_findings(names)
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        yield Finding("too_large_unpacked", "", f"more than {MOST_UNPACKED} bytes unpacked")
    if INDEX not in names:
        yield Finding("no_index", INDEX, "there is no index.html at the root")


def _entry(info: zipfile.ZipInfo) -> Iterator[Finding]:
    path, mode = info.orig_filename, info.external_attr >> 16
    folder = info.is_dir()
    if info.flag_bits & _ENCRYPTED:
        yield Finding("encrypted", path, "it is encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield Finding("bad_method", path, "only stored and deflated entries are taken")
    if mode & _KINDS not in (0, _FOLDER if folder else _REGULAR):
        yield Finding("not_regular", path, "it is neither a file nor a folder, but a link, say")
    if mode & _SET_ID:
        yield Finding("not_regular", path, "it asks for the rights of its owner")
    if says_another_name(info):
        yield Finding("bad_name", path, "its name is said twice, and differently")
    if not folder:
        yield from _sizes(info)
        return
    if info.file_size or info.compress_size > 2:
        yield Finding("hidden_data", path, "a folder has no content")


def _sizes(info: zipfile.ZipInfo) -> Iterator[Finding]:
    path = info.orig_filename
    if info.file_size > MOST_FILE:
        yield Finding("file_too_large", path, f"more than {MOST_FILE} bytes")
    if info.file_size == 0:
        yield Finding("empty_file", path, "the file is empty")
    if info.file_size > MOST_RATIO * max(1, info.compress_size):
        yield Finding("ratio", path, f"packed more than {MOST_RATIO} to one")


def _contents(archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo], report: Report) -> None:
    """Look into every file that its own entry does not already forbid."""
    names = Counter(info.orig_filename for info in infos)
    wrong = {one.path for one in report.findings if one.hard and one.path in names}
    report.manifest = _manifest(archive, report, wrong)
    total = 0
    for info in infos:
        if info.is_dir():
            continue
        path = info.orig_filename
        kind = type_finding(path, wasm=report.manifest.wasm)
        if kind is not None:
            report.findings.append(kind)
        if path not in wrong:
            total += _read(archive, info, report, left=MOST_UNPACKED - total)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, report: Report, *, left: int) -> int:
    """Read one entry, believing nothing of what its header says; return how many bytes it had."""
    path, content = info.orig_filename, bytearray()
    try:
        with archive.open(info) as file:
            for chunk in _chunks(file):
                content += chunk
                if len(content) > min(MOST_FILE, left):
                    text = "it has more than it says"
                    report.findings.append(Finding("size_mismatch", path, text))
                    return len(content)
    except _BROKEN as bad:
        report.findings.append(Finding("damaged", path, f"it cannot be read: {bad}"))
        return len(content)
    if len(content) != info.file_size:
        text = "its size is another than it says"
        report.findings.append(Finding("size_mismatch", path, text))
    whole = bytes(content)
    report.findings += content_findings(path, whole)
    report.keys = list(dict.fromkeys([*report.keys, *keys_in(whole)]))[:_MOST_KEYS]
    report.entries.append(Entry(path, len(whole), hashlib.sha256(whole).hexdigest()))
    return len(content)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _manifest(archive: zipfile.ZipFile, report: Report, wrong: set[str]) -> Manifest:
    if MANIFEST not in archive.namelist() or MANIFEST in wrong:
        return Manifest()
    if archive.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
        report.findings.append(Finding("manifest", MANIFEST, "larger than 64 KiB"))
        return Manifest()
    try:
        document = json.loads(archive.read(MANIFEST))
    except (*_BROKEN, RecursionError):
        report.findings.append(Finding("manifest", MANIFEST, "it is no JSON"))
        return Manifest()
    manifest, mistakes = read_manifest(document)
    report.findings += [
        Finding("manifest", f"{MANIFEST}#{one.pointer}", one.message) for one in mistakes
    ]
    return manifest


def read_entry(archive: zipfile.ZipFile, entry: Entry) -> Iterator[bytes]:
    """Yield the content of a file that the gate has let through, a piece at a time."""
    with archive.open(entry.path) as file:
        yield from _chunks(file)
