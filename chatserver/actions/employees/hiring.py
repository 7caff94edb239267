"""How does an organisation get another employee?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.employees.invites import invite_staff
from chatserver.actions.employees.people import NewStaff, email_mistakes, put_staff
from chatserver.actions.employees.staff import permissions_of, role_of, unknown_in, ways_of
from chatserver.actions.mistakes import pointing, refuse_if_any
from chatserver.core.people import Staff
from chatserver.core.refusals import Conflict, NotFound
from chatserver.core.staffing import check_change
from chatserver.ledger.outcome import Person
from chatserver.storage.orgs import bump_acl, hold_staff
from chatserver.storage.tables import StaffRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be employed. `objects` None: the whole organisation."""

    name: str
    email: str
    role: str
    department: str | None
    objects: Sequence[str] | None


async def hire(world: World, viewer: Viewer, new: Newcomer) -> str:
    """Add an employee, mail them an invitation, and return their id.

    Raises `Invalid`, and `Forbidden` where they would be granted what the viewer lacks (D14).
    """
    org = viewer.home.org.id
    objects = None if new.objects is None else tuple(dict.fromkeys(new.objects))
    wanted = {"role": new.role, "department": new.department, "objects": new.objects}
    staff = NewStaff(
        email=new.email,
        name=new.name,
        role=new.role,
        department=new.department,
        objects=objects,
    )
    async with world.db.transaction() as session:
        await bump_acl(session, org)
        ways = await ways_of(session, org, set(objects or ()))
        mistakes = await unknown_in(session, org, wanted, ways)
        refuse_if_any([*mistakes, *await email_mistakes(session, new.email)])
        role = await role_of(session, org, new.role)
        after = Staff(
            id="",
            name=new.name,
            org=org,
            active=True,
            department=new.department,
            permissions=permissions_of(role),
            objects=None if role.administrator or objects is None else frozenset(objects),
            administrator=role.administrator,
        )
        check_change(_nobody(org), after, by=viewer.staff, ways=ways, other_administrators=1)
        with pointing("/0", to=""):
            [id_] = await put_staff(session, world, org, [staff], by=Person("staff", viewer.id))
        await invite_staff(session, world, id_)
    return id_


async def invite_again(world: World, viewer: Viewer, staff_id: str) -> None:
    """Mail another invitation to somebody who has no password yet; else raises `Conflict`.

    Raises `NotFound`. Of the platform's own the platform's are invited.
    """
    async with world.db.transaction() as session:
        row = await _row(session, viewer, staff_id)
        await hold_staff(session, row)
        if row.password_hash is not None or not row.active:
            raise Conflict(active=row.active)
        await invite_staff(session, world, staff_id)
        by = Person("staff", viewer.id)
        changed = [Changed(staff_id)]
        await record(session, world, by=by, org=viewer.org, action="staff.invite", changed=changed)


async def _row(session: AsyncSession, viewer: Viewer, staff_id: str) -> StaffRow:
    row = await session.get(StaffRow, staff_id)
    if row is None or row.org != viewer.org:
        raise NotFound
    return row


def _nobody(org: str) -> Staff:
    """Whoever is to be employed, as they stand before: without anything."""
    return Staff(
        id="",
        name="",
        org=org,
        active=False,
        department=None,
        permissions=frozenset(),
        objects=frozenset(),
    )
