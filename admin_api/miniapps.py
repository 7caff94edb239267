"""`/api/v1/miniapps…`: which mini-apps are there, and what stands on their cards?"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, Desk, HereDesk, HereViewer, Limit, staff_with
from admin_api.shapes import card_word, whole_review
from admin_api.words.miniapps import (
    CategoriesWord,
    CategoryWord,
    MiniappCardWord,
    MiniappChangeWord,
    MiniappsWord,
    MiniappWord,
    NewMiniappWord,
    PaymentWord,
)
from admin_api.words.placement import ReviewsWord
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.miniapps.cards import miniapp_card, miniapp_lines
from chatserver.actions.miniapps.payment import set_payee
from chatserver.actions.miniapps.registration import NewMiniapp, change_miniapp, register_miniapp
from chatserver.actions.miniapps.review_cards import review_cards
from chatserver.actions.organisations.orgs import org_card
from chatserver.core.registration import CATEGORIES
from chatserver.core.rights import PLATFORM, Permission
from chatserver.http.cursors import Cursor, cursor_after, time_key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.wire.times import rfc3339

routes = APIRouter(prefix=PREFIX, tags=["mini-apps"], route_class=Judged)

# Of an organisation all of the platform's staff see the mini-apps (D14).
PLATFORMS = tuple(sorted(PLATFORM))
SEES = (Permission.MINIAPPS_VIEW, *PLATFORMS)


@routes.get("/categories", **staff_with())
async def categories() -> CategoriesWord:
    """List the fifteen categories of mini-apps."""
    items = [CategoryWord(id=id_, name_ru=ru, name_en=en) for id_, (ru, en) in CATEGORIES.items()]
    return CategoriesWord(items=items, next_cursor=None)


@routes.get("/miniapps", **staff_with(Permission.MINIAPPS_VIEW, Permission.CHATS_VIEW))
async def miniapps(
    desk: HereDesk, viewer: HereViewer, limit: Limit = PAGE, cursor: Cursor = None
) -> MiniappsWord:
    """List the mini-apps, the one that changed last first. Whoever sees their chats needs the
    names, too.
    """
    return await _page(desk, viewer.home.org.id, limit, cursor)


@routes.get("/orgs/{org_id}/miniapps", **staff_with(*PLATFORMS, problems=["not_found"]))
async def of_org(
    org_id: Id, desk: HereDesk, limit: Limit = PAGE, cursor: Cursor = None
) -> MiniappsWord:
    """List an organisation's mini-apps, the one that changed last first."""
    await org_card(desk.world, org_id)
    return await _page(desk, org_id, limit, cursor)


@routes.post(
    "/miniapps",
    status_code=201,
    **staff_with(
        Permission.MINIAPPS_EDIT, problems=["not_found", "rules_changed", "licence_in_use"]
    ),
)
async def register(
    body: NewMiniappWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> MiniappCardWord:
    """Register a mini-app. The placement rules are confirmed with every one of them."""
    new = NewMiniapp(body.licence, body.name, body.category, body.description, body.rules_version)
    app_id = await register_miniapp(desk.world, viewer.home.org.id, new, by=viewer.id)
    response.headers["Location"] = f"/api/v1/miniapps/{app_id}"
    return await served_card(desk, viewer, app_id, response)


@routes.get("/miniapps/{miniapp_id}", **staff_with(*SEES, problems=["not_found"]))
async def card(
    miniapp_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> MiniappCardWord:
    """Return a mini-app's card, with its `ETag`. The platform's staff may read every one."""
    return await served_card(desk, viewer, miniapp_id, response)


@routes.get("/miniapps/{miniapp_id}/reviews", **staff_with(*SEES, problems=["not_found"]))
async def reviews(
    miniapp_id: Id,
    desk: HereDesk,
    viewer: HereViewer,
    limit: Limit = PAGE,
    cursor: Cursor = None,
) -> ReviewsWord:
    """List the reviews of a mini-app, the newest first."""
    after = time_key_of(cursor)
    found = await review_cards(desk.world, viewer.org, miniapp_id, after=after, limit=limit + 1)
    more = found[limit - 1] if len(found) > limit else None
    return ReviewsWord(
        items=[whole_review(one, desk.world.links) for one in found[:limit]],
        next_cursor=cursor_after(str(more.sent_at), more.id) if more else None,
    )


@routes.patch(
    "/miniapps/{miniapp_id}",
    **staff_with(
        Permission.MINIAPPS_EDIT,
        problems=["not_found", "precondition_failed", "licence_in_use", "review_open"],
    ),
)
async def change(
    miniapp_id: Id,
    body: MiniappChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> MiniappCardWord:
    """Change the card: what is named is set. Clearing the licence makes the mini-app inactive."""
    await change_miniapp(
        desk.world,
        viewer.home.org.id,
        miniapp_id,
        body.model_dump(exclude_unset=True),
        by=viewer.id,
        expected=expected_version(request, required=False),
    )
    return await served_card(desk, viewer, miniapp_id, response)


@routes.put(
    "/miniapps/{miniapp_id}/payment",
    **staff_with(
        Permission.MINIAPPS_EDIT, problems=["not_found", "precondition_failed", "review_open"]
    ),
)
async def payment(
    miniapp_id: Id,
    body: PaymentWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> MiniappCardWord:
    """Say who is paid: a legal entity of the organisation, and one of its accounts."""
    await set_payee(
        desk.world,
        viewer.home.org.id,
        miniapp_id,
        entity=body.legal_entity,
        account=body.account,
        by=viewer.id,
        expected=expected_version(request, required=False),
    )
    return await served_card(desk, viewer, miniapp_id, response)


async def served_card(
    desk: Desk, viewer: Viewer, app_id: str, response: Response
) -> MiniappCardWord:
    """Return the card as it stands now, its version in the `ETag`."""
    found = await miniapp_card(desk.world, viewer.org, app_id)
    response.headers["ETag"] = etag(found.version)
    return card_word(found, desk.world.links)


async def _page(desk: Desk, org: str, limit: int, cursor: str | None) -> MiniappsWord:
    found = await miniapp_lines(desk.world, org, after=time_key_of(cursor), limit=limit + 1)
    items = [
        MiniappWord(
            id=one.id,
            name=one.name,
            public_title=one.public_title,
            status=one.status.value,
            suspended=one.suspended,
            category=one.category,
            updated_at=rfc3339(one.updated_at),
            chat_on=one.chat_on,
            bot_on=one.bot_on,
        )
        for one in found[:limit]
    ]
    more = found[limit - 1] if len(found) > limit else None
    return MiniappsWord(
        items=items, next_cursor=cursor_after(str(more.updated_at), more.id) if more else None
    )
