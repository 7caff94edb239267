"""Who listens to a bus in a test, and how a test waits for what it will hear."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from chatserver.bus import Bus, Hint


@dataclass
class Ears:
    """Everything that one node was told."""

    bus: Bus
    hints: list[Hint] = field(default_factory=list)
    sweeps: int = 0

    def __post_init__(self) -> None:
        self._changed = asyncio.Event()
        self.stop_listening = self.bus.listen(self._hear, self._sweep)

    def _hear(self, hint: Hint) -> None:
        self.hints.append(hint)
        self._changed.set()

    def _sweep(self) -> None:
        self.sweeps += 1
        self._changed.set()

    async def until(self, condition: Callable[["Ears"], bool]) -> None:
        """Wait until what was heard satisfies the condition."""
        async with asyncio.timeout(20):
            while not condition(self):
                self._changed.clear()
                await self._changed.wait()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for the state of another process, which cannot tell us by itself."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
