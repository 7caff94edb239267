"""How does an employee come to another role, department or objects, or have to go?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, masked_email, record
from chatserver.actions.employees.invites import move_mailbox
from chatserver.actions.employees.people import email_mistakes
from chatserver.actions.mail_addresses import mail_address
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.sign_in.sessions_ended import end_sessions
from chatserver.actions.stale import check_fresh
from chatserver.core.people import Staff
from chatserver.core.refusals import NotFound
from chatserver.core.rights import ORGANISATION, Permission, granted
from chatserver.core.staffing import check_change, check_takes_mailbox, reachable
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import (
    Department,
    ObjectRow,
    RoleRow,
    StaffObject,
    StaffRow,
)
from chatserver.world import World

Wanted = Mapping[str, Any]  # the fields to be changed, by name


@dataclass(frozen=True, slots=True)
class Card:
    """An employee as stored, with their role.

    `reach` are the objects that they were given, None: all. An Administrator has all of them
    whatever is stored, and comes back to these with another role.
    """

    row: StaffRow
    role: RoleRow
    reach: frozenset[str] | None
    staff: Staff


async def change_staff(
    world: World, org: str, staff_id: str, wanted: Wanted, *, by: str, expected: int | None
) -> None:
    """Change `name`, `email`, `active`, `role`, `department` or `objects` (None: all) of somebody.

    Objects that the maker of the change has no access to are neither shown to them nor touched.
    Links that were mailed to another address than the new one stop to work. Raises `NotFound`,
    `Stale`, `Invalid`, `Forbidden` or `LastAdministrator`; then nothing is changed.
    """
    async with world.db.transaction() as session:
        # It holds the organisation's row, so two cannot remove the last two Administrators.
        await bump_acl(session, org)
        card, maker = await _card(session, org, staff_id), await _card(session, org, by)
        check_fresh(card.row.version, expected)
        ways = await ways_of(session, org, {*(wanted.get("objects") or ()), *_objects(card.staff)})
        mistakes = await unknown_in(session, org, wanted, ways)
        if "email" in wanted:
            mistakes += await email_mistakes(session, wanted["email"], but=staff_id)
        refuse_if_any(mistakes)
        email = _new_email(card.row, wanted)
        role = await role_of(session, org, wanted.get("role", card.row.role))
        reach = _reach(card, wanted, maker.staff, ways)
        after = _after(card.staff, wanted, role, reach)
        check_change(
            card.staff,
            after,
            by=maker.staff,
            ways=ways,
            other_administrators=await _other_administrators(session, org, staff_id),
        )
        before = _shown(card.row, card.staff, card.role)
        if email is not None:
            check_takes_mailbox(after, by=maker.staff, ways=ways)
            await move_mailbox(session, world, card.row, email)
        await _store(session, card.row, after, role, reach)
        if not after.active:
            await end_sessions(session, staff_id, now=world.now())
        await record(
            session,
            world,
            by=Person("staff", by),
            org=org,
            action="staff.change",
            changed=[Changed(staff_id, before, _shown(card.row, after, role))],
        )


async def _card(session: AsyncSession, org: str, staff_id: str) -> Card:
    row = await session.get(StaffRow, staff_id)
    role = await session.get(RoleRow, row.role) if row is not None else None
    if row is None or role is None or row.org != org:
        raise NotFound
    objects = await session.exec(
        select(StaffObject.object).where(col(StaffObject.staff) == staff_id)
    )
    reach = None if row.all_objects else frozenset(objects)
    staff = Staff(
        id=row.id,
        name=row.name,
        org=org,
        active=row.active,
        department=row.department,
        permissions=permissions_of(role),
        objects=None if role.administrator else reach,
        administrator=role.administrator,
    )
    return Card(row, role, reach, staff)


def permissions_of(role: RoleRow) -> frozenset[Permission]:
    """Return what somebody with an organisation's role may do."""
    return ORGANISATION if role.administrator else granted(role.permissions)


