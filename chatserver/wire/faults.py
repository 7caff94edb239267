"""What is wrong with a frame that could not be understood, and which fault comes first?

The contract checks in the order size, depth, UTF-8, JSON, `type`, `id`, rate, fields. A good frame
is decoded in one go; only a bad one is taken apart here to find its first fault.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from chatserver.wire.codes import Close, Code
from chatserver.wire.requests import REQUESTS, Request
from chatserver.wire.words import MAX_INT

MESSAGE_LENGTH = 200

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))
_SQUARE = bytes.maketrans(b"{}", b"[]")
_WHERE = re.compile(r" - at (?:`key` in )?`\$\.?(?P<path>[^`]*)`$")
_MISSING = re.compile(r"^Object missing required field `(?P<name>[^`]*)`")
_TOO_LONG = "Expected `str` of length <="
_SURROGATE = re.compile("[\ud800-\udfff]")


class BadFrame(Exception):
    """The peer broke the protocol: a code, the request's `id` where it can be read, and data.

    `rated`: the rate comes before this fault, so ask it first. `answered` False: such a request is
    dropped in silence when it is over the rate. `close`: the code with which the connection ends
    instead of an answer.
    """

    def __init__(
        self,
        code: Code,
        message: str | None = None,
        *,
        request: type[Request] | None = None,
        id: int | None = None,  # noqa: A002 - the wire's own word
        path: str | None = None,
        close: Close | None = None,
    ) -> None:
        self.code = code
        self.message = (message or code.meaning)[:MESSAGE_LENGTH]
        super().__init__(self.message)
        self.id = id
        self.data: dict[str, object] | None = None if path is None else {"path": path}
        self.rated = request is not None and request.rated
        self.answered = request is None or request.answered
        self.close = close


def check_size(data: bytes, frame_bytes: int) -> None:
    """Refuse a frame that is larger than the connection may send now (close 1009)."""
    if len(data) > frame_bytes:
        raise BadFrame(Code.TOO_LARGE, "the frame is too large", close=Close.TOO_BIG)


def too_deep(data: bytes, depth: int) -> bool:
    """Return whether brackets outside strings stand more than `depth` inside each other.

    Looks at bytes, so that nothing recursive ever sees a deep document.
    """
    if b"[" not in data and data.find(b"{", 1) < 0:
        return False  # the common frame is flat
    if data.count(b"{") + data.count(b"[") <= depth:
        return False
    brackets = _STRING.sub(b"", data).translate(_SQUARE, _NO_BRACKET)
    # Each pass takes away the innermost pairs, so what is no deeper than `depth` is gone after
    # as many. To count along 64 KiB of brackets takes much longer, and only a bad frame has to.
    left = brackets
    for _ in range(depth):
        left = left.replace(b"[]", b"")
    return bool(left) and _climbs(brackets, depth)


def _climbs(brackets: bytes, depth: int) -> bool:
    level = 0
    for bracket in brackets:
        level += 1 if bracket == ord("[") else -1
        if level > depth or level < 0:
            break  # below zero it is no JSON, and somebody else says so
    return level > depth


def first_fault(data: bytes, error: Exception) -> BadFrame:
    """Return the first fault of a frame of allowed size and depth that `error` turned down."""
    try:
        document = _parse(data.decode())
    except UnicodeDecodeError:
        return BadFrame(Code.BAD_JSON, "the frame is not UTF-8", close=Close.BAD_UTF8)
    except ValueError as mistake:
        return BadFrame(Code.BAD_JSON, str(mistake))
    if not isinstance(document, dict):
        return BadFrame(Code.BAD_FRAME, "a frame is an object", path="type")
    # Strings that are no text can only come as escapes.
    return _fault_of(document, error, escaped=b"\\u" in data)


def bad_string(document: object) -> str | None:
    """Return the path of the first string with U+0000 or a lone surrogate, if there is one."""
    return next(_bad_strings(document, ""), None)


def path_of(path: str, name: str) -> str:
    """Return the path of the field `name` inside `path`, free of what no answer may carry."""
    name = _SURROGATE.sub("\ufffd", name)[:MESSAGE_LENGTH]
    return f"{path}.{name}" if path else name


def _parse(text: str) -> Any:  # noqa: ANN401 - any JSON value
    # Unlike msgspec's, this parser lets lone surrogates pass, which are another code than bad_json.
    return json.loads(text, parse_constant=_no_constant, parse_int=_integer)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _integer(digits: str) -> int:
    # Python refuses to read very long integers; all that matters here is that it is out of range.
    return int(digits) if len(digits) < len(str(MAX_INT)) + 2 else MAX_INT + 1


def _fault_of(document: dict[str, Any], error: Exception, *, escaped: bool) -> BadFrame:
    frame_id = _readable_id(document.get("id"))
    kind = document.get("type")
    if not isinstance(kind, str) or bad_string(kind) is not None:
        return BadFrame(Code.BAD_FRAME, "`type` is missing or no string", id=frame_id, path="type")
    request = REQUESTS.get(kind)
    if request is None:
        return BadFrame(Code.UNKNOWN_TYPE, id=frame_id)
    if not request.answered:
        frame_id = None
    elif frame_id is None:
        return BadFrame(Code.BAD_FRAME, "`id` is missing or no integer from 1", path="id")
    path = bad_string(document) if escaped else None
    if path is not None:
        return field_fault(request, frame_id, path, "U+0000 or a lone surrogate in a string")
    return _field_error(request, frame_id, str(error))


def field_fault(
    request: type[Request],
    frame_id: int | None,
    path: str,
    message: str,
    code: Code = Code.BAD_FRAME,
) -> BadFrame:
    """Return the fault of one field of an otherwise readable request."""
    return BadFrame(code, message, request=request, id=frame_id, path=path)


def _readable_id(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_INT:
        return value
    return None


def _field_error(request: type[Request], frame_id: int | None, complaint: str) -> BadFrame:
    where = _WHERE.search(complaint)
    path = where["path"] if where else ""
    missing = _MISSING.match(complaint)
    if missing:
        path = path_of(path, missing["name"])
    code = Code.TOO_LARGE if complaint.startswith(_TOO_LONG) else Code.BAD_FRAME
    return field_fault(request, frame_id, path, complaint, code)


def _bad_strings(value: object, path: str) -> Iterator[str]:
    if isinstance(value, str):
        if "\0" in value or _SURROGATE.search(value):
            yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _bad_strings(name, path_of(path, name.replace("\0", "\ufffd")))
            yield from _bad_strings(inner, path_of(path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _bad_strings(inner, f"{path}[{index}]")
