"""`/api/v1/licences`, `orgs/{id}/licences`, `placement-rules`: on what terms is there an app?"""

from typing import Annotated

from fastapi import APIRouter, Query

from admin_api.desk import PAGE, PREFIX, Desk, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.licences import (
    LicenceCountWord,
    LicencesWord,
    LicenceWord,
    NewPlacementRulesWord,
    PlacementRulesWord,
)
from chatserver.actions.miniapps.licences import (
    LicenceCard,
    grant_licences,
    licences,
    revoke_licence,
)
from chatserver.actions.miniapps.placement_rules import read_rules, write_rules
from chatserver.actions.organisations.orgs import org_card
from chatserver.core.rights import PLATFORM, Permission
from chatserver.http.cursors import Cursor, cursor_after, time_key_of
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.named import NamedWord
from chatserver.ledger.outcome import Person
from chatserver.wire.times import rfc3339

routes = APIRouter(prefix=PREFIX, tags=["licences"], route_class=Judged)

Free = Annotated[bool, Query(description="Only those that serve no mini-app.")]
Version = Annotated[
    int | None, Query(ge=1, le=2_000_000_000, description="Which version; the one in force.")
]
# Of an organisation all of the platform's staff see the licences (D14).
PLATFORMS = tuple(sorted(PLATFORM))


@routes.get("/licences", **staff_with(Permission.MINIAPPS_VIEW, problems=["not_found"]))
async def own(
    desk: HereDesk,
    viewer: HereViewer,
    free: Free = False,
    limit: Limit = PAGE,
    cursor: Cursor = None,
) -> LicencesWord:
    """List the licences of one's organisation, by number; `miniapp` null: it is free."""
    return await _page(desk, viewer.home.org.id, free=free, limit=limit, cursor=cursor)


@routes.get("/orgs/{org_id}/licences", **staff_with(*PLATFORMS, problems=["not_found"]))
async def of_org(
    org_id: Id, desk: HereDesk, free: Free = False, limit: Limit = PAGE, cursor: Cursor = None
) -> LicencesWord:
    """List the licences of an organisation, by number."""
    await org_card(desk.world, org_id)
    return await _page(desk, org_id, free=free, limit=limit, cursor=cursor)


@routes.post(
    "/orgs/{org_id}/licences",
    status_code=201,
    **staff_with(Permission.PLATFORM_LICENCES, problems=["not_found"]),
)
async def grant(
    org_id: Id, body: LicenceCountWord, desk: HereDesk, viewer: HereViewer
) -> LicencesWord:
    """Give an organisation the next licences that it has bought."""
    by = Person("staff", viewer.id)
    return _word(await grant_licences(desk.world, org_id, body.count, by=by))


@routes.delete(
    "/orgs/{org_id}/licences/{licence_id}",
    status_code=204,
    **staff_with(Permission.PLATFORM_LICENCES, problems=["not_found"]),
)
async def revoke(org_id: Id, licence_id: Id, desk: HereDesk, viewer: HereViewer) -> None:
    """Take a licence back; the mini-app that uses it becomes inactive."""
    await revoke_licence(desk.world, org_id, licence_id, by=Person("staff", viewer.id))


@routes.get("/placement-rules", **staff_with(problems=["not_found"]))
async def rules(desk: HereDesk, version: Version = None) -> PlacementRulesWord:
    """Return the placement rules in force, or those of an earlier version."""
    return PlacementRulesWord.of(await read_rules(desk.world, version=version))


@routes.post(
    "/placement-rules",
    status_code=201,
    **staff_with(Permission.PLATFORM_MODERATION, problems=["conflict"]),
)
async def new_rules(
    body: NewPlacementRulesWord, desk: HereDesk, viewer: HereViewer
) -> PlacementRulesWord:
    """Put new placement rules into force. With `based_on`, a `conflict` where another version than
    that holds.
    """
    found = await write_rules(
        desk.world,
        text_ru=body.text_ru,
        text_en=body.text_en,
        by=Person("staff", viewer.id),
        based_on=body.based_on,
    )
    return PlacementRulesWord.of(found)


async def _page(
    desk: Desk, org: str, *, free: bool, limit: int, cursor: str | None
) -> LicencesWord:
    number, _ = time_key_of(cursor) or (0, "")
    found = await licences(desk.world, org, free=free, after=number, limit=limit + 1)
    word = _word(found[:limit])
    if len(found) > limit:
        last = found[limit - 1]
        word.next_cursor = cursor_after(str(last.number), last.id)
    return word


def _word(cards: list[LicenceCard]) -> LicencesWord:
    items = [
        LicenceWord(
            id=one.id,
            name=one.name,
            miniapp=None if one.app is None else NamedWord(id=one.app, name=one.app_name or ""),
            granted_at=rfc3339(one.granted_at),
        )
        for one in cards
    ]
    return LicencesWord(items=items, next_cursor=None)
