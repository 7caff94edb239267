"""How is a table of chats written, once, by whichever node comes first?

The row says who holds it and for how long. A node that dies is silent, and another begins anew; one
whose table was given up, or taken over, finds that its hold is gone, and stops.
"""

import asyncio
import logging
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from sqlalchemy import update
from sqlmodel import col, or_, select

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.time_zones import time_zone_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.chats.chat_exports.asking import (
    FOLDER,
    KEPT_MS,
    Asked,
    key_of,
    note_export,
    reach_of,
    remove,
)
from chatserver.actions.chats.chat_exports.table import Looks, maker
from chatserver.actions.claims import claim
from chatserver.core.refusals import NotFound
from chatserver.core.rights import Permission
from chatserver.core.table_words import column, word
from chatserver.ledger.directory import Directories
from chatserver.ledger.outcome import Person
from chatserver.storage.chat_table import table_of_chats
from chatserver.storage.tables import ExportRow
from chatserver.storage.trouble import DatabaseTrouble
from chatserver.world import World

log = logging.getLogger(__name__)

ROWS_MAX = 200_000
HELD_MS = 30_000
TELL_S = 0.5
WITHIN_S = 600
TRIES = 3
SEES = frozenset({Permission.CHATS_VIEW, Permission.SUBSCRIPTIONS_VIEW})


class Gone(NotFound):
    """Nobody wants the table any more, or another node writes it."""


@dataclass(slots=True)
class Going:
    """A table that this node writes, and how far it is."""

    row: ExportRow
    asked: Asked = field(init=False)
    reach: str = ""
    rows: int = 0
    total: int | None = None
    size: int = 0

    def __post_init__(self) -> None:
        self.asked = msgspec.json.decode(self.row.asked, type=Asked)


async def run_exports(world: World, directories: Directories) -> int:
    """Write what waits, one after the other; return how many were taken up."""
    taken = 0
    while (row := await claim(world, ExportRow, held_ms=HELD_MS)) is not None:
        if row.tries > TRIES:
            # Its nodes ended again and again.
            await _give_up(world, row)
            continue
        taken += 1
        try:
            await _write(world, directories, Going(row))
        except Gone:
            log.info("export %s is wanted no more", row.id)
        except Exception:
            # It is told to whoever asked for it; the log has the reason.
            log.exception("export %s failed", row.id)
            await _give_up(world, row)
    return taken


async def _give_up(world: World, row: ExportRow) -> None:
    with suppress(Gone):
        await _end(world, Going(row), "failed")


async def export_now(world: World, directories: Directories, viewer: Viewer, asked: Asked) -> str:
    """Write the table while the asker waits, and return its id.

    Raises `TooManyExports`, and whatever went wrong; then nothing is left of it.
    """
    held_until = world.now() + HELD_MS
    row = await note_export(world, viewer, asked, held_until=held_until)
    try:
        await _write(world, directories, Going(row))
    except BaseException:
        await asyncio.shield(remove(world, [row.id]))
        raise
    return row.id


async def sweep_exports(world: World) -> int:
    """Remove tables that nobody fetched within an hour, and bytes that belong to none."""
    before = world.now() - KEPT_MS
    old = or_(col(ExportRow.ended_at) < before, col(ExportRow.at) < before - KEPT_MS)
    async with world.db.session() as session:
        ids = list(await session.exec(select(ExportRow.id).where(old)))
    await remove(world, ids)
    there = {key.split("/")[1] async for key, _ in world.files.keys(FOLDER)}
    async with world.db.session() as session:
        known = set(await session.exec(select(ExportRow.id)))
    await remove(world, sorted(there - known))
    return len(ids)


async def _write(world: World, directories: Directories, going: Going) -> None:
    """Write the table and tell how far it is meanwhile; raises `Gone`, and what went wrong."""
    writing = asyncio.create_task(_keep(world, directories, going))
    telling = asyncio.create_task(_tell(world, going))
    try:
        async with asyncio.timeout(WITHIN_S):
            await asyncio.wait({writing, telling}, return_when=asyncio.FIRST_COMPLETED)
            await (telling if telling.done() else writing)
        await _end(world, going, "done")
    finally:
        writing.cancel()
        telling.cancel()
        await asyncio.gather(writing, telling, return_exceptions=True)


async def _tell(world: World, going: Going) -> None:
    """Write down now and then how far it is, and so hold it; raises `Gone`."""
    while True:
        await asyncio.sleep(TELL_S)
        try:
            await _set(
                world,
                going,
                rows=going.rows,
                total=going.total,
                held_until=world.now() + HELD_MS,
            )
        except DatabaseTrouble as trouble:
            log.warning("how far export %s is, is not told: %s", going.row.id, trouble)


async def _keep(world: World, directories: Directories, going: Going) -> None:
    """Write the table and put it into the file store."""
    with tempfile.TemporaryDirectory(prefix="chatserver-export-") as folder:
        path = Path(folder) / "chats.xlsx"
        await _fill(world, directories, going, path)
        going.size = path.stat().st_size
        await world.files.put_path(key_of(going.row), path)


async def _fill(world: World, directories: Directories, going: Going, path: Path) -> None:
    """Rights are those of this moment, not of the question."""
    directory = await directories.fetch(going.row.org)
    staff = directory.staff.get(going.row.by) if directory is not None else None
    if directory is None or staff is None or not staff.active or SEES.isdisjoint(staff.permissions):
        raise NotFound
    asked, language = going.asked, going.asked.language
    async with world.db.session() as session:
        going.reach = await reach_of(session, going.row.org, staff)
        looks = Looks(directory, await time_zone_of(session, going.row.org), language)
    cells = maker(asked.columns, looks)
    headings = [column(name, language) for name in asked.columns]
    async with (
        world.bindery.book(path, word("chats", language), headings) as book,
        table_of_chats(world.db, staff, asked.wanted, most=ROWS_MAX) as table,
    ):
        going.total = table.total
        async for piece in table.pieces:
            await book.add([cells(row) for row in piece])
            going.rows += len(piece)


async def _end(world: World, going: Going, state: str) -> None:
    """Say what came of it. It is audited: a table leaves the server with people's names in it."""
    row, now = going.row, world.now()
    values = {
        "state": state,
        "reach": going.reach,
        "rows": going.rows,
        "total": going.total,
        "size": going.size,
        "ended_at": now,
        "held_until": None,
    }
    try:
        await _set(world, going, audited=state == "done", **values)
    except Gone:
        await world.files.delete(key_of(row))
        raise


async def _set(world: World, going: Going, *, audited: bool = False, **values: object) -> None:
    """Change the row while it is ours; raises `Gone`."""
    row = going.row
    ours = (
        col(ExportRow.id) == row.id,
        col(ExportRow.tries) == row.tries,
        col(ExportRow.state) == "running",
    )
    async with world.db.transaction() as session:
        changed = await session.exec(
            update(ExportRow).where(*ours).values(**values).returning(col(ExportRow.id))
        )
        if changed.first() is None:
            raise Gone
        if audited:
            told = {"chats": going.rows, "columns": list(going.asked.columns)}
            await record(
                session,
                world,
                by=Person("staff", row.by),
                org=row.org,
                action="chats.export",
                changed=[Changed(row.org, {}, told)],
            )
