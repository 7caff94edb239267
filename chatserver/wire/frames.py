"""How does a frame become bytes?

An event is written once and read by many, so its frame is made once and shared; these functions
are on the path of every message.
"""

from functools import lru_cache

import msgspec
from msgspec import UNSET, Raw, Struct

from chatserver.wire.answers import Duplicate, Sent, Written
from chatserver.wire.faults import MESSAGE_LENGTH, BadFrame
from chatserver.wire.pushes import Error, Event, Marks
from chatserver.wire.shapes import By
from chatserver.wire.times import rfc3339

_write = msgspec.json.Encoder().encode


def encode(frame: Struct) -> bytes:
    """Return a push, an answer or a shape as JSON; what is UNSET is left out."""
    return _write(frame)


@lru_cache(4096)
def _by(kind: str, id: str | None, name: str) -> Raw:  # noqa: A002 - the wire's own word
    # The same few people write again and again.
    return Raw(_write(By(kind, name, UNSET if id is None else id)))  # type: ignore[arg-type]


def event_frame(
    chat: str,
    seq: int,
    kind: str,
    by_kind: str,
    by_id: str | None,
    by_name: str,
    key: str | None,
    at_ms: int,
    body_json: bytes,
) -> bytes:
    """Return the frame of one stored event; `body_json` goes in as it is."""
    return _write(
        Event(
            chat,
            seq,
            kind,
            _by(by_kind, by_id, by_name),
            rfc3339(at_ms),
            Raw(body_json),
            UNSET if key is None else key,
        )
    )


def marks_frame(chat: str, client: int, staff: int, unread: int) -> bytes:
    """Return the push of a chat's marks; `unread` is that of the receiver's side."""
    return _write(Marks(chat, client, staff, unread))


def ok_frame(id: int, seq: int, at_ms: int | None = None, *, duplicate: bool = False) -> bytes:  # noqa: A002
    """Return the answer to a write: with `at_ms` that of `send`, without it of the other writes."""
    again: Duplicate = True if duplicate else UNSET
    if at_ms is None:
        return _write(Written(id=id, seq=seq, duplicate=again))
    return _write(Sent(id=id, seq=seq, at=rfc3339(at_ms), duplicate=again))


def error_frame(
    id: int | None,  # noqa: A002 - the wire's own word
    code: str,
    message: str,
    *,
    retry_ms: int | None = None,
    data: dict[str, object] | None = None,
) -> bytes:
    """Return the refusal of the request `id`, or of a frame without a readable one (None)."""
    return _write(
        Error(
            id=id,
            code=code,
            message=message[:MESSAGE_LENGTH],
            retry_ms=UNSET if retry_ms is None else retry_ms,
            data=UNSET if data is None else data,
        )
    )


def fault_frame(fault: BadFrame) -> bytes:
    """Return the answer to a frame that was not understood."""
    return error_frame(fault.id, fault.code, fault.message, data=fault.data)
