"""`/api/v1/files`: how does an employee bring a file, and how do they get one?"""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import Desk, HereDesk, HereLooker, HereViewer, staff_with
from chatserver.actions.downloads import Download, linked_file, staff_file
from chatserver.actions.uploads.taking import Uploader
from chatserver.actions.viewers import Viewer
from chatserver.core.attachments import NEEDS
from chatserver.files.links import Part
from chatserver.http.file_words import (
    SENDS,
    TAKING,
    Expires,
    FileWord,
    Signature,
    form_body,
    purpose_of,
    sent,
    taken,
)
from chatserver.http.ids import Id
from chatserver.http.problems import HttpProblem

routes = APIRouter(tags=["files"])

_ANY = tuple(dict.fromkeys(one for needed in NEEDS.values() for one in needed))
_TAKES = staff_with(*_ANY, problems=TAKING)
_TAKES["openapi_extra"] |= {"x-body": form_body(purposes=True)}


@routes.post("/files", status_code=201, response_model_exclude_none=True, **_TAKES)
async def take(request: Request, desk: HereDesk, viewer: HereViewer) -> FileWord:
    """Take a file: for a message at most 40 MiB of the types in the configuration; for a widget or
    the catalogue a picture of at most 5 MiB, which is made anew.

    The content decides what it is. What is not sent within a day is removed.
    """
    by = Uploader(viewer.home.org.id, "staff", viewer.id)

    def purpose(fields: Mapping[str, str]) -> str:
        named = purpose_of(fields)
        viewer.check(*NEEDS[named])
        return named

    return FileWord.of(await taken(request, desk.world, by, purpose), desk.world)


@routes.get("/files/{file_id}", **SENDS)
@routes.head("/files/{file_id}", include_in_schema=False, response_class=Response)
async def whole(
    file_id: Id,
    request: Request,
    desk: HereDesk,
    looker: HereLooker,
    expires: Expires = None,
    signature: Signature = None,
) -> Response:
    """Send a file to whoever holds a link that lives, or may see its chat. Ranges are served."""
    found = await _found(desk, looker, file_id, "whole", expires, signature)
    return sent(request, desk.world, found)


@routes.get("/files/{file_id}/preview", **SENDS)
@routes.head("/files/{file_id}/preview", include_in_schema=False, response_class=Response)
async def preview(
    file_id: Id,
    request: Request,
    desk: HereDesk,
    looker: HereLooker,
    expires: Expires = None,
    signature: Signature = None,
) -> Response:
    """Send the small picture of a picture, in WebP."""
    found = await _found(desk, looker, file_id, "preview", expires, signature)
    return sent(request, desk.world, found)


async def _found(
    desk: Desk,
    looker: Viewer | None,
    file_id: str,
    part: Part,
    expires: int | None,
    signature: str | None,
) -> Download:
    if looker is not None:
        return await staff_file(desk.world, desk.ledger.directories, looker, file_id, part)
    if expires is None or signature is None:
        raise HttpProblem("unauthorized")
    return await linked_file(desk.world, file_id, part, expires=expires, signature=signature)
