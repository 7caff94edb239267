"""`/api/v1/miniapps/{id}/analytics`: how is a mini-app used?"""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from admin_api.desk import PREFIX, HereDesk, HereViewer, staff_with
from admin_api.miniapps import SEES
from admin_api.words.analytics import AnalyticsWord
from chatserver.actions.miniapps.analytics import miniapp_analytics
from chatserver.http.ids import Id
from chatserver.wire.times import milliseconds

routes = APIRouter(prefix=PREFIX, tags=["mini-apps"])


@routes.get("/miniapps/{miniapp_id}/analytics", **staff_with(*SEES, problems=["not_found"]))
async def analytics(
    miniapp_id: Id,
    desk: HereDesk,
    viewer: HereViewer,
    since: Annotated[
        AwareDatetime | None, Query(description="RFC 3339; thirty days before `until` if absent.")
    ] = None,
    until: Annotated[
        AwareDatetime | None, Query(description="Before this instant; now if absent.")
    ] = None,
) -> AnalyticsWord:
    """Say how a mini-app was used in a period, 93 days at most, in numbers alone: launches and
    different clients, refused launches, answers to the offer, pushes, orders made and paid, how
    long pages took and what failed in them. Launches are kept for a hundred days.

    Days are those of the organisation's time zone. The whole mini-app counts, whatever objects the
    employee may see; nothing is told by place or by client.
    """
    found = await miniapp_analytics(
        desk.world,
        viewer.org,
        miniapp_id,
        None if since is None else milliseconds(since),
        None if until is None else milliseconds(until),
    )
    return AnalyticsWord.of(found)
