"""How do all nodes learn which chats are on whose screens, so that nobody is told what they see?

Each node writes what changed since it last wrote, once a second for all its people, and lends it
its own life: what a node says is believed for a while after it said anything. It may be wrong in
one direction alone, since a notice is put off by it and not dropped (telling.py).
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from chatserver.storage import looks
from chatserver.storage.statement import Steps, ask
from chatserver.world import World, fresh_id

LEASE_MS = 45_000
RENEW_MS = 15_000

Look = tuple[str, str]  # a person, and the chat on their screen


@dataclass(slots=True)
class Looks:
    """What this node has told of its people's screens."""

    world: World
    node: str = field(default_factory=lambda: fresh_id("node"))
    _told: set[Look] = field(default_factory=set)
    _until: int = 0

    async def tell(self, pairs: Collection[Look]) -> None:
        """Let all nodes know that these, and no others, are the screens of this node."""
        now = self.world.now()
        if now >= self._until:
            # Nobody believes what we said, and somebody may have cleared it away.
            self._told.clear()
        wanted = set(pairs)
        begun, ended = wanted - self._told, self._told - wanted
        stale = bool(wanted) and now >= self._until - LEASE_MS + RENEW_MS
        if begun or ended or stale:
            await self.world.db.write(self._tell(sorted(begun), sorted(ended), now + LEASE_MS))
            self._told, self._until = wanted, now + LEASE_MS

    async def leave(self) -> None:
        """Take back what this node has said: its people are gone."""
        await self.tell(())

    def _tell(self, begun: list[Look], ended: list[Look], until: int) -> Steps[None]:
        yield from ask(looks.LEASE, [[self.node, until]])
        if begun:
            yield from ask(looks.BEGIN, [[*pair, self.node] for pair in begun])
        if ended:
            yield from ask(looks.END, [[*pair, self.node] for pair in ended])


async def forget_gone_nodes(world: World) -> None:
    """Throw away what nodes have said that are gone."""
    await world.db.write(_forget(world.now() - LEASE_MS))


def _forget(before: int) -> Steps[None]:
    yield from ask(looks.GONE_LOOKS, before)
    yield from ask(looks.GONE_NODES, before)
