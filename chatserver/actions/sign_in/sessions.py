"""How does an employee log in, stay in, and leave?"""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.sign_in.second_factor import TotpWrong, check_factor, must_enrol
from chatserver.actions.sign_in.sessions_ended import end_which
from chatserver.identity import Claims, Identity, Kind
from chatserver.identity.credentials import REFRESH_TOKEN, fresh_value, stored_form
from chatserver.storage.tables import RefreshToken, StaffRow, StaffSession
from chatserver.world import World

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What is kept of where a session is used: a device in words, and the network it is in."""

    device: str = ""
    network: str = ""


NOWHERE = Seen()


@dataclass(frozen=True, slots=True)
class Session:
    """What an employee's screen holds: `claims` are those of the access token."""

    access_token: str
    refresh_token: str
    expires_in: int
    claims: Claims


async def log_in(
    world: World,
    identity: Identity,
    email: str,
    password: str,
    *,
    address: str,
    seen: Seen = NOWHERE,
    code: str | None = None,
) -> Session:
    """Begin a session; every reason to refuse looks and takes the same, but that who knows the
    password is told that a `code` is needed, too.

    Raises `NotWelcome`, `Throttled`, `TooBusy`, `TotpRequired` or `TotpWrong`.
    """
    email = email.strip().lower()
    async with identity.passwords.slot():
        account = await _counted_as(world, email, seen.network)
        await identity.throttle.check(email=account, address=address)
        async with world.db.session() as session:
            found = (await session.exec(select(StaffRow).where(StaffRow.email == email))).first()
        verdict = await identity.passwords.check(
            password, found.password_hash if found is not None else None
        )
        if found is None or not verdict.right or not found.active:
            await identity.throttle.failed(email=account, address=address)
            raise NotWelcome
    if code is not None:
        await identity.codes.check(email=email)
    try:
        return await _enter(world, identity, found, seen, code, verdict.rehashed)
    except TotpWrong:
        await identity.codes.failed(email=email)
        raise


async def _counted_as(world: World, email: str, network: str) -> str:
    """Return what wrong passwords of an account are counted under, from this network.

    One that the account was used from has a count of its own: otherwise anybody who knows an
    address could keep its owner out, by wrong passwords from anywhere (docs/decisions/0133).
    """
    known = (
        select(StaffSession.id)
        .join(StaffRow, col(StaffRow.id) == col(StaffSession.staff))
        .where(StaffRow.email == email, StaffSession.network == network, network != "")
        .limit(1)
    )
    async with world.db.session() as session:
        at_home = (await session.exec(known)).first() is not None
    return f"{email} {network}" if at_home else email


async def _enter(
    world: World,
    identity: Identity,
    staff: StaffRow,
    seen: Seen,
    code: str | None,
    rehashed: str | None,
) -> Session:
    async with world.db.transaction() as session:
        # Held so that rows which name them may still be written.
        row = await session.get_one(StaffRow, staff.id, with_for_update={"key_share": True})
        # To check a password takes a tenth of a second, in which another may have been set.
        if row.password_hash != staff.password_hash or not row.active:
            raise NotWelcome
        await check_factor(session, world, identity, row, code)
        row.password_hash = rehashed or row.password_hash
        enrols = await must_enrol(session, world, row)
        return await begin(world, identity, session, row, seen=seen, enrols=enrols)


async def begin_session(world: World, identity: Identity, staff_id: str) -> Session:
    """Begin a session without a password: for the demo's buttons and the command line."""
    async with world.db.transaction() as session:
        staff = await session.get(StaffRow, staff_id)
        if staff is None or not staff.active:
            raise NotWelcome
        return await begin(world, identity, session, staff, seen=NOWHERE)


async def begin(
    world: World,
    identity: Identity,
    session: AsyncSession,
    staff: StaffRow,
    *,
    seen: Seen,
    enrols: bool = False,
) -> Session:
    """Begin a session in this transaction, for somebody who has shown who they are. With `enrols`
    it opens nothing but the way to a second factor.
    """
    now = world.now()
    row = StaffSession(
        id=world.new_id("fam"),
        staff=staff.id,
        org=staff.org,
        created_at=now,
        used_at=now,
        tokens_until=now,
        expires_at=now,
        enrols=enrols,
    )
    return await go_on(world, identity, session, staff, row, seen=seen)


async def log_out(world: World, value: str) -> None:
    """End the session that this refresh token belongs to; one that nobody knows is none."""
    async with world.db.transaction() as session:
        token = await find(session, stored_form(value))
        if token is not None:
            staff = await session.get_one(StaffRow, token.staff)
            await end_which(session, world.now(), staff, col(StaffSession.id) == token.family)


async def find(session: AsyncSession, hashed: str) -> RefreshToken | None:
    """Look up a refresh token by the hash of its value."""
    return (await session.exec(select(RefreshToken).where(RefreshToken.hash == hashed))).first()


async def go_on(
    world: World,
    identity: Identity,
    session: AsyncSession,
    staff: StaffRow,
    row: StaffSession,
    *,
    seen: Seen,
) -> Session:
    """Give a session its next pair of tokens, in this transaction."""
    now, limits = world.now(), world.settings.identity
    value, lifetime_s = fresh_value(REFRESH_TOKEN), limits.staff_token_minutes * 60
    expires_at = now + limits.refresh_token_days * DAY_MS
    issued = identity.tokens.issue(
        Kind.STAFF,
        staff.id,
        org=staff.org,
        lifetime_s=lifetime_s,
        session=row.id,
        enrols=row.enrols,
    )
    row.used_at, row.expires_at, row.tokens_until = now, expires_at, issued.expires_at
    row.device, row.network = seen.device or row.device, seen.network or row.network
    session.add(row)
    await session.flush()
    session.add(
        RefreshToken(
            id=world.new_id("rt"),
            family=row.id,
            staff=staff.id,
            hash=stored_form(value),
            created_at=now,
            expires_at=expires_at,
        )
    )
    claims = Claims(Kind.STAFF, staff.id, staff.org, issued.expires_at, now, row.id, row.enrols)
    return Session(issued.token, value, lifetime_s, claims)
