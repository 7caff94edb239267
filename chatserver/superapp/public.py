"""`/public/v1`: what may an organisation's own systems read? By cursor, nothing is changed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from chatserver.actions.callers.seen_chats import seen_chat
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.chats import chat_log
from chatserver.actions.integrations.exports import (
    check_own_app,
    export_chats,
    export_clients,
    export_miniapps,
    export_orders,
)
from chatserver.core.exports import Scope
from chatserver.http.cursors import LIMIT, LIMIT_MAX, Cursor, cursor_after, id_of, number_of
from chatserver.http.ids import Id
from chatserver.superapp.counter import HereCounter
from chatserver.superapp.public_keys import holder, with_scope
from chatserver.superapp.public_words import (
    PublicChatsWord,
    PublicChatWord,
    PublicClientsWord,
    PublicClientWord,
    PublicEventsWord,
    PublicMiniappsWord,
    PublicMiniappWord,
    PublicOrdersWord,
    PublicOrderWord,
)
from chatserver.superapp.words import Reference

routes = APIRouter(prefix="/public/v1", tags=["public"])

Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="How many at most.")]
ForClients = Annotated[Viewer, Depends(holder(Scope.CLIENTS))]
ForChats = Annotated[Viewer, Depends(holder(Scope.CHATS))]
ForOrders = Annotated[Viewer, Depends(holder(Scope.ORDERS))]
ForMiniapps = Annotated[Viewer, Depends(holder(Scope.MINIAPPS))]


@routes.get("/clients", **with_scope(Scope.CLIENTS))
async def clients(
    counter: HereCounter,
    key: ForClients,
    limit: Limit = LIMIT,
    cursor: Cursor = None,
    app: Annotated[Reference | None, Query(description="Give each one's id there, too.")] = None,
) -> PublicClientsWord:
    """Export the clients inside the objects of whoever made the key."""
    if app is not None:
        await check_own_app(counter.world, key, app)
    after = id_of(cursor, of="cl_")
    found = await export_clients(counter.world, key, after=after, limit=limit + 1)
    pairwise = counter.identity.miniapps.pairwise
    return PublicClientsWord(
        items=[
            PublicClientWord.of(one, pairwise(app, one.id) if app is not None else None)
            for one in found[:limit]
        ],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.get("/chats", **with_scope(Scope.CHATS))
async def chats(
    counter: HereCounter, key: ForChats, limit: Limit = LIMIT, cursor: Cursor = None
) -> PublicChatsWord:
    """Export the chats that whoever made the key could see."""
    after = id_of(cursor, of="chat_")
    found = await export_chats(counter.world, key, after=after, limit=limit + 1)
    return PublicChatsWord(
        items=[PublicChatWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.get("/chats/{chat_id}/events", response_model=PublicEventsWord, **with_scope(Scope.CHATS))
async def events(
    chat_id: Id,
    counter: HereCounter,
    key: ForChats,
    limit: Limit = LIMIT,
    after: Annotated[int, Query(ge=0, le=2**53 - 1, description="Above this `seq`.")] = 0,
    cursor: Cursor = None,
) -> Response:
    """Export what was said in a chat, from its beginning or above a `seq`. Links to files live ten
    minutes.
    """
    seen = await seen_chat(counter.world, counter.ledger.directories, key, chat_id)
    start = max(after, number_of(cursor, digits=16) or 0)
    found, more = await chat_log.events(counter.world, seen, before=None, after=start, limit=limit)
    # They are JSON already, the same bytes that the socket sends.
    items = b",".join(event.frame for event in found)
    cursor_json = f'"{cursor_after(str(found[-1].seq))}"' if more else "null"
    body = b'{"items":[%s],"next_cursor":%s}' % (items, cursor_json.encode())
    return Response(body, media_type="application/json")


@routes.get("/miniapps", **with_scope(Scope.MINIAPPS))
async def miniapps(
    counter: HereCounter, key: ForMiniapps, limit: Limit = LIMIT, cursor: Cursor = None
) -> PublicMiniappsWord:
    """Export the mini-apps with their statuses."""
    after = id_of(cursor)
    found = await export_miniapps(counter.world, key, after=after, limit=limit + 1)
    return PublicMiniappsWord(
        items=[PublicMiniappWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.get("/orders", **with_scope(Scope.ORDERS))
async def orders(
    counter: HereCounter, key: ForOrders, limit: Limit = LIMIT, cursor: Cursor = None
) -> PublicOrdersWord:
    """Export the orders, live and test, of clients inside the objects of whoever made the key."""
    after = id_of(cursor, of="ord_")
    found = await export_orders(counter.world, key, after=after, limit=limit + 1)
    return PublicOrdersWord(
        items=[PublicOrderWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )
