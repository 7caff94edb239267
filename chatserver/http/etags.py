"""Is a change made to what its maker has read? (RFC 9110 §13.1.1)"""

import re

from starlette.requests import Request

from chatserver.http.problems import HttpProblem

# Longer ones would not fit a database's integer.
_PAIR = re.compile(r'"([0-9]{1,17})\.([0-9]{1,17})"', re.ASCII)


def etag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


def pair_etag(first: int, second: int) -> str:
    """Return the entity tag of a thing whose two halves are counted apart."""
    return f'"{first}.{second}"'


def expected_pair(request: Request) -> tuple[int, int] | None:
    """Return the halves that `If-Match` names; None: any will do. Missing: 428."""
    header = request.headers.get("if-match")
    if header is None:
        raise HttpProblem("precondition_required")
    tag = header.strip()
    if tag == "*":
        return None
    found = _PAIR.fullmatch(tag)
    if found is None:
        raise HttpProblem("precondition_failed")
    return int(found[1]), int(found[2])


def expected_version(request: Request, *, required: bool) -> int | None:
    """Return the version that `If-Match` names; None: any will do.

    Missing where it is required: 428. A tag that we never gave out cannot match: 412.
    """
    header = request.headers.get("if-match")
    if header is None:
        if required:
            raise HttpProblem("precondition_required")
        return None
    tag = header.strip()
    if tag == "*":
        return None
    number = tag[1:-1] if len(tag) > 2 and tag[0] == tag[-1] == '"' else ""
    # Longer ones would not fit a database's integer.
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise HttpProblem("precondition_failed")
    return int(number)