def _new_email(row: StaffRow, wanted: Wanted) -> str | None:
    """Return the address that is to be the employee's from now on, None: the one of before."""
    email = mail_address(wanted["email"]) if "email" in wanted else None
    return email if email != row.email else None


def _objects(staff: Staff) -> frozenset[str]:
    return staff.objects or frozenset()


async def role_of(session: AsyncSession, org: str, role_id: str) -> RoleRow:
    """Return a role of this organisation; raises `NotFound`."""
    role = await session.get(RoleRow, role_id)
    if role is None or role.org != org:
        raise NotFound
    return role


async def ways_of(session: AsyncSession, org: str, ids: set[str]) -> dict[str, frozenset[str]]:
    """Return each of the objects with everything above it; unknown ones are left out."""
    rows = await session.exec(
        select(ObjectRow.id, ObjectRow.path).where(
            col(ObjectRow.org) == org, col(ObjectRow.id).in_(ids)
        )
    )
    return {id_: frozenset(path.strip("/").split("/")) for id_, path in rows}


async def unknown_in(
    session: AsyncSession, org: str, wanted: Wanted, ways: Mapping[str, object]
) -> list[Mistake]:
    """Return which of role, department and objects the organisation does not have."""
    known: dict[str, set[str]] = {"objects": set(ways), "role": set(), "department": set()}
    known["role"].update(await session.exec(select(RoleRow.id).where(col(RoleRow.org) == org)))
    known["department"].update(
        await session.exec(select(Department.id).where(col(Department.org) == org))
    )
    asked = [("/role", "role", wanted.get("role"))]
    asked += [("/department", "department", wanted.get("department"))]
    asked += [
        (f"/objects/{n}", "objects", one) for n, one in enumerate(wanted.get("objects") or ())
    ]
    return [
        Mistake(pointer, "unknown", "there is no such thing here")
        for pointer, field, value in asked
        if value is not None and value not in known[field]
    ]


def _reach(
    card: Card, wanted: Wanted, maker: Staff, ways: Mapping[str, frozenset[str]]
) -> frozenset[str] | None:
    """Return what is stored of the objects: those that the maker cannot see stay as they are."""
    if "objects" not in wanted:
        return card.reach
    if wanted["objects"] is None:
        return None
    return frozenset(wanted["objects"]) | (_objects(card.staff) - reachable(ways, maker))


def _after(staff: Staff, wanted: Wanted, role: RoleRow, reach: frozenset[str] | None) -> Staff:
    return replace(
        staff,
        name=wanted.get("name", staff.name),
        active=wanted.get("active", staff.active),
        department=wanted.get("department", staff.department),
        permissions=permissions_of(role),
        administrator=role.administrator,
        objects=None if role.administrator else reach,
    )


async def _other_administrators(session: AsyncSession, org: str, staff_id: str) -> int:
    question = (
        select(func.count())
        .select_from(StaffRow)
        .join(RoleRow, col(RoleRow.id) == col(StaffRow.role))
        .where(
            col(StaffRow.org) == org,
            col(StaffRow.active),
            col(RoleRow.administrator),
            col(StaffRow.id) != staff_id,
        )
    )
    return (await session.exec(question)).one()


async def _store(
    session: AsyncSession,
    row: StaffRow,
    after: Staff,
    role: RoleRow,
    reach: frozenset[str] | None,
) -> None:
    row.name = after.name
    row.active = after.active
    row.department = after.department
    row.role = role.id
    row.all_objects = reach is None
    row.version += 1
    session.add(row)
    await session.exec(delete(StaffObject).where(col(StaffObject.staff) == row.id))
    objects = [{"staff": row.id, "object": one} for one in sorted(reach or ())]
    await insert_rows(session, StaffObject, objects)


def _shown(row: StaffRow, staff: Staff, role: RoleRow) -> dict[str, object]:
    return {
        "name": staff.name,
        "email": masked_email(row.email),
        "active": staff.active,
        "role": role.id,
        "department": staff.department,
        "objects": None if staff.objects is None else sorted(staff.objects),
    }
