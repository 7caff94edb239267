"""`/public/v1`: what may an organisation's own systems read? By cursor, nothing is changed."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Security
from fastapi.security import HTTPAuthorizationCredentials
from starlette.responses import Response

from chatserver.actions.callers.seen_chats import seen_chat
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.chats import chat_log
from chatserver.actions.integrations.export_keys import holder_of
from chatserver.actions.integrations.exports import (
    check_own_app,
    export_chats,
    export_clients,
    export_miniapps,
    export_orders,
)
from chatserver.core.exports import Scope
from chatserver.http.bearer import EXPORT_KEY
from chatserver.http.cursors import LIMIT, LIMIT_MAX, Cursor, cursor_after, id_of, number_of
from chatserver.http.documents import extras
from chatserver.http.ids import Id
from chatserver.http.problems import HttpProblem
from chatserver.superapp.counter import HereCounter
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

_Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(EXPORT_KEY)]
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="How many at most.")]
Holder = Callable[[HereCounter, _Credentials], Coroutine[Any, Any, Viewer]]


def _holder(scope: Scope) -> Holder:
    async def holder(counter: HereCounter, credentials: _Credentials) -> Viewer:
        if credentials is None:
            raise HttpProblem("unauthorized")
        directories = counter.ledger.directories
        return await holder_of(counter.world, directories, credentials.credentials, scope)

    return holder


def _with(scope: Scope) -> dict[str, Any]:
    return {"openapi_extra": extras(permission=str(scope), problems=["not_found"])}


ForClients = Annotated[Viewer, Depends(_holder(Scope.CLIENTS))]
ForChats = Annotated[Viewer, Depends(_holder(Scope.CHATS))]
ForOrders = Annotated[Viewer, Depends(_holder(Scope.ORDERS))]
ForMiniapps = Annotated[Viewer, Depends(_holder(Scope.MINIAPPS))]


@routes.get("/clients", **_with(Scope.CLIENTS))
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


@routes.get("/chats", **_with(Scope.CHATS))
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


@routes.get("/chats/{chat_id}/events", response_model=PublicEventsWord, **_with(Scope.CHATS))
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


@routes.get("/miniapps", **_with(Scope.MINIAPPS))
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


@routes.get("/orders", **_with(Scope.ORDERS))
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
