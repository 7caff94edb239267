"""`/api/v1/settings`: how does an organisation want to be served?"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PREFIX, Desk, HereDesk, HereViewer, staff_with
from admin_api.words.org_settings import OrgSettingsChangeWord, OrgSettingsWord
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.organisations.org_settings import change_org_settings, org_settings
from chatserver.http.etags import etag, expected_version
from chatserver.http.judged import Judged

routes = APIRouter(prefix=PREFIX, tags=["organisation"], route_class=Judged)


@routes.get("/settings", **staff_with(problems=["not_found"]))
async def settings(response: Response, desk: HereDesk, viewer: HereViewer) -> OrgSettingsWord:
    """Return the settings of one's organisation, with their `ETag`."""
    return await _served(desk, viewer, response)


@routes.patch(
    "/settings",
    **staff_with(
        administrator=True,
        problems=["not_found", "precondition_failed", "precondition_required"],
    ),
)
async def change(
    body: OrgSettingsChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> OrgSettingsWord:
    """Change the settings that were read; for Administrators. `If-Match` is required."""
    expected = expected_version(request, required=True)
    wanted = body.model_dump(exclude_unset=True)
    await change_org_settings(desk.world, viewer, wanted, expected=expected)
    return await _served(desk, viewer, response)


async def _served(desk: Desk, viewer: Viewer, response: Response) -> OrgSettingsWord:
    found = await org_settings(desk.world, viewer)
    response.headers["ETag"] = etag(found.version)
    return OrgSettingsWord.of(found)
