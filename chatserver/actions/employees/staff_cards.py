"""What can be read of an organisation's employees?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.viewers import Viewer
from chatserver.core.people import Named
from chatserver.core.refusals import NotFound
from chatserver.core.rights import Permission
from chatserver.core.staffing import reachable
from chatserver.storage.tables import (
    Department,
    ObjectRow,
    Org,
    PasswordLink,
    RoleRow,
    StaffObject,
    StaffRow,
)
from chatserver.world import World

# How the way in stands of somebody who has set no password: it was mailed, holds no more, or could
# not be mailed because this server sends none.
Invitation = Literal["sent", "expired", "unsent"]


@dataclass(frozen=True, slots=True)
class Details:
    """What only those see who may change staff. `objects` None: all of them; of the others, those
    that the reader has access to as well. `invitation` None: they have a password.
    """

    email: str
    role: Named
    administrator: bool
    objects: tuple[str, ...] | None
    invitation: Invitation | None = None


@dataclass(frozen=True, slots=True)
class StaffCard:
    """An employee as colleagues see one."""

    id: str
    name: str
    active: bool
    presence: str
    department: Named | None
    version: int
    details: Details | None


@dataclass(frozen=True, slots=True)
class Self:
    """An employee as they see themselves. `org` None: of the platform."""

    card: StaffCard
    details: Details
    org: Named | None
    permissions: tuple[Permission, ...]


async def staff_cards(
    world: World, viewer: Viewer, *, after: str | None = None, limit: int
) -> list[StaffCard]:
    """Return the colleagues of the viewer whose ids come after, by id."""
    question = select(StaffRow).where(StaffRow.org == viewer.home.org.id)
    if after is not None:
        question = question.where(StaffRow.id > after)
    async with world.db.session() as session:
        rows = (await session.exec(question.order_by(StaffRow.id).limit(limit))).all()
        return await _cards(session, world, viewer, rows)


@dataclass(frozen=True, slots=True)
class Employee:
    """An employee as the platform sees one."""

    id: str
    name: str
    email: str
    active: bool
    role: Named
    administrator: bool


async def employees_of(
    world: World, org: str, *, after: str | None = None, limit: int
) -> list[Employee]:
    """Return an organisation's employees whose ids come after, by id; raises `NotFound`."""
    question = (
        select(StaffRow, RoleRow)
        .join(RoleRow, col(RoleRow.id) == col(StaffRow.role))
        .where(StaffRow.org == org)
        .order_by(col(StaffRow.id))
        .limit(limit)
    )
    if after is not None:
        question = question.where(StaffRow.id > after)
    async with world.db.session() as session:
        if await session.get(Org, org) is None:
            raise NotFound
        return [
            Employee(
                id=row.id,
                name=row.name,
                email=row.email,
                active=row.active,
                role=Named(role.id, role.name),
                administrator=role.administrator,
            )
            for row, role in (await session.exec(question)).all()
        ]


async def staff_card(world: World, viewer: Viewer, staff_id: str) -> StaffCard:
    """Return a colleague of the viewer; raises `NotFound`."""
    question = select(StaffRow).where(StaffRow.id == staff_id, StaffRow.org == viewer.home.org.id)
    async with world.db.session() as session:
        found = (await session.exec(question)).first()
        if found is None:
            raise NotFound
        [card] = await _cards(session, world, viewer, [found])
    return card


async def own_card(world: World, viewer: Viewer) -> Self:
    """Return the viewer's own card, with everything on it."""
    async with world.db.session() as session:
        row = await session.get_one(StaffRow, viewer.id)
        [card] = await _cards(session, world, viewer, [row])
        role = await session.get_one(RoleRow, row.role)
        objects = await session.exec(select(StaffObject.object).where(StaffObject.staff == row.id))
        reach = None if row.all_objects or role.administrator else tuple(sorted(objects))
        org = await session.get(Org, row.org) if row.org is not None else None
    return Self(
        card=card,
        details=Details(row.email, Named(role.id, role.name), role.administrator, reach),
        org=Named(org.id, org.name) if org is not None else None,
        permissions=tuple(sorted(viewer.permissions)),
    )


async def invitations_of(
    session: AsyncSession, world: World, rows: Iterable[StaffRow]
) -> dict[str, Invitation]:
    """Return how the way in stands of those who have set no password yet, by their ids."""
    waiting = [row.id for row in rows if row.password_hash is None]
    if not world.mailer.on:
        return dict.fromkeys(waiting, "unsent")
    question = select(PasswordLink.staff).where(
        col(PasswordLink.staff).in_(waiting),
        PasswordLink.kind == "invite",
        col(PasswordLink.used_at).is_(None),
        PasswordLink.expires_at > world.now(),
    )
    held = set(await session.exec(question))
    return {one: "sent" if one in held else "expired" for one in waiting}


async def _cards(
    session: AsyncSession, world: World, viewer: Viewer, rows: Iterable[StaffRow]
) -> list[StaffCard]:
    rows = list(rows)
    wanted = {row.department for row in rows if row.department is not None}
    departments = await session.exec(select(Department).where(col(Department.id).in_(wanted)))
    names = {one.id: Named(one.id, one.name) for one in departments}
    details: Mapping[str, Details] = {}
    if Permission.STAFF_EDIT in viewer.permissions and viewer.directory is not None:
        details = await _details(session, world, viewer, rows)
    return [
        StaffCard(
            id=row.id,
            name=row.name,
            active=row.active,
            presence=row.presence,
            department=names.get(row.department) if row.department else None,
            version=row.version,
            details=details.get(row.id),
        )
        for row in rows
    ]


async def _details(
    session: AsyncSession, world: World, viewer: Viewer, rows: list[StaffRow]
) -> dict[str, Details]:
    wanted = {row.role for row in rows}
    roles = {
        role.id: role
        for role in await session.exec(select(RoleRow).where(col(RoleRow.id).in_(wanted)))
    }
    reach = await _reach(session, viewer, [row.id for row in rows])
    invitations = await invitations_of(session, world, rows)
    return {
        row.id: Details(
            email=row.email,
            role=Named(row.role, roles[row.role].name),
            administrator=roles[row.role].administrator,
            objects=(
                None
                if row.all_objects or roles[row.role].administrator
                else tuple(sorted(reach.get(row.id, ())))
            ),
            invitation=invitations.get(row.id),
        )
        for row in rows
    }


async def _reach(session: AsyncSession, viewer: Viewer, ids: list[str]) -> dict[str, set[str]]:
    question = (
        select(StaffObject.staff, StaffObject.object, ObjectRow.path)
        .join(ObjectRow, col(ObjectRow.id) == col(StaffObject.object))
        .where(col(StaffObject.staff).in_(ids))
    )
    found = (await session.exec(question)).all()
    ways = {one: frozenset(path.strip("/").split("/")) for _, one, path in found}
    seen = reachable(ways, viewer.staff)
    reach: dict[str, set[str]] = {}
    for staff, one, _ in found:
        if one in seen:
            reach.setdefault(staff, set()).add(one)
    return reach
