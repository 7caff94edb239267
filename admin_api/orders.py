"""`/api/v1/orders`, `miniapps/{id}/orders…`: what did clients buy, and what went back?"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.orders import NewRefundWord, OrderRowWord, OrdersWord, OrderWord, SellersWord
from chatserver.actions.miniapps.orders.order_table import order_table
from chatserver.actions.miniapps.orders.seen import (
    ListedOrder,
    WantedOrders,
    orders_of,
    refund_seen,
    seen_order,
    seen_orders,
    selling_apps,
)
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.languages import language_of
from chatserver.http.listed import Listed
from chatserver.http.named import NamedWord
from chatserver.http.order_names import Env, StateName
from chatserver.http.sending import disposition
from chatserver.http.texts import Text
from chatserver.wire.times import milliseconds
from chatserver.workbooks.sheet import XLSX

routes = APIRouter(prefix=PREFIX, tags=["orders"], route_class=Judged)

SEES = Permission.ORDERS_VIEW
Search = Annotated[
    Text,
    Query(
        max_length=100,
        description="An order's id, the mini-app's own name for it, or a part of its client's name"
        " (with `clients.view` of their phone, too).",
    ),
]
Sellers = Annotated[list[Id], Listed, Query(max_length=50, description="Of these mini-apps alone.")]
States = Annotated[list[StateName], Listed, Query(max_length=9)]
Since = Annotated[AwareDatetime | None, Query(description="Made at or after this instant.")]
Until = Annotated[AwareDatetime | None, Query(description="Made before this instant.")]


async def _wanted(
    state: States = [],  # noqa: B006 - FastAPI makes a new one for each request
    env: Env = "live",
    since: Since = None,
    until: Until = None,
    q: Search = "",
) -> WantedOrders:
    return WantedOrders(
        env=env,
        states=tuple(state),
        since=None if since is None else milliseconds(since),
        until=None if until is None else milliseconds(until),
        q=q.strip(),
    )


Wanted = Annotated[WantedOrders, Depends(_wanted)]


def _page(wanted: WantedOrders, limit: int, cursor: str | None) -> WantedOrders:
    key = key_of(cursor, width=1)
    return replace(wanted, after=None if key is None else key[0], limit=limit + 1)


def _listed(found: list[ListedOrder], limit: int) -> OrdersWord:
    return OrdersWord(
        items=[OrderRowWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.get("/orders", **staff_with(SEES, problems=["not_found"]))
async def every_order(
    desk: HereDesk,
    viewer: HereViewer,
    wanted: Wanted,
    miniapp: Sellers = [],  # noqa: B006 - as above
    limit: Limit = PAGE,
    cursor: Cursor = None,
) -> OrdersWord:
    """List the organisation's orders of clients inside the employee's objects, the newest first."""
    asked = replace(_page(wanted, limit, cursor), apps=tuple(miniapp))
    return _listed(await seen_orders(desk.world, viewer, asked), limit)


@routes.get(
    "/orders/export.xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
    **staff_with(SEES, problems=["not_found", "rate_limited"]),
)
async def export(
    request: Request,
    desk: HereDesk,
    viewer: HereViewer,
    wanted: Wanted,
    miniapp: Sellers = [],  # noqa: B006 - as above
) -> Response:
    """Write what the list shows into a workbook, the newest first, at most 50,000 rows (`X-Rows`
    says how many): headings in the language of `Accept-Language`, times in the organisation's zone.
    """
    asked = replace(wanted, apps=tuple(miniapp))
    table = await order_table(desk.world, viewer, asked, language=language_of(request))
    headers = {
        "Content-Disposition": disposition("orders.xlsx", inline=False),
        "X-Rows": str(table.rows),
        "Cache-Control": "no-store",
    }
    return Response(table.content, media_type=XLSX, headers=headers)


@routes.get("/orders/miniapps", **staff_with(SEES))
async def sellers(desk: HereDesk, viewer: HereViewer) -> SellersWord:
    """List the mini-apps that have made orders, by name, all at once."""
    found = await selling_apps(desk.world, viewer)
    return SellersWord(items=[NamedWord.of(one) for one in found])


@routes.get("/miniapps/{miniapp_id}/orders", **staff_with(SEES, problems=["not_found"]))
async def orders(
    miniapp_id: Id,
    desk: HereDesk,
    viewer: HereViewer,
    wanted: Wanted,
    limit: Limit = PAGE,
    cursor: Cursor = None,
) -> OrdersWord:
    """List a mini-app's orders of clients inside the employee's objects, the newest first."""
    asked = _page(wanted, limit, cursor)
    return _listed(await orders_of(desk.world, viewer, miniapp_id, asked), limit)


@routes.get(
    "/miniapps/{miniapp_id}/orders/{order_id}",
    **staff_with(SEES, problems=["not_found"]),
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
        reason=body.reason,
        key=request.headers.get("idempotency-key"),
    )
    return OrderWord.of_card(card)
