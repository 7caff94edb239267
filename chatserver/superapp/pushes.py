"""`/miniapp/v1/notifications`: what does a mini-app's back end push to its clients?"""

from fastapi import APIRouter, status

from chatserver.actions.miniapps.pushes.asking import ask_to_push
from chatserver.actions.miniapps.pushes.receipts import read_push
from chatserver.http.documents import without_permission
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.superapp.counter import HereCounter
from chatserver.superapp.push_words import PushedWord, PushWord, SentWord
from chatserver.superapp.visitors import HereBackEnd

routes = APIRouter(prefix="/miniapp/v1", tags=["mini-app"], route_class=Judged)


@routes.post(
    "/notifications",
    status_code=status.HTTP_202_ACCEPTED,
    **without_permission("not_available", "app_suspended"),
)
async def push(body: PushWord, counter: HereCounter, back_end: HereBackEnd) -> PushedWord:
    """Push something to clients who agreed to that. Each is answered on their own: `accepted`;
    `not_permitted`, who has not agreed to the offer that is served, or wants no pushes;
    `rate_limited`; `inactive`, who cannot open the mini-app now; `not_found`.
    """
    return PushedWord.of(await ask_to_push(counter.world, back_end, body.wanted()))


@routes.get(
    "/notifications/{notification_id}",
    **without_permission("not_found", "not_available", "app_suspended"),
)
async def pushed(notification_id: Id, counter: HereCounter, back_end: HereBackEnd) -> SentWord:
    """Tell how far a push came with each client, for thirty days."""
    found = await read_push(counter.world, counter.identity, back_end, notification_id)
    return SentWord.of(found)
