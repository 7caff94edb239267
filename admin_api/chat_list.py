"""`/api/v1/chats`: which chats does an employee see, and what can be done with one?"""

import tempfile
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from admin_api.desk import PAGE, Cursor, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.chats import (
    ChatCardWord,
    ChatChangeWord,
    ChatCountsWord,
    ChatRowWord,
    ChatsWord,
    Column,
    Platform,
    State,
)
from admin_api.words.word import Text
from chatserver.actions import chat_list
from chatserver.actions.chat_export import export_chats
from chatserver.actions.chat_management import manage_chat, versions
from chatserver.actions.routing import Seen, seen_chat
from chatserver.core.fragments import words_of
from chatserver.core.inbox import Filter, Span
from chatserver.core.rights import Permission
from chatserver.core.searching import needle
from chatserver.core.table_words import COLUMNS
from chatserver.files.workbooks import XLSX
from chatserver.http.cursors import cursor_after, time_key_of
from chatserver.http.etags import expected_pair, pair_etag
from chatserver.http.ids import Id
from chatserver.http.languages import language_of
from chatserver.storage.inbox import Position
from chatserver.wire.times import milliseconds

routes = APIRouter(tags=["chats"])

# Which of the two is needed depends on what the chat is about.
SEES = (Permission.CHATS_VIEW, Permission.SUBSCRIPTIONS_VIEW)
SENDS = (Permission.CHATS_SEND, Permission.SUBSCRIPTIONS_SEND)

_Ids = Annotated[list[Annotated[Text, Query(max_length=40)]], Query(max_length=100)]
_Instant = Annotated[AwareDatetime | None, Query(description="RFC 3339, with a zone.")]
_Needle = Annotated[
    Text,
    Query(
        max_length=100,
        description="A part of the client's name, the phone or the chat's number, or words of a "
        "message.",
    ),
]
_Texts = Annotated[bool, Query(description="Whether `q` is looked for in messages, too.")]


def _filter(
    tab: Literal["all", "new", "mine", "waiting"] = "all",
    q: _Needle = "",
    texts: _Texts = True,
    objects: _Ids = [],  # noqa: B006 - FastAPI makes new ones for each request
    departments: _Ids = [],  # noqa: B006
    staff: _Ids = [],  # noqa: B006
    clients: _Ids = [],  # noqa: B006
    products: _Ids = [],  # noqa: B006
    tags: _Ids = [],  # noqa: B006
    states: Annotated[list[State], Query(max_length=100)] = [],  # noqa: B006
    platforms: Annotated[list[Platform], Query(max_length=100)] = [],  # noqa: B006
    created_from: _Instant = None,
    created_to: _Instant = None,
    updated_from: _Instant = None,
    updated_to: _Instant = None,
    unread: Annotated[bool | None, Query(description="Nobody has read it all.")] = None,
    unanswered: Annotated[
        bool | None, Query(description="The client has the last word in an open dialog.")
    ] = None,
    sort: Literal["updated", "created"] = "updated",
) -> Filter:
    return Filter(
        tab=tab,
        needle=needle(q),
        words=words_of(q) if texts else (),
        objects=tuple(objects),
        departments=tuple(departments),
        staff=tuple(staff),
        clients=tuple(clients),
        products=tuple(products),
        tags=tuple(tags),
        states=tuple(states),
        platforms=tuple(platforms),
        created=_span(created_from, created_to),
        updated=_span(updated_from, updated_to),
        unread=unread,
        unanswered=unanswered,
        sort=sort,
    )


Wanted = Annotated[Filter, Depends(_filter)]


def _span(since: AwareDatetime | None, until: AwareDatetime | None) -> Span:
    return Span(
        None if since is None else milliseconds(since),
        None if until is None else milliseconds(until),
    )


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


@routes.get(
    "/chats/export.xlsx",
    response_class=FileResponse,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
    **staff_with(*SEES, problems=["not_found"]),
)
async def export(
    request: Request,
    desk: HereDesk,
    viewer: HereViewer,
    wanted: Wanted,
    columns: Annotated[list[Column], Query(max_length=len(COLUMNS))] = [],  # noqa: B006
) -> FileResponse:
    """Write what the list shows into a workbook, at most 200,000 rows: filters, search, order.

    `columns` stand in their order, all of them where none is named; headings are in the language
    of `Accept-Language`, times in the organisation's zone.
    """
    # It is written beside the answer and goes with it.
    with tempfile.NamedTemporaryFile(prefix="chatserver-", suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    try:
        rows = await export_chats(
            desk.world,
            viewer,
            wanted,
            path,
            columns=list(dict.fromkeys(columns)) or list(COLUMNS),
            language=language_of(request),
        )
    except BaseException:
        _remove(path)
        raise
    return FileResponse(
        path,
        media_type=XLSX,
        filename="chats.xlsx",
        headers={"X-Rows": str(rows), "Cache-Control": "no-store"},
        background=BackgroundTask(_remove, path),
    )


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


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
