"""What becomes of a refund of which no provider tells any more? Somebody looks it up, and says so.

A refund without an answer is sent again under its key, which the provider forgets after a while
(docs/decisions/0118). From then on only the provider's own books say whether the money went, and
whoever runs the server can read them (docs/decisions/0119).
"""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.miniapps.orders.refunds import charge_of, keep_sent
from chatserver.actions.miniapps.orders.rows import forgotten, hold_order
from chatserver.ledger.outcome import SYSTEM
from chatserver.payments import Payments, RefundState, Sent, Unreachable
from chatserver.storage.database import Database
from chatserver.storage.tables import AppOrder, OrderEntry, OrderRefund
from chatserver.storage.tables.orders import OPEN_REFUNDS
from chatserver.world import World

# What was sent at the last moment may still be answered; no request takes so long.
GRACE_MS = 600_000


class Unsettled(Exception):
    """Nothing was settled, and nothing has changed; it says why."""


@dataclass(frozen=True, slots=True)
class Adrift:
    """A refund that somebody has to look up. `payment`: what the provider calls the payment of
    which it is a part.
    """

    refund: str
    order: str
    provider: str
    payment: str
    amount: int
    currency: str
    at: int


async def adrift_refunds(db: Database, payments: Payments, *, now: int) -> list[Adrift]:
    """Return the refunds of which nobody tells any more, the oldest first."""
    question = select(OrderRefund).where(OPEN_REFUNDS, col(OrderRefund.reference).is_(None))
    async with db.session() as session:
        unanswered = await session.exec(question.order_by(col(OrderRefund.id)))
        adrift = [one for one in unanswered.all() if _is_adrift(payments, one, now=now)]
        return [await _adrift(session, one) for one in adrift]


async def settle_refund(
    world: World, refund_id: str, reference: str | None, *, unread: bool = False
) -> bool:
    """Let a refund that is adrift have gone under this reference of the provider's, or (None) let
    it never have gone; False: that was settled before.

    The provider is asked for the reference, and has to say that it went; `unread`: it is not, and
    whoever settles it is believed. Raises `Unsettled`.
    """
    async with world.db.session() as session:
        row = await session.get(OrderRefund, refund_id)
    if row is None:
        raise Unsettled("there is no such refund")
    if _is_settled(row, reference):
        return False
    _check_adrift(world, row)
    if reference is not None and not unread:
        await _check_went(world, row.provider, reference)
    async with world.db.transaction() as session:
        order = await hold_order(session, row.order)
        row = await session.get_one(OrderRefund, refund_id)
        if _is_settled(row, reference):
            return False
        _check_adrift(world, row)
        await _settle(session, world, order, row, reference)
    return True


async def _settle(
    session: AsyncSession, world: World, order: AppOrder, row: OrderRefund, reference: str | None
) -> None:
    if reference is not None:
        await _check_free(session, row.provider, reference)
    state = RefundState.FAILED if reference is None else RefundState.SUCCEEDED
    await keep_sent(session, world, order, row, Sent(reference or "", state))
    told = {"miniapp": order.app, "amount": row.amount, "refund": row.id, "state": str(state)}
    changed = Changed(order.id, after={**told, "reference": reference})
    await record(
        session, world, by=SYSTEM, org=order.org, action="order.settle_refund", changed=[changed]
    )


async def _check_went(world: World, provider: str, reference: str) -> None:
    named = world.payments.named(provider)
    assert named is not None  # else it is not adrift
    try:
        state = await named.refund_state(reference)
    except Unreachable as trouble:
        raise Unsettled(f"{provider} does not tell of {reference}: {trouble}") from None
    if state is not RefundState.SUCCEEDED:
        raise Unsettled(f"{provider} says that {reference} is {state}")


async def _check_free(session: AsyncSession, provider: str, reference: str) -> None:
    known = (OrderEntry.provider == provider, OrderEntry.reference == reference)
    found = await session.exec(select(OrderEntry.order).where(*known))
    if (order := found.first()) is not None:
        raise Unsettled(f"{reference} stands in the book already, at order {order}")


def _is_settled(row: OrderRefund, reference: str | None) -> bool:
    if reference is None:
        return row.state == RefundState.FAILED
    return row.state == RefundState.SUCCEEDED and row.reference == reference


def _check_adrift(world: World, row: OrderRefund) -> None:
    if row.state != RefundState.PENDING:
        raise Unsettled(f"it is settled: {row.state}, {row.reference or 'without a reference'}")
    if not _is_adrift(world.payments, row, now=world.now()):
        raise Unsettled(f"{row.provider} may still tell of it by itself")


def _is_adrift(payments: Payments, row: OrderRefund, *, now: int) -> bool:
    """A provider that the settings do not name may be named again, and asked."""
    provider = payments.named(row.provider)
    late = provider is not None and forgotten(provider, row.at, now=now - GRACE_MS)
    return late and row.state == RefundState.PENDING and row.reference is None


async def _adrift(session: AsyncSession, row: OrderRefund) -> Adrift:
    order = await session.get_one(AppOrder, row.order)
    payment = (await charge_of(session, row.order)).reference
    return Adrift(row.id, row.order, row.provider, payment, row.amount, order.currency, row.at)
