"""How is a file taken out of a form while it comes, without being kept anywhere in between?

Starlette's own parser puts the whole of it aside before the route sees a byte.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from chatserver.http.problems import HttpProblem

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FIELD_BYTES = 1024
MOST_PARTS = 16
_FORM = b"multipart/form-data"


@dataclass(slots=True)
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    file_name: str | None = None


_BYTES = {"type": "string", "format": "binary"}
_FIELDS = {"type": "object", "required": ["file"], "properties": {"file": _BYTES}}


def file_body(*kinds: str) -> dict[str, Any]:
    """Return how the documents tell of a body that `file_of` reads."""
    whole = {kind: {"schema": _BYTES} for kind in kinds}
    return {"content": {**whole, _FORM.decode(): {"schema": _FIELDS}}}


async def file_of(request: Request) -> tuple[str, AsyncIterator[bytes]]:
    """Return the name and the bytes of a file that is the whole body, or `file` in a form.

    Only a form names it: the name of a body is empty.
    """
    if parse_options_header(request.headers.get("content-type"))[0] != _FORM:
        return "", request.stream()
    form = FormFile(request, name="file")
    await form.begin()
    return form.file_name, form.chunks()


class FormFile:
    """The file of a form. `chunks` yields it; only after its end are all `fields` known."""

    def __init__(self, request: Request, *, name: str) -> None:
        kind, options = parse_options_header(request.headers.get("content-type"))
        boundary = options.get(b"boundary")
        if kind != _FORM or not boundary:
            raise HttpProblem("type_not_allowed")
        self.fields: dict[str, str] = {}
        self.file_name = ""
        self._wanted = name
        self._found = self._ended = self._inside = False
        self._parts = 0
        self._part = _Part()
        self._label = self._value = b""
        self._text = bytearray()
        self._pieces: list[bytes] = []
        self._stream = request.stream()
        try:
            self._parser = MultipartParser(boundary, self._callbacks())
        except FormParserError:
            raise HttpProblem("bad_request") from None

    async def begin(self) -> None:
        """Read as far as the file's first bytes; refuses a form without one."""
        while not self._found:
            if not await self._read():
                raise HttpProblem("validation", errors=[self._missing()])

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the file's bytes, and read the form to its end; refuses one that is broken off."""
        while True:
            pieces, self._pieces = self._pieces, []
            for piece in pieces:
                yield piece
            if not await self._read():
                break
        if not self._ended:
            raise HttpProblem("bad_request")

    async def _read(self) -> bool:
        """Read what comes next; False when nothing comes any more."""
        chunk = await anext(self._stream, b"")
        if not chunk:
            return False
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise HttpProblem("bad_request") from None
        return True

    def _missing(self) -> dict[str, str]:
        return {"pointer": f"/{self._wanted}", "code": "missing", "message": "Field required"}

    def _callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._add_label,
            "on_header_value": self._add_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._add_data,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise HttpProblem("bad_request")
        self._part = _Part()
        self._text.clear()

    def _add_label(self, data: bytes, start: int, end: int) -> None:
        self._label += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        self._part.headers[self._label.lower()] = self._value
        self._label = self._value = b""

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._part.headers.get(b"content-disposition"))
        self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        file_name = options.get(b"filename")
        self._inside = file_name is not None and self._part.name == self._wanted
        if self._inside:
            if self._found:
                raise HttpProblem("bad_request")  # one file a form
            self._found = True
            self.file_name = (file_name or b"").decode("utf-8", "replace")

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._inside:
            self._pieces.append(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > FIELD_BYTES:
            raise HttpProblem("file_too_large")

    def _end_part(self) -> None:
        if not self._inside:
            self.fields[self._part.name] = self._text.decode("utf-8", "replace")
        self._inside = False

    def _end(self) -> None:
        self._ended = True
