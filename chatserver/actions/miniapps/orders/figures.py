"""How do payments go: what is under way, and does the provider answer? (`/metrics`)"""

from prometheus_client import CollectorRegistry, Counter, Gauge
from sqlmodel import func, select

from chatserver.actions.miniapps.orders.settling import adrift_refunds
from chatserver.storage.tables import OrderAttempt, OrderRefund
from chatserver.storage.tables.orders import OPEN_ATTEMPTS, OPEN_REFUNDS
from chatserver.world import World


class PaymentFigures:
    """What an operator watches of payments, of all organisations together."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._asked = Counter(
            "chatserver_payments_asked",
            "Questions to the provider of live orders: answered, declined, unreachable.",
            ["what", "outcome"],
            registry=registry,
        )
        self._open = Gauge(
            "chatserver_payments_open",
            "Attempts to pay, and refunds, that are under way.",
            ["what"],
            registry=registry,
        )
        self._oldest = Gauge(
            "chatserver_payments_oldest_seconds",
            "For how long the oldest of them has been under way.",
            ["what"],
            registry=registry,
        )
        self._adrift = Gauge(
            "chatserver_payments_adrift",
            "Refunds that somebody has to look up; an alarm.",
            registry=registry,
        )

    def count(self, what: str, outcome: str) -> None:
        """Note how the provider answered."""
        self._asked.labels(what, outcome).inc()

    async def measure(self, world: World) -> None:
        """Ask the database how it stands."""
        now = world.now()
        questions = {
            "attempt": select(func.count(), func.min(OrderAttempt.at)).where(OPEN_ATTEMPTS),
            "refund": select(func.count(), func.min(OrderRefund.at)).where(OPEN_REFUNDS),
        }
        async with world.db.session() as session:
            for what, question in questions.items():
                count, oldest = (await session.exec(question)).one()
                self._open.labels(what).set(count)
                self._oldest.labels(what).set(max(0, now - (oldest or now)) / 1000)
        self._adrift.set(len(await adrift_refunds(world.db, world.payments, now=now)))
