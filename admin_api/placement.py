"""`/api/v1/miniapps/{id}/…`: how do builds and offers get to clients?"""

from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.miniapps import SEES, served_card
from admin_api.shapes import build_word, offer_word
from admin_api.words.miniapps import MiniappCardWord
from admin_api.words.placement import (
    BuildsWord,
    BuildWord,
    OfferLinkWord,
    OffersWord,
    OfferWord,
    PreviewWord,
    RollbackWord,
    StatusWord,
)
from chatserver.actions.miniapps.builds import add_build
from chatserver.actions.miniapps.launches.previews import preview
from chatserver.actions.miniapps.offers import delete_offer, put_offer
from chatserver.actions.miniapps.publishing import choose_status, publish, roll_back
from chatserver.actions.miniapps.reviews import submit, withdraw
from chatserver.actions.miniapps.versions import build_cards, check_offer, offer_cards
from chatserver.core.attachments import clean_name
from chatserver.core.miniapps import Status
from chatserver.core.rights import Permission
from chatserver.http.app_addresses import issuer, page_url, preview_path
from chatserver.http.cursors import Cursor, cursor_after, number_of, time_key_of
from chatserver.http.etags import expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.multipart import file_body, file_of
from chatserver.http.offer_links import offer_link
from chatserver.wire.times import rfc3339

routes = APIRouter(prefix=PREFIX, tags=["placement"], route_class=Judged)

EDIT = Permission.MINIAPPS_EDIT
MOVES = ["not_found", "illegal_transition", "precondition_failed"]
PDF, ZIP = file_body("application/pdf"), file_body("application/zip")


def _takes(body: dict[str, Any], *problems: str) -> dict[str, Any]:
    route = staff_with(EDIT, problems=["not_found", "review_open", "type_not_allowed", *problems])
    route["openapi_extra"] |= {"x-body": body}
    return route


@routes.put("/miniapps/{miniapp_id}/offer", **_takes(PDF, "precondition_failed"))
async def upload_offer(
    miniapp_id: Id, request: Request, desk: HereDesk, viewer: HereViewer
) -> OffersWord:
    """Upload the offer: a PDF of at most 10 MiB as the body, its name in `X-File-Name`
    (percent-encoded), or as `file` in a form.

    After the first approval a changed offer goes to the moderators at once.
    """
    name, content = await file_of(request)
    name = name or unquote(request.headers.get("x-file-name", "")) or "offer.pdf"
    org = viewer.home.org.id
    await put_offer(
        desk.world,
        org,
        miniapp_id,
        name=clean_name(name),
        content=content,
        by=viewer.id,
        expected=expected_version(request, required=False),
    )
    return await _offers(desk, org, miniapp_id)


@routes.get("/miniapps/{miniapp_id}/offer", **staff_with(*SEES, problems=["not_found"]))
async def offer(
    miniapp_id: Id,
    desk: HereDesk,
    viewer: HereViewer,
    limit: Limit = PAGE,
    cursor: Cursor = None,
) -> OffersWord:
    """List the versions of the offer, the newest first."""
    return await _offers(desk, viewer.org, miniapp_id, before=number_of(cursor), limit=limit)


@routes.get("/miniapps/{miniapp_id}/offer/{offer_id}", **staff_with(*SEES, problems=["not_found"]))
async def read_offer(
    miniapp_id: Id, offer_id: Id, request: Request, desk: HereDesk, viewer: HereViewer
) -> OfferLinkWord:
    """Return an address that shows a version of the offer, the PDF, for ten minutes."""
    await check_offer(desk.world, viewer.org, miniapp_id, offer_id)
    url, until = offer_link(request, desk.world, desk.identity, offer_id)
    return OfferLinkWord(url=url, expires_at=rfc3339(until))


@routes.delete(
    "/miniapps/{miniapp_id}/offer",
    status_code=204,
    **staff_with(EDIT, problems=["not_found", "review_open", "precondition_failed"]),
)
async def drop_offer(miniapp_id: Id, request: Request, desk: HereDesk, viewer: HereViewer) -> None:
    """Delete an offer that is not in force yet; one in force stays until another is published."""
    expected = expected_version(request, required=False)
    org = viewer.home.org.id
    await delete_offer(desk.world, org, miniapp_id, by=viewer.id, expected=expected)


@routes.post(
    "/miniapps/{miniapp_id}/builds", status_code=201, **_takes(ZIP, "archive_invalid", "conflict")
)
async def upload_build(
    miniapp_id: Id, request: Request, desk: HereDesk, viewer: HereViewer
) -> BuildWord:
    """Upload a build: a zip of at most 40 MiB as the body, or as `file` in a form. Every problem of
    it is told at once.

    The same content again is the same build.
    """
    _, content = await file_of(request)
    built = await add_build(
        desk.world, viewer.home.org.id, miniapp_id, content=content, by=viewer.id
    )
    return build_word(built)


