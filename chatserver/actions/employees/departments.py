"""How do departments come, get another name, and go?"""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record_by
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.actions.uses import InUse, refuse_if_used, settings_naming, uses_of_department
from chatserver.core.refusals import NotFound
from chatserver.core.searching import fold
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import Department
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class DepartmentCard:
    """A department with its version."""

    id: str
    name: str
    version: int


async def department_card(world: World, viewer: Viewer, department_id: str) -> DepartmentCard:
    """Return a department of the viewer's organisation; raises `NotFound`."""
    async with world.db.session() as session:
        row = await _department(session, viewer, department_id)
        return DepartmentCard(row.id, row.name, row.version)


async def add_department(world: World, viewer: Viewer, name: str) -> str:
    """Add a department whose name nobody has yet, and return its id; raises `Invalid`."""
    org, id_ = viewer.home.org.id, world.new_id("dep")
    async with world.db.transaction() as session:
        await bump_acl(session, org)
        await _refuse_taken(session, org, name, but="")
        session.add(Department(id=id_, org=org, name=name, version=1))
        changed = Changed(id_, after={"name": name})
        await record_by(session, world, viewer, "department.add", changed)
    return id_


async def rename_department(
    world: World, viewer: Viewer, department_id: str, name: str, *, expected: int | None
) -> None:
    """Give a department another name; raises `NotFound`, `Stale` or `Invalid`."""
    org = viewer.home.org.id
    async with world.db.transaction() as session:
        await bump_acl(session, org)
        row = await _department(session, viewer, department_id)
        check_fresh(row.version, expected)
        await _refuse_taken(session, org, name, but=department_id)
        changed = Changed(department_id, {"name": row.name}, {"name": name})
        row.name = name
        row.version += 1
        session.add(row)
        await record_by(session, world, viewer, "department.change", changed)


async def remove_department(
    world: World, viewer: Viewer, department_id: str, *, expected: int | None
) -> None:
    """Take away a department that has nobody and answers nothing; else raises `InUse`."""
    org = viewer.home.org.id
    try:
        async with world.db.transaction() as session:
            await bump_acl(session, org)
            row = await _department(session, viewer, department_id)
            check_fresh(row.version, expected)
            named = await settings_naming(session, org, department_id)
            await refuse_if_used(session, uses_of_department(department_id), products=named)
            await session.delete(row)
            changed = Changed(department_id, {"name": row.name})
            await record_by(session, world, viewer, "department.remove", changed)
    except IntegrityError:
        # Somebody was put into it between the look and the deletion.
        raise InUse(uses={}) from None


async def _department(session: AsyncSession, viewer: Viewer, department_id: str) -> Department:
    row = await session.get(Department, department_id)
    if row is None or row.org != viewer.home.org.id:
        raise NotFound
    return row


async def _refuse_taken(session: AsyncSession, org: str, name: str, *, but: str) -> None:
    names = await session.exec(
        select(Department.name).where(Department.org == org, Department.id != but)
    )
    if fold(name) in {fold(one) for one in names}:
        refuse_if_any([Mistake("/name", "taken", "another department has this name")])
