"""Which rows has the table of an employee's chats, however many there are?

They come in pieces from one question, so that a table shows the chats as they were at one moment,
and takes no memory.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from chatserver.core.chat import Chat
from chatserver.core.inbox import Filter
from chatserver.core.people import Staff
from chatserver.storage.chats import COLUMNS, chat_of
from chatserver.storage.choosing import scope_of
from chatserver.storage.database import Database
from chatserver.storage.inbox import newest, reading
from chatserver.storage.message_search import found_in

# What is made of one piece holds the event loop for some milliseconds.
PIECE = 200
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


@dataclass(frozen=True, slots=True)
class Table:
    """How many rows there are, and they themselves."""

    total: int
    pieces: AsyncIterator[Sequence[TableRow]]


@asynccontextmanager
async def table_of_chats(
    db: Database, viewer: Staff, wanted: Filter, *, most: int
) -> AsyncIterator[Table]:
    """Yield the chats that this employee's list shows, newest first, at most so many."""
    async with reading(db) as connection:
        scope = await scope_of(connection, viewer, wanted)
        texts = await found_in(connection, scope)
        chosen = newest(scope, texts, None, most)
        few = chosen.order_by(None).with_only_columns(chosen.selected_columns.id).subquery()
        total = (await connection.execute(select(func.count()).select_from(few))).scalar_one()
        async with aclosing(_pieces(connection, _named(chosen, wanted))) as pieces:
            yield Table(total, pieces)


async def _pieces(
    connection: AsyncConnection, statement: Select[Any]
) -> AsyncGenerator[Sequence[TableRow], None]:
    async with connection.stream(statement) as result:
        async for piece in result.partitions():
            yield [_row(one) for one in piece]


def _named(chosen: Select[Any], wanted: Filter) -> Select[Any]:
    """With the names that only other tables know."""
    chats = chosen.subquery()
    time = chats.c.created_at if wanted.sort == "created" else chats.c.updated_at
    return (
        select(
            *(chats.c[name] for name in COLUMNS),
            _CLIENT.c.name,
            _CLIENT.c.phone,
            _OBJECT.c.name,
            _OBJECT.c.address,
        )
        .join(_CLIENT, _CLIENT.c.id == chats.c.client)
        .outerjoin(_OBJECT, _OBJECT.c.id == chats.c.place)
        .order_by(time.desc(), chats.c.id.desc())
        .execution_options(yield_per=PIECE)
    )


def _row(values: Sequence[Any]) -> TableRow:
    *chat, client, phone, place, address = values
    return TableRow(chat_of(chat), client, phone, place or "", address or "")
