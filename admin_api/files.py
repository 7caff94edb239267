"""`/api/v1/files`: how does an employee bring a file, and how do they get one?"""

from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request

from admin_api.desk import PREFIX, HereDesk, HereLooker, HereViewer, staff_with
from chatserver.actions.attachments.downloads import staff_file
from chatserver.actions.attachments.uploads.taking import Uploader
from chatserver.core.attachments import NEEDS
from chatserver.http.file_routes import Looking, add_downloads
from chatserver.http.file_words import TAKING, FileWord, form_body, purpose_of, taken

routes = APIRouter(prefix=PREFIX, tags=["files"])

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


async def _looking(desk: HereDesk, looker: HereLooker) -> Looking:
    if looker is None:
        return Looking(desk.world, None)
    return Looking(desk.world, partial(staff_file, desk.world, desk.ledger.directories, looker))


add_downloads(routes, _looking)
