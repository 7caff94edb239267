"""Who may read which part of the log of changes? (requirement 35, D14, D16)

An employee reads that of their organisation, and of what is about clients, chats and orders only
what lies inside their objects. The platform reads its own, and of an organisation what D14 lets it
see.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, union_all
from sqlalchemy import select as sql_select
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.reach import Roots, below, roots_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.core.audit import PLATFORM_SEES
from chatserver.core.refusals import NotFound
from chatserver.storage.tables import (
    ApiKey,
    AppOrder,
    AuditRow,
    ChatRow,
    ClientPlace,
    ClientRow,
    ObjectRow,
    Org,
    StaffRow,
)
from chatserver.world import World

_CLIENT, _CHAT, _ORDER = "cl_", "chat_", "ord_"
_NEWEST = (col(AuditRow.at).desc(), col(AuditRow.id).desc())


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are looked for; times in milliseconds. `after` is the last one of the page
    before. `org`: of which organisation, for the platform.
    """

    limit: int
    actor: str | None = None
    actions: Collection[str] = ()
    subject: str | None = None
    since: int | None = None
    until: int | None = None
    after: tuple[int, str] | None = None
    org: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: who made it, of what, and how it stood before and after."""

    id: str
    at: int
    actor_kind: str
    actor: str | None
    actor_name: str | None
    action: str
    subject: str
    before: Mapping[str, object]
    after: Mapping[str, object]


async def audit_entries(world: World, viewer: Viewer, asked: Asked) -> list[Entry]:
    """Return the changes that the viewer may see, the newest first; raises `NotFound`."""
    async with world.db.session() as session:
        if viewer.directory is None:
            return await _of_platform(session, asked)
        if asked.org not in (None, viewer.org):
            raise NotFound
        roots = await roots_of(session, viewer)
        where = [col(AuditRow.org) == viewer.org, *([] if roots is None else [_inside(roots)])]
        rows = await _newest(session, asked, where, asked.actions)
        names = await _names(session, rows, clients=True)
        hidden = await _hidden(session, rows, roots)
    return [_without(_entry(row, names), hidden) for row in rows]


async def _of_platform(session: AsyncSession, asked: Asked) -> list[Entry]:
    if asked.org is None:
        rows = await _newest(session, asked, [col(AuditRow.org).is_(None)], asked.actions)
    else:
        if await session.get(Org, asked.org) is None:
            raise NotFound
        where = [col(AuditRow.org) == asked.org, col(AuditRow.actor_kind) != "client"]
        seen = PLATFORM_SEES.intersection(asked.actions or PLATFORM_SEES)
        rows = await _newest(session, asked, where, seen) if seen else []
    names = await _names(session, rows, clients=False)
    return [_entry(row, names) for row in rows]


async def _newest(
    session: AsyncSession,
    asked: Asked,
    where: Sequence[ColumnElement[bool]],
    actions: Collection[str],
) -> Sequence[AuditRow]:
    conditions = [*where, *_conditions(asked)]
    if not actions:
        question = select(AuditRow).where(*conditions)
        return (await session.exec(question.order_by(*_NEWEST).limit(asked.limit))).all()
    # Of each action the newest, which an index has in order; of all of them at once it has not.
    parts = [
        select(AuditRow.id, AuditRow.at)
        .where(*conditions, col(AuditRow.action) == action)
        .order_by(*_NEWEST)
        .limit(asked.limit)
        .subquery()
        for action in sorted(actions)
    ]
    every = union_all(*(sql_select(part.c.id) for part in parts)).subquery()
    ids = sql_select(every.c.id)
    question = select(AuditRow).where(col(AuditRow.id).in_(ids))
    return (await session.exec(question.order_by(*_NEWEST).limit(asked.limit))).all()


def _conditions(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.actor is not None:
        yield col(AuditRow.actor) == asked.actor
    if asked.subject is not None:
        yield col(AuditRow.subject) == asked.subject
    if asked.since is not None:
        yield col(AuditRow.at) >= asked.since
    if asked.until is not None:
        yield col(AuditRow.at) < asked.until
    if asked.after is not None:
        at, id_ = asked.after
        # The first of them alone lets an index begin where the page before ended.
        yield col(AuditRow.at) <= at
        yield or_(col(AuditRow.at) < at, col(AuditRow.id) < id_)


def _inside(roots: Roots) -> ColumnElement[bool]:
    """What is about nobody in particular, or about somebody who lives inside these paths."""
    subject = col(AuditRow.subject)
    about_client = subject.startswith(_CLIENT, autoescape=True)
    about_chat = subject.startswith(_CHAT, autoescape=True)
    chat = (
        select(ChatRow.id)
        .join(ObjectRow, col(ObjectRow.id) == col(ChatRow.place))
        .where(col(ChatRow.id) == subject, below(roots))
        .offset(0)
        .exists()
    )
    about_order = subject.startswith(_ORDER, autoescape=True)
    order = (
        select(AppOrder.id)
        .where(col(AppOrder.id) == subject, _lives(col(AppOrder.client), roots))
        .offset(0)
        .exists()
    )
    nobody = and_(~about_client, ~about_chat, ~about_order)
    about = or_(
        nobody,
        and_(about_client, _lives(subject, roots)),
        and_(about_chat, chat),
        and_(about_order, order),
    )
    by_client = col(AuditRow.actor_kind) == "client"
    return and_(about, or_(~by_client, _lives(func.coalesce(col(AuditRow.actor), ""), roots)))


def _lives(client: Any, roots: Roots) -> ColumnElement[bool]:  # noqa: ANN401 - any text column
    # The offset keeps PostgreSQL from collecting all who live there for the sake of one page.
    return (
        select(ClientPlace.client)
        .join(ObjectRow, col(ObjectRow.id) == col(ClientPlace.place))
        .where(col(ClientPlace.client) == client, below(roots))
        .offset(0)
        .exists()
    )


async def _hidden(session: AsyncSession, rows: Sequence[AuditRow], roots: Roots) -> frozenset[str]:
    """Return which clients that some values name live outside these paths."""
    if roots is None:
        return frozenset()
    named: set[str] = {
        value
        for row in rows
        for value in (*row.before.values(), *row.after.values())
        if isinstance(value, str) and value.startswith(_CLIENT)
    }
    question = select(ClientRow.id).where(
        col(ClientRow.id).in_(named), _lives(col(ClientRow.id), roots)
    )
    seen: set[str] = set(await session.exec(question))
    return frozenset(named - seen)


def _without(entry: Entry, hidden: Collection[str]) -> Entry:
    if not hidden:
        return entry

    def shown(values: Mapping[str, object]) -> Mapping[str, object]:
        return {
            name: None if isinstance(value, str) and value in hidden else value
            for name, value in values.items()
        }

    return replace(entry, before=shown(entry.before), after=shown(entry.after))


async def _names(
    session: AsyncSession, rows: Sequence[AuditRow], *, clients: bool
) -> Mapping[str, str]:
    """Return how those are called who made these changes."""
    ids = {row.actor for row in rows if row.actor is not None}
    tables: list[Any] = [StaffRow, ApiKey, *([ClientRow] if clients else [])]
    names: dict[str, str] = {}
    for table in tables:
        found = await session.exec(select(table.id, table.name).where(col(table.id).in_(ids)))
        names.update(dict(found.all()))
    return names


def _entry(row: AuditRow, names: Mapping[str, str]) -> Entry:
    return Entry(
        id=row.id,
        at=row.at,
        actor_kind=row.actor_kind,
        actor=row.actor,
        actor_name=names.get(row.actor or ""),
        action=row.action,
        subject=row.subject,
        before=row.before,
        after=row.after,
    )
