"""`/api/v1/chats/{id}/…`: who may get this chat, and why did it go to whom it went?"""

from fastapi import APIRouter
from starlette.requests import Request

from admin_api.desk import Desk, HereDesk, HereViewer, staff_with
from admin_api.words.chats import (
    AssigneesWord,
    AssigneeWord,
    DepartmentAssigneesWord,
    RoutedWord,
    RoutingWord,
)
from chatserver.actions import routing
from chatserver.actions.viewers import Viewer
from chatserver.core.rights import Permission
from chatserver.http.ids import Id
from chatserver.http.languages import language_of
from chatserver.http.me import named
from chatserver.wire.times import rfc3339

routes = APIRouter(tags=["chats"])

# Which of the two is needed depends on what the chat is about.
SEES = (Permission.CHATS_VIEW, Permission.SUBSCRIPTIONS_VIEW)


@routes.get("/chats/{chat_id}/assignees", **staff_with(*SEES, problems=["not_found"]))
async def assignees(chat_id: Id, desk: HereDesk, viewer: HereViewer) -> AssigneesWord:
    """List the departments, each with the employees who may get this chat."""
    seen = await _seen(desk, viewer, chat_id)
    items = [
        DepartmentAssigneesWord(
            id=one.department.id,
            name=one.department.name,
            staff=[
                AssigneeWord.model_validate(person, from_attributes=True) for person in one.staff
            ],
        )
        for one in routing.assignees(seen)
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


async def _seen(desk: Desk, viewer: Viewer, chat_id: str) -> routing.Seen:
    return await routing.seen_chat(desk.world, desk.ledger.directories, viewer, chat_id)
