"""How is the body of an event written and read?

The events are core's; here is only their JSON: their fields, absent where they are None, with
times as everywhere on the wire.
"""

from typing import Any

import msgspec

from chatserver.core.events import EVENTS, Edit, Event, Message
from chatserver.wire.times import parse_rfc3339, rfc3339

_write = msgspec.json.Encoder().encode
_readers = {kind: msgspec.json.Decoder(event) for kind, event in EVENTS.items()}


def encode_body(event: Event) -> bytes:
    """Return the body of an event as it is stored and sent."""
    if isinstance(event, Message) and _only_text(event):
        return _write({"text": event.text})  # nearly all of them
    return _write(_plain(event))


def decode_body(kind: str, body: bytes) -> Event:
    """Return the event that `encode_body` wrote.

    A kind or a body that it did not write is a fault of ours: KeyError, msgspec.DecodeError.
    """
    if kind == Message.kind and b'"edited"' in body:
        return _edited_message(body)
    return _readers[kind].decode(body)


def _only_text(message: Message) -> bool:
    return (
        message.text is not None
        and message.file is None
        and message.link is None
        and message.edited is None
        and message.deleted is None
        and message.reply is None
    )


def _edited_message(body: bytes) -> Message:
    plain = msgspec.json.decode(body)
    if "edited" in plain:
        plain["edited"]["at"] = parse_rfc3339(plain["edited"]["at"])
    return msgspec.convert(plain, Message)


def _plain(value: Any) -> object:  # noqa: ANN401 - an event, or anything inside one
    if isinstance(value, str | int):
        return value
    if isinstance(value, Edit):
        return {"version": value.version, "at": rfc3339(value.at)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    # Events and what they hold are slotted: the slots are the fields.
    present = ((name, getattr(value, name)) for name in value.__slots__)
    return {name: _plain(inner) for name, inner in present if inner is not None}
