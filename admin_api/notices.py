"""`/api/v1/notices`: of what was an employee told? (D17)"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.notices import NoticesWord, NoticeWord, ReadWord
from chatserver.actions.notifying.notices import (
    Notice,
    notices,
    read_notice,
    read_notices,
    unread_notices,
)
from chatserver.core.staff_notices import told
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.languages import language_of
from chatserver.wire.times import rfc3339

routes = APIRouter(prefix=PREFIX, tags=["me"], route_class=Judged)

Unread = Annotated[bool, Query(description="Those alone that were not read.")]


@routes.get("/notices", **staff_with())
async def all_of_them(
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
    limit: Limit = PAGE,
    cursor: Cursor = None,
    unread: Unread = False,
) -> NoticesWord:
    """List one's notices, in the language of `Accept-Language`."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await notices(desk.world, viewer.id, after=after, limit=limit + 1, unread=unread)
    language = language_of(request)
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language"
    return NoticesWord(
        items=[_word(one, language) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
        unread=await unread_notices(desk.world, viewer.id),
    )


@routes.post("/notices/read", status_code=204, **staff_with())
async def read_all(body: ReadWord, desk: HereDesk, viewer: HereViewer) -> None:
    """Mark notices as read, all or up to one."""
    await read_notices(desk.world, viewer.id, to=body.to)


@routes.post("/notices/{notice_id}/read", status_code=204, **staff_with(problems=["not_found"]))
async def read_one(notice_id: Id, desk: HereDesk, viewer: HereViewer) -> None:
    """Mark a notice as read."""
    await read_notice(desk.world, viewer.id, notice_id)


def _word(notice: Notice, language: str) -> NoticeWord:
    title, text = told(notice.kind, language, notice.data)
    return NoticeWord(
        id=notice.id,
        kind=notice.kind,
        subject=notice.subject,
        title=title,
        text=text,
        data=dict(notice.data),
        at=rfc3339(notice.at),
        read=notice.read_at is not None,
    )
