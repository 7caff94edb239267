"""`/api/v1/api-keys`: with which keys do the organisation's own systems come?"""

from fastapi import APIRouter

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.api_keys import (
    ExportKeysWord,
    ExportKeyWord,
    MadeExportKeyWord,
    NewExportKeyWord,
)
from chatserver.actions.integrations.export_keys import end_export_key, export_keys, make_export_key
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.ids import Id
from chatserver.http.judged import Judged

routes = APIRouter(prefix=PREFIX, tags=["integration"], route_class=Judged)

EDIT = Permission.INTEGRATION_EDIT


@routes.get("/api-keys", **staff_with(EDIT, problems=["not_found"]))
async def keys(
    desk: HereDesk, viewer: HereViewer, limit: Limit = PAGE, cursor: Cursor = None
) -> ExportKeysWord:
    """List the keys that are valid, oldest first; their values are stored nowhere."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await export_keys(desk.world, viewer, after=after, limit=limit + 1)
    return ExportKeysWord(
        items=[ExportKeyWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.post(
    "/api-keys", status_code=201, **staff_with(EDIT, problems=["not_found"], secrets=["secret"])
)
async def new_key(body: NewExportKeyWord, desk: HereDesk, viewer: HereViewer) -> MadeExportKeyWord:
    """Make a key that reads `/public/v1`: what its maker may see now, and only inside their
    objects. Its value is shown this once.
    """
    made = await make_export_key(desk.world, viewer, body.name, body.scopes)
    return MadeExportKeyWord.made(made)


@routes.delete("/api-keys/{key_id}", status_code=204, **staff_with(EDIT, problems=["not_found"]))
async def end_key(key_id: Id, desk: HereDesk, viewer: HereViewer) -> None:
    """Revoke a key, at once."""
    await end_export_key(desk.world, viewer, key_id)
