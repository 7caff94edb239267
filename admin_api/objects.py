"""`/api/v1/objects/{id}`: how is the tree changed?"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PREFIX, HereDesk, HereViewer, staff_with
from admin_api.words.directory import NewObjectWord, ObjectCardWord, ObjectChangeWord
from chatserver.actions.places.object_tree import ObjectCard, object_card
from chatserver.actions.places.objects import Addition, add_object, change_object, remove_object
from chatserver.core.rights import Permission
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged

routes = APIRouter(prefix=PREFIX, tags=["organisation"], route_class=Judged)

EDIT = Permission.DIRECTORY_EDIT
CHANGES = ("not_found", "precondition_failed")


@routes.post("/objects", status_code=201, **staff_with(EDIT, problems=["not_found"]))
async def new_object(
    body: NewObjectWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> ObjectCardWord:
    """Add an object to the tree: quarter > group > building > premises."""
    new = Addition(body.kind, body.name, body.parent, body.address, body.external_id)
    id_ = await add_object(desk.world, viewer, new)
    return _object(await object_card(desk.world, viewer, id_), response)


@routes.get("/objects/{object_id}", **staff_with(problems=["not_found"]))
async def one_object(
    object_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> ObjectCardWord:
    """Return an object's card, with its `ETag`."""
    return _object(await object_card(desk.world, viewer, object_id), response)


@routes.patch("/objects/{object_id}", **staff_with(EDIT, problems=CHANGES))
async def change_an_object(
    object_id: Id,
    body: ObjectChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> ObjectCardWord:
    """Change an object, or move it with everything below it; `If-Match` may be given."""
    expected = expected_version(request, required=False)
    wanted = body.model_dump(exclude_unset=True)
    await change_object(desk.world, viewer, object_id, wanted, expected=expected)
    return _object(await object_card(desk.world, viewer, object_id), response)


@routes.delete(
    "/objects/{object_id}", status_code=204, **staff_with(EDIT, problems=[*CHANGES, "in_use"])
)
async def remove_an_object(
    object_id: Id, request: Request, desk: HereDesk, viewer: HereViewer
) -> None:
    """Delete an object that nothing refers to; otherwise `in_use` counts in `uses` what does."""
    expected = expected_version(request, required=False)
    await remove_object(desk.world, viewer, object_id, expected=expected)


def _object(card: ObjectCard, response: Response) -> ObjectCardWord:
    response.headers["ETag"] = etag(card.version)
    return ObjectCardWord.model_validate(card, from_attributes=True)
