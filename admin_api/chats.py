"""`/api/v1/chats/{id}/…`: what was said in a chat, who may get it, and why did it go to whom?"""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from admin_api.chat_list import SEES
from admin_api.desk import PAGE, PREFIX, Desk, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.chats import (
    AssigneesWord,
    AssigneeWord,
    AuthorWord,
    DepartmentAssigneesWord,
    DialogsWord,
    DialogWord,
    EventsWord,
    NotesWord,
    NoteWord,
    OriginalsWord,
    OriginalWord,
    RoutedWord,
    RoutingWord,
)
from chatserver.actions.callers.seen_chats import Seen, seen_chat
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.chats import chat_log, routing, transcripts
from chatserver.actions.chats.transcripts import STYLES
from chatserver.http.cursors import Cursor, cursor_after, cursor_along, number_of, way_of
from chatserver.http.ids import Id
from chatserver.http.languages import language_of
from chatserver.http.named import NamedWord, named
from chatserver.ledger.notes import newest_notes
from chatserver.wire import given
from chatserver.wire.shapes import NoteView
from chatserver.wire.times import rfc3339

routes = APIRouter(prefix=PREFIX, tags=["chats"])

_Seq = Annotated[int | None, Query(ge=0, le=2**53 - 1)]
_END = 'false,"next_cursor":null'


@routes.get(
    "/chats/{chat_id}/events",
    response_model=EventsWord,
    **staff_with(*SEES, problems=["not_found"]),
)
async def events(
    chat_id: Id,
    desk: HereDesk,
    viewer: HereViewer,
    before: _Seq = None,
    after: _Seq = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> Response:
    """Return a page of the log: the newest, those below `before`, or those above `after`, which
    goes first. A `cursor` goes on in the direction of its page, and before both.
    """
    way = way_of(cursor)
    if way is not None:
        before, after = (None, way[1]) if way[0] else (way[1], None)
    seen = await _seen(desk, viewer, chat_id)
    found, more = await chat_log.events(desk.world, seen, before=before, after=after, limit=limit)
    # They are JSON already, the same bytes that the socket sends.
    items = b",".join(event.frame for event in found)
    rest = _END
    if more:
        up = after is not None
        goes_on = cursor_along(up=up, number=found[-1 if up else 0].seq)
        rest = f'true,"next_cursor":"{goes_on}"'
    body = b'{"items":[%s],"more":%s}' % (items, rest.encode())
    return Response(body, media_type="application/json")


@routes.get("/chats/{chat_id}/notes", **staff_with(*SEES, problems=["not_found"]))
async def notes(
    chat_id: Id,
    desk: HereDesk,
    viewer: HereViewer,
    before: _Seq = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> NotesWord:
    """Return a page of what employees wrote for each other, ascending: the newest, or those with
    numbers below `before`. A client never gets any of it.
    """
    before = before if cursor is None else number_of(cursor)
    seen = await _seen(desk, viewer, chat_id)
    found = await newest_notes(desk.world.db, seen.chat.id, before=before, limit=limit + 1)
    more, kept = len(found) > limit, found[-limit:]
    return NotesWord(
        items=[_note(one) for one in kept],
        more=more,
        next_cursor=cursor_after(str(kept[0].n)) if more else None,
    )


def _note(note: NoteView) -> NoteWord:
    return NoteWord(
        n=note.n,
        change=note.change,
        after=note.after,
        by=NamedWord(id=given(note.by.id) or "", name=note.by.name),
        at=note.at,
        text=given(note.text),
        deleted=given(note.deleted) is True,
    )


@routes.get(
    "/chats/{chat_id}/events/{seq}/originals",
    **staff_with(administrator=True, problems=["not_found"]),
)
async def originals(
    chat_id: Id,
    seq: Annotated[int, Path(ge=1, le=2**53 - 1)],
    desk: HereDesk,
    viewer: HereViewer,
    before: _Seq = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> OriginalsWord:
    """Tell what a message said before it was edited or deleted, the latest first; `before` is a
    `version`, and a `cursor` goes before it. For Administrators, and for 180 days: of a message
    that stands as it was sent, and of what is older, nothing.
    """
    before = before if cursor is None else number_of(cursor)
    seen = await _seen(desk, viewer, chat_id)
    found, more = await chat_log.originals(desk.world, seen, seq, before=before, limit=limit)
    items = [
        OriginalWord(version=one.version, until=rfc3339(one.until), body=one.body) for one in found
    ]
    return OriginalsWord(
        items=items, more=more, next_cursor=cursor_after(str(items[-1].version)) if more else None
    )


@routes.get(
    "/chats/{chat_id}/transcript",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {
                "text/plain": {"schema": {"type": "string"}},
                "text/html": {"schema": {"type": "string"}},
            }
        }
    },
    **staff_with(*SEES, problems=["not_found"]),
)
async def transcript(
    chat_id: Id,
    request: Request,
    desk: HereDesk,
    viewer: HereViewer,
    form: Annotated[Literal["text", "html"], Query(alias="format")] = "text",
    notes: Annotated[bool, Query()] = False,
) -> StreamingResponse:
    """Return the whole chat as a transcript, in the language of `Accept-Language`; with `notes`
    also what employees wrote for each other, so that it is none for the client.
    """
    seen = await _seen(desk, viewer, chat_id)
    style = STYLES[form]
    language = language_of(request)
    written = transcripts.transcript(desk.world, seen, style=style, language=language, notes=notes)
    name = f"chat-{seen.chat.number}.{style.extension}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": "no-store",
        "Content-Language": language,
        "Vary": "Accept-Language",
    }
    return StreamingResponse(written, media_type=style.media_type, headers=headers)


