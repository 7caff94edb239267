"""How is a table of chats asked for, followed, fetched and given up?

It is its owner's alone, and only while they may see what they could when it was written.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.attachments.downloads import Download
from chatserver.actions.callers.reach import below, paths_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.core.inbox import Filter
from chatserver.core.people import Staff
from chatserver.core.refusals import NotFound, Refused
from chatserver.storage.tables import ExportRow, ObjectRow, StaffRow
from chatserver.workbooks.sheet import XLSX
from chatserver.world import World

NAME = "chats.xlsx"
FOLDER = "exports"
KEPT_MS = 3600 * 1000
MOST_GOING = 2  # of one employee at once
MOST_KEPT = 20  # of one employee, those that nobody fetched among them
MOST_GOING_OF_ORG = 10
GOING = ("waiting", "running")


class TooManyExports(Refused):
    """So many tables are being written, or wait to be fetched."""

    code = "rate_limited"
    sentence = "Too many tables are being written; wait for one of them, or cancel it."


@dataclass(frozen=True, slots=True)
class Asked:
    """Which chats, in which columns, with whose words."""

    wanted: Filter
    columns: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class ExportCard:
    """A table as it stands; `total` is None until it is counted."""

    id: str
    state: str
    rows: int
    total: int | None
    size: int
    at: int
    ended_at: int | None

    @property
    def percent(self) -> int:
        """How much of it is there; a hundred when it can be fetched, and not before."""
        if self.state == "done":
            return 100
        return min(99, 100 * self.rows // self.total) if self.total else 0

    @property
    def expires_at(self) -> int | None:
        """Until when it can be fetched."""
        return None if self.ended_at is None else self.ended_at + KEPT_MS


def folder_of(export: str) -> str:
    """Return where a table's bytes lie: one key for each try to write it."""
    return f"{FOLDER}/{export}"


def key_of(row: ExportRow) -> str:
    """Return where this try's bytes lie."""
    return f"{folder_of(row.id)}/{row.tries}"


async def reach_of(session: AsyncSession, org: str, staff: Staff) -> str:
    """Return what stands for all that an employee may see: rights, and objects with all that lies
    in them.
    """
    within: list[str] | None = None
    if staff.objects is not None:
        reached = below(await paths_of(session, org, staff.objects))
        objects = select(ObjectRow.id).where(ObjectRow.org == org, reached)
        within = list(await session.exec(objects.order_by(ObjectRow.id)))
    told = repr((staff.active, sorted(staff.permissions), within))
    return hashlib.sha256(told.encode()).hexdigest()


async def begin_export(world: World, viewer: Viewer, asked: Asked) -> str:
    """Let a node write the table and return its id; raises `TooManyExports`."""
    return (await note_export(world, viewer, asked, held_until=None)).id


async def note_export(
    world: World, viewer: Viewer, asked: Asked, *, held_until: int | None
) -> ExportRow:
    """Note that a table is wanted; `held_until`: whoever notes it writes it, too."""
    row = ExportRow(
        id=world.new_id("exp"),
        org=viewer.home.org.id,
        by=viewer.id,
        asked=msgspec.json.encode(asked).decode(),
        at=world.now(),
        state="waiting" if held_until is None else "running",
        tries=0 if held_until is None else 1,
        held_until=held_until,
    )
    async with world.db.transaction() as session:
        await _check_room(session, row)
        session.add(row)
    return row


async def export_card(world: World, viewer: Viewer, export: str) -> ExportCard:
    """Return a table of the employee's own; raises `NotFound`."""
    return card_of(await _own(world, viewer, export))


def card_of(row: ExportRow) -> ExportCard:
    """Return how it stands."""
    times = row.at, row.ended_at
    return ExportCard(row.id, row.state, row.rows, row.total, row.size, *times)


async def export_file(world: World, viewer: Viewer, export: str) -> Download:
    """Return the way to a table that is there; raises `NotFound`.

    Whose rights have changed since makes a new one: this may hold what they may not see any more.
    """
    row = await _own(world, viewer, export)
    async with world.db.session() as session:
        reach = await reach_of(session, row.org, viewer.staff)
    if row.state != "done" or row.reach != reach:
        raise NotFound
    return Download(key_of(row), NAME, XLSX, row.size, row.id, inline=False)


async def remove_export(world: World, viewer: Viewer, export: str) -> None:
    """Give a table up, whether it is there or on its way; raises `NotFound`."""
    await remove(world, [(await _own(world, viewer, export)).id])


async def remove(world: World, exports: Sequence[str]) -> None:
    """Remove tables. The row goes first: whoever writes one learns from it that nobody wants it."""
    async with world.db.transaction() as session:
        await session.exec(delete(ExportRow).where(col(ExportRow.id).in_(exports)))
    for one in exports:
        await world.files.delete_below(folder_of(one))


async def remove_all_of(world: World, org: str) -> None:
    """Remove every table of an organisation: somebody is in it who must not be any more (D16)."""
    async with world.db.session() as session:
        found = await session.exec(select(ExportRow.id).where(ExportRow.org == org))
        exports = list(found)
    if exports:
        await remove(world, exports)


async def _own(world: World, viewer: Viewer, export: str) -> ExportRow:
    async with world.db.session() as session:
        row = await session.get(ExportRow, export)
    if row is None or row.org != viewer.home.org.id or row.by != viewer.id:
        raise NotFound
    return row


async def _check_room(session: AsyncSession, row: ExportRow) -> None:
    # Two that are begun at the same time are counted one after the other.
    await session.get_one(StaffRow, row.by, with_for_update=True)
    every = select(func.count()).where(ExportRow.org == row.org)
    own = every.where(ExportRow.by == row.by)
    for count, most in (
        (own.where(col(ExportRow.state).in_(GOING)), MOST_GOING),
        (own, MOST_KEPT),
        (every.where(col(ExportRow.state).in_(GOING)), MOST_GOING_OF_ORG),
    ):
        if (await session.exec(count)).one() >= most:
            raise TooManyExports
