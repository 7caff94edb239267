"""`/api/v1/chats`: which chats does an employee see, and what can be done with one?"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.chat_filter import Wanted
from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.chats import (
    ChatCardWord,
    ChatChangeWord,
    ChatCountsWord,
    ChatRowWord,
    ChatsWord,
    TopicsWord,
    TopicWord,
)
from chatserver.actions.callers.seen_chats import Seen, seen_chat
from chatserver.actions.chats import chat_list
from chatserver.actions.chats.chat_management import manage_chat, versions
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of, time_key_of
from chatserver.http.etags import expected_pair, pair_etag
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.storage.inbox import Position

routes = APIRouter(prefix=PREFIX, tags=["chats"], route_class=Judged)

# Which of the two is needed depends on what the chat is about.
SEES = (Permission.CHATS_VIEW, Permission.SUBSCRIPTIONS_VIEW)
SENDS = (Permission.CHATS_SEND, Permission.SUBSCRIPTIONS_SEND)


@routes.get("/chats", **staff_with(*SEES, problems=["not_found"]))
async def chats(
    desk: HereDesk, viewer: HereViewer, wanted: Wanted, limit: Limit = PAGE, cursor: Cursor = None
) -> ChatsWord:
    """List the chats that the employee may see, newest first: the filters of `inbox.watch`.

    Words are looked for in the newest messages that have them, a thousand at most.
    """
    key = time_key_of(cursor)
    after = None if key is None else Position(*key)
    listed = await chat_list.list_chats(
        desk.world, desk.ledger.directories, viewer, wanted, after=after, limit=limit
    )
    end = listed.end
    return ChatsWord(
        items=[ChatRowWord.model_validate(row) for row in listed.rows],
        next_cursor=None if end is None else cursor_after(str(end.at), end.id),
    )


@routes.get("/chats/counts", **staff_with(*SEES, problems=["not_found"]))
async def counts(desk: HereDesk, viewer: HereViewer) -> ChatCountsWord:
    """Count the chats of the tabs, whatever the filter."""
    counted = await chat_list.count_chats(desk.world, viewer)
    return ChatCountsWord.model_validate(counted, from_attributes=True)


@routes.get("/chats/tags", **staff_with(*SEES, problems=["not_found"]))
async def topics(viewer: HereViewer, limit: Limit = PAGE, cursor: Cursor = None) -> TopicsWord:
    """List the topics that `tags` can name: those of the products whose chats the employee sees."""
    key = key_of(cursor, width=1)
    found = [one for one in chat_list.topics(viewer) if key is None or one.id > key[0]]
    items = [TopicWord.model_validate(one, from_attributes=True) for one in found[:limit]]
    more = len(found) > limit
    return TopicsWord(items=items, next_cursor=cursor_after(items[-1].id) if more else None)


@routes.get("/chats/{chat_id}", **staff_with(*SEES, problems=["not_found"]))
async def chat(chat_id: Id, response: Response, desk: HereDesk, viewer: HereViewer) -> ChatCardWord:
    """Return a chat's card, with its `ETag`, which changes with the management block alone."""
    seen = await seen_chat(desk.world, desk.ledger.directories, viewer, chat_id)
    return _card(seen, response, viewer)


@routes.patch(
    "/chats/{chat_id}",
    **staff_with(
        *SENDS,
        problems=[
            "not_found",
            "closed",
            "not_eligible",
            "precondition_failed",
            "precondition_required",
        ],
    ),
)
async def manage(
    chat_id: Id,
    body: ChatChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> ChatCardWord:
    """Save department, responsible and comment, all or nothing; `If-Match` is required."""
    expected = expected_pair(request)
    seen = await seen_chat(desk.world, desk.ledger.directories, viewer, chat_id)
    wanted = body.model_dump(exclude_unset=True)
    await manage_chat(desk.world, desk.ledger, seen, wanted, by=viewer.id, expected=expected)
    seen = await seen_chat(desk.world, desk.ledger.directories, viewer, chat_id)
    return _card(seen, response, viewer)


def _card(seen: Seen, response: Response, viewer: HereViewer) -> ChatCardWord:
    response.headers["ETag"] = pair_etag(*versions(seen.chat))
    return ChatCardWord.model_validate(chat_list.card(seen, viewer))
