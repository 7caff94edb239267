"""How does an attempt to pay begin at the provider, and what became of it?

The provider alone knows. It is asked after everything that hints at news, and by a job again and
again while something is open; what it says is kept once, whoever asked (docs/decisions/0118).
"""

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import partial
from types import MappingProxyType

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.miniapps.orders.rows import (
    OPEN,
    entry,
    facts_of,
    forgotten,
    hold_order,
    keep,
    next_ask,
    note_asked,
    tell_order,
)
from chatserver.core.orders import Act, State, end_attempt
from chatserver.payments import Begun, Declined, Payment, PaymentState, Provider, Unreachable
from chatserver.storage.tables import AppOrder, OrderAttempt
from chatserver.world import World

log = logging.getLogger(__name__)

# Of these nobody was given the page; another caller may have got it meanwhile, under the same key,
# and then a late no says nothing of it.
UNKNOWN = ("opening",)

_ACTS: Mapping[PaymentState, Act] = MappingProxyType(
    {
        PaymentState.SUCCEEDED: Act.PAID,
        PaymentState.FAILED: Act.FAILED,
        PaymentState.CANCELED: Act.GIVEN_UP,
    }
)
_ENDS: Mapping[Act, str] = MappingProxyType(
    {Act.PAID: "succeeded", Act.FAILED: "failed", Act.GIVEN_UP: "canceled"}
)


async def ask_payment(world: World, attempt: str, *, asked_before: int | None = None) -> None:
    """Ask how far an attempt came, and keep it. With `asked_before` only if nobody asked since.

    One of an order that waits for its end is cancelled at the provider, as far as it lets us. What
    cannot be told now is asked for later.
    """
    taken = await _take(world, attempt, asked_before)
    provider = None if taken is None else world.payments.named(taken.provider)
    if taken is None or provider is None:
        return
    try:
        if taken.reference is None:
            await world.payments.together(attempt, partial(_begin_again, world, provider, taken))
            return
        ask = provider.cancel if await _waits_for_end(world, taken.order) else provider.state
        state = await ask(taken.reference)
    except Unreachable as trouble:
        log.warning("%s does not tell of a payment: %s", taken.provider, trouble)
        return
    if state is not PaymentState.PENDING:
        await end_payment(world, attempt, _ACTS[state])


async def open_payment(world: World, attempt: str, *, asked_before: int) -> None:
    """Let the provider begin a payment for a client who waits. Whoever presses again meanwhile
    waits for the same answer.

    Raises `Unreachable`: whether it began nobody knows, or nobody asks again so soon.
    """

    async def ask() -> None:
        taken = await _take(world, attempt, asked_before)
        provider = None if taken is None else world.payments.named(taken.provider)
        if taken is not None and provider is not None:
            await _begin_again(world, provider, taken)

    await world.payments.together(attempt, ask)
    async with world.db.session() as session:
        row = await session.get_one(OrderAttempt, attempt)
    if row.state == "opening":
        raise Unreachable("somebody asked just now")


async def _begin(world: World, attempt: str) -> None:
    """Let the provider begin a payment: one, however often this is called."""
    async with world.db.session() as session:
        row = await session.get_one(OrderAttempt, attempt)
        order = await session.get_one(AppOrder, row.order)
    provider = world.payments.named(row.provider)
    if provider is None or row.state != "opening":
        return
    payment = Payment(row.id, order.id, order.amount, order.currency, order.description)
    try:
        begun = await provider.begin(payment)
    except Declined as refused:
        log.warning("%s refuses a payment: %s", row.provider, refused)
        await end_payment(world, attempt, Act.FAILED, only=UNKNOWN)
        return
    if not await _opened(world, attempt, begun):
        await _withdraw(provider, begun)


async def end_payment(
    world: World, attempt: str, act: Act, *, only: Collection[str] = OPEN
) -> None:
    """Keep how an attempt ended, and what that makes of its order; what has ended stays so, and
    what stands nowhere in `only`.
    """
    async with world.db.transaction() as session:
        order, row = await _held(session, attempt)
        if row.state not in only:
            return
        after = end_attempt(facts_of(order), act)
        keep(world, order, after)
        row.state, row.ended_at = _ENDS[act], world.now()
        session.add_all((order, row))
        if act is Act.PAID:
            order.paid_at = world.now()
            paid = (row.provider, row.reference or "")
            session.add(entry(world, order, "charge", order.amount, paid))
        await session.flush()
        await tell_order(session, world, order, _happened(act, after.state))


def _happened(act: Act, after: State) -> Iterator[str]:
    if after in (State.PAID, State.CANCELED, State.EXPIRED):
        yield f"order.{after}"
    elif act is Act.FAILED or after is State.FAILED:
        yield "order.failed"


async def _begin_again(world: World, provider: Provider, taken: OrderAttempt) -> None:
    """Ask once more to begin, while the provider knows the key again: after that it would be
    another payment. Nobody was given the address of the first.
    """
    if forgotten(provider, taken.at, now=world.now()):
        await end_payment(world, taken.id, Act.GIVEN_UP, only=UNKNOWN)
    else:
        await _begin(world, taken.id)


async def _take(world: World, attempt: str, asked_before: int | None) -> OrderAttempt | None:
    """Return an open attempt that is this caller's to ask for, and is not due again at once."""
    mine = [col(OrderAttempt.id) == attempt, col(OrderAttempt.state).in_(OPEN)]
    if asked_before is not None:
        mine.append(col(OrderAttempt.asked_at) <= asked_before)
    async with world.db.transaction() as session:
        row = (await session.exec(select(OrderAttempt).where(*mine).with_for_update())).first()
        if row is not None:
            note_asked(world, row)
            session.add(row)
    return row


async def _waits_for_end(world: World, order: str) -> bool:
    async with world.db.session() as session:
        return (await session.get_one(AppOrder, order)).ends_as is not None


async def _opened(world: World, attempt: str, begun: Begun) -> bool:
    """Keep where it is paid; False: the attempt has ended meanwhile."""
    async with world.db.transaction() as session:
        _, row = await _held(session, attempt)
        if row.state == "opening":
            row.state, row.reference, row.url = "pending", begun.reference, begun.url
            row.asks, row.ask_at = 0, next_ask(world, 0)
            session.add(row)
        # Another may have been told the same, under the same key.
        return row.state == "pending"


async def _withdraw(provider: Provider, begun: Begun) -> None:
    # Nobody was given its address, so nobody can have paid.
    with suppress(Unreachable):
        await provider.cancel(begun.reference)


async def _held(session: AsyncSession, attempt: str) -> tuple[AppOrder, OrderAttempt]:
    """Hold the order first, as everybody does; then look at its attempt."""
    row = await session.get_one(OrderAttempt, attempt)
    order = await hold_order(session, row.order)
    await session.refresh(row)
    return order, row
