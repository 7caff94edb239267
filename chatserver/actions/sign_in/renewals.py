"""How does a session go on, once and in one hand?"""

from sqlalchemy import update
from sqlalchemy.sql.selectable import ForUpdateParameter
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.sign_in.second_factor import must_enrol
from chatserver.actions.sign_in.sessions import NOWHERE, Seen, Session, find, go_on
from chatserver.actions.sign_in.sessions_ended import end_which
from chatserver.identity import Identity
from chatserver.identity.credentials import stored_form
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import RefreshToken, StaffRow, StaffSession
from chatserver.world import World


async def refresh_session(
    world: World,
    identity: Identity,
    value: str,
    *,
    attempt: str | None = None,
    seen: Seen = NOWHERE,
) -> Session:
    """Give the next pair of tokens for a refresh token that was not used yet.

    One that comes a second time is in two hands: its whole family ends, whoever holds it. But with
    the same `attempt`, before what it gave was used, it comes from the same hand, which has lost
    the answer: it gets another pair, and the lost one opens nothing (docs/decisions/0112).
    """
    named = None if attempt is None else stored_form(f"{value} {attempt}")
    async with world.db.transaction() as session:
        renewed = await _renew(world, identity, session, stored_form(value), named, seen)
    if renewed is None:
        raise NotWelcome
    return renewed


async def _renew(
    world: World,
    identity: Identity,
    session: AsyncSession,
    hashed: str,
    renewal: str | None,
    seen: Seen,
) -> Session | None:
    token = await find(session, hashed)
    now = world.now()
    if token is None or token.expires_at <= now:
        return None
    # Held before the tokens, as by whoever ends them.
    held: ForUpdateParameter = {"read": True, "key_share": True}
    staff = await session.get(StaffRow, token.staff, with_for_update=held)
    if staff is None or not staff.active:
        return None
    # Of two who bring it at once the database lets one through.
    used = await session.exec(
        update(RefreshToken)
        .where(
            col(RefreshToken.id) == token.id,
            col(RefreshToken.used_at).is_(None),
            col(RefreshToken.ended_at).is_(None),
        )
        .values(used_at=now)
    )
    row = await session.get_one(StaffSession, token.family)
    if row.ended_at is not None:
        return None
    if used.rowcount == 0 and not await _lost(session, now, row, renewal):
        await _in_two_hands(session, world, staff, row)
        return None
    row.renewal = renewal
    row.enrols = await must_enrol(session, world, staff)
    return await go_on(world, identity, session, staff, row, seen=seen)


async def _lost(session: AsyncSession, now: int, row: StaffSession, renewal: str | None) -> bool:
    """Whether this is the last renewal once more, whose tokens nobody has used: they end."""
    if renewal is None or row.renewal != renewal:
        return False
    given = await session.exec(
        update(RefreshToken)
        .where(
            col(RefreshToken.family) == row.id,
            col(RefreshToken.used_at).is_(None),
            col(RefreshToken.ended_at).is_(None),
        )
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    return given.rowcount > 0


async def _in_two_hands(
    session: AsyncSession, world: World, staff: StaffRow, row: StaffSession
) -> None:
    await end_which(session, world.now(), staff, col(StaffSession.id) == row.id)
    changed = [Changed(staff.id)]
    await record(session, world, by=SYSTEM, org=staff.org, action="session.reused", changed=changed)
