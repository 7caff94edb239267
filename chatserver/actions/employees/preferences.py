"""What do an employee's screens remember for them: a document, and how lists are looked at?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.core.refusals import NotFound
from chatserver.storage.tables import SavedView, StaffPreferences, StaffRow
from chatserver.world import World

LONGEST = 64 * 1024
LONGEST_FILTER = 8 * 1024
MOST_VIEWS = 100

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """A list as an employee likes to see it; nobody but the screen reads `filter`."""

    id: str
    of: str
    name: str
    filter: Fields
    columns: Sequence[str]
    order: str | None
    version: int


async def preferences(world: World, staff_id: str) -> tuple[dict[str, Any], int]:
    """Return the document and its version: an empty one of version 0 before it is first stored."""
    async with world.db.session() as session:
        row = await session.get(StaffPreferences, staff_id)
    return ({}, 0) if row is None else (json.loads(row.document), row.version)


async def store_preferences(
    world: World, staff_id: str, document: Fields, *, expected: int | None
) -> int:
    """Store the document in place of the one before and return its version.

    Raises `Stale`, and `Invalid` for one that is longer than 64 KiB.
    """
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    if len(plain.encode("utf-8", "surrogatepass")) > LONGEST:
        refuse_if_any([Mistake("", "too_long", f"at most {LONGEST} bytes")])
    async with world.db.transaction() as session:
        await _hold(session, staff_id)
        row = await session.get(StaffPreferences, staff_id)
        check_fresh(0 if row is None else row.version, expected)
        if row is None:
            row = StaffPreferences(staff=staff_id, version=0)
        # In ASCII: neither database takes every character that JSON may hold.
        row.document, row.version = json.dumps(document), row.version + 1
        session.add(row)
    return row.version


async def saved_views(world: World, staff_id: str, *, of: str | None = None) -> list[View]:
    """Return an employee's views, of one list or of all, the oldest first."""
    question = select(SavedView).where(SavedView.staff == staff_id)
    if of is not None:
        question = question.where(SavedView.of == of)
    async with world.db.session() as session:
        return [_shown(row) for row in await session.exec(question.order_by(col(SavedView.id)))]


async def saved_view(world: World, staff_id: str, view_id: str) -> View:
    """Return one of an employee's views; raises `NotFound`."""
    async with world.db.session() as session:
        return _shown(await _view(session, staff_id, view_id))


async def save_view(world: World, staff_id: str, fields: Fields) -> View:
    """Keep another view. Raises `Invalid` for a name that is taken, or one view too many."""
    row = SavedView(id=world.new_id("view"), staff=staff_id, created_at=world.now(), **fields)
    async with world.db.transaction() as session:
        await _hold(session, staff_id)
        count = select(func.count()).select_from(SavedView).where(SavedView.staff == staff_id)
        mistakes = await _mistakes(session, row)
        if (await session.exec(count)).one() >= MOST_VIEWS:
            mistakes.append(Mistake("", "too_many", f"at most {MOST_VIEWS} views"))
        refuse_if_any(mistakes)
        session.add(row)
    return _shown(row)


async def change_view(
    world: World, staff_id: str, view_id: str, fields: Fields, *, expected: int | None
) -> View:
    """Change what `fields` name. Raises `NotFound`, `Stale` or `Invalid`."""
    async with world.db.transaction() as session:
        await _hold(session, staff_id)
        row = await _view(session, staff_id, view_id)
        check_fresh(row.version, expected)
        with session.no_autoflush:
            for name, value in fields.items():
                setattr(row, name, value)
            refuse_if_any(await _mistakes(session, row))
        row.version += 1
        session.add(row)
    return _shown(row)


async def drop_view(world: World, staff_id: str, view_id: str, *, expected: int | None) -> None:
    """Forget a view; raises `NotFound`, `Stale`."""
    async with world.db.transaction() as session:
        await _hold(session, staff_id)
        row = await _view(session, staff_id, view_id)
        check_fresh(row.version, expected)
        await session.delete(row)


async def _hold(session: AsyncSession, staff_id: str) -> None:
    """Take turns: what one employee's screens store at once is stored one after the other."""
    await session.get_one(StaffRow, staff_id, with_for_update=True)


async def _view(session: AsyncSession, staff_id: str, view_id: str) -> SavedView:
    row = await session.get(SavedView, view_id)
    if row is None or row.staff != staff_id:
        raise NotFound
    return row


def _shown(row: SavedView) -> View:
    return View(row.id, row.of, row.name, row.filter, row.columns, row.order, row.version)


async def _mistakes(session: AsyncSession, row: SavedView) -> list[Mistake]:
    mistakes = []
    if len(json.dumps(row.filter)) > LONGEST_FILTER:
        mistakes.append(Mistake("/filter", "too_long", f"at most {LONGEST_FILTER} bytes"))
    same = select(SavedView.id).where(
        SavedView.staff == row.staff,
        SavedView.of == row.of,
        SavedView.name == row.name,
        SavedView.id != row.id,
    )
    if (await session.exec(same)).first() is not None:
        taken = "a view of this list has this name"
        mistakes.append(Mistake("/name", "taken", taken, rests_on=("/of",)))
    return mistakes
