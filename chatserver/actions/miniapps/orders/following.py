"""Which orders have run out, and for which is the provider to be asked? (a job of every node)"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.miniapps.orders.attempts import ask_payment
from chatserver.actions.miniapps.orders.ending import close_order
from chatserver.actions.miniapps.orders.refunds import ask_refund
from chatserver.core.orders import Act, WrongState
from chatserver.storage.tables import AppOrder, OrderAttempt, OrderRefund
from chatserver.storage.tables.orders import OPEN_ATTEMPTS, OPEN_ORDERS, OPEN_REFUNDS
from chatserver.storage.trouble import DatabaseTrouble
from chatserver.world import World

log = logging.getLogger(__name__)

AT_MOST = 100  # of each, at each turn
AT_ONCE = 8  # questions to the provider


async def follow_orders(world: World) -> None:
    """Let orders run out whose time is over, and ask for payments and refunds under way.

    What another node asks for at the same moment is left to it.
    """
    now = world.now()
    async with world.db.session() as session:
        over = await _over(session, now)
        attempts = await _due_attempts(session, now)
        refunds = await _due_refunds(session, now)
    await _each(over, lambda one: _expire(world, one))
    await _each(attempts, lambda one: ask_payment(world, one, asked_before=now - 1))
    await _each(refunds, lambda one: ask_refund(world, one, asked_before=now - 1))


async def _over(session: AsyncSession, now: int) -> list[str]:
    question = (
        select(AppOrder.id)
        .where(
            OPEN_ORDERS,
            AppOrder.expires_at <= now,
            col(AppOrder.ends_as).is_(None),
        )
        .order_by(col(AppOrder.expires_at))
        .limit(AT_MOST)
    )
    return list(await session.exec(question))


async def _due_attempts(session: AsyncSession, now: int) -> list[str]:
    due = (OPEN_ATTEMPTS, OrderAttempt.ask_at <= now)
    question = select(OrderAttempt.id).where(*due).order_by(col(OrderAttempt.ask_at))
    return list(await session.exec(question.limit(AT_MOST)))


async def _due_refunds(session: AsyncSession, now: int) -> list[str]:
    due = (OPEN_REFUNDS, OrderRefund.ask_at <= now)
    question = select(OrderRefund.id).where(*due).order_by(col(OrderRefund.ask_at))
    return list(await session.exec(question.limit(AT_MOST)))


async def _expire(world: World, order: str) -> None:
    try:
        await close_order(world, order, Act.EXPIRE)
    except WrongState:
        return  # it was paid, or cancelled, just now


async def _each(ids: Iterable[str], ask: Callable[[str], Coroutine[Any, Any, None]]) -> None:
    free = asyncio.Semaphore(AT_ONCE)

    async def one(id_: str) -> None:
        async with free:
            try:
                await ask(id_)
            except DatabaseTrouble:
                raise  # of all of them: they are put off
            except Exception:
                # One that cannot be followed holds up nobody else's money.
                log.exception("%s cannot be followed", id_)

    await asyncio.gather(*(one(id_) for id_ in ids))
