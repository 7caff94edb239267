"""What is answered when the same request comes again? (`Idempotency-Key`)

Only answers of success are kept: a refusal has changed nothing, and its key may be used again for
the request as it was meant (docs/decisions/0070).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chatserver.storage import repeats
from chatserver.storage.repeats import Kept, Key
from chatserver.storage.trouble import DatabaseTrouble
from chatserver.world import World

KEPT_MS = 24 * 3600 * 1000
LEASE_MS = 60_000
EXTEND_S = 20


@dataclass(frozen=True, slots=True)
class Run:
    """A request that is this node's to answer."""

    key: Key
    id: str


@dataclass(frozen=True, slots=True)
class Repeats:
    """The answers that may be asked for again, of all nodes."""

    world: World

    async def begin(self, key: Key) -> Run | Kept | None:
        """Return the right to answer, or the answer that was given; None: somebody is at it."""
        world, run = self.world, self.world.new_id("run")
        # Twice: between the two questions the other one may have let go.
        for _ in range(2):
            now = world.now()
            if await repeats.claim(
                world.db, key, run=run, now=now, until=now + LEASE_MS, kept_from=now - KEPT_MS
            ):
                return Run(key, run)
            answer = await repeats.kept(world.db, key)
            if answer is not None:
                return answer
        return None

    @asynccontextmanager
    async def holding(self, run: Run) -> AsyncIterator[None]:
        """Keep the right for as long as the block takes; a node that dies loses it in a minute."""
        extending = asyncio.create_task(self._extend(run))
        try:
            yield
        finally:
            extending.cancel()
            await asyncio.wait({extending})

    async def keep(self, run: Run, answer: Kept) -> None:
        """Keep the answer for a day."""
        await repeats.keep(self.world.db, run.key, answer, run=run.id)

    async def release(self, run: Run) -> None:
        """Let the request be made again."""
        await repeats.release(self.world.db, run.key, run=run.id)

    async def _extend(self, run: Run) -> None:
        while True:
            await asyncio.sleep(EXTEND_S)
            with contextlib.suppress(DatabaseTrouble):
                until = self.world.now() + LEASE_MS
                await repeats.extend(self.world.db, run.key, run=run.id, until=until)
