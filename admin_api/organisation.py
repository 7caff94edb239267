"""`/api/v1/objects`, `departments`, `staff`: of what and whom does the organisation consist?"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, Desk, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.organisation import (
    DepartmentsWord,
    NewStaffWord,
    ObjectsWord,
    ObjectWord,
    StaffChangeWord,
    StaffPageWord,
    StaffWord,
)
from admin_api.words.word import ObjectKind
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.employees.hiring import Newcomer, hire, invite_again
from chatserver.actions.employees.staff import change_staff
from chatserver.actions.employees.staff_cards import StaffCard, staff_card, staff_cards
from chatserver.actions.places.object_tree import Wanted, visible_objects
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.named import NamedWord, named
from chatserver.http.texts import Text

routes = APIRouter(prefix=PREFIX, tags=["organisation"], route_class=Judged)

Words = Annotated[
    Text,
    Query(max_length=100, description="Words that stand in the name, address or external id."),
]


@routes.get("/objects", **staff_with(problems=["not_found"]))
async def objects(
    desk: HereDesk,
    viewer: HereViewer,
    limit: Limit = PAGE,
    cursor: Cursor = None,
    kind: Annotated[ObjectKind | None, Query()] = None,
    parent: Annotated[Text | None, Query(description="Only what stands right below it.")] = None,
    q: Words = "",
) -> ObjectsWord:
    """List the objects that the employee has access to, parents before children."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    wanted = Wanted(kind, parent, q=q, after=after, limit=limit + 1)
    found = await visible_objects(desk.world, viewer, wanted)
    items = [ObjectWord.model_validate(card, from_attributes=True) for _, card in found[:limit]]
    more = len(found) > limit
    return ObjectsWord(items=items, next_cursor=cursor_after(found[limit - 1][0]) if more else None)


@routes.get("/departments", **staff_with(problems=["not_found"]))
async def departments(
    viewer: HereViewer, limit: Limit = PAGE, cursor: Cursor = None
) -> DepartmentsWord:
    """List the departments."""
    key = key_of(cursor, width=1)
    known = sorted(viewer.home.departments.items())
    found = [one for one in known if key is None or one[0] > key[0]]
    items = [NamedWord(id=id_, name=name) for id_, name in found[:limit]]
    more = len(found) > limit
    return DepartmentsWord(items=items, next_cursor=cursor_after(items[-1].id) if more else None)


@routes.get("/staff", response_model_exclude_unset=True, **staff_with(problems=["not_found"]))
async def staff(
    desk: HereDesk, viewer: HereViewer, limit: Limit = PAGE, cursor: Cursor = None
) -> StaffPageWord:
    """List the employees, with their presence. Who may change staff sees more of each."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await staff_cards(desk.world, viewer, after=after, limit=limit + 1)
    more = len(found) > limit
    return StaffPageWord(
        items=[_word(card) for card in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if more else None,
    )


@routes.post(
    "/staff",
    status_code=201,
    response_model_exclude_unset=True,
    **staff_with(Permission.STAFF_EDIT, problems=["not_found"]),
)
async def new_employee(
    body: NewStaffWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> StaffWord:
    """Add an employee and mail an invitation to set a password. Nobody grants what they lack."""
    new = Newcomer(body.name, body.email, body.role, body.department, body.objects)
    id_ = await hire(desk.world, viewer, new)
    response.headers["Location"] = f"/api/v1/staff/{id_}"
    return await _served(desk, viewer, id_, response)


@routes.post(
    "/staff/{staff_id}/invite",
    status_code=202,
    response_class=Response,
    **staff_with(Permission.STAFF_EDIT, problems=["not_found", "conflict"]),
)
async def invite(staff_id: Id, desk: HereDesk, viewer: HereViewer) -> None:
    """Mail another invitation to somebody who has set no password yet; else a `conflict`."""
    await invite_again(desk.world, viewer, staff_id)


@routes.get(
    "/staff/{staff_id}", response_model_exclude_unset=True, **staff_with(problems=["not_found"])
)
async def one_of_staff(
    staff_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> StaffWord:
    """Return an employee's card, with its `ETag`."""
    return await _served(desk, viewer, staff_id, response)


@routes.patch(
    "/staff/{staff_id}",
    response_model_exclude_unset=True,
    **staff_with(
        Permission.STAFF_EDIT, problems=["not_found", "last_administrator", "precondition_failed"]
    ),
)
async def change(
    staff_id: Id,
    body: StaffChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> StaffWord:
    """Change an employee: what is named is set, the rest stays; `If-Match` may be given.

    Nobody grants what they lack; the last active Administrator stays. Who is deactivated is out
    of every session and socket, and their chats are handed out anew.
    """
    await change_staff(
        desk.world,
        viewer.home.org.id,
        staff_id,
        body.model_dump(exclude_unset=True),
        by=viewer.id,
        expected=expected_version(request, required=False),
    )
    return await _served(desk, viewer, staff_id, response)


async def _served(desk: Desk, viewer: Viewer, staff_id: str, response: Response) -> StaffWord:
    card = await staff_card(desk.world, viewer, staff_id)
    response.headers["ETag"] = etag(card.version)
    return _word(card)


def _word(card: StaffCard) -> StaffWord:
    word = StaffWord(
        id=card.id,
        name=card.name,
        active=card.active,
        presence="away" if card.presence == "away" else "available",
        department=named(card.department),
        version=card.version,
    )
    if card.details is not None:
        word.email = card.details.email
        word.role = named(card.details.role)
        word.administrator = card.details.administrator
        objects = card.details.objects
        word.objects = None if objects is None else list(objects)
        word.invitation = card.details.invitation
    return word
