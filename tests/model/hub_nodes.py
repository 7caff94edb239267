"""A whole node but for its port: ledger and hub over a database and a bus that may fail."""

import asyncio
from collections.abc import Callable, Sequence

from prometheus_client import CollectorRegistry

from chatserver.config import Bus as BusSettings
from chatserver.config import Hub as HubSettings
from chatserver.config import Settings
from chatserver.hub.hub import Hub
from chatserver.hub.node import Node
from chatserver.identity import Identity
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Answer, Heard
from chatserver.world import World
from tests.model.nodes import PATIENCE_S, Asked

EPOCH = "epoch1"
A_DAY_MS = 24 * 3_600_000
SETTINGS = Settings(
    # The machine sweeps; nothing is found by waiting.
    bus=BusSettings(sweep_every_ms=A_DAY_MS),
    hub=HubSettings(
        requests_per_s=1e6, requests_burst=10**6, client_sends_per_s=1e6,
        client_sends_burst=10**6, staff_sends_per_s=1e6, staff_sends_burst=10**6,
        inbox_push_every_ms=1, counts_push_every_ms=1, outbox_frames=6,
    ),
)  # fmt: skip


class HubNode:
    """One of two nodes in this process."""

    def __init__(self, name: str, world: World, identity: Identity, heard: Heard) -> None:
        self.name = name
        self.world = world
        self.ledger = Ledger(world)
        # Before the hub, so that whoever judges its frames knows what they are about.
        self.ledger.listen(heard)
        self.hub = Hub(
            world,
            self.ledger,
            identity,
            epoch=EPOCH,
            origin_allowed=lambda _, __: True,
            registry=CollectorRegistry(),
        )

    @property
    def parts(self) -> Node:
        """What a session needs."""
        return self.hub._node

    async def start(self) -> None:
        """Begin to work."""
        await self.world.bus.start()
        await self.ledger.start()
        await self.hub.start()

    async def stop(self) -> None:
        """End in good order."""
        await self.hub.stop()
        await self.ledger.stop()
        await self.world.bus.stop()

    async def die(self) -> None:
        """Be gone from one moment to the next; nobody is told goodbye."""
        worker = self.ledger._worker
        assert worker is not None
        tasks = [worker, *self.hub._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.hub._deafen is not None:
            self.hub._deafen()
        await self.world.bus.stop()

    async def sweep(self) -> None:
        """Look at the database as a node does twice a second."""
        await self.hub._delivery._sweep()
        self.hub._delivery._woken.set()

    async def give(self, asked: Sequence[Asked]) -> None:
        """Give the commands at once, and wait until all are answered."""
        waiting = set(range(len(asked)))
        answered = asyncio.Event()

        def done_of(number: int) -> Callable[[Answer], None]:
            def done(answer: Answer) -> None:
                asked[number].answer = answer
                waiting.discard(number)
                if not waiting:
                    answered.set()

            return done

        for number, one in enumerate(asked):
            self.ledger.post(one.command, one.person, done_of(number))
        if asked:
            async with asyncio.timeout(PATIENCE_S):
                await answered.wait()
