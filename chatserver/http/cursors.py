"""Where does the next page of a list begin?"""

import base64
import binascii

from chatserver.http.problems import HttpProblem

LIMIT = 50
LIMIT_MAX = 200


def cursor_after(*key: str) -> str:
    """Return a cursor that stands behind the row with this key."""
    return base64.urlsafe_b64encode("\x1f".join(key).encode()).decode().rstrip("=")


def time_key_of(cursor: str | None) -> tuple[int, str] | None:
    """Return the key of a list that is ordered by a time and an id, None for the first page."""
    key = key_of(cursor, width=2)
    if key is None:
        return None
    at, id_ = key
    if not (at.isascii() and at.isdigit() and len(at) < 18):
        raise _malformed()
    return int(at), id_


def key_of(cursor: str | None, *, width: int) -> tuple[str, ...] | None:
    """Return the key behind which the page begins, None for the first page."""
    if cursor is None:
        return None
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        key = tuple(base64.b64decode(padded, altchars=b"-_", validate=True).decode().split("\x1f"))
    except (binascii.Error, ValueError):
        key = ()
    if len(key) != width or any("\0" in part for part in key):
        raise _malformed()
    return key


def _malformed() -> HttpProblem:
    return HttpProblem(
        "validation",
        errors=[
            {
                "in": "query",
                "pointer": "/cursor",
                "code": "malformed",
                "message": "not a cursor of this list",
            }
        ],
    )
