"""`/miniapp/v1/orders`: how does a mini-app ask for money, and its client pay?"""

from typing import Annotated

from fastapi import APIRouter, Query, status
from starlette.requests import Request

from chatserver.actions.miniapps.orders.making import make_order
from chatserver.actions.miniapps.orders.own import (
    cancel_order,
    find_order,
    own_order,
    refund_own,
)
from chatserver.actions.miniapps.orders.paying import order_sheet
from chatserver.actions.miniapps.orders.paying import pay as pay_order
from chatserver.http.documents import without_permission
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.order_names import Env
from chatserver.http.problems import HttpProblem
from chatserver.identity import BadToken
from chatserver.superapp.counter import HereCounter
from chatserver.superapp.order_words import (
    ExternalId,
    FoundOrdersWord,
    NewOrderWord,
    OwnOrderWord,
    PayingWord,
    RefundWord,
    SheetWord,
)
from chatserver.superapp.visitors import HereBackEnd, HerePageToken

routes = APIRouter(prefix="/miniapp/v1", tags=["mini-app"], route_class=Judged)

External = Annotated[ExternalId, Query(description="The mini-app's own name for it.")]


@routes.post(
    "/orders",
    status_code=status.HTTP_201_CREATED,
    **without_permission(
        "not_available", "app_suspended", "payments_not_configured", "order_exists"
    ),
)
async def new_order(
    body: NewOrderWord, counter: HereCounter, back_end: HereBackEnd
) -> OwnOrderWord:
    """Make an order for a client who can open the mini-app and agreed to its offer, which asks for
    the scope `payments`; they grant it before they pay. Test orders (`env`) move no money, are
    made before the first approval and while the mini-app is suspended, too, and for whomever a
    token was made.
    """
    return OwnOrderWord.of(
        await make_order(counter.world, counter.identity, back_end, body.wanted())
    )


@routes.get("/orders", **without_permission("not_available"))
async def find(
    external_id: External, counter: HereCounter, back_end: HereBackEnd, env: Env = "live"
) -> FoundOrdersWord:
    """Find the order that the mini-app calls so."""
    found = await find_order(counter.world, back_end, external_id, env=env)
    return FoundOrdersWord(items=[] if found is None else [OwnOrderWord.of(found)])


@routes.get("/orders/{order_id}", **without_permission("not_found", "not_available"))
async def order(order_id: Id, counter: HereCounter, back_end: HereBackEnd) -> OwnOrderWord:
    """Return an order with the money that came and went."""
    return OwnOrderWord.of(await own_order(counter.world, back_end, order_id))


@routes.post(
    "/orders/{order_id}/cancel",
    **without_permission("not_found", "not_available", "illegal_transition"),
)
async def cancel(order_id: Id, counter: HereCounter, back_end: HereBackEnd) -> OwnOrderWord:
    """Cancel an order that is not paid. One that is being paid just now may stay `pending` with
    `ends_as`, and end as paid after all.
    """
    return OwnOrderWord.of(await cancel_order(counter.world, back_end, order_id))


@routes.post(
    "/orders/{order_id}/refund",
    **without_permission(
        "not_found", "not_available", "illegal_transition", "payments_not_configured"
    ),
)
async def refund(
    order_id: Id,
    body: RefundWord,
    request: Request,
    counter: HereCounter,
    back_end: HereBackEnd,
) -> OwnOrderWord:
    """Give money back, never more than was paid; one refund at a time. It goes on whatever becomes
    of the mini-app. With an `Idempotency-Key` the same is done once, however late it is repeated.
    """
    return OwnOrderWord.of(
        await refund_own(
            counter.world,
            back_end,
            order_id,
            amount=body.amount,
            reason=body.reason,
            key=request.headers.get("idempotency-key"),
        )
    )


@routes.get("/orders/{order_id}/sheet", **without_permission("not_found", "session_replaced"))
async def sheet(order_id: Id, counter: HereCounter, token: HerePageToken) -> SheetWord:
    """Return an order to its client, before, while and after they pay: the host draws its sheet
    from this, and asks here how far the payment is.
    """
    try:
        found = await order_sheet(counter.world, counter.identity, token, order_id)
    except BadToken as bad:
        raise HttpProblem(bad.code) from None
    return SheetWord.of(found)


@routes.post(
    "/orders/{order_id}/pay",
    **without_permission(
        "not_found",
        "forbidden",
        "session_replaced",
        "illegal_transition",
        "payments_not_configured",
    ),
)
async def pay(order_id: Id, counter: HereCounter, token: HerePageToken) -> PayingWord:
    """Return where the client pays. Asked again while that is open it is the same page. Where the
    provider has not answered it is `unavailable`, and may be asked again a second later.
    """
    try:
        found = await pay_order(counter.world, counter.identity, token, order_id)
    except BadToken as bad:
        raise HttpProblem(bad.code) from None
    return PayingWord.of(found)
