"""What do the lines of a table say, looked at one by one and without the database?

It runs in a process of its own: parsing takes time that the chats would miss, and what a hostile
file does to memory ends there.
"""

import asyncio
import multiprocessing
import resource
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import msgspec

from chatserver.actions.clients.phones import e164
from chatserver.actions.mail_addresses import mail_address
from chatserver.core.births import birth_date, from_table
from chatserver.core.imports import (
    ADDRESS,
    EXTERNAL_ID,
    KINDS,
    MOST_LINES,
    MOST_PREMISES,
    NAME,
    Finding,
    read_heading,
    several,
    text_code,
    yes_or_no,
)
from chatserver.core.searching import fold
from chatserver.core.texts import one_line
from chatserver.workbooks.uploaded import BadSheet, read_sheet

Record = dict[str, Any]  # a line: `line`, and its fields
Findings = list[Finding]
# Nobody reads further than this, and a line may have several.
MOST_FINDINGS = 200_000
MEMORY_BYTES = 2 * 1024 * 1024 * 1024
CPU_S = 120
_RUSSIAN_MOBILE = 12

_write = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder(Record).decode


async def read_table(kind: str, source: Path, into: Path, *, today: date) -> tuple[int, Findings]:
    """Write each good line as a record into a file; return how many lines there are, and what is
    wrong with the others. Of a bad object its `external_id` is written, with `bad`.
    """
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("spawn"), initializer=_bound
    ) as pool:
        try:
            work = partial(convert, kind, source, into, today=today)
            return await loop.run_in_executor(pool, work)
        except (BrokenProcessPool, MemoryError):
            return 0, [Finding(0, "", "archive_invalid")]


def records(path: Path) -> Iterator[Record]:
    """Yield what `read_table` wrote."""
    if path.exists():
        with path.open("rb") as file:
            yield from map(_read, file)


def convert(kind: str, source: Path, into: Path, *, today: date) -> tuple[int, Findings]:
    """As `read_table`, in this process."""
    findings: Findings = []
    count = 0
    try:
        lines = read_sheet(source)
        first = next(lines, None)
        if first is None:
            return 0, [Finding(0, "", "empty")]
        columns, findings = read_heading(kind, first[1])
        if findings:
            return 0, findings
        look = _Look(kind, columns, findings, today)
        with into.open("wb") as file:
            for number, cells in lines:
                count += 1
                if count > MOST_LINES:
                    return count, [Finding(0, "", "too_many_lines")]
                record = look.at(number, cells)
                if record is not None:
                    file.write(_write(record) + b"\n")
    except BadSheet as bad:
        return count, [Finding(0, "", bad.code)]
    return count, findings[:MOST_FINDINGS] if count else [Finding(0, "", "empty")]


class _Look:
    """Looks at one line after the other; what may stand there once is remembered."""

    def __init__(
        self, kind: str, columns: Mapping[str, int], findings: Findings, today: date
    ) -> None:
        self._columns = columns
        self._findings = findings
        self._speaks_of_others = kind == "objects"
        self._fields: Mapping[str, Callable[[str], Any]] = (
            _OBJECT_FIELDS
            if kind == "objects"
            else {**_CLIENT_FIELDS, "birth": partial(_birth, today=today)}
        )
        self._seen: dict[str, set[str]] = {"external_id": set(), "phone": set()}

    def at(self, number: int, cells: list[str]) -> Record | None:
        record: Record = {"line": number}
        wrong: set[str] = set()
        for name, position in self._columns.items():
            cell = cells[position] if position < len(cells) else ""
            try:
                value = record[name] = self._fields[name](cell)
                if name in self._seen:
                    self._note(name, value)
            except _Wrong as why:
                wrong.add(name)
                self._findings.append(Finding(number, name, why.code, cell[:EXTERNAL_ID]))
        if not wrong:
            return record
        if self._speaks_of_others and "external_id" not in wrong:
            # What stands in it is no mistake of its own.
            return {"external_id": record["external_id"], "bad": True}
        return None

    def _note(self, name: str, value: str) -> None:
        if value in self._seen[name]:
            raise _Wrong("duplicate")
        self._seen[name].add(value)


class _Wrong(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _text(most: int, *, required: bool) -> Callable[[str], str]:
    def read(cell: str) -> str:
        code = text_code(cell, most=most, required=required)
        if code is not None:
            raise _Wrong(code)
        return cell

    return read


def _line(most: int, *, required: bool) -> Callable[[str], str]:
    read = _text(most, required=required)
    return lambda cell: one_line(read(cell))


def _kind(cell: str) -> str:
    kind = KINDS.get(fold(cell))
    if kind is None:
        raise _Wrong("unknown_kind" if cell else "required")
    return kind


def _phone(cell: str) -> str:
    if not cell:
        raise _Wrong("required")
    phone = canonical(cell)
    if phone is None:
        raise _Wrong("not_a_phone")
    return phone


def canonical(phone: str) -> str | None:
    """Return the phone in its canonical form, or None.

    Of a Russian mobile number all but its last four digits decide whether it is one, so that a
    whole city costs few looks into the tables of numbers.
    """
    digits = "".join(filter(str.isdigit, phone))
    if len(digits) == _RUSSIAN_MOBILE - 1 and digits[:2] in ("79", "89") and digits.isascii():
        return f"+7{digits[1:]}" if _served(digits[1:7]) else None
    return e164(phone)


@lru_cache(maxsize=100_000)
def _served(prefix: str) -> bool:
    return e164(f"+7{prefix}1234") is not None


def _tester(cell: str) -> bool:
    said = yes_or_no(cell)
    if said is None:
        raise _Wrong("not_yes_or_no")
    return said


def _email(cell: str) -> str | None:
    if not cell:
        return None
    address = mail_address(cell)
    if address is None:
        raise _Wrong("not_an_email")
    return address


def _birth(cell: str, *, today: date) -> str | None:
    if not cell:
        return None
    day = birth_date(from_table(cell), today=today)
    if day is None:
        raise _Wrong("not_a_birth")
    return day


def _premises(cell: str) -> list[str]:
    found = several(cell)
    if len(found) > MOST_PREMISES:
        raise _Wrong("too_many")
    for one in found:
        code = text_code(one, most=EXTERNAL_ID, required=True)
        if code is not None:
            raise _Wrong(code)
    return found


_OBJECT_FIELDS: Mapping[str, Callable[[str], Any]] = {
    "external_id": _text(EXTERNAL_ID, required=True),
    "kind": _kind,
    "name": _line(NAME, required=True),
    "parent": _text(EXTERNAL_ID, required=False),
    "address": _line(ADDRESS, required=False),
}
_CLIENT_FIELDS: Mapping[str, Callable[[str], Any]] = {
    "external_id": _text(EXTERNAL_ID, required=True),
    "name": _line(NAME, required=True),
    "phone": _phone,
    "premises": _premises,
    "tester": _tester,
    "email": _email,
}


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
