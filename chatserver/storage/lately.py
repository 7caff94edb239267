"""What was said last in some chats? It stands there before the index of messages knows it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import and_, or_
from sqlmodel import SQLModel

from chatserver.core.fragments import Said
from chatserver.storage.choosing import Condition
from chatserver.storage.database import Database
from chatserver.storage.ends import to_its_end
from chatserver.storage.inbox import reading
from chatserver.storage.message_search import standing_messages, standing_notes, text_of

# So many of a chat's last events are looked at, and so many chats in one question.
LATELY = 8
AT_ONCE = 100
_EVENT = SQLModel.metadata.tables["event"].c
_NOTE = SQLModel.metadata.tables["note"].c


class End(NamedTuple):
    """The end of a chat: its last `seq`, how many changes of its notes there were, and what else is
    to be looked at, a message or a note.
    """

    last: int
    notes: int
    also: Said | None


async def said_lately(db: Database, chats: Mapping[str, End]) -> list[tuple[str, Said]]:
    """Return the standing messages and notes at the ends of these chats, later ones first."""
    return await to_its_end(_said_lately(db, chats))


async def _said_lately(db: Database, chats: Mapping[str, End]) -> list[tuple[str, Said]]:
    said: list[tuple[str, Said]] = []
    messages: list[Condition] = []
    notes: list[Condition] = []
    for chat, (last, changes, also) in chats.items():
        seq = 0 if also is None or also.note is not None else also.seq
        lately = or_(_EVENT.seq > last - LATELY, _EVENT.seq == seq)
        messages.append(and_(_EVENT.chat == chat, lately))
        if changes:
            n = 0 if also is None else also.note or 0
            newest = or_(_NOTE.n > changes - LATELY, _NOTE.n == n)
            notes.append(and_(_NOTE.chat == chat, newest))
    for here in _few_at_once(messages):
        async with reading(db) as connection:
            rows = await connection.execute(standing_messages(here))
            said += [(chat, Said(seq, text_of(body))) for chat, seq, body in rows]
    for here in _few_at_once(notes):
        async with reading(db) as connection:
            found = await connection.execute(standing_notes(here))
            said += [(chat, Said(after, text, n)) for chat, after, text, n in found]
    # A note stands behind its event.
    return sorted(said, key=lambda one: (one[1].seq, one[1].note or 0), reverse=True)


def _few_at_once(spots: Sequence[Condition]) -> Iterator[Condition]:
    for start in range(0, len(spots), AT_ONCE):
        yield or_(*spots[start : start + AT_ONCE])
