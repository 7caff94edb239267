"""How is a mini-app used? (launch analytics; docs/decisions/0116)"""

from collections.abc import Iterator

from chatserver.actions.callers.time_zones import time_zone_of
from chatserver.actions.miniapps.versions import seen_app
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.periods import days, period_of
from chatserver.core.analytics import KEPT_DAYS, KEPT_MS, Analytics
from chatserver.core.reports import Period
from chatserver.storage import reports
from chatserver.world import World


async def miniapp_analytics(
    world: World, org: str | None, app_id: str, since: int | None, until: int | None
) -> Analytics:
    """Return the use of a mini-app, thirty days up to now unless a period is named.

    `org` None: the platform asks. Raises `NotFound`; `Invalid` for a period of which not
    everything is kept any more, or that no report would take.
    """
    async with world.db.session() as session:
        row = await seen_app(session, org, app_id)
        zone = await time_zone_of(session, row.org)
    period = period_of(world, since, until)
    refuse_if_any(_forgotten(world, period))
    return await reports.use_of_miniapp(world.db, row.id, period, list(days(period, zone)))


def _forgotten(world: World, period: Period) -> Iterator[Mistake]:
    # Else what is not known any more would look like nothing.
    if period.since < world.now() - KEPT_MS:
        yield Mistake("/since", "too_early", f"launches are kept for {KEPT_DAYS} days")
