"""What was said last in some chats? It stands in the log before the index of messages knows it."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlmodel import SQLModel

from chatserver.storage.database import Database
from chatserver.storage.ends import to_its_end
from chatserver.storage.inbox import reading

# So many of a chat's last events are looked at, and so many chats in one question.
LATELY = 8
AT_ONCE = 100
_EVENT = SQLModel.metadata.tables["event"].c


class Said(NamedTuple):
    """A message as it stands."""

    chat: str
    seq: int
    body: str


async def said_lately(db: Database, chats: Mapping[str, tuple[int, int]]) -> list[Said]:
    """Return the standing messages at the ends of these chats' logs, later ones first.

    Of each chat its last `seq` is given, and that of one more message, 0 for none.
    """
    return await to_its_end(_said_lately(db, chats))


async def _said_lately(db: Database, chats: Mapping[str, tuple[int, int]]) -> list[Said]:
    said: list[Said] = []
    spots = [
        and_(_EVENT.chat == chat, or_(_EVENT.seq > last - LATELY, _EVENT.seq == also))
        for chat, (last, also) in chats.items()
    ]
    for start in range(0, len(spots), AT_ONCE):
        question = (
            select(_EVENT.chat, _EVENT.seq, _EVENT.body)
            .where(
                or_(*spots[start : start + AT_ONCE]),
                _EVENT.kind == "message",
                _EVENT.deleted.is_(False),
            )
            .order_by(_EVENT.seq.desc())
        )
        async with reading(db) as connection:
            said += [Said(*row) for row in await connection.execute(question)]
    return said
