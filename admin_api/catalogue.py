"""`/api/v1/catalogue`, `link-targets`: what can a message lead to, and what for this client?"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.catalogue import (
    ItemChangeWord,
    ItemsWord,
    ItemWord,
    Kind,
    LinkTargetsWord,
    LinkTargetWord,
    NewItemWord,
)
from chatserver.actions.attachments import link_targets as links
from chatserver.actions.attachments.catalogue import add_item, change_item, remove_item
from chatserver.actions.attachments.catalogue_cards import Asked, Item, catalogue, catalogue_item
from chatserver.actions.callers.seen_chats import seen_chat
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.texts import Text

routes = APIRouter(prefix=PREFIX, tags=["catalogue"], route_class=Judged)

EDIT = Permission.DIRECTORY_EDIT
CHANGES = ("not_found", "precondition_failed")
Search = Annotated[Text, Query(max_length=100, description="A part of the title.")]


@routes.get("/catalogue", **staff_with(problems=["not_found"]))
async def items(
    desk: HereDesk,
    viewer: HereViewer,
    limit: Limit = PAGE,
    cursor: Cursor = None,
    kind: Annotated[Kind | None, Query()] = None,
    q: Search = "",
) -> ItemsWord:
    """List the services, events, categories and screens that messages can lead to."""
    key = key_of(cursor, width=1)
    asked = Asked(kind, q, key[0] if key is not None else None, limit + 1)
    found = await catalogue(desk.world, viewer, asked)
    return ItemsWord(
        items=[ItemWord.model_validate(one, from_attributes=True) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.post("/catalogue", status_code=201, **staff_with(EDIT, problems=["not_found"]))
async def new_item(
    body: NewItemWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> ItemWord:
    """Add an item, with its image, its annotation and its audience."""
    id_ = await add_item(desk.world, viewer, body.model_dump(exclude_unset=True))
    return _item(await catalogue_item(desk.world, viewer, id_), response)


@routes.get("/catalogue/{item_id}", **staff_with(problems=["not_found"]))
async def item(item_id: Id, response: Response, desk: HereDesk, viewer: HereViewer) -> ItemWord:
    """Return an item, with its `ETag`."""
    return _item(await catalogue_item(desk.world, viewer, item_id), response)


@routes.patch("/catalogue/{item_id}", **staff_with(EDIT, problems=CHANGES))
async def change_an_item(
    item_id: Id,
    body: ItemChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> ItemWord:
    """Change an item; `If-Match` may be given. Messages already sent keep what they show."""
    expected = expected_version(request, required=False)
    wanted = body.model_dump(exclude_unset=True)
    await change_item(desk.world, viewer, item_id, wanted, expected=expected)
    return _item(await catalogue_item(desk.world, viewer, item_id), response)


@routes.delete(
    "/catalogue/{item_id}", status_code=204, **staff_with(EDIT, problems=[*CHANGES, "in_use"])
)
async def remove_an_item(item_id: Id, request: Request, desk: HereDesk, viewer: HereViewer) -> None:
    """Delete an item; a category that has items is `in_use`."""
    expected = expected_version(request, required=False)
    await remove_item(desk.world, viewer, item_id, expected=expected)


@routes.get(
    "/link-targets",
    **staff_with(
        Permission.CHATS_SEND, Permission.SUBSCRIPTIONS_SEND, problems=["not_found", "forbidden"]
    ),
)
async def link_targets(
    desk: HereDesk,
    viewer: HereViewer,
    chat: Annotated[Text, Query(max_length=40, description="For the client of this chat.")],
    limit: Limit = PAGE,
    cursor: Cursor = None,
    q: Search = "",
    to: Annotated[Text, Query(max_length=40, description="Of this transition alone.")] = "",
) -> LinkTargetsWord:
    """List what can be attached to a message in this chat: what its client could open now."""
    seen = await seen_chat(desk.world, desk.ledger.directories, viewer, chat)
    links.check_may_attach(seen, viewer.id)
    key = key_of(cursor, width=2)
    after = links.Spot(*key) if key is not None else links.Spot()
    found = await links.link_targets(desk.world, seen, q=q, to=to, after=after, limit=limit + 1)
    last = found[limit - 1].spot if len(found) > limit else None
    return LinkTargetsWord(
        items=[LinkTargetWord.of(one.card) for one in found[:limit]],
        next_cursor=cursor_after(last.search, last.id) if last is not None else None,
    )


def _item(found: Item, response: Response) -> ItemWord:
    response.headers["ETag"] = etag(found.version)
    return ItemWord.model_validate(found, from_attributes=True)
