"""`/api/v1/roles`, `platform/roles`: what may whom, and of what are they told? (D14)"""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, Desk, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.roles import NewRoleWord, RoleChangeWord, RolesWord, RoleWord
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.employees.roles import (
    add_role,
    change_role,
    remove_role,
    role_card,
    role_cards,
)
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged

routes = APIRouter(prefix=PREFIX, tags=["roles"], route_class=Judged)

CHANGES = ("not_found", "conflict", "precondition_failed")


def _own(*problems: str) -> dict[str, Any]:
    return staff_with(Permission.STAFF_EDIT, problems=["not_found", *problems])


def _platforms(*problems: str) -> dict[str, Any]:
    return staff_with(Permission.PLATFORM_STAFF, problems=["not_found", *problems])


@routes.get("/roles", **_own())
@routes.get("/platform/roles", **_platforms())
async def roles(
    desk: HereDesk, viewer: HereViewer, limit: Limit = PAGE, cursor: Cursor = None
) -> RolesWord:
    """List the roles in the order in which they were added."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await role_cards(desk.world, viewer, after=after, limit=limit + 1)
    return RolesWord(
        items=[RoleWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.post("/roles", status_code=201, **_own())
@routes.post("/platform/roles", status_code=201, **_platforms())
async def new_role(
    body: NewRoleWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> RoleWord:
    """Add a role. Nobody grants a permission that they lack."""
    id_ = await add_role(
        desk.world,
        viewer,
        name=body.name,
        permissions=body.permissions,
        notices=body.notices.model_dump(),
    )
    return await _served(desk, viewer, id_, response)


@routes.get("/roles/{role_id}", **_own())
@routes.get("/platform/roles/{role_id}", **_platforms())
async def role(role_id: Id, response: Response, desk: HereDesk, viewer: HereViewer) -> RoleWord:
    """Return a role, with its `ETag`."""
    return await _served(desk, viewer, role_id, response)


@routes.patch("/roles/{role_id}", **_own(*CHANGES))
@routes.patch("/platform/roles/{role_id}", **_platforms(*CHANGES))
async def change_a_role(
    role_id: Id,
    body: RoleChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> RoleWord:
    """Change a role; `If-Match` may be given. What it takes away is gone within two seconds, on
    every socket too. The built-in Administrator is a `conflict`.
    """
    expected = expected_version(request, required=False)
    wanted = body.model_dump(exclude_unset=True)
    await change_role(desk.world, viewer, role_id, wanted, expected=expected)
    return await _served(desk, viewer, role_id, response)


@routes.delete("/roles/{role_id}", status_code=204, **_own(*CHANGES, "in_use"))
@routes.delete("/platform/roles/{role_id}", status_code=204, **_platforms(*CHANGES, "in_use"))
async def remove_a_role(role_id: Id, request: Request, desk: HereDesk, viewer: HereViewer) -> None:
    """Delete a role; one that somebody has is `in_use`."""
    expected = expected_version(request, required=False)
    await remove_role(desk.world, viewer, role_id, expected=expected)


async def _served(desk: Desk, viewer: Viewer, role_id: str, response: Response) -> RoleWord:
    card = await role_card(desk.world, viewer, role_id)
    response.headers["ETag"] = etag(card.version)
    return RoleWord.of(card)
