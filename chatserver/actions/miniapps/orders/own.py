"""What does a mini-app's back end do with its own orders, once they are there?

All of it goes on whatever becomes of the mini-app: money that came must be able to go back (11.7).
"""

from sqlmodel import select

from chatserver.actions.miniapps.launches.app_keys import AppCaller, check_there
from chatserver.actions.miniapps.launches.apps import shown_apps
from chatserver.actions.miniapps.orders.cards import OrderCard, order_card
from chatserver.actions.miniapps.orders.ending import close_order
from chatserver.actions.miniapps.orders.refunds import WantedRefund, give_back
from chatserver.core.orders import BOUGHT, Act, State, WrongState
from chatserver.core.refusals import NotFound
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import AppOrder
from chatserver.world import World


async def own_order(world: World, caller: AppCaller, order_id: str) -> OrderCard:
    """Return an order of this mini-app; raises `NotFound`."""
    async with world.db.session() as session:
        check_there((await shown_apps(session, caller.org, [caller.app])).get(caller.app))
        row = await session.get(AppOrder, order_id)
        if row is None or row.app != caller.app:
            raise NotFound
        return await order_card(session, row)


async def find_order(
    world: World, caller: AppCaller, external_id: str, *, env: str
) -> OrderCard | None:
    """Return the mini-app's order that it calls so."""
    question = select(AppOrder).where(
        AppOrder.app == caller.app, AppOrder.env == env, AppOrder.external_id == external_id
    )
    async with world.db.session() as session:
        check_there((await shown_apps(session, caller.org, [caller.app])).get(caller.app))
        row = (await session.exec(question)).first()
        return None if row is None else await order_card(session, row)


async def cancel_order(world: World, caller: AppCaller, order_id: str) -> OrderCard:
    """Cancel an order that is not paid. While an attempt is open that cannot be taken back it stays
    `pending`, and ends together with it.

    Raises `NotFound`; `WrongState`, also when the money was quicker.
    """
    await own_order(world, caller, order_id)
    await close_order(world, order_id, Act.CANCEL)
    card = await own_order(world, caller, order_id)
    if State(card.state) in BOUGHT:
        raise WrongState(State(card.state), Act.CANCEL)
    return card


async def refund_own(
    world: World,
    caller: AppCaller,
    order_id: str,
    *,
    amount: int | None,
    reason: str,
    key: str | None,
) -> OrderCard:
    """Give money back, once under a key; raises as `give_back`."""
    await own_order(world, caller, order_id)
    by = Person("back_end", caller.key)
    await give_back(world, order_id, WantedRefund(by, amount, reason, key))
    return await own_order(world, caller, order_id)
