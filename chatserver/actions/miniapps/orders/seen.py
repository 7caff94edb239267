"""Which orders does an employee see, and what may they do with one? (D14)

An order is seen by whoever reaches one of the client's places; one of nobody's, or of an erased
client's, by those with access to the whole organisation.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from string import digits

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from chatserver.actions.callers.reach import lives_below, roots_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.miniapps.orders.cards import OrderCard, order_card
from chatserver.actions.miniapps.orders.refunds import WantedRefund, give_back
from chatserver.core.people import Named
from chatserver.core.refusals import NotFound
from chatserver.core.rights import Permission
from chatserver.core.searching import needle
from chatserver.ledger.outcome import Person
from chatserver.storage.matching import holds
from chatserver.storage.planning import plan_each
from chatserver.storage.tables import AppOrder, ClientRow, Miniapp, ProductRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class WantedOrders:
    """Which orders are asked for: of these mini-apps (none named: of all), by state, by when they
    were made, by one of their ids or a part of their client's name.
    """

    apps: tuple[str, ...] = ()
    env: str = "live"
    states: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    q: str = ""
    after: str | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """An order in a list. `client` is nobody's once they are erased."""

    id: str
    miniapp: Named
    external_id: str
    env: str
    state: str
    ends_as: str | None
    client: Named | None
    amount: int
    refunded: int
    currency: str
    description: str
    created_at: int
    expires_at: int
    changed_at: int
    paid_at: int | None


async def orders_of(
    world: World, viewer: Viewer, app_id: str, wanted: WantedOrders
) -> list[ListedOrder]:
    """Return orders of a mini-app, the newest first; raises `NotFound`."""
    async with world.db.session() as session:
        await _check_own(session, viewer, app_id)
    return await seen_orders(world, viewer, replace(wanted, apps=(app_id,)))


async def seen_orders(world: World, viewer: Viewer, wanted: WantedOrders) -> list[ListedOrder]:
    """Return orders of the organisation, the newest first."""
    async with world.db.session() as session:
        await plan_each(await session.connection())
        question = (
            listing()
            .where(AppOrder.org == viewer.home.org.id, *_asked(viewer, wanted))
            .where(await reached_orders(session, viewer))
            .order_by(col(AppOrder.id).desc())
            .limit(wanted.limit)
        )
        return [listed(*found) for found in await session.exec(question)]


async def selling_apps(world: World, viewer: Viewer) -> list[Named]:
    """Return the mini-apps of the organisation that have made orders, by name."""
    sold = select(AppOrder.id).where(col(AppOrder.app) == col(ProductRow.id)).exists()
    question = (
        select(ProductRow.id, ProductRow.name)
        .join(Miniapp, col(Miniapp.id) == col(ProductRow.id))
        .where(Miniapp.org == viewer.home.org.id, sold)
        .order_by(ProductRow.name, ProductRow.id)
    )
    async with world.db.session() as session:
        return [Named(*found) for found in await session.exec(question)]


async def seen_order(world: World, viewer: Viewer, app_id: str, order_id: str) -> OrderCard:
    """Return an order that the employee sees; raises `NotFound`."""
    async with world.db.session() as session:
        await _check_own(session, viewer, app_id)
        question = (
            select(AppOrder)
            .join(ClientRow, col(ClientRow.id) == col(AppOrder.client), isouter=True)
            .where(
                AppOrder.id == order_id,
                AppOrder.app == app_id,
                await reached_orders(session, viewer),
            )
        )
        row = (await session.exec(question)).first()
        if row is None:
            raise NotFound
        return await order_card(session, row)


async def refund_seen(
    world: World,
    viewer: Viewer,
    app_id: str,
    order_id: str,
    *,
    amount: int | None,
    reason: str,
    key: str | None,
) -> OrderCard:
    """Give money back for an order that the employee sees, once under a key; raises as
    `give_back`.
    """
    await seen_order(world, viewer, app_id, order_id)
    by = Person("staff", viewer.id)
    # Apart from those of back ends, and of other employees.
    own = None if key is None else f"staff {viewer.id} {key}"
    await give_back(world, order_id, WantedRefund(by, amount, reason, own))
    return await seen_order(world, viewer, app_id, order_id)


def listing() -> Select[AppOrder, str, ClientRow | None]:
    """Return the question for orders with the names of their mini-apps, and their clients."""
    return (
        select(AppOrder, ProductRow.name, ClientRow)
        .join(ProductRow, col(ProductRow.id) == col(AppOrder.app))
        .join(ClientRow, col(ClientRow.id) == col(AppOrder.client), isouter=True)
    )


def listed(row: AppOrder, app: str, client: ClientRow | None) -> ListedOrder:
    """Return an order as it stands in a list; `app` is the mini-app's name."""
    return ListedOrder(
        id=row.id,
        miniapp=Named(row.app, app),
        external_id=row.external_id,
        env=row.env,
        state=row.state,
        ends_as=row.ends_as,
        client=None if client is None else Named(client.id, client.name),
        amount=row.amount,
        refunded=row.refunded,
        currency=row.currency,
        description=row.description,
        created_at=row.created_at,
        expires_at=row.expires_at,
        changed_at=row.changed_at,
        paid_at=row.paid_at,
    )


def _asked(viewer: Viewer, wanted: WantedOrders) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(AppOrder.env) == wanted.env]
    if wanted.apps:
        conditions.append(col(AppOrder.app).in_(wanted.apps))
    if wanted.states:
        conditions.append(col(AppOrder.state).in_(wanted.states))
    if wanted.since is not None:
        conditions.append(col(AppOrder.created_at) >= wanted.since)
    if wanted.until is not None:
        conditions.append(col(AppOrder.created_at) < wanted.until)
    if wanted.q:
        ways = (col(AppOrder.id) == wanted.q, col(AppOrder.external_id) == wanted.q)
        conditions.append(or_(*ways, *_by_client(viewer, wanted.q)))
    if wanted.after is not None:
        conditions.append(col(AppOrder.id) < wanted.after)
    return conditions


def _by_client(viewer: Viewer, typed: str) -> Iterator[ColumnElement[bool]]:
    """Yield how orders are found by their client. Clients are found by their phones, too: digits
    would tell those phones to who may not see them.
    """
    found = needle(typed)
    seen = Permission.CLIENTS_VIEW in viewer.staff.permissions
    if found is None or not (seen or set(found.texts[0]).isdisjoint(digits)):
        return
    named = or_(*(holds(col(ClientRow.search), text) for text in found.texts))
    clients = select(ClientRow.id).where(ClientRow.org == viewer.home.org.id, named)
    yield col(AppOrder.client).in_(clients)


async def reached_orders(session: AsyncSession, viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that an order is seen, of a question that joins its client."""
    roots = await roots_of(session, viewer)
    if roots is None:
        return col(AppOrder.id).is_not(None)
    return await lives_below(session, viewer.home.org.id, roots)


async def _check_own(session: AsyncSession, viewer: Viewer, app_id: str) -> None:
    app = await session.get(Miniapp, app_id)
    if app is None or app.org != viewer.home.org.id:
        raise NotFound
