"""`/api/v1/me/preferences`, `me/views`: what do screens remember for an employee?"""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PREFIX, HereDesk, HereViewer, staff_with
from admin_api.words.preferences import NewViewWord, ViewChangeWord, ViewsWord, ViewWord
from chatserver.actions.employees.preferences import (
    View,
    change_view,
    drop_view,
    preferences,
    save_view,
    saved_view,
    saved_views,
    store_preferences,
)
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.texts import Kept

routes = APIRouter(prefix=PREFIX, tags=["me"], route_class=Judged)

Document = Annotated[
    Kept,
    Body(
        description="Whatever the screens like to remember, at most 64 KiB and 32 levels.",
        examples=[{"locale": "ru", "compact": True}],
    ),
]
Of = Annotated[str | None, Query(max_length=30, description="The views of this list alone.")]


@routes.get("/me/preferences", **staff_with())
async def remembered(response: Response, desk: HereDesk, viewer: HereViewer) -> dict[str, Any]:
    """Return the document with its `ETag`; an empty one before it is first stored."""
    document, version = await preferences(desk.world, viewer.id)
    response.headers["ETag"] = etag(version)
    return document


@routes.put(
    "/me/preferences",
    **staff_with(problems=["precondition_failed", "precondition_required"]),
)
async def remember(
    document: Document, request: Request, response: Response, desk: HereDesk, viewer: HereViewer
) -> dict[str, Any]:
    """Replace the document; `If-Match` says which one was read."""
    expected = expected_version(request, required=True)
    version = await store_preferences(desk.world, viewer.id, document, expected=expected)
    response.headers["ETag"] = etag(version)
    return document


@routes.get("/me/views", **staff_with())
async def views(desk: HereDesk, viewer: HereViewer, of: Of = None) -> ViewsWord:
    """List one's saved views."""
    found = await saved_views(desk.world, viewer.id, of=of)
    return ViewsWord(items=[_plain(one) for one in found])


@routes.post("/me/views", status_code=201, **staff_with())
async def new_view(
    body: NewViewWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> ViewWord:
    """Save a view under a name that is unique for its list; at most 100."""
    return _word(await save_view(desk.world, viewer.id, body.model_dump()), response)


@routes.get("/me/views/{view_id}", **staff_with(problems=["not_found"]))
async def one_view(view_id: Id, response: Response, desk: HereDesk, viewer: HereViewer) -> ViewWord:
    """Return a view, with its `ETag`."""
    return _word(await saved_view(desk.world, viewer.id, view_id), response)


@routes.patch("/me/views/{view_id}", **staff_with(problems=["not_found", "precondition_failed"]))
async def change_one(
    view_id: Id,
    body: ViewChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> ViewWord:
    """Change what is named; `If-Match` may be given."""
    expected = expected_version(request, required=False)
    fields = body.model_dump(exclude_unset=True)
    if body.name is None:
        fields.pop("name", None)
    changed = await change_view(desk.world, viewer.id, view_id, fields, expected=expected)
    return _word(changed, response)


@routes.delete(
    "/me/views/{view_id}",
    status_code=204,
    **staff_with(problems=["not_found", "precondition_failed"]),
)
async def forget_view(view_id: Id, request: Request, desk: HereDesk, viewer: HereViewer) -> None:
    """Delete a view."""
    expected = expected_version(request, required=False)
    await drop_view(desk.world, viewer.id, view_id, expected=expected)


def _word(view: View, response: Response) -> ViewWord:
    response.headers["ETag"] = etag(view.version)
    return _plain(view)


def _plain(view: View) -> ViewWord:
    return ViewWord.model_validate(view, from_attributes=True)
