"""Whom does the demo's page offer to be?"""

from dataclasses import dataclass

from sqlmodel import col, select

from chatserver.storage.tables import ClientPlace as Home
from chatserver.storage.tables import ClientRow, Department, ObjectRow, RoleRow, StaffRow
from chatserver.world import World

CLIENTS = 60


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the demo, with a line that tells them apart."""

    id: str
    name: str
    about: str


async def demo_staff(world: World) -> list[Somebody]:
    """Return every active employee, in the order in which they were added."""
    question = (
        select(StaffRow.id, StaffRow.name, RoleRow.name, Department.name)
        .join(RoleRow, col(RoleRow.id) == col(StaffRow.role))
        .join(Department, col(Department.id) == col(StaffRow.department), isouter=True)
        .where(col(StaffRow.active))
        .order_by(col(StaffRow.created_at), col(StaffRow.id))
    )
    async with world.db.session() as session:
        rows = (await session.exec(question)).all()
    return [Somebody(id_, name, _line(role, department)) for id_, name, role, department in rows]


async def demo_clients(world: World) -> list[Somebody]:
    """Return the first clients, in the order in which they were added."""
    first_home = (col(Home.client) == col(ClientRow.id)) & (col(Home.position) == 0)
    question = (
        select(ClientRow.id, ClientRow.name, ClientRow.phone, ObjectRow.address)
        .join(Home, first_home, isouter=True)
        .join(ObjectRow, col(ObjectRow.id) == col(Home.place), isouter=True)
        .order_by(col(ClientRow.created_at), col(ClientRow.id))
        .limit(CLIENTS)
    )
    async with world.db.session() as session:
        rows = (await session.exec(question)).all()
    return [Somebody(id_, name, _line(phone, address)) for id_, name, phone, address in rows]


def _line(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
