"""`/api/v1/clients/{id}/export`, `…/erase`: what is a person's right to their data? (D16)"""

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import StreamingResponse

from admin_api.desk import PREFIX, HereDesk, HereViewer, staff_with
from admin_api.words.word import Word
from chatserver.actions.clients.erasures import erase_client
from chatserver.actions.clients.personal_data import export_client
from chatserver.core.texts import has_visible
from chatserver.http.ids import Id
from chatserver.http.problems import HttpProblem
from chatserver.http.texts import Text

routes = APIRouter(prefix=PREFIX, tags=["clients"])

PROBLEMS = ("not_found", "reason_required")
_ZIP = "application/zip"
_PART = 256 * 1024


def _file() -> Iterator[IO[bytes]]:
    # A person's chats may be long; without a name, nothing of them outlives the answer.
    with tempfile.TemporaryFile() as file:
        yield file


_File = Annotated[IO[bytes], Depends(_file)]


class PersonalDataReasonWord(Word):
    """Why it is done; it stays in the audit log."""

    reason: Annotated[Text, Field(max_length=500, examples=["Request of 12 May"])] = ""


@routes.post(
    "/clients/{client_id}/export",
    response_class=StreamingResponse,
    responses={200: {"content": {_ZIP: {"schema": {"type": "string", "format": "binary"}}}}},
    **staff_with(administrator=True, problems=PROBLEMS, after_closing=True),
)
async def export(
    client_id: Id, body: PersonalDataReasonWord, desk: HereDesk, viewer: HereViewer, file: _File
) -> StreamingResponse:
    """Return everything about a client as a zip; for Administrators, with a reason."""
    reason = _reason(body)
    await export_client(desk.world, viewer, client_id, file, reason=reason)
    headers = {
        "Content-Length": str(file.tell()),
        "Content-Disposition": f'attachment; filename="{client_id}.zip"',
    }
    return StreamingResponse(_parts(file), media_type=_ZIP, headers=headers)


@routes.post(
    "/clients/{client_id}/erase",
    status_code=204,
    **staff_with(administrator=True, problems=PROBLEMS),
)
async def erase(
    client_id: Id, body: PersonalDataReasonWord, desk: HereDesk, viewer: HereViewer
) -> None:
    """Overwrite everything about a client, for good; for Administrators, with a reason."""
    reason = _reason(body)
    await erase_client(desk.world, desk.ledger, viewer, client_id, reason=reason)


def _reason(body: PersonalDataReasonWord) -> str:
    if not has_visible(body.reason):
        raise HttpProblem("reason_required")
    return body.reason.strip()


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while part := file.read(_PART):
        yield part
