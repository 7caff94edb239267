"""Is a change made to what its maker has read? (RFC 9110 §13.1.1)"""

from starlette.requests import Request

from chatserver.http.problems import HttpProblem


def etag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


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
