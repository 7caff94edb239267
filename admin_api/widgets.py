"""`/api/v1/widgets…`: what stands on the superapp's screens, and who sees it?"""

from typing import Annotated

from fastapi import APIRouter, Query, status
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.widgets import (
    NewWidgetWord,
    Screen,
    WidgetChangeWord,
    WidgetsWord,
    WidgetTargetsWord,
    WidgetTargetWord,
    WidgetWord,
)
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.miniapps.widget_cards import targets_of, widget_card, widgets_of
from chatserver.actions.miniapps.widgets import (
    change_widget,
    delete_widget,
    make_widget,
    set_published,
)
from chatserver.core.rights import Permission
from chatserver.core.widgets import POSITION_MOST, TARGETS
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.world import World

routes = APIRouter(prefix=PREFIX, tags=["widgets"], route_class=Judged)


@routes.get("/widgets", **staff_with(Permission.WIDGETS_EDIT, problems=["not_found"]))
async def widgets(
    desk: HereDesk,
    viewer: HereViewer,
    screen: Annotated[Screen | None, Query(description="Of one screen alone.")] = None,
    limit: Limit = PAGE,
    cursor: Cursor = None,
) -> WidgetsWord:
    """List the widgets, by screen and position."""
    found = await widgets_of(
        desk.world, viewer, screen=screen, after=_after(cursor), limit=limit + 1
    )
    items = [WidgetWord.of(one) for one in found[:limit]]
    more = len(found) > limit
    last = items[-1] if items else None
    after = None
    if more and last is not None:
        after = cursor_after(last.screen, str(last.position), last.id)
    return WidgetsWord(items=items, next_cursor=after)


@routes.get("/widgets/targets", **staff_with(Permission.WIDGETS_EDIT, problems=["not_found"]))
async def targets(
    desk: HereDesk, viewer: HereViewer, limit: Limit = PAGE, cursor: Cursor = None
) -> WidgetTargetsWord:
    """List where a new widget may lead: mini-apps that are active or tested, by name, and screens
    of the superapp.
    """
    name, id_ = key_of(cursor, width=2) or ("", "")
    after = None if cursor is None else (name, id_)
    found = await targets_of(desk.world, viewer, after=after, limit=limit + 1)
    items = [
        WidgetTargetWord.model_validate({"id": one.id, "name": one.name, "status": one.status})
        for one in found[:limit]
    ]
    last = found[limit - 1] if len(found) > limit else None
    behind = None if last is None else cursor_after(last.name, last.id)
    return WidgetTargetsWord(items=items, screens=list(TARGETS), next_cursor=behind)


@routes.post(
    "/widgets",
    status_code=status.HTTP_201_CREATED,
    **staff_with(Permission.WIDGETS_EDIT, problems=["not_found"]),
)
async def make(
    body: NewWidgetWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> WidgetWord:
    """Make a widget. It is a draft until it is published."""
    made = await make_widget(desk.world, viewer, body.draft())
    return await _card(desk.world, viewer, made, response)


@routes.get("/widgets/{widget_id}", **staff_with(Permission.WIDGETS_EDIT, problems=["not_found"]))
async def widget(
    widget_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> WidgetWord:
    """Return a widget's card, with its `ETag`."""
    return await _card(desk.world, viewer, widget_id, response)


@routes.patch(
    "/widgets/{widget_id}",
    **staff_with(Permission.WIDGETS_EDIT, problems=["not_found", "precondition_failed"]),
)
async def change(
    widget_id: Id,
    body: WidgetChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> WidgetWord:
    """Change a widget: what is named is set, the rest stays; `If-Match` may be given."""
    await change_widget(
        desk.world,
        viewer,
        widget_id,
        body.changes(),
        expected=expected_version(request, required=False),
    )
    return await _card(desk.world, viewer, widget_id, response)


@routes.delete(
    "/widgets/{widget_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    **staff_with(Permission.WIDGETS_EDIT, problems=["not_found", "precondition_failed"]),
)
async def delete(widget_id: Id, request: Request, desk: HereDesk, viewer: HereViewer) -> None:
    """Delete a widget."""
    expected = expected_version(request, required=False)
    await delete_widget(desk.world, viewer, widget_id, expected=expected)


@routes.post(
    "/widgets/{widget_id}/publish",
    **staff_with(Permission.WIDGETS_EDIT, problems=["not_found", "precondition_failed"]),
)
async def publish(
    widget_id: Id, request: Request, response: Response, desk: HereDesk, viewer: HereViewer
) -> WidgetWord:
    """Show the widget to its audience."""
    expected = expected_version(request, required=False)
    await set_published(desk.world, viewer, widget_id, published=True, expected=expected)
    return await _card(desk.world, viewer, widget_id, response)


@routes.post(
    "/widgets/{widget_id}/draft",
    **staff_with(Permission.WIDGETS_EDIT, problems=["not_found", "precondition_failed"]),
)
async def draft(
    widget_id: Id, request: Request, response: Response, desk: HereDesk, viewer: HereViewer
) -> WidgetWord:
    """Make the widget a draft: nobody sees it until it is published again."""
    expected = expected_version(request, required=False)
    await set_published(desk.world, viewer, widget_id, published=False, expected=expected)
    return await _card(desk.world, viewer, widget_id, response)


async def _card(world: World, viewer: Viewer, widget_id: str, response: Response) -> WidgetWord:
    word = WidgetWord.of(await widget_card(world, viewer, widget_id))
    response.headers["ETag"] = etag(word.version)
    return word


def _after(cursor: str | None) -> tuple[str, int, str] | None:
    key = key_of(cursor, width=3)
    if key is None:
        return None
    screen, position, id_ = key
    # A cursor that somebody made up begins somewhere, too.
    number = int(position[:9]) if position.isascii() and position.isdigit() else 0
    return screen, min(number, POSITION_MOST), id_
