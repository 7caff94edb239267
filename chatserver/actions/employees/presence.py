"""Is an employee there for clients? Their own choice, never guessed from sockets."""

from chatserver.storage.orgs import SET_PRESENCE
from chatserver.storage.statement import ask
from chatserver.world import World


async def set_presence(world: World, staff: str, presence: str) -> None:
    """Store what the employee chose, `available` or `away`. It changes nobody's rights."""
    await world.db.write(ask(SET_PRESENCE, [[staff, presence]]))
