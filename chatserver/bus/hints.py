"""What does one node tell the others, and on which channel?"""

import zlib
from typing import Final

import msgspec
from msgspec import Raw, Struct

SHARDS: Final = 64


class Carried(Struct, frozen=True, array_like=True):
    """A commit as far as it concerns one organisation, for whoever has got everything before it.

    `before` and `after` are the organisation's `rev` around it, `acl` as of when it was decided;
    `changes` is the JSON of what it did, which only the hub looks into.
    """

    before: int
    after: int
    acl: int
    changes: Raw


class Typing(Struct, frozen=True, array_like=True):
    """Somebody types, or has stopped. Never stored: this is all there is of it."""

    chat: str
    by_kind: str
    by_id: str
    by_name: str
    on: bool


class Hint(Struct, frozen=True, omit_defaults=True):
    """Something of an organisation changed, or somebody types there.

    It may get lost, come twice, late, or in any order. Without `commits` it means: look, this far
    the organisation has come; with them: and this is how, up to `rev`. `node` is who says so; the
    bus writes it.
    """

    org: str
    rev: int = 0
    acl: int = 0
    commits: tuple[Carried, ...] = ()
    typing: Typing | None = None
    node: str = ""


_write = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder(Hint).decode


def encode_hint(hint: Hint, *, limit: int) -> bytes:
    """Return a hint as bytes; one longer than `limit` says only where to look."""
    data = _write(hint)
    return data if len(data) <= limit else _write(plain(hint))


def plain(hint: Hint) -> Hint:
    """Return the hint without what was done, so that it says only where to look."""
    return msgspec.structs.replace(hint, commits=()) if hint.commits else hint


def weight(hint: Hint) -> int:
    """Return how many bytes the hint carries beside what makes it a hint."""
    return sum(len(memoryview(commit.changes)) for commit in hint.commits)


def ending(node: str) -> bytes:
    """How all hints of a node end, so that it need not read its own."""
    return b'"node":' + _write(node) + b"}"


def decode_hint(data: bytes) -> Hint | None:
    """Return the hint, or None for what is none: others may use the same Redis."""
    try:
        return _read(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def shard(org: str) -> int:
    """The channel of an organisation, the same in every process."""
    return zlib.crc32(org.encode()) % SHARDS


def merged(older: Hint, newer: Hint) -> Hint:
    """One hint that says what both say, of one organisation and node."""
    return Hint(
        org=newer.org,
        rev=max(older.rev, newer.rev),
        acl=max(older.acl, newer.acl),
        # If one of them says only where to look, both are to be looked for.
        commits=older.commits + newer.commits if older.commits and newer.commits else (),
        node=newer.node,
    )
