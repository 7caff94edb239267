"""Was this command given before, and what was the first answer?

The promise is in docs/protocol.md, "The same frame again".
"""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from chatserver.core.chat import Chat
from chatserver.core.commands import Keyed, WriteNote
from chatserver.core.events import Assigned
from chatserver.core.refusals import KeyConflict
from chatserver.ledger.directory import Directory
from chatserver.ledger.outcome import Outcome
from chatserver.storage.statement import Row
from chatserver.wire import decode_body

# Who used a key, the key, and whether for a note: notes have keys of their own.
Use = tuple[str, str, bool]


def use_of(sender: str, command: Keyed) -> Use:
    """Return what a command under a key is known by."""
    return sender, command.key, isinstance(command, WriteNote)


class Stamp(NamedTuple):
    """What a command leaves on the event that its answer names, to be known again by."""

    sender: str
    key: str
    fingerprint: int


@dataclass(frozen=True, slots=True)
class Known:
    """A key's first use: the command's fingerprint and what was answered."""

    fingerprint: int
    seq: int
    at: int
    assignment: int | None

    def answer(self, fingerprint: int, chat: Chat, directory: Directory) -> Outcome:
        """Return the first answer again; refuses another command under the same key."""
        if fingerprint != self.fingerprint:
            raise KeyConflict
        return Outcome(
            chat,
            directory,
            seq=self.seq,
            at=self.at,
            assignment=self.assignment,
            duplicate=True,
        )


def fingerprint(command: Keyed) -> int:
    """Return 64 bits that stay the same for the same command, on every node, for ever."""
    text = type(command).__name__.encode() + msgspec.json.encode(command)
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big", signed=True)


def known_note_of(row: Row) -> Known:
    """Return the first use from a row of storage.notes.NOTE_KEYS; the answer names a note."""
    _, _, mark, n, at = row
    return Known(mark, n, at, None)


def known_of(row: Row) -> Known:
    """Return the first use from a row of storage.chats.KEYS."""
    _, _, mark, _, seq, at, kind, body = row
    assignment = None
    if kind == Assigned.kind:
        event = decode_body(kind, body.encode())
        assignment = event.assignment if isinstance(event, Assigned) else None
    return Known(mark, seq, at, assignment)
