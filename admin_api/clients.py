"""`/api/v1/clients…`: who are the organisation's clients, and where do they live?"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.directory import ClientChangeWord, ClientsWord, ClientWord, NewClientWord
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.clients.client_cards import Wanted, client_card, visible_clients
from chatserver.actions.clients.client_changes import Newcomer, add_client, change_client
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.listed import Listed
from chatserver.http.texts import Text

routes = APIRouter(prefix=PREFIX, tags=["clients"], route_class=Judged)

Objects = Annotated[
    list[Annotated[Text, Query(max_length=40)]],
    Listed,
    Query(max_length=50, description="Who has a place in or below one of these."),
]
Search = Annotated[
    Text, Query(max_length=100, description="A part of the name or phone, or the external id.")
]


@routes.get(
    "/clients",
    **staff_with(Permission.CLIENTS_VIEW, problems=["not_found"], after_closing=True),
)
async def clients(
    desk: HereDesk,
    viewer: HereViewer,
    limit: Limit = PAGE,
    cursor: Cursor = None,
    q: Search = "",
    objects: Objects = [],  # noqa: B006 - FastAPI makes a new one for each request
    tester: bool | None = None,
) -> ClientsWord:
    """List the clients with a place inside the employee's objects, by name."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    wanted = Wanted(q, tuple(objects), tester, after, limit + 1)
    found = await visible_clients(desk.world, viewer, wanted)
    return ClientsWord(
        items=[ClientWord.of(card) for card in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.post(
    "/clients", status_code=201, **staff_with(Permission.CLIENTS_EDIT, problems=["not_found"])
)
async def new_client(
    body: NewClientWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> ClientWord:
    """Add a client; the phone is stored as E.164 and is nobody else's in the organisation."""
    new = Newcomer(
        name=body.name,
        phone=body.phone,
        premises=tuple(body.premises),
        external_id=body.external_id,
        tester=body.tester,
        take_phone=body.take_phone,
        email=body.email,
        birth=body.birth,
    )
    id_ = await add_client(desk.world, viewer, new)
    return await _card(id_, response, desk, viewer)


@routes.get("/clients/{client_id}", **staff_with(Permission.CLIENTS_VIEW, problems=["not_found"]))
async def client(
    client_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> ClientWord:
    """Return a client's card, with its `ETag`."""
    return await _card(client_id, response, desk, viewer)


@routes.patch(
    "/clients/{client_id}",
    **staff_with(Permission.CLIENTS_EDIT, problems=["not_found", "precondition_failed"]),
)
async def change_a_client(
    client_id: Id,
    body: ClientChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> ClientWord:
    """Change a client; `If-Match` may be given. With a new phone all tokens end, and with a place
    that was left those for that place.
    """
    await change_client(
        desk.world,
        viewer,
        client_id,
        body.model_dump(exclude_unset=True),
        expected=expected_version(request, required=False),
    )
    return await _card(client_id, response, desk, viewer)


async def _card(id_: str, response: Response, desk: HereDesk, viewer: Viewer) -> ClientWord:
    card = await client_card(desk.world, viewer, id_)
    response.headers["ETag"] = etag(card.version)
    return ClientWord.of(card)
