"""Which node does a job that any of them could do?

A row says who holds it and for how long. A node that falls silent loses it to the next that looks.
"""

from typing import TypeVar

from sqlalchemy import update
from sqlmodel import col, or_, select

from chatserver.storage.tables import ExportRow, ImportRow
from chatserver.world import World

Job = TypeVar("Job", ImportRow, ExportRow)


async def claim(world: World, table: type[Job], *, held_ms: int) -> Job | None:
    """Return the oldest job that waits, or whose node fell silent, by compare-and-set; None: there
    is nothing to do. Its `tries` count this one, too.
    """
    now = world.now()
    free = or_(
        col(table.state) == "waiting",
        (col(table.state) == "running") & (col(table.held_until) < now),
    )
    async with world.db.session() as session:
        question = select(table).where(free).order_by(col(table.at)).limit(1)
        row = (await session.exec(question)).first()
    if row is None:
        return None
    async with world.db.transaction() as session:
        taken = await session.exec(
            update(table)
            .where(col(table.id) == row.id, col(table.tries) == row.tries, free)
            .values(state="running", tries=row.tries + 1, held_until=now + held_ms)
            .returning(col(table.id))
        )
        mine = taken.first() is not None
    row.tries += 1
    return row if mine else await claim(world, table, held_ms=held_ms)