@routes.get("/chats/{chat_id}/dialogs", **staff_with(*SEES, problems=["not_found"]))
async def dialogs(chat_id: Id, desk: HereDesk, viewer: HereViewer) -> DialogsWord:
    """List the chat's dialogs: when each began and ended, who ended it, and how it was."""
    seen = await _seen(desk, viewer, chat_id)
    return DialogsWord(
        items=[
            DialogWord(
                number=one.number,
                seq=one.seq,
                at=rfc3339(one.at),
                tag=one.tag,
                ended_seq=one.ended_seq,
                ended_at=None if one.ended_at is None else rfc3339(one.ended_at),
                reason=one.reason,
                by=None
                if one.by is None
                else AuthorWord.model_validate(one.by, from_attributes=True),
                asked=one.asked,
                score=one.score,
                rating_comment=one.rating_comment,
            )
            for one in await chat_log.dialogs(desk.world, seen)
        ]
    )


@routes.get("/chats/{chat_id}/assignees", **staff_with(*SEES, problems=["not_found"]))
async def assignees(chat_id: Id, desk: HereDesk, viewer: HereViewer) -> AssigneesWord:
    """List the departments, each with the employees who may get this chat, and whether it works
    at this time.
    """
    seen = await _seen(desk, viewer, chat_id)
    items = [
        DepartmentAssigneesWord(
            id=one.department.id,
            name=one.department.name,
            staff=[
                AssigneeWord.model_validate(person, from_attributes=True) for person in one.staff
            ],
            closed=one.closed is not None,
            opens_at=None if one.closed is None else one.closed.until,
        )
        for one in await routing.assignees(desk.world, seen)
    ]
    return AssigneesWord(items=items, assignment=seen.chat.assignment)


@routes.get("/chats/{chat_id}/routing", **staff_with(*SEES, problems=["not_found"]))
async def why(chat_id: Id, request: Request, desk: HereDesk, viewer: HereViewer) -> RoutingWord:
    """Tell why each assignment was made, in the language of `Accept-Language` and as data."""
    seen = await _seen(desk, viewer, chat_id)
    routed = await routing.routing(desk.world, seen, language=language_of(request))
    return RoutingWord(
        items=[
            RoutedWord(
                assignment=one.number,
                at=rfc3339(one.at),
                cause=one.cause,
                department=named(one.department),
                staff=named(one.staff),
                seq=one.seq,
                until_seq=one.until_seq,
                sentences=list(one.sentences),
                explanation=one.explanation,
            )
            for one in routed
        ]
    )


async def _seen(desk: Desk, viewer: Viewer, chat_id: str) -> Seen:
    return await seen_chat(desk.world, desk.ledger.directories, viewer, chat_id)
