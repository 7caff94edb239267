"""What does one node tell the others, and on which channel?"""

import zlib
from typing import Final

import msgspec
from msgspec import Struct

SHARDS: Final = 64


class Moved(Struct, frozen=True, array_like=True):
    """A chat that changed: its last `seq`, and the marks where only they moved."""

    chat: str
    seq: int
    marks: tuple[int, int] | None = None


class Typing(Struct, frozen=True, array_like=True):
    """Somebody types, or has stopped. Never stored: this is all there is of it."""

    chat: str
    by_kind: str
    by_id: str
    by_name: str
    on: bool


class Hint(Struct, frozen=True, omit_defaults=True):
    """Something of an organisation changed, or somebody types there.

    It may get lost, come twice, late, or in any order, and means only: look. `chats` may be
    empty though chats changed. `node` is who says so; the bus writes it.
    """

    org: str
    rev: int = 0
    acl: int = 0
    chats: tuple[Moved, ...] = ()
    typing: Typing | None = None
    node: str = ""


_write = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder(Hint).decode


def encode_hint(hint: Hint, *, limit: int) -> bytes:
    """Return a hint as bytes; one longer than `limit` leaves out which chats."""
    data = _write(hint)
    if len(data) > limit:
        return _write(msgspec.structs.replace(hint, chats=()))
    return data


def decode_hint(data: bytes) -> Hint | None:
    """Return the hint, or None for what is none: others may use the same Redis."""
    try:
        return _read(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def shard(org: str) -> int:
    """The channel of an organisation, the same in every process."""
    return zlib.crc32(org.encode()) % SHARDS


def merged(older: Hint, newer: Hint) -> Hint:
    """One hint that says what both say, of one organisation and node."""
    chats = {moved.chat: moved for moved in older.chats}
    for moved in newer.chats:
        known = chats.get(moved.chat)
        if known is None or known.seq <= moved.seq:
            chats[moved.chat] = moved
    return Hint(
        org=newer.org,
        rev=max(older.rev, newer.rev),
        acl=max(older.acl, newer.acl),
        chats=tuple(chats.values()),
        node=newer.node,
    )
