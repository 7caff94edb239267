"""A bus on which hints wait until the test says what becomes of them: lost, late, or twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from chatserver.bus.hints import Hint, decode_hint, encode_hint
from chatserver.bus.port import Heard, Resubscribed

# Some bring along what was done, some are too long for that.
HINT_BYTES = 1_500


@dataclass
class Exchange:
    """Where the nodes' buses meet. `pending` are the hints on their way, each to one node."""

    buses: dict[str, "LossyBus"] = field(default_factory=dict)
    pending: list[tuple[str, bytes]] = field(default_factory=list)

    def travel(self, fates: Sequence[int]) -> None:
        """Let the hints go their way: 0 comes, 1 is lost, 2 comes twice, 3 stays for later.

        The newest go first: order is nothing that a hint may rely on.
        """
        pending, self.pending = self.pending[::-1], []
        for number, (node, data) in enumerate(pending):
            fate = fates[number % len(fates)]
            if fate == 3:
                self.pending.append((node, data))
                continue
            bus = self.buses.get(node)
            hint = decode_hint(data)
            if bus is not None and hint is not None:
                for _ in range((1, 0, 2)[fate]):
                    bus.hear(hint)


class LossyBus:
    """One node's end of it."""

    alone = False
    degraded = False
    hint_lag_s = 0.0
    dropped = 0

    def __init__(self, node: str, exchange: Exchange) -> None:
        self._node = node
        self._exchange = exchange
        self._listeners: list[Heard] = []

    def publish(self, hint: Hint) -> None:
        """Send it on its way to every other node."""
        data = encode_hint(replace(hint, node=self._node), limit=HINT_BYTES)
        others = [node for node in self._exchange.buses if node != self._node]
        self._exchange.pending += [(node, data) for node in others]

    def listen(self, heard: Heard, resubscribed: Resubscribed) -> Callable[[], None]:
        """Call `heard` with what comes; nobody is ever told that something was lost."""
        self._listeners.append(heard)
        return lambda: self._listeners.remove(heard)

    def hear(self, hint: Hint) -> None:
        """A hint has come."""
        for heard in tuple(self._listeners):
            heard(hint)

    async def start(self) -> None:
        """Be there."""
        self._exchange.buses[self._node] = self

    async def stop(self) -> None:
        """Be gone; what is under way to this node is lost."""
        self._exchange.buses.pop(self._node, None)
