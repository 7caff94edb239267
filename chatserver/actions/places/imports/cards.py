"""What can be read of an import: how far it is, and what is wrong with its lines?"""

from dataclasses import dataclass

from sqlalchemy import literal, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.viewers import Viewer
from chatserver.core.imports import Finding
from chatserver.core.refusals import NotFound
from chatserver.core.rights import Permission
from chatserver.storage.tables import ImportFinding, ImportRow
from chatserver.world import World

NEEDED = {"clients": Permission.CLIENTS_EDIT, "objects": Permission.DIRECTORY_EDIT}


@dataclass(frozen=True, slots=True)
class ImportCard:
    """An import as it stands."""

    id: str
    kind: str
    name: str
    state: str
    stage: str
    dry_run: bool
    lines: int
    bad: int
    added: int
    changed: int
    unchanged: int
    at: int
    ended_at: int | None


async def import_card(world: World, viewer: Viewer, job: str) -> ImportCard:
    """Return an import of the employee's own; raises `NotFound`."""
    async with world.db.session() as session:
        return _card(await _job(session, viewer, job))


async def own_imports(
    world: World,
    viewer: Viewer,
    *,
    kind: str | None = None,
    before: tuple[int, str] | None = None,
    limit: int,
) -> list[ImportCard]:
    """Return the employee's own imports of what they may change, the newest first.

    `before` is when one began, and its id: those that began before it.
    """
    kinds = [one for one, needed in NEEDED.items() if needed in viewer.permissions]
    question = (
        select(ImportRow)
        .where(
            ImportRow.org == viewer.home.org.id,
            ImportRow.by == viewer.id,
            col(ImportRow.kind).in_([one for one in kinds if kind in {None, one}]),
        )
        .order_by(col(ImportRow.at).desc(), col(ImportRow.id).desc())
        .limit(limit)
    )
    if before is not None:
        began = tuple_(col(ImportRow.at), col(ImportRow.id))
        question = question.where(began < tuple_(*map(literal, before)))
    async with world.db.session() as session:
        return [_card(row) for row in await session.exec(question)]


def _card(row: ImportRow) -> ImportCard:
    return ImportCard(
        id=row.id,
        kind=row.kind,
        name=row.name,
        state=row.state,
        stage=row.stage,
        dry_run=row.dry_run,
        lines=row.lines,
        bad=row.bad,
        added=row.added,
        changed=row.changed,
        unchanged=row.unchanged,
        at=row.at,
        ended_at=row.ended_at,
    )


async def import_findings(
    world: World, viewer: Viewer, job: str, *, after: int, limit: int
) -> list[tuple[int, Finding]]:
    """Return what is wrong with its lines, in their order, each with its number."""
    async with world.db.session() as session:
        await _job(session, viewer, job)
        rows = await session.exec(
            select(ImportFinding)
            .where(ImportFinding.job == job, ImportFinding.number > after)
            .order_by(col(ImportFinding.number))
            .limit(limit)
        )
        return [(row.number, Finding(row.line, row.column, row.code, row.value)) for row in rows]


async def _job(session: AsyncSession, viewer: Viewer, job: str) -> ImportRow:
    row = await session.get(ImportRow, job)
    if row is None or row.org != viewer.home.org.id or row.by != viewer.id:
        raise NotFound
    viewer.check(NEEDED[row.kind])
    return row
