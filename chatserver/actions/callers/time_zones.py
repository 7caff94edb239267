"""In which time zone does an organisation read its times?"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.storage.tables import Org
from chatserver.world import World
from chatserver.zones import zone_named


async def time_zone_of(session: AsyncSession, org_id: str) -> ZoneInfo:
    """Return the zone of the organisation's settings; UTC where the machine knows no such zone."""
    org = await session.get(Org, org_id)
    return zone_named(org.settings.get("time_zone") if org is not None else None)


async def today_of(session: AsyncSession, world: World, org_id: str) -> date:
    """Return which day it is in the organisation's zone."""
    zone = await time_zone_of(session, org_id)
    return datetime.fromtimestamp(world.now() / 1000, UTC).astimezone(zone).date()
