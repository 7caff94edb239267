"""Which request is in a frame?"""

import re
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import UNSET

from chatserver.core.texts import has_visible
from chatserver.wire.codes import Code
from chatserver.wire.faults import BadFrame, bad_string, field_fault, first_fault, too_deep
from chatserver.wire.limits import DEPTH, LIMITS, Limits
from chatserver.wire.requests import AnyRequest, Comment, Edit, History, NoteWrite, Send

# An escaped backslash before it, and it is only text.
_has_nul = re.compile(rb"(?<!\\)(?:\\\\)*+\\u0000").search
_read: Callable[[bytes], AnyRequest] = msgspec.json.Decoder(AnyRequest).decode
_is_id = re.compile(r"[A-Za-z0-9_-]+").fullmatch


def decode(data: bytes, *, limits: Limits = LIMITS, depth: int = DEPTH) -> AnyRequest:
    """Return the request in a frame whose size was checked before, or raise BadFrame.

    A good frame costs one pass of msgspec and a few looks at its bytes. Whoever asks the rate does
    so afterwards; a bad frame says by `rated` whether the rate came before its fault.
    """
    if too_deep(data, depth):
        raise BadFrame(Code.TOO_DEEP)
    try:
        if not data.isascii():
            data.decode()  # msgspec does not look into what it skips
        request = _read(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise first_fault(data, error) from None
    if b"\\" in data and _has_nul(data):
        raise _fault(request, bad_string(msgspec.json.decode(data)) or "", "U+0000 in a string")
    check = _CHECKS.get(type(request))
    if check is not None:
        check(request, limits)
    return request


def _check_send(send: Send, limits: Limits) -> None:
    if not _is_id(send.key):
        raise _fault(send, "key", "not an id")
    if not _is_id(send.chat):
        raise _fault(send, "chat", "not an id")
    attached = send.file is not UNSET or send.link is not UNSET
    if send.text is UNSET:
        if not attached:
            raise _fault(send, "text", "one of text, file and link is needed")
        return
    _check_length(send, send.text, limits.text)
    if not attached:
        _check_visible(send, send.text)
    elif not send.text:
        raise _fault(send, "text", "a text has at least one character")


def _check_edit(edit: Edit | NoteWrite, limits: Limits) -> None:
    _check_length(edit, edit.text, limits.text)
    _check_visible(edit, edit.text)


def _check_comment(comment: Comment, limits: Limits) -> None:
    _check_length(comment, comment.text, limits.comment)


def _check_history(history: History, _: Limits) -> None:
    if (history.before is UNSET) == (history.after is UNSET):
        raise _fault(history, "before", "one of before and after is needed")


def _check_length(request: Send | Edit | Comment | NoteWrite, text: str, limit: int) -> None:
    if len(text) > limit:
        message = f"longer than {limit} characters"
        raise _fault(request, "text", message, Code.TOO_LARGE)


def _check_visible(request: Send | Edit | NoteWrite, text: str) -> None:
    if not has_visible(text):
        raise BadFrame(Code.EMPTY_MESSAGE, request=type(request), id=request.id)


def _fault(request: AnyRequest, path: str, message: str, code: Code = Code.BAD_FRAME) -> BadFrame:
    return field_fault(type(request), getattr(request, "id", None), path, message, code)


# What a type alone cannot say.
_CHECKS: dict[type, Callable[[Any, Limits], None]] = {
    Send: _check_send,
    Edit: _check_edit,
    Comment: _check_comment,
    History: _check_history,
    NoteWrite: _check_edit,
}
