"""Who moves in, so that a test meets nobody else's words? They agreed to all offers before."""

from random import Random

from sqlmodel import col, select

from chatserver.actions.employees.people import NewClient, add_clients
from chatserver.actions.miniapps.launches.brought import bring_consents
from chatserver.config import Database, Settings
from chatserver.demo.names import person
from chatserver.ledger.outcome import SYSTEM
from chatserver.main import open_world
from chatserver.storage.tables import ObjectRow
from tests.journeys.demo_server import DemoServer, Resident

# In the north and in the south of the demo's quarter.
HOMES = ("Набережная улица, 1, кв. 1", "Садовая улица, 5, кв. 1")


class Newcomers:
    """Clients of the demo without a chat, made as they are wanted."""

    def __init__(self, server: DemoServer) -> None:
        self._server = server
        self._chance = Random(1)  # the same people every time
        self._names = {one.name for one in server.people.clients}

    async def one(self, *, places: int = 1) -> Resident:
        """Let somebody move into the north; with two places they own one in the south, too."""
        name = person(self._chance)
        while name in self._names:
            name = person(self._chance)
        self._names.add(name)
        phone = f"+7999200{len(self._names):04d}"
        org = self._server.people.org["id"]
        async with open_world(Settings(database=Database(url=self._server.database))) as world:
            async with world.db.session() as session:
                found = await session.exec(
                    select(ObjectRow.address, ObjectRow.id).where(col(ObjectRow.address).in_(HOMES))
                )
                homes = dict(found.all())
            owned = tuple(homes[address] for address in HOMES[:places])
            (client,) = await add_clients(world, org, [NewClient(name, phone, owned)], by=SYSTEM)
            for product in self._server.people.products:
                await bring_consents(world, org, product.id, [client], by=SYSTEM)
        return Resident(client, name, phone, owned)
