"""How does a mini-app's back end make an order?"""

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import asdict

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.miniapps.launches.app_keys import AppCaller, check_answered, check_there
from chatserver.actions.miniapps.launches.apps import Shown, hold_app
from chatserver.actions.miniapps.launches.previews import PREVIEWED
from chatserver.actions.miniapps.orders.cards import OrderCard, order_card
from chatserver.actions.miniapps.orders.rows import tell_order
from chatserver.actions.miniapps.pushes.recipients import facts_about, known_clients
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.order_forms import (
    MINUTE_MS,
    OPEN_ORDERS,
    PER_MINUTE,
    USUAL_MS,
    NewOrder,
    mistakes_of,
)
from chatserver.core.orders import PAYABLE, OrderExists, PaymentsNotConfigured, State
from chatserver.identity import Identity
from chatserver.identity.tallies import Throttled
from chatserver.storage.tables import AppOrder, ClientRow, Miniapp
from chatserver.world import World

SCOPE = "payments"
_CLIENT = "/client_id"


async def make_order(
    world: World, identity: Identity, caller: AppCaller, new: NewOrder
) -> OrderCard:
    """Make an order, or return the one that was made of the same words before.

    Raises `Invalid`, `OrderExists`, `PaymentsNotConfigured` and `Throttled`; of live orders
    `NotAvailable` before the first approval, and `AppSuspended`.
    """
    try:
        return await _make(world, identity, caller, new)
    except IntegrityError:
        # Somebody made it at this very moment, so it is there now.
        return await _make(world, identity, caller, new)


async def _make(world: World, identity: Identity, caller: AppCaller, new: NewOrder) -> OrderCard:
    async with world.db.transaction() as session:
        known = select(AppOrder).where(
            AppOrder.app == caller.app,
            AppOrder.env == new.env,
            AppOrder.external_id == new.external_id,
        )
        row = (await session.exec(known)).first()
        if row is None:
            row = await _new(session, world, identity, caller, new)
            session.add(row)
            await session.flush()
            await tell_order(session, world, row, ["order.created"])
        elif row.digest != _digest(new):
            raise OrderExists(pointer="/external_id", order=row.id)
        return await order_card(session, row)


async def _new(
    session: AsyncSession, world: World, identity: Identity, caller: AppCaller, new: NewOrder
) -> AppOrder:
    now = world.now()
    # In the order in which a launch takes them: the client, the mini-app, what they agreed to.
    client = (await known_clients(session, caller.app, [new.client])).get(new.client)
    shown = await hold_app(session, caller.org, caller.app)
    shown = check_answered(shown) if new.env == "live" else check_there(shown)
    made_up = identity.miniapps.pairwise(caller.app, PREVIEWED)
    found = _client_mistakes(session, shown, client, new, made_up=made_up)
    refuse_if_any([*mistakes_of(new, now=now), *[one async for one in found]])
    app = await session.get_one(Miniapp, caller.app)
    _check_payee(world, app, new.env)
    await _check_rate(session, caller.app, now=now)
    return AppOrder(
        id=world.new_id("ord"),
        org=caller.org,
        app=caller.app,
        env=new.env,
        external_id=new.external_id,
        digest=_digest(new),
        client=None if client is None else client.id,
        sub=new.client,
        state=State.CREATED,
        amount=new.amount,
        currency=new.currency,
        description=new.description,
        lines=[asdict(line) for line in new.lines],
        entity=app.entity,
        account=app.account,
        created_at=now,
        expires_at=new.expires_at or now + USUAL_MS,
        changed_at=now,
    )


async def _client_mistakes(
    session: AsyncSession, shown: Shown, client: ClientRow | None, new: NewOrder, *, made_up: str
) -> AsyncIterator[Mistake]:
    """Yield why this client cannot be asked to pay, in the words of pushes. Nobody learns whether
    one who is unknown here is somebody's.
    """
    if new.env == "test" and new.client == made_up:
        return
    if client is None:
        yield Mistake(_CLIENT, "not_found", "this mini-app knows no such client")
        return
    if new.env == "live":
        facts = await facts_about(session, shown, [client.id], hold=True)
        if not facts.opens(client):
            yield Mistake(_CLIENT, "inactive", "this client cannot open the mini-app now")
        elif not facts.may_grant(client, SCOPE):
            yield Mistake(_CLIENT, "not_permitted", "this client cannot agree to payments")
    if await _open_orders(session, shown.id, client.id) >= OPEN_ORDERS:
        yield Mistake(_CLIENT, "too_many", f"{OPEN_ORDERS} orders wait for this client already")


async def _open_orders(session: AsyncSession, app: str, client: str) -> int:
    question = select(func.count()).where(
        AppOrder.client == client, AppOrder.app == app, col(AppOrder.state).in_(sorted(PAYABLE))
    )
    return (await session.exec(question)).one()


async def _check_rate(session: AsyncSession, app: str, *, now: int) -> None:
    lately = (AppOrder.app == app, AppOrder.created_at > now - MINUTE_MS)
    if (await session.exec(select(func.count()).where(*lately))).one() >= PER_MINUTE:
        raise Throttled(MINUTE_MS // 1000)


def _check_payee(world: World, app: Miniapp, env: str) -> None:
    """Refuse where nobody would get the money; a test order moves none."""
    if world.payments.of(env) is None:
        raise PaymentsNotConfigured
    if env == "live" and (app.entity is None or app.account is None):
        raise PaymentsNotConfigured


def _digest(new: NewOrder) -> str:
    said = json.dumps(asdict(new), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
