"""`/api/v1/superapps…`: which superapps are there, and with which keys do their back ends come?"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, Desk, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.superapps import (
    KeyNameWord,
    KeysWord,
    KeyWord,
    MadeKeyWord,
    NewSuperappWord,
    SuperappChangeWord,
    SuperappsWord,
    SuperappWord,
)
from chatserver.actions.integrations.superapp_keys import (
    add_superapp_key,
    end_superapp_key,
    superapp_keys,
)
from chatserver.actions.integrations.superapps import (
    add_superapp,
    change_superapp,
    remove_superapp,
    superapp_card,
    superapp_cards,
)
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.ledger.outcome import Person

routes = APIRouter(prefix=PREFIX, tags=["superapps"], route_class=Judged)

EDIT = Permission.PLATFORM_ORGS
CHANGES = ("not_found", "precondition_failed")


@routes.get("/superapps", **staff_with(EDIT))
async def superapps(desk: HereDesk, limit: Limit = PAGE, cursor: Cursor = None) -> SuperappsWord:
    """List the superapps in the order in which they were added."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await superapp_cards(desk.world, after=after, limit=limit + 1)
    return SuperappsWord(
        items=[SuperappWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.post("/superapps", status_code=201, **staff_with(EDIT))
async def new_superapp(
    body: NewSuperappWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> SuperappWord:
    """Add a superapp, general or branded, for the clients of these organisations."""
    id_ = await add_superapp(desk.world, body.model_dump(), by=Person("staff", viewer.id))
    response.headers["Location"] = f"/api/v1/superapps/{id_}"
    return await _served(desk, id_, response)


@routes.get("/superapps/{superapp_id}", **staff_with(EDIT, problems=["not_found"]))
async def superapp(superapp_id: Id, response: Response, desk: HereDesk) -> SuperappWord:
    """Return a superapp, with its `ETag`."""
    return await _served(desk, superapp_id, response)


@routes.patch("/superapps/{superapp_id}", **staff_with(EDIT, problems=CHANGES))
async def change_a_superapp(
    superapp_id: Id,
    body: SuperappChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> SuperappWord:
    """Change a superapp; `If-Match` may be given. Nodes know new origins within two seconds."""
    expected = expected_version(request, required=False)
    by = Person("staff", viewer.id)
    await change_superapp(desk.world, superapp_id, body.wanted(), by=by, expected=expected)
    return await _served(desk, superapp_id, response)


@routes.delete(
    "/superapps/{superapp_id}", status_code=204, **staff_with(EDIT, problems=[*CHANGES, "in_use"])
)
async def remove_a_superapp(
    superapp_id: Id, request: Request, desk: HereDesk, viewer: HereViewer
) -> None:
    """Delete a superapp; one that has organisations or keys is `in_use`."""
    expected = expected_version(request, required=False)
    by = Person("staff", viewer.id)
    await remove_superapp(desk.world, superapp_id, by=by, expected=expected)


@routes.get("/superapps/{superapp_id}/keys", **staff_with(EDIT, problems=["not_found"]))
async def keys(superapp_id: Id, desk: HereDesk) -> KeysWord:
    """List the valid keys of a superapp's back end, newest first."""
    found = await superapp_keys(desk.world, superapp_id)
    return KeysWord(items=[KeyWord.of(one) for one in found])


@routes.post(
    "/superapps/{superapp_id}/keys",
    status_code=201,
    **staff_with(EDIT, problems=["not_found"], secrets=["secret"]),
)
async def new_key(
    superapp_id: Id, body: KeyNameWord, desk: HereDesk, viewer: HereViewer
) -> MadeKeyWord:
    """Make a key for the superapp's back end; its value is shown only now."""
    by = Person("staff", viewer.id)
    return MadeKeyWord.of(await add_superapp_key(desk.world, superapp_id, body.name, by=by))


@routes.delete(
    "/superapps/{superapp_id}/keys/{key_id}",
    status_code=204,
    **staff_with(EDIT, problems=["not_found"]),
)
async def end_key(superapp_id: Id, key_id: Id, desk: HereDesk, viewer: HereViewer) -> None:
    """Revoke a key, at once."""
    await end_superapp_key(desk.world, superapp_id, key_id, by=Person("staff", viewer.id))


async def _served(desk: Desk, superapp_id: str, response: Response) -> SuperappWord:
    card = await superapp_card(desk.world, superapp_id)
    response.headers["ETag"] = etag(card.version)
    return SuperappWord.of(card)
