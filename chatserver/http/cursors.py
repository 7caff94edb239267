"""Where does the next page of a list begin?"""

import base64
import binascii
import re
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from chatserver.http.problems import HttpProblem

LIMIT = 50
LIMIT_MAX = 200
_NONE = "not a cursor of this list"
_ID = re.compile(r"[A-Za-z0-9_/-]{1,400}")
_WAYS = _UP, _DOWN = "after", "before"


def cursor_after(*key: str) -> str:
    """Return a cursor that stands behind the row with this key."""
    return base64.urlsafe_b64encode("\x1f".join(key).encode()).decode().rstrip("=")


def time_key_of(cursor: str | None) -> tuple[int, str] | None:
    """Return the key of a list that is ordered by a time and an id, None for the first page."""
    key = key_of(cursor, width=2)
    if key is None:
        return None
    at, id_ = key
    return _number(at, digits=17), id_


def dialog_key_of(cursor: str | None) -> tuple[int, str, int] | None:
    """Return the key of a list ordered by a time, a chat and a number in it, None for the first
    page.
    """
    key = key_of(cursor, width=3)
    if key is None:
        return None
    at, chat, number = key
    return _number(at, digits=17), chat, _number(number, digits=9)


def number_of(cursor: str | None, *, digits: int = 9) -> int | None:
    """Return the key of a list that is ordered by a count, None for the first page."""
    key = key_of(cursor, width=1)
    if key is None:
        return None
    return _number(key[0], digits=digits)


def way_of(cursor: str | None) -> tuple[bool, int] | None:
    """Return whether a log goes on upwards, and behind which number; None for the first page."""
    key = key_of(cursor, width=2)
    if key is None:
        return None
    way, number = key
    if way not in _WAYS:
        raise _malformed()
    return way == _UP, _number(number, digits=16)


def cursor_along(*, up: bool, number: int) -> str:
    """Return a cursor that goes on from this number of a log, upwards or downwards."""
    return cursor_after(_UP if up else _DOWN, str(number))


def _number(text: str, *, digits: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= digits):
        raise _malformed()
    return int(text)


def id_of(cursor: str | None, *, of: str = "") -> str | None:
    """Return the id behind which the page begins, None for the first page. `of`: how it begins; one
    of another list would stand somewhere in this one, too, and the rest would seem to be all.
    """
    key = key_of(cursor, width=1)
    if key is None:
        return None
    if not key[0].startswith(of):
        raise _malformed()
    return key[0]


def key_of(cursor: str | None, *, width: int) -> tuple[str, ...] | None:
    """Return the key behind which the page begins, None for the first page. One that stands alone
    is an id, a path of ids or a number.
    """
    if cursor is None:
        return None
    key = _parts(cursor)
    if len(key) != width or (width == 1 and not _ID.fullmatch(key[0])):
        raise _malformed()
    return key


def _parts(cursor: str) -> tuple[str, ...]:
    """Return the key, or nothing where it is none of ours."""
    if "+" in cursor or "/" in cursor:
        return ()  # of the other alphabet, which Python before 3.15 takes in silence
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return ()
    return () if "\0" in text else tuple(text.split("\x1f"))


def _of_ours(cursor: str | None) -> str | None:
    if cursor is not None and not _parts(cursor):
        raise PydanticCustomError("malformed", _NONE)
    return cursor


Cursor = Annotated[
    str | None,
    AfterValidator(_of_ours),
    Query(description="`next_cursor` of the page before."),
]


def _malformed() -> HttpProblem:
    return HttpProblem(
        "validation",
        errors=[
            {
                "in": "query",
                "pointer": "/cursor",
                "code": "malformed",
                "message": _NONE,
            }
        ],
    )
