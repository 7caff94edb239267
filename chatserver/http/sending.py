"""How are bytes sent: all, a range of them, or none because they are known? (RFC 9110)"""

from collections.abc import AsyncIterator, Callable, Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from chatserver.http.problems import HttpProblem
from chatserver.http.ranges import NotThere, Part, part_of

# No longer than a link lives, so that what was deleted does not stay in caches.
FRESH = "private, max-age=600"
GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}

Read = Callable[[int, int], AsyncIterator[bytes]]


def file_response(
    request: Request, *, name: str, mime: str, size: int, tag: str, inline: bool, read: Read
) -> Response:
    """Return the answer to GET or HEAD of a file that somebody brought."""
    headers = {
        **GUARDS,
        "Cache-Control": FRESH,
        "Content-Disposition": disposition(name, inline=inline),
    }
    return ranged_response(request, headers, mime=mime, size=size, tag=tag, read=read)


def ranged_response(
    request: Request, headers: Mapping[str, str], *, mime: str, size: int, tag: str, read: Read
) -> Response:
    """Return the answer to GET or HEAD of so many bytes; `read` yields them between two offsets,
    and `tag` is another one when they are others.

    One range is answered with 206, several with all of it; one that lies beyond the end with
    `range_not_satisfiable`.
    """
    etag = f'"{tag}"'
    told = {**headers, "Accept-Ranges": "bytes", "ETag": etag}
    if etag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=told)
    part = _part(request, size, etag)
    if part is not None:
        told["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
    sent = part or Part(0, size)
    told["Content-Length"] = str(sent.end - sent.start)
    status = 200 if part is None else 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=told, media_type=mime)
    return StreamingResponse(read(sent.start, sent.end), status, headers=told, media_type=mime)


def disposition(name: str, *, inline: bool) -> str:
    """Return whether to show or to save it, under which name (RFC 6266)."""
    plain = "".join(one if one.isascii() and one.isprintable() else "_" for one in name)
    plain = plain.replace("\\", "_").replace('"', "_")
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _tags(listed: str) -> set[str]:
    return {one.strip().removeprefix("W/") for one in listed.split(",")}


def _part(request: Request, size: int, etag: str) -> Part | None:
    # A part of what was another would not fit to what is there.
    if request.headers.get("if-range", etag) != etag:
        return None
    try:
        return part_of(request.headers.get("range"), size)
    except NotThere:
        told = {"Content-Range": f"bytes */{size}"}
        raise HttpProblem("range_not_satisfiable", headers=told) from None
