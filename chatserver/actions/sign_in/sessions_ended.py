"""Which sessions does an employee have, and how do they end before their time?"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.core.refusals import NotFound
from chatserver.storage.orgs import bump_acl, hold_staff
from chatserver.storage.tables import RefreshToken, StaffRow, StaffSession
from chatserver.world import World

# Whoever logs in with each run of a script has many more; those end by themselves.
MOST_SHOWN = 200


async def own_sessions(world: World, staff_id: str) -> Sequence[StaffSession]:
    """Return an employee's sessions that go on, at most the 200 used last, the latest first."""
    question = select(StaffSession).where(
        StaffSession.staff == staff_id,
        col(StaffSession.ended_at).is_(None),
        StaffSession.expires_at > world.now(),
    )
    async with world.db.session() as session:
        rows = await session.exec(
            question.order_by(col(StaffSession.used_at).desc(), col(StaffSession.id).desc()).limit(
                MOST_SHOWN
            )
        )
        return rows.all()


async def end_own_session(world: World, staff_id: str, session_id: str) -> None:
    """End one of an employee's own sessions; raises `NotFound`."""
    async with world.db.transaction() as session:
        row = await session.get(StaffSession, session_id)
        if row is None or row.staff != staff_id or row.ended_at is not None:
            raise NotFound
        staff = await session.get_one(StaffRow, staff_id)
        await end_which(session, world.now(), staff, col(StaffSession.id) == session_id)


async def end_own_sessions(world: World, staff_id: str, *, but: str | None) -> None:
    """End an employee's sessions, all or all `but` one."""
    async with world.db.transaction() as session:
        await end_sessions(session, staff_id, now=world.now(), but=but)


async def end_sessions(
    session: AsyncSession, staff_id: str, *, now: int, but: str | None = None
) -> None:
    """End the sessions of an employee in this transaction. Their tokens open nothing any more, and
    their sockets are closed as soon as the nodes see the organisation's `acl` move.
    """
    staff = await session.get_one(StaffRow, staff_id)
    which = col(StaffSession.staff) == staff_id
    if but is not None:
        which &= col(StaffSession.id) != but
    await end_which(session, now, staff, which)


async def end_which(
    session: AsyncSession, now: int, staff: StaffRow, which: ColumnElement[bool]
) -> None:
    """End those of an employee's sessions, with the refresh tokens of each."""
    if staff.org is not None:
        # Before the rows: whoever changes an employee takes the organisation first, too.
        await bump_acl(session, staff.org)
    # Whoever logs in holds it: their session is seen below, or they see why it may not begin.
    await hold_staff(session, staff)
    found = await session.exec(
        select(StaffSession.id).where(which, col(StaffSession.ended_at).is_(None))
    )
    ids = list(found)
    # In the order of whoever renews one. A token that they have just made is not among these: it
    # gives nothing, as its session has ended.
    for table, column in ((RefreshToken, RefreshToken.family), (StaffSession, StaffSession.id)):
        ended_at = col(table.ended_at)
        await session.exec(
            update(table)
            .where(col(column).in_(ids), ended_at.is_(None))
            .values(ended_at=now)
            .execution_options(synchronize_session=False)
        )
