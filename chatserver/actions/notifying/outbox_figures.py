"""How much is still to be told to the outside, and how does telling it go? (`/metrics`)"""

from prometheus_client import CollectorRegistry, Counter, Gauge

from chatserver.storage import outbox
from chatserver.world import World


class Figures:
    """What an operator watches of the outbox, by topic."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ["topic"]
        self._tried = Counter(
            "chatserver_outbox_tried",
            "Tries to tell something: told, failed (and tried again), given_up, postponed.",
            ["topic", "outcome"],
            registry=registry,
        )
        self._pushed = Counter(
            "chatserver_miniapp_pushes",
            "Pushes of mini-apps by how they ended for a client: sent, no_device, dropped …",
            ["state"],
            registry=registry,
        )
        self._waiting = Gauge(
            "chatserver_outbox_waiting", "What is to be told.", labels, registry=registry
        )
        self._oldest = Gauge(
            "chatserver_outbox_oldest_seconds",
            "For how long the oldest has been due.",
            labels,
            registry=registry,
        )

    def count(self, topic: str, outcome: str) -> None:
        """Note how a try went."""
        self._tried.labels(topic, outcome).inc()

    def count_push(self, state: str) -> None:
        """Note how a mini-app's push ended for a client."""
        self._pushed.labels(state).inc()

    async def measure(self, world: World, topics: frozenset[str]) -> None:
        """Ask the database how much waits; topics of which nothing does are at 0."""
        standing = await outbox.standing(world.db, topics, now=world.now())
        for topic in topics:
            waiting, late_ms = standing.get(topic, (0, 0))
            self._waiting.labels(topic).set(waiting)
            self._oldest.labels(topic).set(late_ms / 1000)
