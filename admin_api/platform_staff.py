"""`/api/v1/platform/staff`: who works for the platform itself?"""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, Desk, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.roles import (
    NewPlatformAccountWord,
    PlatformAccountChangeWord,
    PlatformAccountsWord,
    PlatformAccountWord,
)
from chatserver.actions.employees.hiring import invite_again
from chatserver.actions.employees.platform_staff import (
    add_platform_account,
    change_platform_account,
    platform_account,
    platform_accounts,
)
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged

routes = APIRouter(prefix=PREFIX, tags=["platform"], route_class=Judged)


def _maker(*problems: str) -> dict[str, Any]:
    return staff_with(Permission.PLATFORM_STAFF, problems=problems)


@routes.get("/platform/staff", **_maker())
async def accounts(
    desk: HereDesk, limit: Limit = PAGE, cursor: Cursor = None
) -> PlatformAccountsWord:
    """List the platform's accounts in the order in which they were made."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await platform_accounts(desk.world, after=after, limit=limit + 1)
    return PlatformAccountsWord(
        items=[PlatformAccountWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.post("/platform/staff", status_code=201, **_maker())
async def new_account(
    body: NewPlatformAccountWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> PlatformAccountWord:
    """Make an account and mail an invitation to set a password. Nobody grants what they lack."""
    id_ = await add_platform_account(
        desk.world, viewer, name=body.name, email=body.email, role=body.role
    )
    return await _served(desk, id_, response)


@routes.get("/platform/staff/{staff_id}", **_maker("not_found"))
async def account(staff_id: Id, response: Response, desk: HereDesk) -> PlatformAccountWord:
    """Return an account, with its `ETag`."""
    return await _served(desk, staff_id, response)


@routes.patch(
    "/platform/staff/{staff_id}", **_maker("not_found", "last_administrator", "precondition_failed")
)
async def change_an_account(
    staff_id: Id,
    body: PlatformAccountChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> PlatformAccountWord:
    """Change an account; `If-Match` may be given. Somebody who can make accounts stays."""
    expected = expected_version(request, required=False)
    wanted = body.model_dump(exclude_unset=True)
    await change_platform_account(desk.world, viewer, staff_id, wanted, expected=expected)
    return await _served(desk, staff_id, response)


@routes.post(
    "/platform/staff/{staff_id}/invite",
    status_code=202,
    response_class=Response,
    **_maker("not_found", "conflict"),
)
async def invite(staff_id: Id, desk: HereDesk, viewer: HereViewer) -> None:
    """Mail another invitation to somebody who has set no password yet; else a `conflict`."""
    await invite_again(desk.world, viewer, staff_id)


async def _served(desk: Desk, staff_id: str, response: Response) -> PlatformAccountWord:
    card = await platform_account(desk.world, staff_id)
    response.headers["ETag"] = etag(card.version)
    return PlatformAccountWord.of(card)
