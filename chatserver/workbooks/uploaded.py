"""What does an uploaded table say, line by line? (CSV, or XLSX by python-calamine)"""

import codecs
import csv
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from python_calamine import CalamineError, load_workbook

from chatserver.core.archives import MOST_ENTRIES, MOST_RATIO, MOST_UNPACKED

Line = tuple[int, list[str]]  # its number in the table, from 1, and its cells

_ZIP = b"PK\x03\x04"
_CHUNK = 256 * 1024
_HEAD = 64 * 1024
_CELL = 32_767  # what a table program takes
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")


class BadSheet(Exception):
    """It is no table that could be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_sheet(path: Path) -> Iterator[Line]:
    """Yield the lines that say anything; raises `BadSheet` before or between them."""
    with path.open("rb") as file:
        begins = file.read(4)
    lines = _xlsx(path) if begins == _ZIP else _csv(path)
    for number, cells in enumerate(lines, 1):
        if any(cells):
            yield number, cells


def _csv(path: Path) -> Iterator[list[str]]:
    encoding = _encoding(path)
    csv.field_size_limit(_CELL * 4)
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(_HEAD)
        file.seek(0)
        first = head.split("\n", 1)[0]
        delimiter = max((";", ",", "\t"), key=first.count)
        try:
            for cells in csv.reader(file, delimiter=delimiter):
                yield [cell.strip() for cell in cells]
        except (csv.Error, UnicodeDecodeError):
            raise BadSheet("not_a_table") from None


def _encoding(path: Path) -> str:
    """UTF-8 with or without its mark; else Windows-1251, which is what old programs write."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    control = 0
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                control += chunk.count(b"\0")
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _old_encoding(path)
    if control:
        raise BadSheet("not_a_table")
    return "utf-8-sig"


def _old_encoding(path: Path) -> str:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise BadSheet("not_a_table")
            try:
                chunk.decode("cp1251")
            except UnicodeDecodeError:
                raise BadSheet("encoding") from None
    return "cp1251"


def _xlsx(path: Path) -> Iterator[list[str]]:
    _check_archive(path)
    try:
        sheet = load_workbook(path).get_sheet_by_index(0)
    except (CalamineError, IndexError, OSError, ValueError):
        raise BadSheet("not_a_table") from None
    for row in sheet.iter_rows():
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        # A phone or a number of a flat, which the program took for a number.
        return str(int(cell))
    return str(cell).strip()[:_CELL]


def _check_archive(path: Path) -> None:
    """Nothing in it may be a bomb, or speak of what lies outside it (D13)."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _check_totals(infos)
            left = MOST_UNPACKED
            for info in infos:
                left -= _checked(archive, info, left=left)
    except BadSheet:
        raise
    except Exception:  # noqa: BLE001 - zlib's own error has no public base
        raise BadSheet("archive_invalid") from None


def _check_totals(infos: Sequence[zipfile.ZipInfo]) -> None:
    packed = sum(info.compress_size for info in infos)
    total = sum(info.file_size for info in infos)
    if len(infos) > MOST_ENTRIES or total > MOST_UNPACKED or total > MOST_RATIO * max(1, packed):
        raise BadSheet("archive_invalid")
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        known = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        # Two entries that share bytes are a bomb, whatever Python makes of it.
        if info.header_offset < end or info.flag_bits & 0x1 or not known:
            raise BadSheet("archive_invalid")
        end = info.header_offset + 30 + len(info.orig_filename.encode()) + info.compress_size


def _checked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, left: int) -> int:
    size, tail = 0, b""
    markup = info.filename.lower().endswith((".xml", ".rels"))
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            seen = tail + chunk
            if size > left or (markup and any(mark in seen for mark in _ENTITIES)):
                raise BadSheet("archive_invalid")
            tail = chunk[-16:]
    return size
