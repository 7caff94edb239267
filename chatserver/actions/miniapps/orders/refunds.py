"""How does money go back to a client?"""

import logging
from dataclasses import dataclass

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.miniapps.orders.rows import (
    entry,
    facts_of,
    forgotten,
    hold_order,
    keep,
    next_ask,
    note_asked,
    tell_order,
)
from chatserver.actions.mistakes import Invalid, Mistake
from chatserver.core.order_forms import REFUNDS
from chatserver.core.orders import Act, PaymentsNotConfigured, TooMuch, end_refund, refund
from chatserver.ledger.outcome import Person
from chatserver.payments import Declined, Provider, RefundState, Sent, Unreachable
from chatserver.storage.tables import AppOrder, OrderEntry, OrderRefund
from chatserver.world import World

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WantedRefund:
    """How much is to go back (None: all that is left), why, and who says so: `by.kind` is staff or
    back_end. Under a `key` the same is done once.
    """

    by: Person
    amount: int | None = None
    reason: str = ""
    key: str | None = None


async def give_back(world: World, order_id: str, wanted: WantedRefund) -> None:
    """Give money back. When this returns it went, could not go, or is on its way: `refund_pending`.

    Whoever calls has seen to it that they may. Raises `NotFound`, `WrongState`, `Invalid` for
    more than is left, `PaymentsNotConfigured` when the settings do not name the provider any more.
    """
    async with world.db.transaction() as session:
        row = await hold_order(session, order_id)
        if wanted.key is not None and await _known(session, row.id, wanted.key):
            return
        id_ = await _begin(session, world, row, wanted)
    await ask_refund(world, id_)


async def ask_refund(world: World, refund_id: str, *, asked_before: int | None = None) -> None:
    """Let the provider give it back, or ask how far that is, and keep what it says. With
    `asked_before` only if nobody asked since.
    """
    taken = await _take(world, refund_id, asked_before)
    provider = None if taken is None else world.payments.named(taken.provider)
    if taken is None or provider is None:
        return
    try:
        sent = await _send(world, provider, taken)
    except Unreachable as trouble:
        log.warning("%s does not tell of a refund: %s", taken.provider, trouble)
    except Declined as refused:
        log.warning("%s refuses a refund: %s", taken.provider, refused)
        await _keep(world, refund_id, Sent(taken.reference or "", RefundState.FAILED))
    else:
        await _keep(world, refund_id, sent)


async def _begin(session: AsyncSession, world: World, row: AppOrder, wanted: WantedRefund) -> str:
    try:
        after, amount = refund(facts_of(row), wanted.amount)
    except TooMuch:
        much = "this is more than is left of what was paid"
        raise Invalid([Mistake("/amount", "too_much", much)]) from None
    if await _count(session, row.id) >= REFUNDS:
        raise Invalid(
            [Mistake("/amount", "too_many", f"{REFUNDS} refunds were made of this order")]
        )
    charge = await charge_of(session, row.id)
    if world.payments.named(charge.provider) is None:
        raise PaymentsNotConfigured
    keep(world, row, after)
    new = OrderRefund(
        id=world.new_id("rfd"),
        order=row.id,
        amount=amount,
        reason=wanted.reason,
        by_kind=wanted.by.kind,
        by=wanted.by.id or "",
        key=wanted.key,
        provider=charge.provider,
        state="pending",
        at=world.now(),
        asked_at=world.now(),
        ask_at=next_ask(world, 0),
    )
    session.add_all((row, new))
    changed = Changed(row.id, after={"miniapp": row.app, "amount": amount, "refund": new.id})
    await record(
        session, world, by=wanted.by, org=row.org, action="order.refund", changed=[changed]
    )
    return new.id


async def _send(world: World, provider: Provider, taken: OrderRefund) -> Sent:
    if taken.reference is not None:
        return Sent(taken.reference, await provider.refund_state(taken.reference))
    if forgotten(provider, taken.at, now=world.now()):
        # Under its old key it might go a second time.
        log.error("nobody tells of refund %s: see `chatserver settle-refund`", taken.id)
        raise Unreachable("the key is too old")
    async with world.db.session() as session:
        order = await session.get_one(AppOrder, taken.order)
        charge = await charge_of(session, taken.order)
    return await provider.refund(taken.id, charge.reference, taken.amount, order.currency)


async def _keep(world: World, refund_id: str, sent: Sent) -> None:
    """Keep where it stands; what has ended stays so."""
    async with world.db.transaction() as session:
        row = await session.get_one(OrderRefund, refund_id)
        order = await hold_order(session, row.order)
        await session.refresh(row)
        if row.state == "pending":
            await keep_sent(session, world, order, row, sent)


async def keep_sent(
    session: AsyncSession, world: World, order: AppOrder, row: OrderRefund, sent: Sent
) -> None:
    """Keep where a refund under way stands, and what that makes of its order, which is held."""
    row.reference, row.state = sent.reference or None, str(sent.state)
    session.add(row)
    if sent.state is RefundState.PENDING:
        return
    went = sent.state is RefundState.SUCCEEDED
    act = Act.REFUNDED if went else Act.NOT_REFUNDED
    keep(world, order, end_refund(facts_of(order), row.amount, act))
    session.add(order)
    if went:
        paid = (row.provider, sent.reference)
        session.add(entry(world, order, "refund", row.amount, paid))
    await session.flush()
    await tell_order(session, world, order, ["order.refunded"] if went else [])


async def _take(world: World, refund_id: str, asked_before: int | None) -> OrderRefund | None:
    """Return a refund under way that is this caller's to ask for, and is not due again at once."""
    mine = [col(OrderRefund.id) == refund_id, col(OrderRefund.state) == "pending"]
    if asked_before is not None:
        mine.append(col(OrderRefund.asked_at) <= asked_before)
    async with world.db.transaction() as session:
        row = (await session.exec(select(OrderRefund).where(*mine).with_for_update())).first()
        if row is not None:
            note_asked(world, row)
            session.add(row)
    return row


async def _known(session: AsyncSession, order: str, key: str) -> bool:
    question = select(OrderRefund.id).where(OrderRefund.order == order, OrderRefund.key == key)
    return (await session.exec(question)).first() is not None


async def _count(session: AsyncSession, order: str) -> int:
    question = select(func.count()).select_from(OrderRefund).where(OrderRefund.order == order)
    return (await session.exec(question)).one()


async def charge_of(session: AsyncSession, order: str) -> OrderEntry:
    """Return the money that came for an order that was paid."""
    question = select(OrderEntry).where(OrderEntry.order == order, OrderEntry.kind == "charge")
    return (await session.exec(question)).one()
