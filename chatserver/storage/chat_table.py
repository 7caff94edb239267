"""Which rows has the table of an employee's chats, however many there are?

They come in pieces from one question, so that a table shows the chats as they were at one moment,
and takes no memory.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import SQLModel

from chatserver.core.chat import Chat
from chatserver.core.inbox import Filter
from chatserver.core.people import Staff
from chatserver.storage.chats import COLUMNS, chat_of
from chatserver.storage.choosing import scope_of
from chatserver.storage.database import Database
from chatserver.storage.inbox import newest, reading
from chatserver.storage.message_search import found_in

PIECE = 1_000
_CLIENT = SQLModel.metadata.tables["client"]
_OBJECT = SQLModel.metadata.tables["object"]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A chat with the names that its row shows; those of staff and products are known elsewhere."""

    chat: Chat
    client: str
    phone: str
    place: str
    address: str


async def table_of_chats(
    db: Database, viewer: Staff, wanted: Filter, *, most: int
) -> AsyncIterator[Sequence[TableRow]]:
    """Yield the chats that this employee's list shows, newest first, at most so many."""
    async with reading(db) as connection:
        scope = await scope_of(connection, viewer, wanted)
        chosen = newest(scope, await found_in(connection, scope), None, most).subquery()
        time = chosen.c.created_at if wanted.sort == "created" else chosen.c.updated_at
        statement = (
            select(
                *(chosen.c[name] for name in COLUMNS),
                _CLIENT.c.name,
                _CLIENT.c.phone,
                _OBJECT.c.name,
                _OBJECT.c.address,
            )
            .join(_CLIENT, _CLIENT.c.id == chosen.c.client)
            .outerjoin(_OBJECT, _OBJECT.c.id == chosen.c.place)
            .order_by(time.desc(), chosen.c.id.desc())
            .execution_options(yield_per=PIECE)
        )
        result = await connection.stream(statement)
        async for piece in result.partitions():
            yield [_row(tuple(one)) for one in piece]


def _row(values: tuple[object, ...]) -> TableRow:
    client, phone, place, address = values[-4:]
    chat = chat_of(values[: len(COLUMNS)])
    return TableRow(chat, str(client), str(phone), str(place or ""), str(address or ""))