@routes.get("/miniapps/{miniapp_id}/builds", **staff_with(*SEES, problems=["not_found"]))
async def builds(
    miniapp_id: Id,
    desk: HereDesk,
    viewer: HereViewer,
    limit: Limit = PAGE,
    cursor: Cursor = None,
) -> BuildsWord:
    """List the builds, the newest first."""
    after = time_key_of(cursor)
    found = await build_cards(desk.world, viewer.org, miniapp_id, after=after, limit=limit + 1)
    more = found[limit - 1] if len(found) > limit else None
    return BuildsWord(
        items=[build_word(one) for one in found[:limit]],
        next_cursor=cursor_after(str(more.at), more.id) if more else None,
    )


@routes.post(
    "/miniapps/{miniapp_id}/builds/{build_id}/preview",
    **staff_with(EDIT, Permission.PLATFORM_MODERATION, problems=["not_found"]),
)
async def look_at(
    miniapp_id: Id, build_id: Id, request: Request, desk: HereDesk, viewer: HereViewer
) -> PreviewWord:
    """Return an address that shows a build for 24 hours, always with a made-up client."""
    found = await preview(
        desk.world,
        desk.identity,
        viewer,
        miniapp_id,
        build_id,
        issuer=issuer(request, desk.world),
    )
    path = preview_path(found.digest, found.ticket)
    page = page_url(request, desk.world, app=found.app, label=found.label, path=path)
    return PreviewWord(url=f"{page}#token={found.token}", expires_at=rfc3339(found.expires_at))


@routes.post("/miniapps/{miniapp_id}/submit", **staff_with(EDIT, problems=MOVES))
async def send(
    miniapp_id: Id, request: Request, response: Response, desk: HereDesk, viewer: HereViewer
) -> MiniappCardWord:
    """Send what is pending, a build, an offer or both, to the moderators."""
    expected = expected_version(request, required=False)
    await submit(desk.world, viewer.home.org.id, miniapp_id, by=viewer.id, expected=expected)
    return await served_card(desk, viewer, miniapp_id, response)


@routes.post("/miniapps/{miniapp_id}/withdraw", **staff_with(EDIT, problems=MOVES))
async def take_back(
    miniapp_id: Id, request: Request, response: Response, desk: HereDesk, viewer: HereViewer
) -> MiniappCardWord:
    """Withdraw what was sent; it stays as a draft."""
    expected = expected_version(request, required=False)
    await withdraw(desk.world, viewer.home.org.id, miniapp_id, by=viewer.id, expected=expected)
    return await served_card(desk, viewer, miniapp_id, response)


@routes.post(
    "/miniapps/{miniapp_id}/publish",
    **staff_with(EDIT, problems=MOVES),
)
async def go_out(
    miniapp_id: Id, request: Request, response: Response, desk: HereDesk, viewer: HereViewer
) -> MiniappCardWord:
    """Serve the approved release to everybody."""
    expected = expected_version(request, required=False)
    await publish(desk.world, viewer.home.org.id, miniapp_id, by=viewer.id, expected=expected)
    return await served_card(desk, viewer, miniapp_id, response)


@routes.put(
    "/miniapps/{miniapp_id}/status",
    **staff_with(EDIT, problems=MOVES),
)
async def set_status(
    miniapp_id: Id,
    body: StatusWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> MiniappCardWord:
    """Choose inactive, testing or active; during a review it says what is served meanwhile."""
    await choose_status(
        desk.world,
        viewer.home.org.id,
        miniapp_id,
        Status(body.status),
        by=viewer.id,
        expected=expected_version(request, required=False),
    )
    return await served_card(desk, viewer, miniapp_id, response)


@routes.post("/miniapps/{miniapp_id}/rollback", **staff_with(EDIT, problems=[*MOVES, "conflict"]))
async def go_back(
    miniapp_id: Id,
    body: RollbackWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> MiniappCardWord:
    """Serve another release that was approved; no review is needed."""
    await roll_back(
        desk.world,
        viewer.home.org.id,
        miniapp_id,
        body.release,
        by=viewer.id,
        expected=expected_version(request, required=False),
    )
    return await served_card(desk, viewer, miniapp_id, response)


async def _offers(
    desk: HereDesk, org: str | None, app_id: str, *, before: int | None = None, limit: int = PAGE
) -> OffersWord:
    found = await offer_cards(desk.world, org, app_id, before=before, limit=limit + 1)
    words = [offer_word(one) for one in found[:limit]]
    items: list[OfferWord] = [one for one in words if one is not None]
    more = found[limit - 1] if len(found) > limit else None
    return OffersWord(items=items, next_cursor=cursor_after(str(more.number)) if more else None)
