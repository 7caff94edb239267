"""Is a zip one whole thing: nothing before, between or behind its entries, none within another?

Readers of zips disagree about what is odd, and what two readers see differently can hide there.
"""

import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from chatserver.core.archives import Finding

_END = struct.Struct("<4sHHHHIIH")
_LOCAL = struct.Struct("<4s5H3I2H")
_FIELD = struct.Struct("<HH")
_UNICODE_PATH = 0x7075
_ENTRY_MARK, _END_MARK = b"PK\x03\x04", b"PK\x05\x06"
_HAS_DESCRIPTOR = 0x8
# What may follow an entry that was written as a stream: its sum and sizes once more.
_DESCRIPTOR_BYTES = 24


def frame_findings(path: Path) -> Iterator[Finding]:
    """Yield what is wrong with the beginning and the end, which a reader may not even look at."""
    with path.open("rb") as file:
        if file.read(4) not in (_ENTRY_MARK, _END_MARK):
            yield Finding("data_before", "", "it does not begin as a zip does")
        file.seek(max(0, path.stat().st_size - _END.size))
        tail = file.read(_END.size)
    if len(tail) < _END.size or not tail.startswith(_END_MARK):
        yield Finding("data_after", "", "something stands after its end, or it has a comment")
        return
    _, disk, start, here, total, *_ = _END.unpack(tail)
    if disk or start or here != total:
        yield Finding("multi_disk", "", "it is split over several disks")


def says_another_name(info: zipfile.ZipInfo) -> bool:
    """Whether an entry's Unicode path field names another file than its header: some readers go by
    the one and some by the other, Python from 3.12 on among them.
    """
    extra = info.extra
    while len(extra) >= _FIELD.size:
        kind, size = _FIELD.unpack_from(extra)
        if kind == _UNICODE_PATH:
            # Behind a version and the sum of the header's name.
            return extra[_FIELD.size + 5 : _FIELD.size + size] != info.orig_filename.encode()
        extra = extra[_FIELD.size + size :]
    return False


def layout_findings(
    file: IO[bytes], infos: Sequence[zipfile.ZipInfo], *, directory: int
) -> Iterator[Finding]:
    """Yield where entries share bytes with each other or with the directory that begins at
    `directory` (CVE-2024-0450), and where bytes lie that belong to none.
    """
    end, gap, before = 0, 0, ""
    for info in sorted(infos, key=lambda one: one.header_offset):
        name = info.orig_filename
        if info.header_offset < end:
            yield Finding("overlap", name, f"it shares bytes with {before}")
        elif info.header_offset > end + gap:
            code = "hidden_data" if before else "data_before"
            yield Finding(code, name, "bytes stand before it that belong to nothing")
        end = max(end, _end_of(file, info))
        gap = _DESCRIPTOR_BYTES if info.flag_bits & _HAS_DESCRIPTOR else 0
        before = name
    if end > directory:
        yield Finding("overlap", before, "it shares bytes with the list of entries")
    elif end + gap < directory:
        yield Finding("hidden_data", before, "bytes stand behind it that belong to nothing")


def _end_of(file: IO[bytes], info: zipfile.ZipInfo) -> int:
    """Return where an entry ends by its own header, which may say more than the directory does."""
    file.seek(info.header_offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(_ENTRY_MARK):
        raise zipfile.BadZipFile(f"{info.orig_filename} has no header")
    *_, name, extra = _LOCAL.unpack(header)
    return info.header_offset + _LOCAL.size + int(name) + int(extra) + info.compress_size
