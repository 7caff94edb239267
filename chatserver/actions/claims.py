"""Which node does a job that any of them could do?

A row says who holds it and for how long. A node that falls silent loses it to the next that looks.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from chatserver.storage.claims import Claims
from chatserver.storage.tables import ExportRow, ImportRow
from chatserver.world import World

Job = TypeVar("Job", ImportRow, ExportRow)

_CLAIMS: Mapping[type, Claims] = MappingProxyType(
    {table: Claims.on(str(table.__tablename__)) for table in (ImportRow, ExportRow)}
)


async def claim(world: World, table: type[Job], *, held_ms: int) -> Job | None:
    """Return the oldest job that waits, or whose node fell silent, as ours; None: there is nothing
    to do. Its `tries` count this one, too.
    """
    now = world.now()
    id_ = await _CLAIMS[table].claim(world.db, now=now, until=now + held_ms)
    if id_ is None:
        return None
    async with world.db.session() as session:
        return await session.get(table, id_)
