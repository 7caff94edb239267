"""What can be read of an import: how far it is, and what is wrong with its lines?"""

from dataclasses import dataclass

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
        row = await _job(session, viewer, job)
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
