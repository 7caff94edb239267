"""`/superapp/v1/files`: how does a client bring a file, and how does anybody get one?"""

from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request

from chatserver.actions.attachments.downloads import client_file
from chatserver.actions.attachments.uploads.taking import Uploader
from chatserver.http.documents import extras
from chatserver.http.file_routes import Looking, add_downloads
from chatserver.http.file_words import TAKING, FileWord, form_body, taken
from chatserver.superapp.counter import PREFIX, HereCounter, HereLooker, HereResident

routes = APIRouter(prefix=PREFIX, tags=["files"])

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


async def _looking(counter: HereCounter, looker: HereLooker) -> Looking:
    if looker is None:
        return Looking(counter.world, None)
    return Looking(counter.world, partial(client_file, counter.world, looker))


add_downloads(routes, _looking)
