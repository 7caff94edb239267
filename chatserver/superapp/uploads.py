"""`/superapp/v1/files/uploads`: how does a client bring a file piece by piece? (tus 1.0.0)"""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chatserver.actions.client_views import Resident
from chatserver.actions.uploads.taking import Uploader
from chatserver.http import tus
from chatserver.http.documents import extras, without_permission
from chatserver.http.ids import Id
from chatserver.superapp.counter import HereCounter, HereResident

routes = APIRouter(tags=["files"])

_PATH = "/files/uploads"
_ADDS: dict[str, Any] = {
    "openapi_extra": extras(permission=None, problems=tus.ADDING) | {"x-body": tus.PIECE_BODY}
}
_BEGINS: dict[str, Any] = {
    "openapi_extra": extras(permission=None, problems=tus.BEGINNING, named=True)
}
_FINDS = without_permission("not_found")


@routes.post(_PATH, status_code=201, response_class=Response, **_BEGINS)
async def begin(
    counter: HereCounter, resident: HereResident, length: tus.Length, metadata: tus.Metadata = ""
) -> Response:
    """Begin a file for a message; `Location` is where its pieces go, and ends with its id."""
    return await tus.begun(counter.world, _by(resident), f"/superapp/v1{_PATH}", length, metadata)


@routes.get(f"{_PATH}/{{upload_id}}", **_FINDS)
@routes.head(f"{_PATH}/{{upload_id}}", include_in_schema=False)
async def standing(
    upload_id: Id, response: Response, counter: HereCounter, resident: HereResident
) -> tus.ProgressWord:
    """Tell how far an upload is, in `Upload-Offset` and `Upload-Length` too; HEAD does as well."""
    return await tus.standing(counter.world, _by(resident), upload_id, response)


@routes.patch(f"{_PATH}/{{upload_id}}", status_code=204, response_class=Response, **_ADDS)
async def add(
    upload_id: Id,
    request: Request,
    counter: HereCounter,
    resident: HereResident,
    offset: tus.Offset = None,
) -> Response:
    """Take the piece that begins at `Upload-Offset`. With the last one it is a file, or refused."""
    return await tus.added(counter.world, _by(resident), upload_id, offset, request)


@routes.delete(f"{_PATH}/{{upload_id}}", status_code=204, response_class=Response, **_FINDS)
async def end(upload_id: Id, counter: HereCounter, resident: HereResident) -> Response:
    """Give an upload up."""
    return await tus.ended(counter.world, _by(resident), upload_id)


def _by(resident: Resident) -> Uploader:
    return Uploader(resident.directory.org.id, "client", resident.client.id)
