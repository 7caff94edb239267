"""Whom does the demo's page offer to be?"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select

from chatserver.storage.tables import ClientPlace as Home
from chatserver.storage.tables import ClientRow, Department, ObjectRow, Org, RoleRow, StaffRow
from chatserver.world import World

CLIENTS = 60


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the demo, with a line that tells them apart."""

    id: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Circle:
    """Those of one organisation, who can meet each other; of the platform, whose name is None."""

    name: str | None
    staff: list[Somebody] = field(default_factory=list)
    clients: list[Somebody] = field(default_factory=list)


async def demo_people(world: World) -> Sequence[Circle]:
    """Return all active employees and the first clients, each circle in the order of adding.

    The platform comes last: nobody there sees a chat.
    """
    employees = (
        select(StaffRow, RoleRow.name, Department.name)
        .join(RoleRow, col(RoleRow.id) == col(StaffRow.role))
        .join(Department, col(Department.id) == col(StaffRow.department), isouter=True)
        .where(col(StaffRow.active))
        .order_by(col(StaffRow.created_at), col(StaffRow.id))
    )
    first_home = (col(Home.client) == col(ClientRow.id)) & (col(Home.position) == 0)
    residents = (
        select(ClientRow, ObjectRow.address)
        .join(Home, first_home, isouter=True)
        .join(ObjectRow, col(ObjectRow.id) == col(Home.place), isouter=True)
        .order_by(col(ClientRow.created_at), col(ClientRow.id))
        .limit(CLIENTS)
    )
    async with world.db.session() as session:
        names = await session.exec(
            select(Org.id, Org.name).order_by(col(Org.created_at), col(Org.id))
        )
        circles: dict[str | None, Circle] = {org: Circle(name) for org, name in names}
        circles[None] = Circle(None)
        for one, role, department in await session.exec(employees):
            about = _line(role, department)
            circles[one.org].staff.append(Somebody(one.id, one.name, about))
        for client, address in await session.exec(residents):
            about = _line(client.phone, address)
            circles[client.org].clients.append(Somebody(client.id, client.name, about))
    return [circle for circle in circles.values() if circle.staff or circle.clients]


def _line(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
