"""`/api/v1/files/uploads`: how does an employee bring a file piece by piece? (tus 1.0.0)"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import HereDesk, HereViewer, staff_with
from chatserver.actions.uploads.taking import Uploader
from chatserver.actions.viewers import Viewer
from chatserver.core.attachments import NEEDS
from chatserver.http import tus
from chatserver.http.ids import Id

routes = APIRouter(tags=["files"])

_PATH = "/files/uploads"
_MAY = NEEDS["message"]
_ADDS = staff_with(*_MAY, problems=tus.ADDING)
_ADDS["openapi_extra"] |= {"x-body": tus.PIECE_BODY}
_FINDS = staff_with(*_MAY, problems=["not_found"])


@routes.post(
    _PATH, status_code=201, response_class=Response, **staff_with(*_MAY, problems=tus.BEGINNING)
)
async def begin(
    desk: HereDesk, viewer: HereViewer, length: tus.Length, metadata: tus.Metadata = ""
) -> Response:
    """Begin a file for a message; `Location` is where its pieces go, and ends with its id."""
    return await tus.begun(desk.world, _by(viewer), f"/api/v1{_PATH}", length, metadata)


@routes.get(f"{_PATH}/{{upload_id}}", **_FINDS)
@routes.head(f"{_PATH}/{{upload_id}}", include_in_schema=False, dependencies=_FINDS["dependencies"])
async def standing(
    upload_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> tus.ProgressWord:
    """Tell how far an upload is, in `Upload-Offset` and `Upload-Length` too; HEAD does as well."""
    return await tus.standing(desk.world, _by(viewer), upload_id, response)


@routes.patch(f"{_PATH}/{{upload_id}}", status_code=204, response_class=Response, **_ADDS)
async def add(
    upload_id: Id,
    request: Request,
    desk: HereDesk,
    viewer: HereViewer,
    offset: tus.Offset = None,
) -> Response:
    """Take the piece that begins at `Upload-Offset`. With the last one it is a file, or refused."""
    return await tus.added(desk.world, _by(viewer), upload_id, offset, request)


@routes.delete(f"{_PATH}/{{upload_id}}", status_code=204, response_class=Response, **_FINDS)
async def end(upload_id: Id, desk: HereDesk, viewer: HereViewer) -> Response:
    """Give an upload up."""
    return await tus.ended(desk.world, _by(viewer), upload_id)


def _by(viewer: Viewer) -> Uploader:
    return Uploader(viewer.home.org.id, "staff", viewer.id)
