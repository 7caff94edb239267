"""How does somebody who was made an employee, or forgot a password, come to one by a link?"""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.languages import language_of
from chatserver.actions.employees.people import EMAIL_TAKEN
from chatserver.actions.mistakes import Invalid
from chatserver.actions.notifying.mails import send_mail
from chatserver.actions.notifying.outbox import Handler, tell
from chatserver.actions.sign_in.passwords import check_password, hashed, set_password
from chatserver.core.letters import Letter, invitation, reset
from chatserver.core.people import Named
from chatserver.core.refusals import NotFound
from chatserver.identity import Identity
from chatserver.identity.credentials import INVITE, RESET, fresh_value, stored_form
from chatserver.identity.tallies import Throttled
from chatserver.ledger.outcome import SYSTEM
from chatserver.notify import Mail
from chatserver.storage.orgs import bump_acl, hold_staff
from chatserver.storage.outbox import Taken
from chatserver.storage.tables import Org, PasswordLink, StaffRow
from chatserver.world import World

HOUR_MS = 3_600_000
INVITE_HOURS = 72
RESET_MINUTES = 60

FORGOTTEN = "forgotten"  # the outbox's topic


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link is for."""

    email: str
    name: str
    org: Named | None
    expires_at: int


async def invite_staff(session: AsyncSession, world: World, staff_id: str) -> None:
    """Mail an employee of this transaction a link to set their password, for 72 hours, once.

    Links that were mailed before stop to work. May be called again for one who lost the mail.
    """
    staff = await session.get_one(StaffRow, staff_id)
    await hold_staff(session, staff)
    await session.exec(
        update(PasswordLink)
        .where(
            col(PasswordLink.staff) == staff_id,
            col(PasswordLink.kind) == "invite",
            col(PasswordLink.used_at).is_(None),
        )
        .values(used_at=world.now())
    )
    value = await _link(session, world, staff, "invite", lives_ms=INVITE_HOURS * HOUR_MS)
    org = await session.get(Org, staff.org) if staff.org is not None else None
    letter = invitation(
        await language_of(session, staff),
        name=staff.name,
        org=org.name if org is not None else None,
        link=_address(world, "invite", value),
        hours=INVITE_HOURS,
    )
    await _mail(session, world, staff, letter)


async def move_mailbox(session: AsyncSession, world: World, row: StaffRow, email: str) -> None:
    """Give an employee of this transaction another address, by which no old link leads to them.

    Who has no password yet is invited there. Raises `Invalid`.
    """
    await hold_staff(session, row)
    await session.exec(
        update(PasswordLink)
        .where(col(PasswordLink.staff) == row.id, col(PasswordLink.used_at).is_(None))
        .values(used_at=world.now())
    )
    row.email = email
    session.add(row)
    try:
        await session.flush()
    except IntegrityError:
        # Another organisation has just taken it: nothing else is held by both.
        raise Invalid([EMAIL_TAKEN]) from None
    if row.password_hash is None:
        await invite_staff(session, world, row.id)


async def ask_for_reset(world: World, identity: Identity, email: str, *, address: str) -> None:
    """Let whoever has this mail address be mailed a link, if anybody has.

    Whether there is such an account is only looked at afterwards, by a job: the same is done here
    for every address, so that nothing can be told from the answer or its time. Asked too often, for
    one account or from one place, it mails nothing more.
    """
    email = email.strip().lower()
    try:
        await identity.resets.check(email=email, address=address)
    except Throttled:
        return
    await identity.resets.failed(email=email, address=address)
    if world.mailer.on:
        async with world.db.transaction() as session:
            key = stored_form(email)
            await tell(session, world, FORGOTTEN, {"email": email}, collapse=key)


def forgotten_handler(world: World) -> Handler:
    """Return who mails links to those who forgot their password."""

    async def mail_link(taken: Taken) -> None:
        async with world.db.transaction() as session:
            question = select(StaffRow).where(StaffRow.email == taken.body["email"])
            # Held: with another address no link to this one may be left behind.
            held = question.with_for_update(key_share=True)
            staff = (await session.exec(held)).first()
            if staff is None or not staff.active:
                return
            value = await _link(
                session, world, staff, "reset", lives_ms=RESET_MINUTES * HOUR_MS // 60
            )
            letter = reset(
                await language_of(session, staff),
                name=staff.name,
                link=_address(world, "reset", value),
                minutes=RESET_MINUTES,
            )
            await _mail(session, world, staff, letter)

    return mail_link


async def link_for_shell(world: World, staff_id: str) -> tuple[str, int]:
    """Return a link by which an employee sets a password, once, and until when: for the command
    line of a server that sends no mails. It is an invitation for who never had a password.

    Raises `NotFound` for who has no access.
    """
    async with world.db.transaction() as session:
        staff = await session.get_one(StaffRow, staff_id)
        await hold_staff(session, staff)
        if not staff.active:
            raise NotFound
        page, lives_ms = "reset", RESET_MINUTES * HOUR_MS // 60
        if staff.password_hash is None:
            page, lives_ms = "invite", INVITE_HOURS * HOUR_MS
        value = await _link(session, world, staff, page, lives_ms=lives_ms)
        told = [Changed(staff_id, after={"link": page})]
        await record(session, world, by=SYSTEM, org=staff.org, action="staff.link", changed=told)
    return _address(world, page, value), world.now() + lives_ms


async def invited(world: World, kind: str, value: str) -> Invited:
    """Return whom a link is for; raises `NotFound` for one that works no more, or never did."""
    async with world.db.session() as session:
        link, staff = await _find(session, world, kind, value)
        org = await session.get(Org, staff.org) if staff.org is not None else None
    home = Named(org.id, org.name) if org is not None else None
    return Invited(staff.email, staff.name, home, link.expires_at)


async def accept(world: World, identity: Identity, kind: str, value: str, password: str) -> None:
    """Set the password of whom the link is for; of two at once one does.

    Raises `NotFound`, `Invalid` or `TooBusy`; then the link still works.
    """
    found = await invited(world, kind, value)
    check_password(password, email=found.email)
    hash_ = await hashed(identity, password)
    async with world.db.transaction() as session:
        _, staff = await _find(session, world, kind, value)
        if staff.org is not None:
            await bump_acl(session, staff.org)
        await hold_staff(session, staff)
        # Another link of theirs may have been used meanwhile, or their address have changed.
        link, _ = await _find(session, world, kind, value)
        used = await session.exec(
            update(PasswordLink)
            .where(col(PasswordLink.id) == link.id, col(PasswordLink.used_at).is_(None))
            .values(used_at=world.now())
        )
        if used.rowcount == 0:
            raise NotFound
        await set_password(session, world, staff, hash_)


async def _find(
    session: AsyncSession, world: World, kind: str, value: str
) -> tuple[PasswordLink, StaffRow]:
    question = (
        select(PasswordLink, StaffRow)
        .join(StaffRow, col(StaffRow.id) == col(PasswordLink.staff))
        .where(
            PasswordLink.hash == stored_form(value),
            PasswordLink.kind == kind,
            col(PasswordLink.used_at).is_(None),
            PasswordLink.expires_at > world.now(),
            col(StaffRow.active),
        )
    )
    found = (await session.exec(question)).first()
    if found is None:
        raise NotFound
    return found


async def _link(
    session: AsyncSession, world: World, staff: StaffRow, kind: str, *, lives_ms: int
) -> str:
    value = fresh_value(INVITE if kind == "invite" else RESET)
    now = world.now()
    session.add(
        PasswordLink(
            id=world.new_id("pwl"),
            staff=staff.id,
            kind=kind,
            hash=stored_form(value),
            created_at=now,
            expires_at=now + lives_ms,
        )
    )
    return value


def _address(world: World, page: str, value: str) -> str:
    # Behind the hash: browsers send it to nobody.
    return f"{world.settings.server.address}/console/{page}#{value}"


async def _mail(session: AsyncSession, world: World, staff: StaffRow, letter: Letter) -> None:
    mail = Mail(staff.email, letter.subject, letter.text)
    await send_mail(session, world, mail, org=staff.org)
