"""`/api/v1/me/push-subscriptions`: which of an employee's browsers ring?"""

from fastapi import APIRouter, status

from admin_api.desk import PREFIX, HereDesk, HereViewer, staff_with
from admin_api.words.push import BrowsersWord, BrowserWord, NewBrowserWord
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.notifying.devices import (
    WEB,
    NewDevice,
    Owner,
    devices_of,
    register_device,
    remove_device,
)
from chatserver.http.ids import Id
from chatserver.http.judged import Judged

routes = APIRouter(prefix=PREFIX, tags=["notices"], route_class=Judged)


@routes.get("/me/push-subscriptions", **staff_with())
async def subscriptions(desk: HereDesk, viewer: HereViewer) -> BrowsersWord:
    """List the browsers in which this employee is told of chats, and the key to add one."""
    found = await devices_of(desk.world, _owner(viewer))
    return BrowsersWord(
        items=[BrowserWord.of(one) for one in found],
        public_key=desk.world.pushers.web.public_key or None,
    )


@routes.post(
    "/me/push-subscriptions",
    status_code=status.HTTP_201_CREATED,
    **staff_with(problems=["validation"]),
)
async def subscribe(body: NewBrowserWord, desk: HereDesk, viewer: HereViewer) -> BrowserWord:
    """Subscribe a browser until this session ends. The same one again is the same subscription."""
    new = NewDevice(WEB, body.endpoint, body.keys.p256dh, body.keys.auth, body.locale)
    return BrowserWord.of(await register_device(desk.world, _owner(viewer), new))


@routes.delete(
    "/me/push-subscriptions/{subscription_id}",
    status_code=204,
    **staff_with(problems=["not_found"]),
)
async def unsubscribe(subscription_id: Id, desk: HereDesk, viewer: HereViewer) -> None:
    """Remove a browser of one's own; what is not one's own stays as it is."""
    await remove_device(desk.world, _owner(viewer), subscription_id)


def _owner(viewer: Viewer) -> Owner:
    org = viewer.directory.org.id if viewer.directory is not None else None
    return Owner("staff", viewer.id, org, viewer.session)
