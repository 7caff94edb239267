"""`/superapp/v1/files`: how does a client bring a file, and how does anybody get one?"""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chatserver.actions.client_views import Resident
from chatserver.actions.downloads import Download, client_file, linked_file
from chatserver.actions.uploads.taking import Uploader
from chatserver.files.links import Part
from chatserver.http.documents import extras
from chatserver.http.file_words import (
    SENDS,
    TAKING,
    Expires,
    FileWord,
    Signature,
    form_body,
    sent,
    taken,
)
from chatserver.http.ids import Id
from chatserver.http.problems import HttpProblem
from chatserver.superapp.counter import Counter, HereCounter, HereLooker, HereResident

routes = APIRouter(tags=["files"])

_TAKES: dict[str, Any] = {
    "openapi_extra": extras(permission=None, problems=TAKING, named=True)
    | {"x-body": form_body(purposes=False)}
}


@routes.post("/files", status_code=201, response_model_exclude_none=True, **_TAKES)
async def take(request: Request, counter: HereCounter, resident: HereResident) -> FileWord:
    """Take a file for a message, at most 40 MiB of the types in the configuration.

    The content decides what it is. What is not sent within a day is removed.
    """
    by = Uploader(resident.directory.org.id, "client", resident.client.id)
    card = await taken(request, counter.world, by, lambda _: "message")
    return FileWord.of(card, counter.world)


@routes.get("/files/{file_id}", **SENDS)
@routes.head("/files/{file_id}", include_in_schema=False, response_class=Response)
async def whole(
    file_id: Id,
    request: Request,
    counter: HereCounter,
    looker: HereLooker,
    expires: Expires = None,
    signature: Signature = None,
) -> Response:
    """Send a file to whoever holds a link that lives, or may see its chat. Ranges are served."""
    found = await _found(counter, looker, file_id, "whole", expires, signature)
    return sent(request, counter.world, found)


@routes.get("/files/{file_id}/preview", **SENDS)
@routes.head("/files/{file_id}/preview", include_in_schema=False, response_class=Response)
async def preview(
    file_id: Id,
    request: Request,
    counter: HereCounter,
    looker: HereLooker,
    expires: Expires = None,
    signature: Signature = None,
) -> Response:
    """Send the small picture of a picture, in WebP."""
    found = await _found(counter, looker, file_id, "preview", expires, signature)
    return sent(request, counter.world, found)


async def _found(
    counter: Counter,
    looker: Resident | None,
    file_id: str,
    part: Part,
    expires: int | None,
    signature: str | None,
) -> Download:
    if looker is not None:
        return await client_file(counter.world, looker, file_id, part)
    if expires is None or signature is None:
        raise HttpProblem("unauthorized")
    return await linked_file(counter.world, file_id, part, expires=expires, signature=signature)
