"""What has waited for so long that somebody must be told? (D17)"""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.notifying.notices import notify_staff
from chatserver.core.hours import Hours, read_hours, worked_since
from chatserver.core.products import Product
from chatserver.core.staff_notices import deserted
from chatserver.ledger.directory import Directory
from chatserver.storage.tables import (
    AssignmentRow,
    ChatRow,
    Department,
    Miniapp,
    Org,
    Review,
    StaffNotice,
    StaffRow,
)
from chatserver.world import World
from chatserver.zones import zone_named

HOUR_MS = 3_600_000
DUE_SOON_MS = 12 * HOUR_MS
WAITING_MS = 15 * 60_000
PAGE = 100
_DESERTED = "rule.empty"


async def tell_due_soon(world: World) -> None:
    """Tell the moderators of reviews that are due in less than twelve hours, once each."""
    now = world.now()
    question = (
        select(Review.id, Review.app, Miniapp.name, Org.name)
        .join(Miniapp, col(Miniapp.id) == col(Review.app))
        .join(Org, col(Org.id) == col(Miniapp.org))
        .where(
            col(Review.ended_at).is_(None),
            col(Review.told_at).is_(None),
            Review.due_at <= now + DUE_SOON_MS,
        )
        .order_by(col(Review.due_at))
        .limit(PAGE)
    )
    async with world.db.session() as session:
        due = (await session.exec(question)).all()
    for review, app, name, org in due:
        async with world.db.transaction() as session:
            # Of two nodes that found it the database lets one through.
            mine = (col(Review.id) == review, col(Review.told_at).is_(None))
            claimed = await session.exec(update(Review).where(*mine).values(told_at=now))
            if claimed.rowcount == 1:
                data = {"app": name, "org": org}
                await notify_staff(session, world, None, "review.due_soon", subject=app, data=data)


async def tell_waiting(world: World) -> None:
    """Tell the Administrators of chats that nobody could answer for fifteen minutes, at most once
    an hour; while their department is closed, and of the time that it was, nobody is told.
    """
    now = world.now()
    async with world.db.session() as session:
        found = await _waiting(session, now - WAITING_MS)
        hours = await _hours(session, {one.department for one in found if one.department})
        long = [
            each
            for one in found
            for each in await _in_hours(session, one, hours.get(one.department or ""), now)
        ]
    for org, parts in groupby(long, key=attrgetter("org")):
        some = list(parts)
        async with world.db.transaction() as session:
            await notify_staff(
                session,
                world,
                org,
                "chats.waiting",
                subject=min(one.chat for one in some),
                data={"count": sum(one.many for one in some)},
                once=f"chats.waiting {now // HOUR_MS}",
            )


class _Waiting(NamedTuple):
    """How many chats of a department wait for nobody, and one that has waited long."""

    org: str
    department: str | None
    many: int
    chat: str


async def _waiting(
    session: AsyncSession, since: int, *conditions: ColumnElement[bool]
) -> Sequence[_Waiting]:
    """Return what has waited since then or longer."""
    # A chat that waits was given to nobody: it has waited since.
    given = and_(
        col(AssignmentRow.chat) == col(ChatRow.id),
        col(AssignmentRow.number) == col(ChatRow.assignment),
    )
    question = (
        select(ChatRow.org, ChatRow.department, func.count(), func.min(ChatRow.id))
        .join(AssignmentRow, given)
        .join(Org, col(Org.id) == col(ChatRow.org))
        .where(
            col(Org.closed_at).is_(None),
            ChatRow.state == "staff",
            col(ChatRow.staff).is_(None),
            col(ChatRow.acted),
            AssignmentRow.at <= since,
        )
        .where(*conditions)
        .group_by(ChatRow.org, col(ChatRow.department))
        .order_by(ChatRow.org)
    )
    rows = await session.exec(question)
    return [_Waiting(org, department, many, chat) for org, department, many, chat in rows]


async def _hours(session: AsyncSession, departments: Collection[str]) -> Mapping[str, Hours]:
    question = (
        select(Department.id, Department.hours, Org.settings)
        .join(Org, col(Org.id) == col(Department.org))
        .where(col(Department.id).in_(sorted(departments)))
    )
    read = (
        (id_, read_hours(hours, zone_named(settings.get("time_zone"))))
        for id_, hours, settings in await session.exec(question)
    )
    return {id_: hours for id_, hours in read if hours is not None}


async def _in_hours(
    session: AsyncSession, found: _Waiting, hours: Hours | None, now: int
) -> Sequence[_Waiting]:
    """Return what of a department's has waited so long within its hours; None: it always works."""
    if hours is None:
        return [found]
    since = worked_since(hours, now, WAITING_MS)
    if since is None:
        return []
    here = (col(ChatRow.org) == found.org, col(ChatRow.department) == found.department)
    return await _waiting(session, since, *here)


async def tell_deserted(world: World, directory: Directory) -> None:
    """Tell the Administrators of rules whose people are gone: once for each list of names, until
    somebody of it is there again.
    """
    gone: dict[str, tuple[Product, str]] = {}
    for product in directory.products.values():
        for one in deserted(product, directory.staff):
            rule = one.tag or "—"
            gone[_mark(product, rule, one.names)] = product, rule
    await _forget_mended(world, directory.org.id, gone)
    for mark, (product, rule) in gone.items():
        async with world.db.transaction() as session:
            await notify_staff(
                session,
                world,
                directory.org.id,
                _DESERTED,
                subject=product.id,
                data={"product": product.name, "rule": rule},
                once=mark,
            )


def _mark(product: Product, rule: str, names: Collection[str]) -> str:
    return f"{_DESERTED} {product.id} {rule} {' '.join(sorted(names))}"[:500]


async def _forget_mended(world: World, org: str, gone: Collection[str]) -> None:
    """Let what was told of lists that have somebody again be no reason to be silent."""
    here = select(StaffRow.id).where(StaffRow.org == org)
    marked = (col(StaffNotice.kind) == _DESERTED, col(StaffNotice.staff).in_(here))
    async with world.db.session() as session:
        told = await session.exec(select(StaffNotice.once).where(*marked).distinct())
        mended = {one for one in told if one is not None}.difference(gone)
    if mended:
        async with world.db.transaction() as session:
            those = col(StaffNotice.once).in_(sorted(mended))
            await session.exec(update(StaffNotice).where(*marked, those).values(once=None))
