"""Is an employee there for clients? Their own choice, never guessed from sockets."""

from sqlalchemy import update
from sqlmodel import col

from chatserver.storage.tables import StaffRow
from chatserver.world import World


async def set_presence(world: World, staff: str, presence: str) -> None:
    """Store what the employee chose, `available` or `away`. It changes nobody's rights."""
    async with world.db.transaction() as session:
        await session.exec(
            update(StaffRow).where(col(StaffRow.id) == staff).values(presence=presence)
        )
