"""How does an employee come to a password, by a link or by knowing the old one?"""

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.languages import language_of
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.notifying.mails import send_mail
from chatserver.actions.sign_in.sessions import Seen, Session, begin
from chatserver.actions.sign_in.sessions_ended import end_sessions
from chatserver.core.letters import password_changed
from chatserver.core.passwords import password_mistakes
from chatserver.core.refusals import Conflict
from chatserver.identity import Identity
from chatserver.identity.common_passwords import common_passwords
from chatserver.ledger.outcome import Person
from chatserver.notify import Mail
from chatserver.storage.orgs import bump_acl, hold_staff
from chatserver.storage.tables import PasswordLink, StaffRow
from chatserver.world import World


def check_password(password: str, *, email: str) -> None:
    """Raise `Invalid` for a password that may not be set."""
    refuse_if_any(_weak(password, email=email, pointer="/password"))


def _weak(password: str, *, email: str, pointer: str) -> list[Mistake]:
    return password_mistakes(password, email=email, common=common_passwords(), pointer=pointer)


async def hashed(identity: Identity, password: str) -> str:
    """Return what is stored of a password, when it is this one's turn; raises `TooBusy`."""
    async with identity.passwords.slot():
        return await identity.passwords.hash(password)


async def set_password(session: AsyncSession, world: World, staff: StaffRow, hash_: str) -> None:
    """Set it in this transaction: every session and every link of the employee ends with it."""
    now = world.now()
    first = staff.password_hash is None
    await end_sessions(session, staff.id, now=now)
    staff.password_hash = hash_
    session.add(staff)
    await session.exec(
        update(PasswordLink)
        .where(col(PasswordLink.staff) == staff.id, col(PasswordLink.used_at).is_(None))
        .values(used_at=now)
    )
    await record(
        session,
        world,
        by=Person("staff", staff.id),
        org=staff.org,
        action="staff.password",
        changed=[Changed(staff.id)],
    )
    if not first:
        await _tell(session, world, staff)


async def _tell(session: AsyncSession, world: World, staff: StaffRow) -> None:
    link = f"{world.settings.server.address}/console/reset"
    letter = password_changed(await language_of(session, staff), name=staff.name, link=link)
    mail = Mail(staff.email, letter.subject, letter.text)
    await send_mail(session, world, mail, org=staff.org)


async def change_password(
    world: World, identity: Identity, staff_id: str, *, old: str, new: str, seen: Seen
) -> Session:
    """Change a password that is known. Every session ends, and the one returned begins.

    Raises `Invalid` with the mistakes of either, `Throttled` after too many wrong ones, `TooBusy`,
    `Conflict` when another was set meanwhile.
    """
    async with world.db.session() as session:
        staff = await session.get_one(StaffRow, staff_id)
    wrong = await _wrong(identity, staff, old, pointer="/old")
    refuse_if_any([*wrong, *_weak(new, email=staff.email, pointer="/new")])
    hash_ = await hashed(identity, new)
    async with world.db.transaction() as session:
        row = await session.get_one(StaffRow, staff_id)
        if row.org is not None:
            await bump_acl(session, row.org)
        # Of two who know the old one the second is told that it is the old one.
        await hold_staff(session, row)
        if row.password_hash != staff.password_hash or not row.active:
            raise Conflict
        await set_password(session, world, row, hash_)
        return await begin(world, identity, session, row, seen=seen)


async def check_own_password(
    identity: Identity, staff: StaffRow, password: str, *, pointer: str
) -> None:
    """Raise `Invalid` for a wrong one; tries are counted like logins."""
    refuse_if_any(await _wrong(identity, staff, password, pointer=pointer))


async def _wrong(
    identity: Identity, staff: StaffRow, password: str, *, pointer: str
) -> list[Mistake]:
    async with identity.passwords.slot():
        await identity.throttle.check(email=staff.email)
        verdict = await identity.passwords.check(password, staff.password_hash)
    if verdict.right:
        return []
    await identity.throttle.failed(email=staff.email)
    return [Mistake(pointer, "wrong", "this is not the password")]
