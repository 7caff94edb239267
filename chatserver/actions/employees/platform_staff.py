"""Who works for the platform itself, on accounts that belong to no organisation? (D14)"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, masked_email, record
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.employees.invites import invite_staff, move_mailbox
from chatserver.actions.employees.people import NewStaff, email_mistakes, put_staff
from chatserver.actions.employees.roles import hold_home, others_who_make_accounts
from chatserver.actions.employees.staff_cards import Invitation, invitations_of
from chatserver.actions.mail_addresses import mail_address
from chatserver.actions.mistakes import Invalid, Mistake, pointing, refuse_if_any
from chatserver.actions.sign_in.sessions_ended import end_sessions
from chatserver.actions.stale import check_fresh
from chatserver.core.people import Named
from chatserver.core.refusals import NotFound
from chatserver.core.rights import Permission, granted
from chatserver.core.staffing import LastAdministrator, check_grants
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import RoleRow, StaffRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account of the platform. `invitation` None: they have a password."""

    id: str
    name: str
    email: str
    active: bool
    role: Named
    invitation: Invitation | None
    version: int


async def platform_accounts(
    world: World, *, after: str | None = None, limit: int
) -> list[AccountCard]:
    """Return the platform's accounts whose ids come after, by id."""
    question = (
        select(StaffRow, RoleRow)
        .join(RoleRow, col(RoleRow.id) == col(StaffRow.role))
        .where(col(StaffRow.org).is_(None))
        .order_by(col(StaffRow.id))
        .limit(limit)
    )
    if after is not None:
        question = question.where(col(StaffRow.id) > after)
    async with world.db.session() as session:
        found = (await session.exec(question)).all()
        invitations = await invitations_of(session, world, [row for row, _ in found])
        return [_card(row, role, invitations) for row, role in found]


async def platform_account(world: World, staff_id: str) -> AccountCard:
    """Return an account of the platform; raises `NotFound`."""
    async with world.db.session() as session:
        row = await _row(session, staff_id)
        invitations = await invitations_of(session, world, [row])
        return _card(row, await session.get_one(RoleRow, row.role), invitations)


async def add_platform_account(
    world: World, viewer: Viewer, *, name: str, email: str, role: str
) -> str:
    """Add an account, mail an invitation, and return the id.

    Raises `Invalid`, and `Forbidden` where it would be granted what the viewer lacks.
    """
    staff = NewStaff(email=email, name=name, role=role, objects=None)
    by = Person("staff", viewer.id)
    async with world.db.transaction() as session:
        await hold_home(session, viewer)
        found = await _role(session, role, wrong=await email_mistakes(session, email))
        check_grants(granted(found.permissions), by=viewer.permissions)
        with pointing("/0", to=""):
            [id_] = await put_staff(session, world, None, [staff], by=by)
        await invite_staff(session, world, id_)
    return id_


async def change_platform_account(
    world: World,
    viewer: Viewer,
    staff_id: str,
    wanted: Mapping[str, Any],
    *,
    expected: int | None,
) -> None:
    """Change `name`, `email`, `role` or `active` of an account; who is deactivated is out at once.

    Who gives a role, activates somebody or chooses their address has all that they may do. Raises
    `NotFound`, `Stale`, `Invalid`, `Forbidden`, and `LastAdministrator` when nobody could make
    accounts any more.
    """
    async with world.db.transaction() as session:
        await hold_home(session, viewer)
        row = await _row(session, staff_id)
        await session.refresh(row)
        check_fresh(row.version, expected)
        role = await session.get_one(RoleRow, row.role)
        before = _shown(row)
        email = mail_address(wanted.get("email", "")) or row.email
        named = "email" in wanted
        wrong = await email_mistakes(session, wanted["email"], but=staff_id) if named else []
        after = await _role(session, wanted.get("role", row.role), wrong=wrong)
        active = wanted.get("active", row.active)
        had = granted(role.permissions) if row.active and email == row.email else frozenset()
        if active or "role" in wanted or email != row.email:
            check_grants(granted(after.permissions) - had, by=viewer.permissions)
        await _check_somebody_rules(session, row, role, after if active else None)
        if email != row.email:
            await move_mailbox(session, world, row, email)
        row.name = wanted.get("name", row.name)
        row.active, row.role = active, after.id
        row.version += 1
        session.add(row)
        if not active:
            await end_sessions(session, staff_id, now=world.now())
        by = Person("staff", viewer.id)
        changed = Changed(staff_id, before, _shown(row))
        await record(session, world, by=by, org=None, action="staff.change", changed=[changed])


async def _row(session: AsyncSession, staff_id: str) -> StaffRow:
    row = await session.get(StaffRow, staff_id)
    if row is None or row.org is not None:
        raise NotFound
    return row


async def _role(session: AsyncSession, role: str, *, wrong: Sequence[Mistake]) -> RoleRow:
    """Return a role of the platform where nothing else is wrong."""
    row = await session.get(RoleRow, role)
    if row is None or row.org is not None:
        raise Invalid([*wrong, Mistake("/role", "unknown", "there is no such role here")])
    refuse_if_any(wrong)
    return row


async def _check_somebody_rules(
    session: AsyncSession, row: StaffRow, role: RoleRow, after: RoleRow | None
) -> None:
    keeps = Permission.PLATFORM_STAFF
    permissions: Sequence[str] = after.permissions if after is not None else ()
    if not row.active or keeps not in role.permissions or keeps in permissions:
        return
    if not await others_who_make_accounts(session, but_staff=row.id):
        raise LastAdministrator


def _card(row: StaffRow, role: RoleRow, invitations: Mapping[str, Invitation]) -> AccountCard:
    return AccountCard(
        id=row.id,
        name=row.name,
        email=row.email,
        active=row.active,
        role=Named(role.id, role.name),
        invitation=invitations.get(row.id),
        version=row.version,
    )


def _shown(row: StaffRow) -> Mapping[str, object]:
    return {
        "name": row.name,
        "email": masked_email(row.email),
        "role": row.role,
        "active": row.active,
    }
