"""Which part of a body is asked for? (RFC 9110 §14: one range of bytes)"""

import re
from dataclasses import dataclass

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `start` up to and without `end`."""

    start: int
    end: int


class NotThere(Exception):
    """No byte of what is asked for exists (416)."""


def part_of(header: str | None, size: int) -> Part | None:
    """Return the part that a `Range` names, None for the whole: also for what we do not do, such
    as several ranges. Raises `NotThere`.
    """
    found = _ONE.fullmatch((header or "").strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        if not int(last):
            raise NotThere
        return Part(max(0, size - int(last)), size)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise NotThere
    return Part(start, min(int(last) + 1, size) if last else size)
