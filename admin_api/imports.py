"""`/api/v1/objects/import`, `clients/import`, `imports…`: how do whole tables come in?"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.imports import FindingsWord, FindingWord, ImportsWord, ImportWord
from chatserver.actions.places.imports.beginning import begin_import
from chatserver.actions.places.imports.cards import import_card, import_findings, own_imports
from chatserver.core.attachments import clean_name
from chatserver.core.imports import message
from chatserver.core.rights import Permission
from chatserver.files import TooLarge
from chatserver.http.cursors import Cursor, cursor_after, key_of, time_key_of
from chatserver.http.ids import Id
from chatserver.http.languages import language_of
from chatserver.http.multipart import file_body, file_of
from chatserver.http.problems import HttpProblem
from chatserver.http.texts import Text
from chatserver.workbooks.sheet import XLSX

routes = APIRouter(prefix=PREFIX, tags=["imports"])

EITHER = (Permission.DIRECTORY_EDIT, Permission.CLIENTS_EDIT)
_TABLE = file_body("text/csv", XLSX, "application/octet-stream")
DryRun = Annotated[bool, Query(description="Look at every line and store nothing.")]
FileName = Annotated[Text, Query(max_length=200, description="How the file is called.")]


def _takes_table(permission: Permission) -> dict[str, Any]:
    route = staff_with(permission, problems=["not_found", "rate_limited"])
    route["openapi_extra"] |= {"x-body": _TABLE}
    return route


@routes.post("/objects/import", status_code=202, **_takes_table(Permission.DIRECTORY_EDIT))
async def import_objects(
    request: Request,
    desk: HereDesk,
    viewer: HereViewer,
    dry_run: DryRun = False,
    name: FileName = "",
) -> ImportWord:
    """Take a table of objects, CSV or XLSX, of at most 20 MiB and 200,000 lines: as the body, or as
    `file` in a form.

    Columns: external_id, kind, name, parent (an external_id), address. All of it or nothing is
    stored; ask `imports/{id}` how far it is.
    """
    return await _begin("objects", request, desk, viewer, dry_run=dry_run, name=name)


@routes.post("/clients/import", status_code=202, **_takes_table(Permission.CLIENTS_EDIT))
async def import_clients(
    request: Request,
    desk: HereDesk,
    viewer: HereViewer,
    dry_run: DryRun = False,
    name: FileName = "",
) -> ImportWord:
    """Take a table of clients, CSV or XLSX, of at most 20 MiB and 200,000 lines: as the body, or as
    `file` in a form.

    Columns: external_id, name, phone, premises (external ids between `|`), tester, email, birth
    (1990-05-17 or 17.05.1990). All of it or nothing is stored; ask `imports/{id}` how far it is.
    """
    return await _begin("clients", request, desk, viewer, dry_run=dry_run, name=name)


@routes.get("/imports", **staff_with(*EITHER, problems=["not_found"]))
async def own(
    desk: HereDesk,
    viewer: HereViewer,
    limit: Limit = PAGE,
    cursor: Cursor = None,
    kind: Annotated[Literal["objects", "clients"] | None, Query()] = None,
) -> ImportsWord:
    """List one's own imports, the newest first."""
    before = time_key_of(cursor)
    found = await own_imports(desk.world, viewer, kind=kind, before=before, limit=limit + 1)
    more = found[limit - 1] if len(found) > limit else None
    return ImportsWord(
        items=[ImportWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(str(more.at), more.id) if more else None,
    )


@routes.get(
    "/imports/{import_id}",
    **staff_with(*EITHER, problems=["not_found"]),
)
async def one_import(import_id: Id, desk: HereDesk, viewer: HereViewer) -> ImportWord:
    """Return how far an import of one's own is, and what came of it."""
    return ImportWord.of(await import_card(desk.world, viewer, import_id))


@routes.get(
    "/imports/{import_id}/findings",
    **staff_with(*EITHER, problems=["not_found"]),
)
async def findings(
    import_id: Id,
    request: Request,
    desk: HereDesk,
    viewer: HereViewer,
    limit: Limit = PAGE,
    cursor: Cursor = None,
) -> FindingsWord:
    """List what is wrong with the lines, in the language of `Accept-Language`."""
    key = key_of(cursor, width=1)
    after = int(key[0]) if key is not None and key[0].isdecimal() and len(key[0]) < 10 else -1
    found = await import_findings(desk.world, viewer, import_id, after=after, limit=limit + 1)
    language = language_of(request)
    items = [
        FindingWord(
            line=one.line,
            column=one.column,
            code=one.code,
            message=message(one.code, language),
            value=one.value,
        )
        for _, one in found[:limit]
    ]
    more = len(found) > limit
    return FindingsWord(
        items=items, next_cursor=cursor_after(str(found[limit - 1][0])) if more else None
    )


async def _begin(
    kind: str, request: Request, desk: HereDesk, viewer: HereViewer, *, dry_run: bool, name: str
) -> ImportWord:
    called, chunks = await file_of(request)
    name = name or (clean_name(called) if called else "")
    try:
        id_ = await begin_import(desk.world, viewer, kind, chunks, dry_run=dry_run, name=name)
    except TooLarge:
        raise HttpProblem("file_too_large") from None
    return ImportWord.of(await import_card(desk.world, viewer, id_))
