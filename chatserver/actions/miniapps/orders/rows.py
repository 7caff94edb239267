"""How is an order held, and how is what the rules say of it kept and told?"""

from collections.abc import Iterable

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.happenings import tell_endpoints
from chatserver.core.orders import Order, State
from chatserver.core.refusals import NotFound
from chatserver.payments import Provider
from chatserver.storage.tables import AppOrder, OrderAttempt, OrderEntry, OrderRefund
from chatserver.world import World

OPEN = ("opening", "pending")
FIRST_MS = 5_000
LONGEST_MS = 600_000


async def hold_order(session: AsyncSession, order: str) -> AppOrder:
    """Return an order that stays as it is until the transaction ends; raises `NotFound`.

    Whoever changes anything of an order holds it first.
    """
    row = await session.get(AppOrder, order, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


async def open_attempt(session: AsyncSession, order: str) -> OrderAttempt | None:
    """Return the attempt that is open, of an order that is held."""
    question = select(OrderAttempt).where(
        OrderAttempt.order == order, col(OrderAttempt.state).in_(OPEN)
    )
    return (await session.exec(question)).first()


def facts_of(row: AppOrder) -> Order:
    """Return an order as its rules see it."""
    return Order(
        State(row.state),
        row.amount,
        row.refunded,
        row.attempts,
        None if row.ends_as is None else State(row.ends_as),
    )


def keep(world: World, row: AppOrder, order: Order) -> None:
    """Write down how an order stands now."""
    row.state, row.refunded, row.attempts = str(order.state), order.refunded, order.attempts
    row.ends_as = None if order.ends_as is None else str(order.ends_as)
    row.changed_at = world.now()


async def tell_order(
    session: AsyncSession, world: World, row: AppOrder, kinds: Iterable[str]
) -> None:
    """Let the organisation's endpoints hear what happened to an order, as it stands now."""
    data = {
        "mini_app": row.app,
        "order": row.id,
        "external_id": row.external_id,
        "env": row.env,
        "state": row.state,
        "amount": row.amount,
        "currency": row.currency,
        "refunded": row.refunded,
    }
    await tell_endpoints(session, world, row.org, [(kind, data) for kind in kinds])


def entry(
    world: World, order: AppOrder, kind: str, amount: int, paid: tuple[str, str]
) -> OrderEntry:
    """Return an entry of the book; `paid`: with whom, and by which reference it is known there."""
    provider, reference = paid
    return OrderEntry(
        id=world.new_id("ent"),
        order=order.id,
        kind=kind,
        amount=amount,
        provider=provider,
        reference=reference,
        at=world.now(),
    )


def next_ask(world: World, asks: int) -> int:
    """Return when the provider is asked next: later each time, and not for everything at once."""
    pause = min(FIRST_MS * 2 ** min(asks, 10), LONGEST_MS)
    return world.now() + int(pause * (0.75 + world.draw() / 2))


def note_asked(world: World, row: OrderAttempt | OrderRefund) -> None:
    """Note that it is asked for now, and when next. What has no reference yet is being sent: it is
    not sent again before that can have been answered, for of two at once each might be told
    something else.
    """
    row.asked_at, row.ask_at = world.now(), next_ask(world, row.asks)
    if row.reference is None:
        longest_ms = int(world.settings.payments.timeout_s * 1000) + FIRST_MS
        row.ask_at = max(row.ask_at, world.now() + longest_ms)
    row.asks += 1


def forgotten(provider: Provider, at: int, *, now: int) -> bool:
    """Return whether the provider may not know a key of that time any more."""
    return provider.remembers_ms is not None and now - at > provider.remembers_ms
