"""`/api/v1/departments/{id}`: how are departments called, and when do they work?"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PREFIX, Desk, HereDesk, HereViewer, staff_with
from admin_api.words.departments import (
    DepartmentCardWord,
    DepartmentChangeWord,
    HoursWord,
    NewDepartmentWord,
)
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.employees.departments import (
    add_department,
    change_department,
    department_card,
    remove_department,
)
from chatserver.core.rights import Permission
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged

routes = APIRouter(prefix=PREFIX, tags=["organisation"], route_class=Judged)

EDIT = Permission.DIRECTORY_EDIT
CHANGES = ("not_found", "precondition_failed")


@routes.post("/departments", status_code=201, **staff_with(EDIT, problems=["not_found"]))
async def new_department(
    body: NewDepartmentWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> DepartmentCardWord:
    """Add a department. Without `hours` it always works."""
    hours = body.hours.stored() if body.hours is not None else None
    id_ = await add_department(desk.world, viewer, body.name, hours)
    return await _served(desk, viewer, id_, response)


@routes.get("/departments/{department_id}", **staff_with(problems=["not_found"]))
async def one_department(
    department_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> DepartmentCardWord:
    """Return a department, with its `ETag`."""
    return await _served(desk, viewer, department_id, response)


@routes.patch("/departments/{department_id}", **staff_with(EDIT, problems=CHANGES))
async def change_a_department(
    department_id: Id,
    body: DepartmentChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> DepartmentCardWord:
    """Change how a department is called, or when it works; `If-Match` may be given.

    What is left out stays. To a client who asks a department outside of its `hours` the bot says
    when it works again; chats are given out all the same.
    """
    wanted = body.model_dump(include=body.model_fields_set & {"name"})
    if "hours" in body.model_fields_set:
        wanted["hours"] = body.hours.stored() if body.hours is not None else None
    expected = expected_version(request, required=False)
    await change_department(desk.world, viewer, department_id, wanted, expected=expected)
    return await _served(desk, viewer, department_id, response)


@routes.delete(
    "/departments/{department_id}",
    status_code=204,
    **staff_with(EDIT, problems=[*CHANGES, "in_use"]),
)
async def remove_a_department(
    department_id: Id, request: Request, desk: HereDesk, viewer: HereViewer
) -> None:
    """Delete a department that has no employees and answers in no chat; otherwise `in_use`."""
    expected = expected_version(request, required=False)
    await remove_department(desk.world, viewer, department_id, expected=expected)


async def _served(
    desk: Desk, viewer: Viewer, department_id: str, response: Response
) -> DepartmentCardWord:
    card = await department_card(desk.world, viewer, department_id)
    response.headers["ETag"] = etag(card.version)
    hours = HoursWord.model_validate(card.hours) if card.hours is not None else None
    return DepartmentCardWord(id=card.id, name=card.name, hours=hours, version=card.version)
