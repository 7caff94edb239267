"""What is done when a provider says that it has news? It is asked, and nothing else is believed."""

from sqlmodel import col, select, update

from chatserver.actions.miniapps.orders.attempts import ask_payment
from chatserver.actions.miniapps.orders.refunds import ask_refund
from chatserver.actions.miniapps.orders.rows import OPEN
from chatserver.storage.tables import OrderAttempt, OrderRefund
from chatserver.storage.tables.orders import OPEN_REFUNDS
from chatserver.world import World

# Whoever tells us the same again and again does not let it be asked more often than this.
HINT_MS = 1_000


async def ask_about(world: World, provider: str, reference: str) -> None:
    """Ask for the payment or refund with this reference, if it is open; of any other nobody learns
    anything. Where somebody asked just now that may have been too early: it is asked again soon.
    """
    if world.payments.named(provider) is None:
        return
    payment = select(OrderAttempt.id).where(
        OrderAttempt.provider == provider,
        OrderAttempt.reference == reference,
        col(OrderAttempt.state).in_(OPEN),
    )
    refund = select(OrderRefund.id).where(
        OrderRefund.provider == provider,
        OrderRefund.reference == reference,
        OPEN_REFUNDS,
    )
    async with world.db.session() as session:
        attempt = (await session.exec(payment)).first()
        refunded = (await session.exec(refund)).first()
    before = world.now() - HINT_MS
    if attempt is not None:
        await _soon(world, attempt)
        await ask_payment(world, attempt, asked_before=before)
    if refunded is not None:
        await ask_refund(world, refunded, asked_before=before)


async def _soon(world: World, attempt: str) -> None:
    soon = world.now() + HINT_MS
    later = (col(OrderAttempt.id) == attempt, col(OrderAttempt.ask_at) > soon)
    async with world.db.transaction() as session:
        await session.exec(update(OrderAttempt).where(*later).values(ask_at=soon, asks=0))
