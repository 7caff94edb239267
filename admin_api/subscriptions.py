"""`/api/v1/products`: which subscriptions can clients chat with, and who answers? (D20)"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.subscriptions import (
    NewSubscriptionWord,
    SubscriptionChangeWord,
    SubscriptionsWord,
    SubscriptionWord,
)
from chatserver.actions.chats.subscriptions import (
    SubscriptionCard,
    add_subscription,
    change_subscription,
    remove_subscription,
    subscription,
    subscriptions,
)
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged

routes = APIRouter(prefix=PREFIX, tags=["subscriptions"], route_class=Judged)

EDIT = Permission.DIRECTORY_EDIT
SEES = (Permission.SUBSCRIPTIONS_VIEW, EDIT)
CHANGES = ("not_found", "precondition_failed")


@routes.get("/products", **staff_with(*SEES, problems=["not_found"]))
async def all_of_them(
    desk: HereDesk, viewer: HereViewer, limit: Limit = PAGE, cursor: Cursor = None
) -> SubscriptionsWord:
    """List the subscriptions; mini-apps stand under `miniapps`."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await subscriptions(desk.world, viewer, after=after, limit=limit + 1)
    return SubscriptionsWord(
        items=[SubscriptionWord.model_validate(one, from_attributes=True) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.post("/products", status_code=201, **staff_with(EDIT, problems=["not_found"]))
async def new_subscription(
    body: NewSubscriptionWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> SubscriptionWord:
    """Add a subscription with its greeting and those who answer."""
    id_ = await add_subscription(desk.world, viewer, body.model_dump(exclude_unset=True))
    return _word(await subscription(desk.world, viewer, id_), response)


@routes.get("/products/{product_id}", **staff_with(*SEES, problems=["not_found"]))
async def one_of_them(
    product_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> SubscriptionWord:
    """Return a subscription, with its `ETag`."""
    return _word(await subscription(desk.world, viewer, product_id), response)


@routes.patch("/products/{product_id}", **staff_with(EDIT, problems=CHANGES))
async def change_a_subscription(
    product_id: Id,
    body: SubscriptionChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> SubscriptionWord:
    """Change a subscription; `If-Match` may be given. Nodes know of it within two seconds."""
    expected = expected_version(request, required=False)
    wanted = body.model_dump(exclude_unset=True)
    await change_subscription(desk.world, viewer, product_id, wanted, expected=expected)
    return _word(await subscription(desk.world, viewer, product_id), response)


@routes.delete(
    "/products/{product_id}", status_code=204, **staff_with(EDIT, problems=[*CHANGES, "in_use"])
)
async def remove_a_subscription(
    product_id: Id, request: Request, desk: HereDesk, viewer: HereViewer
) -> None:
    """Delete a subscription without chats; one with chats is `in_use`: switch it off instead."""
    expected = expected_version(request, required=False)
    await remove_subscription(desk.world, viewer, product_id, expected=expected)


def _word(card: SubscriptionCard, response: Response) -> SubscriptionWord:
    response.headers["ETag"] = etag(card.version)
    return SubscriptionWord.model_validate(card, from_attributes=True)
