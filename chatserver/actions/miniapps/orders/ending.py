"""How does an order end that nobody has paid?"""

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.miniapps.orders.attempts import ask_payment
from chatserver.actions.miniapps.orders.rows import (
    facts_of,
    hold_order,
    keep,
    open_attempt,
    tell_order,
)
from chatserver.core.orders import PAYABLE, Act, State, close, end_attempt
from chatserver.storage.tables import AppOrder, OrderAttempt, OrderRefund
from chatserver.world import World


async def close_order(world: World, order_id: str, act: Act) -> None:
    """Cancel an order (CANCEL), or let it run out (EXPIRE). One with an attempt that is open ends
    together with it: the provider is asked at once to let nobody pay it any more.

    Raises `NotFound`, `WrongState`.
    """
    async with world.db.transaction() as session:
        row = await hold_order(session, order_id)
        attempt = await _close(session, world, row, act)
    if attempt is not None:
        await ask_payment(world, attempt)


async def forget_payer(session: AsyncSession, world: World, client: str) -> None:
    """Take the person out of all their orders, and end those that nobody will pay any more. What
    was paid stays, without what was written beside it (D16); what must be known to settle accounts
    stays, too: amounts, times, references, and the mini-app's own name for the order.
    """
    question = select(AppOrder).where(AppOrder.client == client).order_by(AppOrder.id)
    for row in await session.exec(question.with_for_update()):
        row.client = row.sub = None
        row.description, row.lines, row.digest = "", [], ""
        session.add(row)
        if State(row.state) in PAYABLE:
            # The provider is asked for it by the job, as soon as its time has come.
            await _close(session, world, row, Act.CANCEL)
        refunds = select(OrderRefund).where(OrderRefund.order == row.id)
        for refund in await session.exec(refunds.order_by(col(OrderRefund.id))):
            refund.reason = ""
            session.add(refund)
        # The provider's page says what is bought.
        pages = update(OrderAttempt).where(col(OrderAttempt.order) == row.id)
        await session.exec(pages.values(url=""))


async def _close(session: AsyncSession, world: World, row: AppOrder, act: Act) -> str | None:
    """Close an order that is held, and return the attempt for whose end it waits."""
    after = close(facts_of(row), act)
    attempt = await open_attempt(session, row.id)
    if attempt is not None and attempt.reference is None:
        # Nobody was given its address, so nobody can have paid.
        attempt.state, attempt.ended_at = "canceled", world.now()
        session.add(attempt)
        after, attempt = end_attempt(after, Act.GIVEN_UP), None
    keep(world, row, after)
    session.add(row)
    if after.state in (State.CANCELED, State.EXPIRED):
        await session.flush()
        await tell_order(session, world, row, [f"order.{after.state}"])
    return None if attempt is None else attempt.id
