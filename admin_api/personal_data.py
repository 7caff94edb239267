"""`/api/v1/clients/{id}/export`, `…/erase`: what is a person's right to their data? (D16)"""

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from admin_api.desk import HereDesk, HereViewer, staff_with
from admin_api.words.word import Text, Word
from chatserver.actions.erasures import check_administrator, erase_client
from chatserver.actions.personal_data import export_client
from chatserver.core.rights import Permission
from chatserver.core.texts import has_visible
from chatserver.http.ids import Id
from chatserver.http.problems import HttpProblem

routes = APIRouter(tags=["clients"])

EDIT = Permission.CLIENTS_EDIT
PROBLEMS = ("not_found", "reason_required")
_ZIP = "application/zip"


class PersonalDataReasonWord(Word):
    """Why it is done; it stays in the audit log."""

    reason: Annotated[Text, Field(max_length=500, examples=["Request of 12 May"])] = ""


@routes.post(
    "/clients/{client_id}/export",
    response_class=FileResponse,
    responses={200: {"content": {_ZIP: {"schema": {"type": "string", "format": "binary"}}}}},
    **staff_with(EDIT, problems=PROBLEMS, after_closing=True),
)
async def export(
    client_id: Id, body: PersonalDataReasonWord, desk: HereDesk, viewer: HereViewer
) -> FileResponse:
    """Return everything about a client as a zip; for Administrators, with a reason."""
    check_administrator(viewer)
    reason = _reason(body)
    # It is written beside the answer and goes with it: a person's chats may be long.
    with tempfile.NamedTemporaryFile(
        prefix="chatserver-export-", suffix=".zip", delete=False
    ) as file:
        path = Path(file.name)
    try:
        await export_client(desk.world, viewer, client_id, path, reason=reason)
    except BaseException:
        _remove(path)
        raise
    return FileResponse(
        path, media_type=_ZIP, filename=f"{client_id}.zip", background=BackgroundTask(_remove, path)
    )


@routes.post("/clients/{client_id}/erase", status_code=204, **staff_with(EDIT, problems=PROBLEMS))
async def erase(
    client_id: Id, body: PersonalDataReasonWord, desk: HereDesk, viewer: HereViewer
) -> None:
    """Overwrite everything about a client, for good; for Administrators, with a reason."""
    check_administrator(viewer)
    reason = _reason(body)
    await erase_client(desk.world, desk.ledger, viewer, client_id, reason=reason)


def _reason(body: PersonalDataReasonWord) -> str:
    if not has_visible(body.reason):
        raise HttpProblem("reason_required")
    return body.reason.strip()


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
