"""How do departments come, change, and go?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record_by
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.actions.uses import InUse, refuse_if_used, settings_naming, uses_of_department
from chatserver.core.hours import check_hours
from chatserver.core.refusals import NotFound
from chatserver.core.searching import fold
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import Department
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class DepartmentCard:
    """A department with its version. `hours` as core/hours.py reads them; None: always."""

    id: str
    name: str
    hours: Mapping[str, Any] | None
    version: int


async def department_card(world: World, viewer: Viewer, department_id: str) -> DepartmentCard:
    """Return a department of the viewer's organisation; raises `NotFound`."""
    async with world.db.session() as session:
        row = await _department(session, viewer, department_id)
        return DepartmentCard(row.id, row.name, row.hours, row.version)


async def add_department(
    world: World, viewer: Viewer, name: str, hours: dict[str, Any] | None = None
) -> str:
    """Add a department whose name nobody has yet, and return its id; raises `Invalid`."""
    org, id_ = viewer.home.org.id, world.new_id("dep")
    async with world.db.transaction() as session:
        await bump_acl(session, org)
        refuse_if_any([*await _taken(session, org, name, but=""), *_wrong(hours)])
        row = Department(id=id_, org=org, name=name, hours=hours, version=1)
        session.add(row)
        changed = Changed(id_, after=_shown(row))
        await record_by(session, world, viewer, "department.add", changed)
    return id_


async def change_department(
    world: World,
    viewer: Viewer,
    department_id: str,
    wanted: Mapping[str, Any],
    *,
    expected: int | None,
) -> None:
    """Set what is named of a department: its name, its hours (None: it always works).

    Raises `NotFound`, `Stale` or `Invalid`.
    """
    org = viewer.home.org.id
    async with world.db.transaction() as session:
        await bump_acl(session, org)
        row = await _department(session, viewer, department_id)
        check_fresh(row.version, expected)
        name, hours = wanted.get("name", row.name), wanted.get("hours", row.hours)
        taken = await _taken(session, org, name, but=department_id)
        refuse_if_any([*taken, *_wrong(wanted.get("hours"))])
        before = _shown(row)
        row.name, row.hours = name, hours
        row.version += 1
        session.add(row)
        changed = Changed(department_id, before, _shown(row))
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
            changed = Changed(department_id, _shown(row))
            await record_by(session, world, viewer, "department.remove", changed)
    except IntegrityError:
        # Somebody was put into it between the look and the deletion.
        raise InUse(uses={}) from None


async def _department(session: AsyncSession, viewer: Viewer, department_id: str) -> Department:
    row = await session.get(Department, department_id)
    if row is None or row.org != viewer.home.org.id:
        raise NotFound
    return row


async def _taken(session: AsyncSession, org: str, name: str, *, but: str) -> Sequence[Mistake]:
    names = await session.exec(
        select(Department.name).where(Department.org == org, Department.id != but)
    )
    if fold(name) not in {fold(one) for one in names}:
        return ()
    return (Mistake("/name", "taken", "another department has this name"),)


def _wrong(hours: Mapping[str, Any] | None) -> Iterator[Mistake]:
    for one in check_hours(hours) if hours is not None else ():
        yield replace(one, pointer=f"/hours{one.pointer}")


def _shown(row: Department) -> dict[str, object]:
    return {"name": row.name} if row.hours is None else {"name": row.name, "hours": row.hours}
