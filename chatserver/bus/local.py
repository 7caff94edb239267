"""How do hints travel when all nodes live in one process?"""

import asyncio
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from chatserver.bus.audience import Audience
from chatserver.bus.hints import Hint
from chatserver.bus.port import Heard, Resubscribed
from chatserver.bus.slots import Slots

SLOTS: Final = 4096


class Street:
    """What the nodes of one process have in common: their addresses."""

    def __init__(self) -> None:
        self.houses: dict[str, LocalBus] = {}


class LocalBus:
    """The bus of one node in a process of its own, or with neighbours on the same `street`.

    With a single node nobody hears anything, and that is right: a node hands on its own
    commits by itself.
    """

    def __init__(self, node: str, street: Street | None = None, *, slots: int = SLOTS) -> None:
        self._node = node
        self._street = street or Street()
        self._audience = Audience()
        self._dropped = 0
        self._slots = Slots(slots, self._drop)
        self._handing: asyncio.Handle | None = None

    @property
    def alone(self) -> bool:
        """Whether no neighbour has moved in."""
        return self._street.houses.keys() <= {self._node}

    @property
    def degraded(self) -> bool:
        """Never: there is nothing that could break."""
        return False

    @property
    def hint_lag_s(self) -> float:
        """Nothing worth measuring."""
        return 0.0

    @property
    def dropped(self) -> int:
        """How many hints were given up."""
        return self._dropped

    def _drop(self) -> None:
        self._dropped += 1

    def publish(self, hint: Hint) -> None:
        """Tell the neighbours at the next turn of the loop."""
        if self.alone:
            return
        self._slots.put(replace(hint, node=self._node))
        if self._handing is None and self._node in self._street.houses:
            self._handing = asyncio.get_running_loop().call_soon(self._hand_on)

    def listen(self, heard: Heard, resubscribed: Resubscribed) -> Callable[[], None]:
        """See `Bus.listen`."""
        return self._audience.add(heard, resubscribed)

    async def start(self) -> None:
        """Move in; nobody can have missed anything of what is said from here on."""
        self._street.houses[self._node] = self
        asyncio.get_running_loop().call_soon(self._audience.resubscribed)

    async def stop(self) -> None:
        """Move out."""
        self._street.houses.pop(self._node, None)
        if self._handing is not None:
            self._handing.cancel()
            self._handing = None

    def _hand_on(self) -> None:
        self._handing = None
        hints = self._slots.take_all()
        for node, house in tuple(self._street.houses.items()):
            if node != self._node:
                for hint in hints:
                    house._audience.hear(hint)  # noqa: SLF001 - one class
