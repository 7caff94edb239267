"""`/api/v1/chats/exports`, `chats/export.xlsx`: how does the list leave as a workbook?

A screen asks for one, looks how far it is and fetches it; a program that can wait gets the same in
one request (docs/decisions/0091).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from admin_api.chat_filter import Wanted
from admin_api.desk import PREFIX, HereDesk, HereViewer, staff_with
from admin_api.words.chats import Column
from admin_api.words.exports import ExportWord
from chatserver.actions.chats.chat_exports import asking
from chatserver.actions.chats.chat_exports.making import export_now
from chatserver.core.rights import Permission
from chatserver.core.table_words import COLUMNS
from chatserver.http.file_words import sent
from chatserver.http.ids import Id
from chatserver.http.languages import language_of
from chatserver.http.listed import Listed
from chatserver.workbooks.sheet import XLSX

routes = APIRouter(prefix=PREFIX, tags=["chats"])

SEES = (Permission.CHATS_VIEW, Permission.SUBSCRIPTIONS_VIEW)
_SENT: dict[str, Any] = {
    "response_class": FileResponse,
    "responses": {200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
}


async def _asked(
    request: Request,
    wanted: Wanted,
    columns: Annotated[list[Column], Listed, Query(max_length=len(COLUMNS))] = [],  # noqa: B006
) -> asking.Asked:
    chosen: dict[str, None] = dict.fromkeys(columns)
    return asking.Asked(wanted, tuple(chosen or COLUMNS), language_of(request))


HereAsked = Annotated[asking.Asked, Depends(_asked)]


@routes.get(
    "/chats/export.xlsx", **_SENT, **staff_with(*SEES, problems=["not_found", "rate_limited"])
)
async def export(
    request: Request, desk: HereDesk, viewer: HereViewer, asked: HereAsked
) -> Response:
    """Write what the list shows into a workbook, at most 200,000 rows: filters, search, order.

    `columns` stand in their order, all of them where none is named; headings are in the language
    of `Accept-Language`, times in the organisation's zone. It takes as long as it takes: a screen
    asks for `chats/exports` instead.
    """
    id_ = await export_now(desk.world, desk.ledger.directories, viewer, asked)
    card = await asking.export_card(desk.world, viewer, id_)
    response = sent(request, desk.world, await asking.export_file(desk.world, viewer, id_))
    response.headers.update({"X-Rows": str(card.rows), "Cache-Control": "no-store"})
    response.background = BackgroundTask(asking.remove, desk.world, [id_])
    return response


@routes.post(
    "/chats/exports", status_code=202, **staff_with(*SEES, problems=["not_found", "rate_limited"])
)
async def begin(desk: HereDesk, viewer: HereViewer, asked: HereAsked) -> ExportWord:
    """Let the same workbook be written, and ask `chats/exports/{id}` how far it is.

    Two of an employee's are written at once at most, ten of an organisation's.
    """
    id_ = await asking.begin_export(desk.world, viewer, asked)
    return await one(id_, desk, viewer)


@routes.get("/chats/exports/{export_id}", **staff_with(*SEES, problems=["not_found"]))
async def one(export_id: Id, desk: HereDesk, viewer: HereViewer) -> ExportWord:
    """Return how far a workbook of one's own is."""
    return ExportWord.of(await asking.export_card(desk.world, viewer, export_id))


@routes.get(
    "/chats/exports/{export_id}/file",
    **_SENT,
    **staff_with(*SEES, problems=["not_found", "range_not_satisfiable"]),
)
async def file(export_id: Id, request: Request, desk: HereDesk, viewer: HereViewer) -> Response:
    """Fetch a workbook that is done: within an hour, and with the rights that made it."""
    return sent(request, desk.world, await asking.export_file(desk.world, viewer, export_id))


@routes.delete(
    "/chats/exports/{export_id}", status_code=204, **staff_with(*SEES, problems=["not_found"])
)
async def remove(export_id: Id, desk: HereDesk, viewer: HereViewer) -> None:
    """Cancel a workbook that is being written, or delete one that is done."""
    await asking.remove_export(desk.world, viewer, export_id)
