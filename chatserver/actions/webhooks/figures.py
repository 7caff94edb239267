"""How much is still to be sent to endpoints, and how does sending go? (`/metrics`)"""

from prometheus_client import CollectorRegistry, Counter, Gauge

from chatserver.storage import webhook_queue
from chatserver.world import World


class WebhookFigures:
    """What an operator watches of the webhooks, of all organisations together."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._tried = Counter(
            "chatserver_webhooks_tried",
            "Tries to deliver an event: delivered, failed (and tried again), given_up.",
            ["outcome"],
            registry=registry,
        )
        self._waiting = Gauge(
            "chatserver_webhooks_waiting",
            "Deliveries that wait, to endpoints that are on.",
            registry=registry,
        )
        self._oldest = Gauge(
            "chatserver_webhooks_oldest_seconds",
            "For how long the oldest of them has been due.",
            registry=registry,
        )
        self._disabled = Gauge(
            "chatserver_webhooks_disabled",
            "Endpoints that the server has switched off.",
            registry=registry,
        )

    def count(self, outcome: str) -> None:
        """Note how a try went."""
        self._tried.labels(outcome).inc()

    async def measure(self, world: World) -> None:
        """Ask the database how it stands."""
        now, standing = world.now(), await webhook_queue.standing(world.db)
        self._waiting.set(standing.waiting)
        late_ms = 0 if standing.oldest is None else max(0, now - standing.oldest)
        self._oldest.set(late_ms / 1000)
        self._disabled.set(standing.disabled)
