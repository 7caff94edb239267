"""Which chats stand in an employee's list, in which order, and how many are there?

Pages go by key, so that a page costs the same however deep it lies.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from chatserver.core.chat import Chat
from chatserver.core.fragments import Said
from chatserver.core.inbox import COUNT_MAX, Counts, Filter
from chatserver.core.people import Staff
from chatserver.storage.chat_order import minute_of
from chatserver.storage.chats import COLUMNS, chat_of
from chatserver.storage.choosing import (
    CHAT,
    ORDER,
    Condition,
    Scope,
    access,
    asked,
    asks_for_unread,
    scope_of,
    tab,
    unread,
)
from chatserver.storage.choosing import found as ways_to
from chatserver.storage.database import Database
from chatserver.storage.ends import to_its_end
from chatserver.storage.message_search import found_in, said_at
from chatserver.storage.planning import plan_each

_TABLE, _ORDER = SQLModel.metadata.tables["chat"], SQLModel.metadata.tables["chat_order"]
_EVERY_COLUMN = tuple(CHAT[name] for name in COLUMNS)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the sorted time of its last chat, and that chat."""

    at: int
    id: str


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list. `end` is None on the last; `rev`, the organisation's, was read first.

    `texts` are the messages, and notes, in which the words that were searched for stand, by chat.
    """

    chats: tuple[Chat, ...]
    end: Position | None
    rev: int
    texts: Mapping[str, Said] = field(default_factory=dict)


async def page(
    db: Database, viewer: Staff, wanted: Filter, *, after: Position | None, limit: int
) -> Page:
    """Return at most `limit` chats that this employee's list shows behind `after`, newest first."""
    return await to_its_end(_read_page(db, viewer, wanted, after, limit))


async def _read_page(
    db: Database, viewer: Staff, wanted: Filter, after: Position | None, limit: int
) -> Page:
    async with reading(db) as connection:
        # Before the chats: a change between the two is sent once more rather than missed.
        scope = await scope_of(connection, viewer, wanted)
        found = await found_in(connection, scope)
        rows = (await connection.execute(newest(scope, found, after, limit + 1))).all()
        chats = tuple(chat_of(row) for row in rows[:limit])
        spots = {chat.id: found[chat.id] for chat in chats if chat.id in found}
        texts = await said_at(connection, list(spots.items()))
    end = position(chats[-1], wanted) if len(rows) > limit else None
    return Page(chats, end, scope.rev, texts)


@asynccontextmanager
async def reading(db: Database) -> AsyncIterator[AsyncConnection]:
    """Yield a connection; a database that cannot answer is told in the words of trouble.py."""
    async with db.reading() as connection:
        await plan_each(connection)
        yield connection


def position(chat: Chat, wanted: Filter) -> Position:
    """Return where a page that ends with this chat has ended."""
    return Position(chat.created_at if wanted.sort == "created" else chat.updated_at, chat.id)


async def counts(db: Database, viewer: Staff) -> Counts:
    """Return how many chats stand in this employee's tabs."""
    return await to_its_end(_read_counts(db, viewer))


async def _read_counts(db: Database, viewer: Staff) -> Counts:
    async with reading(db) as connection:
        scope = await scope_of(connection, viewer, Filter())
        return Counts(*await _counted(connection, scope, "new", "mine", "waiting"))


async def counts_of_alike(db: Database, viewers: Sequence[Staff]) -> Mapping[str, Counts]:
    """Return by id how many chats stand in the tabs of employees who may see the same chats.

    What is the same for all of them is counted once: it may be a thousand chats, of one's own
    there are few.
    """
    async with reading(db) as connection:
        scope = await scope_of(connection, viewers[0], Filter())
        new, waiting = await _counted(connection, scope, "new", "waiting")
        found = {}
        for viewer in viewers:
            [mine] = await _counted(connection, replace(scope, viewer=viewer), "mine")
            found[viewer.id] = Counts(new, mine, waiting)
    return found


async def _counted(connection: AsyncConnection, scope: Scope, *tabs: str) -> Sequence[int]:
    statement = select(*(_count(scope, name) for name in tabs))
    return (await connection.execute(statement)).one()


def newest(scope: Scope, texts: Collection[str], after: Position | None, limit: int) -> Select[Any]:
    """Return the question for the first chats behind `after`; `texts` are those with the words."""
    created = scope.wanted.sort == "created"
    ways = [_newest(scope, way, after, limit) for way in ways_to(scope)]
    if texts:
        ways.append(_among(scope, texts, after, limit))
    if len(ways) == 1:
        return ways[0]
    # The first of all of them together are among the first of each.
    parts = [way.subquery() for way in ways]
    every = union(*(select(part) for part in parts)).subquery()
    order = every.c.created_at if created else every.c.updated_at
    return select(every).order_by(order.desc(), every.c.id.desc()).limit(limit)


def _newest(scope: Scope, way: Condition, after: Position | None, limit: int) -> Select[Any]:
    question = select(*_EVERY_COLUMN).where(*access(scope), *asked(scope), way)
    if scope.wanted.sort == "created":
        return _page(question, (CHAT.created_at,), after, limit)
    minute = CHAT.updated_minute
    if asks_for_unread(scope):
        question = _join_unread(question, scope)
        minute = ORDER.updated_minute
    if after is not None:
        question = question.where(minute <= minute_of(after.at))
    # Chats of one minute stand next to each other in the index, and are sorted when they are read.
    return _page(question, (minute, CHAT.updated_at), after, limit)


def _among(scope: Scope, chats: Collection[str], after: Position | None, limit: int) -> Select[Any]:
    time = CHAT.created_at if scope.wanted.sort == "created" else CHAT.updated_at
    few = select(*_EVERY_COLUMN).where(CHAT.id.in_(sorted(chats)), *asked(scope))
    # In sums, so that these few are looked up rather than met among all of the organisation.
    return _page(few.where(*access(scope, org=CHAT.org + "")), (time + 0,), after, limit)


def _join_unread(question: Select[Any], scope: Scope) -> Select[Any]:
    # SQLite takes the index once it knows how large the tables are (storage/statistics.py), and
    # walks through all of the organisation's while they are small.
    return question.join(_ORDER, ORDER.chat == CHAT.id).where(*unread(scope))


def _page(
    question: Select[Any], order: Sequence[ColumnElement[int]], after: Position | None, limit: int
) -> Select[Any]:
    time = order[-1]
    if after is not None:
        further = or_(time < after.at, and_(time == after.at, CHAT.id < after.id))
        question = question.where(time <= after.at, further)
    return question.order_by(*(one.desc() for one in (*order, CHAT.id))).limit(limit)


def _count(scope: Scope, name: str) -> ColumnElement[int]:
    # Nobody reads past a thousand, so nobody pays for it; each tab has an index in this order.
    some = select(literal(1).label("one")).select_from(_TABLE)
    minute = CHAT.updated_minute
    if name == "new":
        some = _join_unread(some, scope)
        minute = ORDER.updated_minute
    few = some.where(*access(scope), tab(scope.viewer, name)).order_by(minute.desc())
    return select(func.count()).select_from(few.limit(COUNT_MAX).subquery()).scalar_subquery()
