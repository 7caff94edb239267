"""How does a test pack a mini-app, a good one or one that no honest tool would make?"""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping

INDEX = b"<!doctype html><title>Passes</title><script src='app.js'></script>"
GOOD: Mapping[str, bytes] = {
    "index.html": INDEX,
    "app.js": b"document.title += '!'",
    "img/dot.gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
}
# A PDF of one empty page.
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def packed(files: Mapping[str, bytes] = GOOD, *more: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    """Return a zip of these files, and of entries with headers of the test's own."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there twice
        for path, content in files.items():
            archive.writestr(entry(path), content)
        for info, content in more:
            archive.writestr(info, content)
    return made.getvalue()


def entry(
    path: str, *, mode: int = 0o100644, method: int = zipfile.ZIP_DEFLATED
) -> zipfile.ZipInfo:
    """Return an entry's header, the same at whatever time."""
    info = zipfile.ZipInfo(path, (2026, 1, 1, 12, 0, 0))
    # The constructor mends names; what is tested is what it would have mended.
    info.filename = info.orig_filename = path
    info.compress_type = method
    info.external_attr = mode << 16
    return info


def also_called(path: str, other: str) -> zipfile.ZipInfo:
    """Return an entry's header with a Unicode path field, which some readers go by."""
    info = entry(path)
    said = struct.pack("<BL", 1, zlib.crc32(path.encode())) + other.encode()
    time = struct.pack("<HHB", 0x5455, 1, 0)
    info.extra = time + struct.pack("<HH", 0x7075, len(said)) + said
    return info


def flagged(flag: int) -> bytes:
    """Return a zip whose entries have this flag, in both of their headers."""
    archive = bytearray(packed())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = archive.find(mark)
        while where >= 0:
            archive[where + at] |= flag
            where = archive.find(mark, where + 4)
    return bytes(archive)


def saying_size(path: str, size: int) -> bytes:
    """Return a zip that says of a file that it has so many bytes unpacked."""
    archive = bytearray(packed())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        where = archive.find(mark)
        while where >= 0:
            named = 30 if at == 22 else 46
            if archive[where + named : where + named + len(path)] == path.encode():
                struct.pack_into("<I", archive, where + at, size)
            where = archive.find(mark, where + 4)
    return bytes(archive)


def overlapping(copies: int = 50) -> bytes:
    """Return a zip of which many entries are one and the same bytes (CVE-2024-0450)."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry("index.html"), INDEX * 1000)
        first = archive.filelist[0]
        for number in range(copies):
            twin = entry(f"{number:010}")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "flag_bits"):
                setattr(twin, name, getattr(first, name))
            twin.filename = f"{number:06}.txt"
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
    return made.getvalue()


def on_disk(number: int) -> bytes:
    """Return a zip that says it is a part of several."""
    archive = bytearray(packed())
    struct.pack_into("<H", archive, len(archive) - 22 + 4, number)
    return bytes(archive)


def with_gap(extra: bytes) -> bytes:
    """Return a zip in which bytes stand between the last entry and the list of entries."""
    archive = packed()
    end = len(archive) - 22
    start = struct.unpack_from("<I", archive, end + 16)[0]
    moved = bytearray(archive[:start] + extra + archive[start:])
    struct.pack_into("<I", moved, len(moved) - 22 + 16, start + len(extra))
    return bytes(moved)


def renamed(old: str, new: bytes) -> bytes:
    """Return a zip in which a name has become other bytes of the same length."""
    archive = packed({**GOOD, old: b"x"})
    assert len(old) == len(new)
    return archive.replace(old.encode(), new)
