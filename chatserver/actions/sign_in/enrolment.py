"""How does an employee set up a second factor, and lay it down? (RFC 6238)"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.languages import language_of
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.notifying.mails import send_mail
from chatserver.actions.sign_in.passwords import check_own_password
from chatserver.actions.sign_in.second_factor import held_factor, needs_factor, takes_code
from chatserver.actions.sign_in.sessions_ended import end_sessions
from chatserver.core.letters import second_factor_changed
from chatserver.core.refusals import Conflict, NotFound
from chatserver.identity import Identity
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.notify import Mail
from chatserver.storage.orgs import hold_staff
from chatserver.storage.tables import StaffRow, StaffTotp
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Factor:
    """How it stands with an employee's second factor."""

    on: bool
    required: bool
    recovery_codes: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A secret for an authenticator, which counts once a code of it was shown."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What an employee shows who changes their second factor."""

    password: str
    code: str


async def second_factor(world: World, staff_id: str) -> Factor:
    """Return how it stands with an employee's second factor."""
    async with world.db.session() as session:
        staff = await session.get_one(StaffRow, staff_id)
        row = await session.get(StaffTotp, staff_id)
        required = await needs_factor(session, world, staff)
    if row is None or row.confirmed_at is None:
        return Factor(False, required, 0)
    return Factor(True, required, len(row.recovery))


async def offer_factor(world: World, identity: Identity, staff_id: str, password: str) -> Offered:
    """Offer a new secret to who knows the password; `Conflict` while there is one that counts."""
    async with world.db.session() as session:
        staff = await session.get_one(StaffRow, staff_id)
    await check_own_password(identity, staff, password, pointer="/password")
    secret = identity.totp.fresh_secret()
    async with world.db.transaction() as session:
        # Of two that begin at once the second replaces what the first was offered.
        await hold_staff(session, await session.get_one(StaffRow, staff_id))
        row = await held_factor(session, staff_id) or StaffTotp(staff=staff_id, created_at=0)
        if row.confirmed_at is not None:
            raise Conflict(on=True)
        row.secret = identity.totp.seal(secret, staff=staff_id)
        row.created_at = world.now()
        session.add(row)
    return Offered(secret, identity.totp.uri(secret, email=staff.email))


async def confirm_factor(world: World, identity: Identity, staff_id: str, code: str) -> list[str]:
    """Let the offered secret count, shown a code of it, and return the recovery codes: this once.

    Raises `NotFound` when nothing was offered, `Conflict` when it counts already, `Invalid`,
    `Throttled` after too many wrong ones.
    """
    codes = identity.totp.fresh_recovery_codes()
    async with world.db.session() as session:
        staff = await session.get_one(StaffRow, staff_id)
    await identity.codes.check(email=staff.email)
    async with world.db.transaction() as session:
        row = await held_factor(session, staff_id)
        if row is None:
            raise NotFound
        if row.confirmed_at is not None:
            raise Conflict(on=True)
        secret = identity.totp.open(row.secret, staff=staff_id)
        step = identity.totp.step_of(secret, code.replace(" ", ""), now=world.now())
        if step is not None:
            row.confirmed_at, row.last_step = world.now(), step
            row.recovery = [identity.totp.recovery_hash(one) for one in codes]
            session.add(row)
            await _note(session, world, staff_id, {"totp": False}, {"totp": True})
    if step is None:
        await identity.codes.failed(email=staff.email)
        refuse_if_any([_WRONG])
    return codes


async def fresh_codes(world: World, identity: Identity, staff_id: str, proof: Proof) -> list[str]:
    """Return new recovery codes, this once; the old ones hold no more."""
    codes = identity.totp.fresh_recovery_codes()

    async def replace(session: AsyncSession, row: StaffTotp) -> None:
        left = len(row.recovery)
        row.recovery = [identity.totp.recovery_hash(one) for one in codes]
        session.add(row)
        await _note(
            session, world, staff_id, {"recovery_codes": left}, {"recovery_codes": len(codes)}
        )

    await _with_proof(world, identity, staff_id, proof, replace)
    return codes


async def drop_factor(world: World, identity: Identity, staff_id: str, proof: Proof) -> None:
    """Take the second factor away from an employee who shows both."""

    async def drop(session: AsyncSession, row: StaffTotp) -> None:
        await session.delete(row)
        await _note(session, world, staff_id, {"totp": True}, {"totp": False})

    await _with_proof(world, identity, staff_id, proof, drop)


async def forget_factor(world: World, staff_id: str) -> None:
    """Take the second factor away from an employee who lost it, and end their sessions: for the
    command line. Whoever must have one sets up another at the next login.

    Raises `NotFound` when there is none.
    """
    async with world.db.transaction() as session:
        await end_sessions(session, staff_id, now=world.now())
        row = await held_factor(session, staff_id)
        if row is None:
            raise NotFound
        await session.delete(row)
        await _note(session, world, staff_id, {"totp": True}, {"totp": False}, by=SYSTEM)


async def _with_proof(
    world: World,
    identity: Identity,
    staff_id: str,
    proof: Proof,
    change: Callable[[AsyncSession, StaffTotp], Awaitable[None]],
) -> None:
    """Make a change for who shows password and code. Raises `NotFound` when there is no factor,
    `Invalid` with what is wrong, `Throttled` after too many wrong ones, `TooBusy`.
    """
    async with world.db.session() as session:
        staff = await session.get_one(StaffRow, staff_id)
    await identity.codes.check(email=staff.email)
    await check_own_password(identity, staff, proof.password, pointer="/password")
    async with world.db.transaction() as session:
        row = await held_factor(session, staff_id)
        if row is None or row.confirmed_at is None:
            raise NotFound
        right = await takes_code(session, world, identity, row, proof.code)
        if right:
            await change(session, row)
    if not right:
        await identity.codes.failed(email=staff.email)
        refuse_if_any([_WRONG])


async def _note(
    session: AsyncSession,
    world: World,
    staff_id: str,
    before: dict[str, object],
    after: dict[str, object],
    *,
    by: Person | None = None,
) -> None:
    staff = await session.get_one(StaffRow, staff_id)
    changed = Changed(staff_id, before, after)
    by = by or Person("staff", staff_id)
    await record(session, world, by=by, org=staff.org, action="staff.totp", changed=[changed])
    letter = second_factor_changed(await language_of(session, staff), name=staff.name)
    mail = Mail(staff.email, letter.subject, letter.text)
    await send_mail(session, world, mail, org=staff.org)


_WRONG = Mistake("/code", "wrong", "this code does not hold, or was used before")
