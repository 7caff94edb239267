"""`/api/v1/moderation/…` and what else the platform does to mini-apps."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.miniapps import served_card
from admin_api.shapes import build_word, offer_word, whole_review
from admin_api.words.miniapps import MiniappCardWord
from admin_api.words.moderation import (
    ChatSwitchWord,
    DeferWord,
    NewPushLimitsWord,
    QueuedWord,
    QueueWord,
    ReasonWord,
    RejectWord,
    ReviewCardWord,
)
from chatserver.actions.attachments.uploads.screenshots import attach_screenshot
from chatserver.actions.miniapps.publishing import revoke_build, suspend, switch_chat, unsuspend
from chatserver.actions.miniapps.pushes.limits import set_push_limits
from chatserver.actions.miniapps.review_cards import looked_at, queued_reviews
from chatserver.actions.miniapps.reviews import approve, defer, reject
from chatserver.core.manifests import changes_between
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, time_key_of
from chatserver.http.etags import expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.multipart import file_body, file_of
from chatserver.http.named import NamedWord

routes = APIRouter(prefix=PREFIX, tags=["moderation"], route_class=Judged)

HOUR_MS = 3_600_000
MODERATES = Permission.PLATFORM_MODERATION


def _moderator(*problems: str) -> dict[str, Any]:
    return staff_with(MODERATES, problems=["not_found", *problems])


_PICTURED = _moderator("conflict", "type_not_allowed", "file_infected", "rate_limited")
_PICTURED["openapi_extra"] |= {"x-body": file_body("application/octet-stream")}


@routes.get("/moderation/queue", **_moderator())
async def queue(desk: HereDesk, limit: Limit = PAGE, cursor: Cursor = None) -> QueueWord:
    """List the open reviews, the one due first at the front."""
    found = await queued_reviews(desk.world, after=time_key_of(cursor), limit=limit + 1)
    items = [
        QueuedWord(
            review=whole_review(one.review, desk.world.links),
            miniapp=NamedWord(id=one.app, name=one.app_name),
            org=one.org,
            sender=one.sender,
        )
        for one in found[:limit]
    ]
    more = found[limit - 1].review if len(found) > limit else None
    return QueueWord(
        items=items, next_cursor=cursor_after(str(more.due_at), more.id) if more else None
    )


@routes.get("/moderation/reviews/{review_id}", **_moderator())
async def review(review_id: Id, desk: HereDesk) -> ReviewCardWord:
    """Return a review; what its manifest asks for beyond the version before stands first."""
    found = await looked_at(desk.world, review_id)
    before = found.before.manifest if found.before else {}
    after = found.build.manifest if found.build else before
    return ReviewCardWord(
        changes=dict(changes_between(before, after)),
        review=whole_review(found.review, desk.world.links),
        miniapp=NamedWord(id=found.app, name=found.app_name),
        category=found.category,
        description=found.description,
        org=found.org,
        build=build_word(found.build) if found.build else None,
        offer=offer_word(found.offer),
        serving_digest=found.before.digest if found.before else None,
    )


@routes.post(
    "/moderation/reviews/{review_id}/approve",
    status_code=204,
    **_moderator("conflict", "illegal_transition"),
)
async def say_yes(review_id: Id, desk: HereDesk, viewer: HereViewer) -> None:
    """Approve exactly what the review holds."""
    await approve(desk.world, review_id, by=viewer.id)


@routes.post(
    "/moderation/reviews/{review_id}/reject",
    status_code=204,
    **_moderator("conflict", "reason_required", "illegal_transition"),
)
async def say_no(review_id: Id, body: RejectWord, desk: HereDesk, viewer: HereViewer) -> None:
    """Reject it, with a reason that the partner reads."""
    await reject(
        desk.world,
        review_id,
        reason_code=body.reason_code,
        reason=body.text,
        rule_url=body.rule_url,
        by=viewer.id,
    )


@routes.post("/moderation/reviews/{review_id}/screenshot", status_code=204, **_PICTURED)
async def pictured(review_id: Id, request: Request, desk: HereDesk, viewer: HereViewer) -> None:
    """Show the partner what you saw, before you reject: a picture of at most 5 MiB, as the body or
    as `file` in a form, which is made anew. A later one takes its place.
    """
    _, content = await file_of(request)
    await attach_screenshot(desk.world, review_id, content, by=viewer.id)


@routes.post(
    "/moderation/reviews/{review_id}/defer",
    status_code=204,
    **_moderator("conflict", "reason_required"),
)
async def later(review_id: Id, body: DeferWord, desk: HereDesk, viewer: HereViewer) -> None:
    """Look at it later, and say why."""
    due_at = desk.world.now() + body.hours * HOUR_MS
    await defer(desk.world, review_id, reason=body.text, due_at=due_at, by=viewer.id)


@routes.post(
    "/miniapps/{miniapp_id}/suspend", **_moderator("reason_required", "illegal_transition")
)
async def take_away(
    miniapp_id: Id, body: ReasonWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> MiniappCardWord:
    """Suspend a mini-app for a breach, whatever its status: nobody can open it."""
    await suspend(desk.world, miniapp_id, reason=body.reason, by=viewer.id)
    return await served_card(desk, viewer, miniapp_id, response)


@routes.post("/miniapps/{miniapp_id}/unsuspend", **_moderator("illegal_transition"))
async def give_back(
    miniapp_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> MiniappCardWord:
    """Lift a suspension and restore what was before."""
    await unsuspend(desk.world, miniapp_id, by=viewer.id)
    return await served_card(desk, viewer, miniapp_id, response)


@routes.post(
    "/miniapps/{miniapp_id}/builds/{build_id}/revoke",
    **_moderator("reason_required", "conflict"),
)
async def revoke(
    miniapp_id: Id,
    build_id: Id,
    body: ReasonWord,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> MiniappCardWord:
    """Revoke a build: it is never served again."""
    await revoke_build(desk.world, miniapp_id, build_id, reason=body.reason, by=viewer.id)
    return await served_card(desk, viewer, miniapp_id, response)


@routes.put(
    "/miniapps/{miniapp_id}/chat-enabled",
    **staff_with(Permission.PLATFORM_SUPPORT, problems=["not_found", "precondition_failed"]),
)
async def chat_enabled(
    miniapp_id: Id,
    body: ChatSwitchWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> MiniappCardWord:
    """Switch a mini-app's chat on or off."""
    expected = expected_version(request, required=False)
    await switch_chat(desk.world, miniapp_id, on=body.on, by=viewer.id, expected=expected)
    return await served_card(desk, viewer, miniapp_id, response)


@routes.put(
    "/miniapps/{miniapp_id}/push-limits",
    **staff_with(
        Permission.PLATFORM_SUPPORT,
        problems=["not_found", "precondition_failed", "reason_required"],
    ),
)
async def push_limits(
    miniapp_id: Id,
    body: NewPushLimitsWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> MiniappCardWord:
    """Say how often this mini-app may push something to one client; the partner is told why."""
    await set_push_limits(
        desk.world,
        miniapp_id,
        every_s=body.every_s,
        per_day=body.per_day,
        reason=body.reason,
        by=viewer.id,
        expected=expected_version(request, required=False),
    )
    return await served_card(desk, viewer, miniapp_id, response)
