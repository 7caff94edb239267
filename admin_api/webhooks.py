"""`/api/v1/webhooks…`: where does an organisation hear of what happens? (requirement 19)"""

from typing import Annotated

from fastapi import APIRouter, Query, status
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, Desk, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.webhooks import (
    DeliveriesWord,
    DeliveryWord,
    EventTypesWord,
    EventTypeWord,
    MadeWebhookWord,
    NewWebhookWord,
    RangeWord,
    ReplayedWord,
    State,
    WebhookChangeWord,
    WebhooksWord,
    WebhookWord,
)
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.webhooks import deliveries
from chatserver.actions.webhooks.endpoints import (
    change_webhook,
    delete_webhook,
    make_webhook,
    rotate_secret,
    webhook_card,
    webhooks_of,
)
from chatserver.core.rights import Permission
from chatserver.core.webhook_kinds import KINDS
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged

routes = APIRouter(prefix=PREFIX, tags=["integration"], route_class=Judged)

EDIT = Permission.INTEGRATION_EDIT
HERE = "/webhooks/{webhook_id}"


@routes.get("/webhooks", **staff_with(EDIT, problems=["not_found"]))
async def webhooks(
    desk: HereDesk, viewer: HereViewer, limit: Limit = PAGE, cursor: Cursor = None
) -> WebhooksWord:
    """List the organisation's endpoints, oldest first."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await webhooks_of(desk.world, viewer, after=after, limit=limit + 1)
    return WebhooksWord(
        items=[WebhookWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.get("/webhooks/types", **staff_with(EDIT))
async def types() -> EventTypesWord:
    """List every type of event that an endpoint can choose (docs/webhooks.md)."""
    return EventTypesWord(
        items=[
            EventTypeWord(
                type=name,
                says=kind.says,
                permissions=sorted(kind.needs),
                example=dict(kind.example),
            )
            for name, kind in KINDS.items()
        ]
    )


@routes.post(
    "/webhooks",
    status_code=status.HTTP_201_CREATED,
    **staff_with(EDIT, problems=["not_found"], secrets=["secret"]),
)
async def make(
    body: NewWebhookWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> MadeWebhookWord:
    """Make an endpoint. Its maker has access to the whole organisation, and the permissions that
    the types need. The secret is shown this once.
    """
    made, secret = await make_webhook(desk.world, viewer, body.draft())
    return await _with_secret(desk, viewer, made, secret, response)


@routes.get(HERE, **staff_with(EDIT, problems=["not_found"]))
async def webhook(
    webhook_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> WebhookWord:
    """Return an endpoint, with its `ETag`."""
    word = WebhookWord.of(await webhook_card(desk.world, viewer, webhook_id))
    response.headers["ETag"] = etag(word.version)
    return word


@routes.patch(HERE, **staff_with(EDIT, problems=["not_found", "precondition_failed"]))
async def change(
    webhook_id: Id,
    body: WebhookChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> WebhookWord:
    """Change an endpoint: what is named is set, the rest stays; `If-Match` may be given. An
    endpoint that is switched on is sent what waits for it.
    """
    expected = expected_version(request, required=False)
    await change_webhook(desk.world, viewer, webhook_id, body.changes(), expected=expected)
    return await webhook(webhook_id, response, desk, viewer)


@routes.delete(
    HERE,
    status_code=status.HTTP_204_NO_CONTENT,
    **staff_with(EDIT, problems=["not_found", "precondition_failed"]),
)
async def delete(webhook_id: Id, request: Request, desk: HereDesk, viewer: HereViewer) -> None:
    """Delete an endpoint: nothing more is sent to it, and what waits for it goes with its age."""
    expected = expected_version(request, required=False)
    await delete_webhook(desk.world, viewer, webhook_id, expected=expected)


@routes.post(f"{HERE}/secret", **staff_with(EDIT, problems=["not_found"], secrets=["secret"]))
async def secret(
    webhook_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> MadeWebhookWord:
    """Make a new secret, shown this once. For 24 hours the one before signs as well."""
    made = await rotate_secret(desk.world, viewer, webhook_id)
    return await _with_secret(desk, viewer, webhook_id, made, response)


@routes.post(
    f"{HERE}/ping",
    status_code=status.HTTP_202_ACCEPTED,
    **staff_with(EDIT, problems=["not_found", "conflict"]),
)
async def ping(webhook_id: Id, desk: HereDesk, viewer: HereViewer) -> DeliveryWord:
    """Send the event `ping` to an endpoint that is on, with one try. How that went, its delivery
    says a moment later.
    """
    sent = await deliveries.ping(desk.world, viewer, webhook_id)
    return DeliveryWord.of(await deliveries.delivery(desk.world, viewer, webhook_id, sent))


@routes.get(f"{HERE}/deliveries", **staff_with(EDIT, problems=["not_found"]))
async def sent(
    webhook_id: Id,
    desk: HereDesk,
    viewer: HereViewer,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    type_: Annotated[
        str | None, Query(alias="type", max_length=60, description="Only those of this type.")
    ] = None,
    limit: Limit = PAGE,
    cursor: Cursor = None,
) -> DeliveriesWord:
    """List what was and will be sent to an endpoint, the newest first; kept for 30 days."""
    key = key_of(cursor, width=1)
    found = await deliveries.deliveries_of(
        desk.world,
        viewer,
        webhook_id,
        state=state,
        kind=type_,
        before=key[0] if key is not None else None,
        limit=limit + 1,
    )
    return DeliveriesWord(
        items=[DeliveryWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.get(f"{HERE}/deliveries/{{delivery_id}}", **staff_with(EDIT, problems=["not_found"]))
async def one_sent(
    webhook_id: Id, delivery_id: Id, desk: HereDesk, viewer: HereViewer
) -> DeliveryWord:
    """Return one delivery."""
    return DeliveryWord.of(await deliveries.delivery(desk.world, viewer, webhook_id, delivery_id))


@routes.post(
    f"{HERE}/deliveries/{{delivery_id}}/replay",
    status_code=status.HTTP_202_ACCEPTED,
    **staff_with(EDIT, problems=["not_found", "conflict"]),
)
async def replay(
    webhook_id: Id, delivery_id: Id, desk: HereDesk, viewer: HereViewer
) -> DeliveryWord:
    """Send an event once more, under the same `webhook-id`."""
    await deliveries.replay(desk.world, viewer, webhook_id, delivery_id)
    return DeliveryWord.of(await deliveries.delivery(desk.world, viewer, webhook_id, delivery_id))


@routes.post(
    f"{HERE}/replay",
    status_code=status.HTTP_202_ACCEPTED,
    **staff_with(EDIT, problems=["not_found", "conflict"]),
)
async def replay_range(
    webhook_id: Id, body: RangeWord, desk: HereDesk, viewer: HereViewer
) -> ReplayedWord:
    """Send what happened in a range of time once more, the oldest first and a thousand at most."""
    since, until = body.span()
    replayed = await deliveries.replay_range(
        desk.world, viewer, webhook_id, since=since, until=until, delivered=body.delivered
    )
    return ReplayedWord.of(replayed)


async def _with_secret(
    desk: Desk, viewer: Viewer, webhook_id: str, shown: str, response: Response
) -> MadeWebhookWord:
    word = MadeWebhookWord.made(await webhook_card(desk.world, viewer, webhook_id), shown)
    response.headers["ETag"] = etag(word.version)
    return word
