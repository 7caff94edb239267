"""How are a file's bytes sent: all, a range of them, or none because they are known? (RFC 9110)"""

import re
from collections.abc import AsyncIterator, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from chatserver.http.problems import HttpProblem

# No longer than a link lives, so that what was deleted does not stay in caches.
FRESH = "private, max-age=600"
GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))")

Read = Callable[[int, int], AsyncIterator[bytes]]


def file_response(
    request: Request, *, name: str, mime: str, size: int, tag: str, inline: bool, read: Read
) -> Response:
    """Return the answer to GET or HEAD of a file; `read` yields its bytes between two offsets.

    One range is answered with 206, several with all of it; one that lies beyond the end with
    `range_not_satisfiable`.
    """
    etag = f'"{tag}"'
    headers = {
        **GUARDS,
        "Accept-Ranges": "bytes",
        "Cache-Control": FRESH,
        "Content-Disposition": disposition(name, inline=inline),
        "ETag": etag,
    }
    if etag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    wanted = _wanted(request, size, etag)
    start, end = wanted or (0, size)
    if wanted is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    status = 200 if wanted is None else 206
    headers["Content-Length"] = str(end - start)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=mime)
    return StreamingResponse(read(start, end), status, headers=headers, media_type=mime)


def disposition(name: str, *, inline: bool) -> str:
    """Return whether to show or to save it, under which name (RFC 6266)."""
    plain = "".join(one if one.isascii() and one.isprintable() else "_" for one in name)
    plain = plain.replace("\\", "_").replace('"', "_")
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _tags(listed: str) -> set[str]:
    return {one.strip().removeprefix("W/") for one in listed.split(",")}


def _wanted(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """Return the range that is asked for; None for all: none is, or it is one that is not served,
    or of bytes that were others.
    """
    found = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if found is None or request.headers.get("if-range", etag) != etag:
        return None
    first, last, suffix = found.groups()
    if first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(0, size - int(suffix))
    end = min(int(last) + 1, size) if last else size
    if start >= end:
        raise HttpProblem("range_not_satisfiable", headers={"Content-Range": f"bytes */{size}"})
    return start, end
