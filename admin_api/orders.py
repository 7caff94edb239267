"""`/api/v1/miniapps/{id}/orders…`: what did clients buy in a mini-app, and what went back?"""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime
from starlette.requests import Request

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.orders import NewRefundWord, OrderRowWord, OrdersWord, OrderWord
from chatserver.actions.miniapps.orders.seen import (
    WantedOrders,
    refund_seen,
    seen_order,
    seen_orders,
)
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.order_names import Env, StateName
from chatserver.http.texts import Text
from chatserver.wire.times import milliseconds

routes = APIRouter(prefix=PREFIX, tags=["orders"], route_class=Judged)

Search = Annotated[
    Text, Query(max_length=64, description="An order's id, or the mini-app's own name for it.")
]
States = Annotated[list[StateName], Query(max_length=9)]
Since = Annotated[AwareDatetime | None, Query(description="Made at or after this instant.")]
Until = Annotated[AwareDatetime | None, Query(description="Made before this instant.")]


@routes.get(
    "/miniapps/{miniapp_id}/orders",
    **staff_with(Permission.ORDERS_VIEW, problems=["not_found"]),
)
async def orders(
    miniapp_id: Id,
    desk: HereDesk,
    viewer: HereViewer,
    limit: Limit = PAGE,
    cursor: Cursor = None,
    state: States = [],  # noqa: B006 - FastAPI makes a new one for each request
    env: Env = "live",
    since: Since = None,
    until: Until = None,
    q: Search = "",
) -> OrdersWord:
    """List a mini-app's orders of clients inside the employee's objects, the newest first."""
    key = key_of(cursor, width=1)
    wanted = WantedOrders(
        env=env,
        states=tuple(state),
        since=None if since is None else milliseconds(since),
        until=None if until is None else milliseconds(until),
        q=q.strip(),
        after=None if key is None else key[0],
        limit=limit + 1,
    )
    found = await seen_orders(desk.world, viewer, miniapp_id, wanted)
    return OrdersWord(
        items=[OrderRowWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.get(
    "/miniapps/{miniapp_id}/orders/{order_id}",
    **staff_with(Permission.ORDERS_VIEW, problems=["not_found"]),
)
async def order(miniapp_id: Id, order_id: Id, desk: HereDesk, viewer: HereViewer) -> OrderWord:
    """Return an order with its attempts, the money that came and went, and every refund."""
    return OrderWord.of_card(await seen_order(desk.world, viewer, miniapp_id, order_id))


@routes.post(
    "/miniapps/{miniapp_id}/orders/{order_id}/refund",
    **staff_with(
        Permission.ORDERS_REFUND,
        problems=["not_found", "illegal_transition", "payments_not_configured"],
    ),
)
async def refund(
    miniapp_id: Id,
    order_id: Id,
    body: NewRefundWord,
    request: Request,
    desk: HereDesk,
    viewer: HereViewer,
) -> OrderWord:
    """Give money back to the client, never more than was paid; one refund at a time."""
    card = await refund_seen(
        desk.world,
        viewer,
        miniapp_id,
        order_id,
        amount=body.amount,
        reason=body.reason.strip(),
        key=request.headers.get("idempotency-key"),
    )
    return OrderWord.of_card(card)
