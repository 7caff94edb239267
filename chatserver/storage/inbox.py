"""Which chats stand in an employee's list? The one builder of that question, for every door.

It says in SQL what core/access.py and core/inbox.py say of one chat in memory; a property test
holds them together. Pages go by key, so that a page costs the same however deep it lies.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, cast, false, func, literal, or_, select
from sqlalchemy import true as sql_true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from chatserver.core.access import view_permission
from chatserver.core.chat import Chat
from chatserver.core.inbox import COUNT_MAX, Counts, Filter, Span
from chatserver.core.people import Staff
from chatserver.core.searching import Needle
from chatserver.storage.chats import COLUMNS, chat_of
from chatserver.storage.database import Database
from chatserver.storage.trouble import Unavailable

_TABLES = SQLModel.metadata.tables
_CHAT = _TABLES["chat"].c
_OBJECT = _TABLES["object"].c
_CLIENT = _TABLES["client"].c
_PRODUCT = _TABLES["product"].c
_ORG = _TABLES["org"].c
_KINDS = ("miniapp", "subscription")
_EVERY_COLUMN = tuple(_CHAT[name] for name in COLUMNS)

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the sorted time of its last chat, and that chat."""

    at: int
    id: str


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list. `end` is None on the last; `rev`, the organisation's, was read first."""

    chats: tuple[Chat, ...]
    end: Position | None
    rev: int


async def page(
    db: Database, viewer: Staff, wanted: Filter, *, after: Position | None, limit: int
) -> Page:
    """Return at most `limit` chats that this employee's list shows behind `after`, newest first."""
    time = _CHAT.created_at if wanted.sort == "created" else _CHAT.updated_at
    statement = (
        select(*_EVERY_COLUMN)
        .where(*_access(viewer), *_asked(viewer, wanted))
        .order_by(time.desc(), _CHAT.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        further = or_(time < after.at, and_(time == after.at, _CHAT.id < after.id))
        statement = statement.where(time <= after.at, further)
    async with _reading(db) as connection:
        # Before the chats: a change between the two is sent once more rather than missed.
        rev = await connection.scalar(select(_ORG.rev).where(_ORG.id == viewer.org))
        rows = (await connection.execute(statement)).all()
    chats = tuple(chat_of(row) for row in rows[:limit])
    end = position(chats[-1], wanted) if len(rows) > limit else None
    return Page(chats, end, int(rev or 0))


@asynccontextmanager
async def _reading(db: Database) -> AsyncIterator[AsyncConnection]:
    """Yield a connection; a database that cannot answer is told in the words of trouble.py."""
    try:
        async with db.engine.connect() as connection:
            yield connection
    except (DBAPIError, OSError) as error:
        raise Unavailable(str(error)) from error


def position(chat: Chat, wanted: Filter) -> Position:
    """Return where a page that ends with this chat has ended."""
    return Position(chat.created_at if wanted.sort == "created" else chat.updated_at, chat.id)


async def counts(db: Database, viewer: Staff) -> Counts:
    """Return how many chats stand in this employee's tabs."""
    statement = select(_count(viewer, "new"), _count(viewer, "mine"), _count(viewer, "waiting"))
    async with _reading(db) as connection:
        new, mine, waiting = (await connection.execute(statement)).one()
    return Counts(new, mine, waiting)


def _count(viewer: Staff, tab: str) -> ColumnElement[int]:
    # Nobody reads past a thousand, so nobody pays for it.
    some = (
        select(literal(1).label("one"))
        .select_from(_TABLES["chat"])
        .where(*_access(viewer), _tab(viewer, tab))
        .limit(COUNT_MAX)
    )
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def _access(viewer: Staff) -> Iterable[Condition]:
    """core.inbox.may_list, in SQL."""
    yield _CHAT.org == viewer.org
    yield _CHAT.n_client > 0
    kinds = [kind for kind in _KINDS if view_permission(kind) in viewer.permissions]
    if not viewer.active or not kinds:
        yield false()
    if len(kinds) < len(_KINDS):
        yield _CHAT.product.in_(
            select(_PRODUCT.id).where(_PRODUCT.org == viewer.org, _PRODUCT.kind.in_(kinds))
        )
    if viewer.objects is not None:
        yield _lies_in(sorted(viewer.objects))


def _asked(viewer: Staff, wanted: Filter) -> Iterable[Condition]:
    """core.inbox.shows without may_list, in SQL."""
    yield _tab(viewer, wanted.tab)
    for column, allowed in (
        (_CHAT.department, wanted.departments),
        (_CHAT.staff, wanted.staff),
        (_CHAT.client, wanted.clients),
        (_CHAT.product, wanted.products),
        (_CHAT.tag_id, wanted.tags),
        (_CHAT.state, wanted.states),
        (_CHAT.platform, wanted.platforms),
    ):
        if allowed:
            yield column.in_(allowed)
    yield from _within(_CHAT.created_at, wanted.created)
    yield from _within(_CHAT.updated_at, wanted.updated)
    if wanted.objects:
        yield _lies_in(wanted.objects)
    if wanted.needle is not None:
        yield _found(viewer.org, wanted.needle)


def _tab(viewer: Staff, tab: str) -> Condition:
    conditions: dict[str, Condition] = {
        "all": sql_true(),
        # Spelled as in the partial indexes of tables.py, which serve these two.
        "new": _CHAT.n_client - _CHAT.staff_read_n - _CHAT.staff_dead > 0,
        "waiting": and_(_CHAT.state == "staff", _CHAT.staff.is_(None), _CHAT.acted),
        "mine": and_(_CHAT.staff == viewer.id, _CHAT.state != "closed"),
    }
    return conditions[tab]


def _within(column: ColumnElement[int], span: Span) -> Iterable[Condition]:
    if span.since is not None:
        yield column >= span.since
    if span.until is not None:
        yield column < span.until


def _lies_in(objects: Iterable[str]) -> Condition:
    """Whether the chat's place is one of these objects or below one of them."""
    above = [_OBJECT.path.contains(f"/{object_}/", autoescape=True) for object_ in objects]
    if not above:
        return false()
    place = select(_OBJECT.id).where(_OBJECT.id == _CHAT.place, or_(*above))
    return place.exists()


def _found(org: str, needle: Needle) -> Condition:
    named = or_(*(_CLIENT.search.contains(text, autoescape=True) for text in needle.texts))
    clients = select(_CLIENT.id).where(_CLIENT.org == org, named)
    number = cast(_CHAT.number, String)
    return or_(
        _CHAT.client.in_(clients),
        *(number.contains(digits, autoescape=True) for digits in needle.numbers),
    )
