"""`/api/v1/canned-replies`: which texts do employees have ready?"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.chat_list import SENDS
from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.canned import (
    CannedRepliesWord,
    CannedReplyChangeWord,
    CannedReplyWord,
    NewCannedReplyWord,
)
from chatserver.actions.chats import canned_replies as canned
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.wire.times import rfc3339

routes = APIRouter(prefix=PREFIX, tags=["canned replies"], route_class=Judged)

USES = (*SENDS, Permission.DIRECTORY_EDIT)
CHANGES = ("not_found", "precondition_failed")


@routes.get("/canned-replies", **staff_with(*USES, problems=["not_found"]))
async def all_of_them(
    desk: HereDesk, viewer: HereViewer, limit: Limit = PAGE, cursor: Cursor = None
) -> CannedRepliesWord:
    """List the employee's own texts and those that the organisation shares, oldest first."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await canned.canned_replies(desk.world, viewer, after=after, limit=limit + 1)
    return CannedRepliesWord(
        items=[_plain(card) for card in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.post("/canned-replies", status_code=201, **staff_with(*USES, problems=["not_found"]))
async def new_one(
    body: NewCannedReplyWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> CannedReplyWord:
    """Add a text: one's own, or with `directory.edit` one for everybody."""
    wanted = {"title": body.title, "text": body.text}
    id_ = await canned.add_canned_reply(desk.world, viewer, wanted, shared=body.shared)
    return _word(await canned.canned_reply(desk.world, viewer, id_), response)


@routes.get("/canned-replies/{reply_id}", **staff_with(*USES, problems=["not_found"]))
async def one_of_them(
    reply_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> CannedReplyWord:
    """Return a text, with its `ETag`."""
    return _word(await canned.canned_reply(desk.world, viewer, reply_id), response)


@routes.patch("/canned-replies/{reply_id}", **staff_with(*USES, problems=CHANGES))
async def change(
    reply_id: Id,
    body: CannedReplyChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> CannedReplyWord:
    """Change a text; `If-Match` may be given. A shared one needs `directory.edit`."""
    wanted = body.model_dump(exclude_unset=True)
    expected = expected_version(request, required=False)
    await canned.change_canned_reply(desk.world, viewer, reply_id, wanted, expected=expected)
    return _word(await canned.canned_reply(desk.world, viewer, reply_id), response)


@routes.delete("/canned-replies/{reply_id}", status_code=204, **staff_with(*USES, problems=CHANGES))
async def remove(reply_id: Id, request: Request, desk: HereDesk, viewer: HereViewer) -> None:
    """Delete a text. A shared one needs `directory.edit`."""
    expected = expected_version(request, required=False)
    await canned.remove_canned_reply(desk.world, viewer, reply_id, expected=expected)


def _plain(card: canned.CannedCard) -> CannedReplyWord:
    return CannedReplyWord(
        id=card.id,
        title=card.title,
        text=card.text,
        shared=card.shared,
        version=card.version,
        updated_at=rfc3339(card.updated_at),
    )


def _word(card: canned.CannedCard, response: Response) -> CannedReplyWord:
    response.headers["ETag"] = etag(card.version)
    return _plain(card)
