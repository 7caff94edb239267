"""How does a table come in that is to be imported, and how many may wait?

The row is there before the first byte, and held as if a node worked on it. So a node that ends
meanwhile leaves nothing that nobody knows: another takes the row up and finds no table.
"""

import asyncio
from collections.abc import AsyncIterable

from sqlalchemy import func, update
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.viewers import Viewer
from chatserver.core.imports import MOST_BYTES
from chatserver.core.refusals import Refused
from chatserver.storage.tables import ImportRow, StaffRow
from chatserver.world import World

MOST_UNDER_WAY = 10  # of one person
COMES_IN_MS = 3600 * 1000


class TooManyImports(Refused):
    """So many tables of one person are on their way, or wait to be read."""

    code = "rate_limited"
    sentence = "Too many tables of yours are under way; wait for one of them."


def table_key(job: str) -> str:
    """Return where the bytes of a table lie until its import ends."""
    return f"imports/{job}"


async def begin_import(
    world: World,
    viewer: Viewer,
    kind: str,
    chunks: AsyncIterable[bytes],
    *,
    dry_run: bool,
    name: str,
) -> str:
    """Keep the table and return the import's id; raises `TooLarge` or `TooManyImports`.

    A node takes it up within seconds, and its row tells how far it is.
    """
    row = ImportRow(
        id=world.new_id("imp"),
        org=viewer.home.org.id,
        kind=kind,
        name=name,
        by=viewer.id,
        dry_run=dry_run,
        state="running",
        at=world.now(),
        held_until=world.now() + COMES_IN_MS,
    )
    async with world.db.transaction() as session:
        await _check_room(session, viewer.id)
        session.add(row)
    try:
        await world.files.put(table_key(row.id), chunks, most=MOST_BYTES)
    except BaseException:
        await asyncio.shield(_forget(world, row.id))
        raise
    async with world.db.transaction() as session:
        waits = update(ImportRow).where(col(ImportRow.id) == row.id, col(ImportRow.tries) == 0)
        came = await session.exec(waits.values(state="waiting", held_until=None))
    if not came.rowcount:
        # Too late: a node has found no table, and told so. What was told stays true.
        await world.files.delete(table_key(row.id))
    return row.id


async def _check_room(session: AsyncSession, staff: str) -> None:
    # One after the other, so that nobody counts past the bound.
    await session.get_one(StaffRow, staff, with_for_update=True)
    under_way = select(func.count()).where(
        ImportRow.by == staff, col(ImportRow.state).in_(("waiting", "running"))
    )
    if (await session.exec(under_way)).one() >= MOST_UNDER_WAY:
        raise TooManyImports


async def _forget(world: World, job: str) -> None:
    await world.files.delete(table_key(job))
    async with world.db.transaction() as session:
        await session.exec(delete(ImportRow).where(col(ImportRow.id) == job))
