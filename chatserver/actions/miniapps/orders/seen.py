"""Which orders of a mini-app does an employee see, and what may they do with one? (D14)

An order is seen by whoever reaches one of the client's places; one of nobody's, or of an erased
client's, by those with access to the whole organisation.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.reach import lives_below, roots_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.miniapps.orders.cards import OrderCard, order_card
from chatserver.actions.miniapps.orders.refunds import WantedRefund, give_back
from chatserver.core.people import Named
from chatserver.core.refusals import NotFound
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import AppOrder, ClientRow, Miniapp
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class WantedOrders:
    """Which orders are asked for: by state, by when they were made, by one of their ids."""

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
    app: str
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


async def seen_orders(
    world: World, viewer: Viewer, app_id: str, wanted: WantedOrders
) -> list[ListedOrder]:
    """Return orders of a mini-app, the newest first; raises `NotFound`."""
    async with world.db.session() as session:
        await _check_own(session, viewer, app_id)
        reached = await reached_orders(session, viewer)
        question = (
            select(AppOrder, ClientRow)
            .join(ClientRow, col(ClientRow.id) == col(AppOrder.client), isouter=True)
            .where(AppOrder.app == app_id, *_asked(wanted), reached)
            .order_by(col(AppOrder.id).desc())
            .limit(wanted.limit)
        )
        return [listed(row, client) for row, client in await session.exec(question)]


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


def listed(row: AppOrder, client: ClientRow | None) -> ListedOrder:
    """Return an order as it stands in a list."""
    return ListedOrder(
        id=row.id,
        app=row.app,
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


def _asked(wanted: WantedOrders) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(AppOrder.env) == wanted.env]
    if wanted.states:
        conditions.append(col(AppOrder.state).in_(wanted.states))
    if wanted.since is not None:
        conditions.append(col(AppOrder.created_at) >= wanted.since)
    if wanted.until is not None:
        conditions.append(col(AppOrder.created_at) < wanted.until)
    if wanted.q:
        either = (col(AppOrder.id) == wanted.q, col(AppOrder.external_id) == wanted.q)
        conditions.append(or_(*either))
    if wanted.after is not None:
        conditions.append(col(AppOrder.id) < wanted.after)
    return conditions


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
