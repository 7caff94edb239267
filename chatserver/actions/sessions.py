"""How does an employee log in, stay in, and leave?"""

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.viewers import NotWelcome
from chatserver.identity import Claims, Identity, Kind
from chatserver.identity.credentials import REFRESH_TOKEN, fresh_value, stored_form
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import RefreshToken, StaffRow
from chatserver.world import World

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Session:
    """What an employee's screen holds: `claims` are those of the access token."""

    access_token: str
    refresh_token: str
    expires_in: int
    claims: Claims


async def log_in(
    world: World, identity: Identity, email: str, password: str, *, address: str
) -> Session:
    """Begin a session; every reason to refuse looks and takes the same.

    Raises `NotWelcome`, `Throttled` or `TooBusy`.
    """
    email = email.strip().lower()
    async with identity.passwords.slot():
        await identity.throttle.check(email=email, address=address)
        async with world.db.session() as session:
            found = (await session.exec(select(StaffRow).where(StaffRow.email == email))).first()
        verdict = await identity.passwords.check(
            password, found.password_hash if found is not None else None
        )
        if found is None or not verdict.right or not found.active:
            await identity.throttle.failed(email=email, address=address)
            raise NotWelcome
    async with world.db.transaction() as session:
        if verdict.rehashed is not None:
            await session.exec(
                update(StaffRow)
                .where(col(StaffRow.id) == found.id)
                .values(password_hash=verdict.rehashed)
            )
        return _begin(world, identity, session, found, family=world.new_id("fam"))


async def begin_session(world: World, identity: Identity, staff_id: str) -> Session:
    """Begin a session without a password: for the demo's buttons and the command line."""
    async with world.db.transaction() as session:
        staff = await session.get(StaffRow, staff_id)
        if staff is None or not staff.active:
            raise NotWelcome
        return _begin(world, identity, session, staff, family=world.new_id("fam"))


async def refresh_session(world: World, identity: Identity, value: str) -> Session:
    """Give the next pair of tokens for a refresh token that was not used yet.

    One that comes a second time is in two hands: its whole family ends, whoever holds it.
    """
    async with world.db.transaction() as session:
        renewed = await _renew(world, identity, session, stored_form(value))
    if renewed is None:
        raise NotWelcome
    return renewed


async def log_out(world: World, value: str) -> None:
    """End the session that this refresh token belongs to; one that nobody knows is none."""
    async with world.db.transaction() as session:
        token = await _find(session, stored_form(value))
        if token is not None:
            await _end(session, world.now(), col(RefreshToken.family) == token.family)


async def end_sessions(session: AsyncSession, staff_id: str, *, now: int) -> None:
    """End every session of an employee, in this transaction."""
    await _end(session, now, col(RefreshToken.staff) == staff_id)


async def _find(session: AsyncSession, hashed: str) -> RefreshToken | None:
    return (await session.exec(select(RefreshToken).where(RefreshToken.hash == hashed))).first()


async def _renew(
    world: World, identity: Identity, session: AsyncSession, hashed: str
) -> Session | None:
    token = await _find(session, hashed)
    now = world.now()
    if token is None or token.ended_at is not None or token.expires_at <= now:
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
    staff = await session.get(StaffRow, token.staff)
    if staff is None or not staff.active:
        return None
    if used.rowcount == 0:
        await _end(session, now, col(RefreshToken.family) == token.family)
        await record(
            session,
            world,
            by=SYSTEM,
            org=staff.org,
            action="session.reused",
            changed=[Changed(staff.id)],
        )
        return None
    return _begin(world, identity, session, staff, family=token.family)


def _begin(
    world: World, identity: Identity, session: AsyncSession, staff: StaffRow, *, family: str
) -> Session:
    now, limits = world.now(), world.settings.identity
    value = fresh_value(REFRESH_TOKEN)
    session.add(
        RefreshToken(
            id=world.new_id("rt"),
            family=family,
            staff=staff.id,
            hash=stored_form(value),
            created_at=now,
            expires_at=now + limits.refresh_token_days * DAY_MS,
        )
    )
    lifetime_s = limits.staff_token_minutes * 60
    issued = identity.tokens.issue(Kind.STAFF, staff.id, org=staff.org, lifetime_s=lifetime_s)
    claims = Claims(Kind.STAFF, staff.id, staff.org, issued.expires_at, now)
    return Session(issued.token, value, lifetime_s, claims)


async def _end(session: AsyncSession, now: int, which: object) -> None:
    await session.exec(
        update(RefreshToken)
        .where(which, col(RefreshToken.ended_at).is_(None))  # type: ignore[arg-type]
        .values(ended_at=now)
    )
