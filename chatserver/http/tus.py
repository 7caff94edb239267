"""How does a file come in piece by piece? (tus 1.0.0, https://tus.io, its core and creation)"""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from chatserver.actions.attachments.uploads import pieces
from chatserver.actions.attachments.uploads.pieces import Progress
from chatserver.actions.attachments.uploads.taking import Uploader
from chatserver.http.ids import Id
from chatserver.http.problems import HttpProblem
from chatserver.world import World

VERSION = "1.0.0"
PATH = "/files/uploads"
# Headers that a page of another origin sends and reads.
ASKED = ("Tus-Resumable", "Upload-Length", "Upload-Metadata", "Upload-Offset")
TOLD = ("Location", "Tus-Resumable", "Upload-Length", "Upload-Offset")
PIECE = "application/offset+octet-stream"
BEGINNING = ("file_too_large", "type_not_allowed", "rate_limited", "not_found")
ADDING = ("not_found", "conflict", "type_not_allowed", "file_infected", "rate_limited")
_PIECE_BODY: dict[str, Any] = {
    "content": {PIECE: {"schema": {"type": "string", "format": "binary"}}}
}

Length = Annotated[
    int, Header(alias="Upload-Length", ge=0, lt=2**53, description="Bytes of the whole file.")
]
Metadata = Annotated[
    str,
    Header(
        alias="Upload-Metadata",
        max_length=4096,
        description="`filename` and its value in base64, as in tus; other pairs are ignored.",
    ),
]
Offset = Annotated[
    int | None,
    Header(alias="Upload-Offset", ge=0, lt=2**53, description="Where the piece begins."),
]


class ProgressWord(BaseModel):
    """How many of how many bytes the server has."""

    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Uploading:
    """Who uploads at a door, and into which world."""

    world: World
    by: Uploader


def upload_routes(
    door: str,
    uploading: Callable[..., Awaitable[Uploading]],
    *,
    begins: dict[str, Any],
    finds: dict[str, Any],
    adds: dict[str, Any],
) -> APIRouter:
    """Return the routes below the prefix of a door; `uploading` says who is there, `begins`,
    `finds` and `adds` what each of them asks for.
    """
    routes = APIRouter(prefix=door, tags=["files"])
    one = f"{PATH}/{{upload_id}}"
    here = Annotated[Uploading, Depends(uploading)]
    adds = {**adds, "openapi_extra": {**adds["openapi_extra"], "x-body": _PIECE_BODY}}

    @routes.post(PATH, status_code=201, response_class=Response, **begins)
    async def begin(at: here, length: Length, metadata: Metadata = "") -> Response:
        """Begin a file for a message; `Location` is where its pieces go, and ends with its id."""
        return await _begun(at.world, at.by, f"{door}{PATH}", length, metadata)

    @routes.get(one, **finds)
    @routes.head(one, include_in_schema=False, dependencies=finds.get("dependencies"))
    async def standing(at: here, upload_id: Id, response: Response) -> ProgressWord:
        """Tell how far an upload is, in `Upload-Offset` and `Upload-Length` too; HEAD does as
        well.
        """
        return await _stands(at.world, at.by, upload_id, response)

    @routes.patch(one, status_code=204, response_class=Response, **adds)
    async def add(at: here, upload_id: Id, request: Request, offset: Offset = None) -> Response:
        """Take the piece that begins at `Upload-Offset`. With the last one it is a file, or
        refused.
        """
        return await _added(at.world, at.by, upload_id, offset, request)

    @routes.delete(one, status_code=204, response_class=Response, **finds)
    async def end(at: here, upload_id: Id) -> Response:
        """Cancel an upload."""
        return await _ended(at.world, at.by, upload_id)

    return routes


async def _begun(world: World, by: Uploader, path: str, length: int, metadata: str) -> Response:
    id_ = await pieces.begin_pieces(world, by, name=_file_name(metadata), size=length)
    return _answer(201, {"Location": f"{path}/{id_}", "Upload-Offset": "0"})


async def _stands(world: World, by: Uploader, upload_id: str, response: Response) -> ProgressWord:
    now = await pieces.progress(world, by, upload_id)
    response.headers.update({"Tus-Resumable": VERSION, **_standing(now)})
    return ProgressWord(offset=now.here, size=now.size)


async def _added(
    world: World, by: Uploader, upload_id: str, offset: int | None, request: Request
) -> Response:
    if offset is None:
        await pieces.progress(world, by, upload_id)
        missing = {"in": "header", "pointer": "/Upload-Offset", "code": "missing"}
        raise HttpProblem("validation", errors=[{**missing, "message": "Field required"}])
    if request.headers.get("content-type") != PIECE:
        raise HttpProblem("type_not_allowed")
    now = await pieces.add_piece(world, by, upload_id, offset=offset, chunks=request.stream())
    return _answer(204, _standing(now))


async def _ended(world: World, by: Uploader, upload_id: str) -> Response:
    await pieces.end_pieces(world, by, upload_id)
    return _answer(204, {})


def _answer(status: int, headers: dict[str, str]) -> Response:
    return Response(status_code=status, headers={"Tus-Resumable": VERSION, **headers})


def _standing(now: Progress) -> dict[str, str]:
    return {"Upload-Offset": str(now.here), "Upload-Length": str(now.size)}


def _file_name(metadata: str) -> str:
    for pair in metadata.split(","):
        name, _, value = pair.strip().partition(" ")
        if name == "filename":
            try:
                return base64.b64decode(value, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                break
    return ""
