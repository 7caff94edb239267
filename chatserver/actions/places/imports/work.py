"""How is an import taken up, done as a whole or not at all, and told of?

Any node may take one up; one whose node fell silent is taken up again, and leaves it alone should
it come back. Nothing is stored before every line is known to be good.
"""

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import update as change
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.reach import Roots, paths_of
from chatserver.actions.callers.time_zones import today_of
from chatserver.actions.claims import claim
from chatserver.actions.places.imports.beginning import table_key
from chatserver.actions.places.imports.cards import NEEDED
from chatserver.actions.places.imports.clients import plan_clients, store_clients
from chatserver.actions.places.imports.objects import plan_objects, store_objects
from chatserver.actions.places.imports.plans import Import, Moved, Plan, Tally
from chatserver.actions.places.imports.reading import read_table
from chatserver.core.imports import Finding
from chatserver.files import NoSuchFile
from chatserver.ledger.directory import Directories
from chatserver.storage.bulk import insert_rows
from chatserver.storage.orgs import ORG
from chatserver.storage.statement import Statement, Steps, ask
from chatserver.storage.tables import ImportFinding, ImportRow
from chatserver.storage.trouble import DatabaseTrouble
from chatserver.world import World

log = logging.getLogger(__name__)

HELD_MS = 120_000
BEAT_S = 20
TRIES = 5
NODES = 3
_FINDINGS_CHUNK = 5_000

_PLANS: Mapping[str, Callable[[Import, Path, Plan], Awaitable[None]]] = MappingProxyType(
    {"clients": plan_clients, "objects": plan_objects}
)
_STORES: Mapping[str, Callable[[Import, Plan], Steps[None]]] = MappingProxyType(
    {"clients": store_clients, "objects": store_objects}
)


# It holds the row to the end of the transaction: nobody takes it up while it is stored. What came
# of it stands there as soon as it is stored: whoever takes it up then only ends it.
_MINE = Statement(
    sqlite="""UPDATE import SET added = ?, changed = ?, unchanged = ?
        WHERE id = ? AND tries = ? AND state = 'running' RETURNING id""",
    postgres="""UPDATE import SET added = $1, changed = $2, unchanged = $3
        WHERE id = $4 AND tries = $5 AND state = 'running' RETURNING id""",
)


class Gone(Exception):
    """We were silent for too long: another node has taken it up."""


async def run_imports(world: World) -> int:
    """Take up what waits, one after the other; return how many were done."""
    done = 0
    while (job := await claim(world, ImportRow, held_ms=HELD_MS)) is not None:
        beat = asyncio.create_task(_beat(world, job))
        try:
            await _run(world, job)
        except Gone:
            log.warning("import %s was taken over by another node", job.id)
        except DatabaseTrouble as trouble:
            # Whoever takes it up next finds what is stored.
            log.warning("import %s is left to the next: %s", job.id, trouble)
        except Exception:
            # It is told to whoever asked for it; the log has the reason.
            log.exception("import %s failed", job.id)
            with suppress(Gone):
                await _end(world, job, "failed", _broken())
        finally:
            beat.cancel()
            await asyncio.wait({beat})
        done += 1
    return done


def _broken() -> Tally:
    return Tally(findings=[Finding(0, "", "broken")])


async def _beat(world: World, job: ImportRow) -> None:
    while True:
        await asyncio.sleep(BEAT_S)
        try:
            await _set(world, job, held_until=world.now() + HELD_MS)
        except Gone:
            return  # whoever works on it learns so, too
        except DatabaseTrouble as trouble:
            log.warning("import %s is not held for longer: %s", job.id, trouble)


async def _run(world: World, job: ImportRow) -> None:
    if job.added + job.changed:
        stored = Tally(job.lines, job.added, job.changed, job.unchanged)
        await _end(world, job, "done", stored)
        return
    if job.tries > NODES:
        log.error("import %s: its nodes ended again and again", job.id)
        await _end(world, job, "failed", _broken())
        return
    with tempfile.TemporaryDirectory(prefix="chatserver-import-") as name:
        try:
            tally = await _work(world, job, Path(name))
        except NoSuchFile:
            tally = _broken()
    await _end(world, job, "refused" if tally.findings else "done", tally)


async def _work(world: World, job: ImportRow, folder: Path) -> Tally:
    """Read the table, then plan and store it; once more while the directory moves meanwhile."""
    source, lines = folder / "source", folder / "lines"
    await _fetch(world, job.id, source)
    async with world.db.session() as session:
        today = await today_of(session, world, job.org)
    count, findings = await read_table(job.kind, source, lines, today=today)
    await _set(world, job, stage="checking", lines=count)
    for attempt in range(TRIES):
        plan = await _plan(world, job, folder, attempt, count)
        found = [*findings, *plan.tally.findings]
        try:
            if not found:
                await _store(world, job, plan)
                return plan.tally
            return Tally(lines=count, findings=sorted(found, key=lambda one: one.line))
        except Moved:
            log.info("import %s: the directory moved, once more", job.id)
        finally:
            plan.close()
    return Tally(lines=count, findings=[Finding(0, "", "busy")])


async def _fetch(world: World, job: str, into: Path) -> None:
    with into.open("wb") as file:
        async for part in world.files.read(table_key(job)):
            file.write(part)


async def _plan(world: World, job: ImportRow, folder: Path, attempt: int, count: int) -> Plan:
    [(_, _, acl, *_)] = await world.db.ask(ORG, job.org)
    plan = Plan(folder, f"{attempt}-", acl, Tally(lines=count))
    roots = await _roots(world, job)
    if roots == ():
        plan.tally.findings.append(Finding(0, "", "outside"))
    elif count:
        who = Import(world, job.org, job.by or "", roots)
        await _PLANS[job.kind](who, folder / "lines", plan)
    return plan


async def _store(world: World, job: ImportRow, plan: Plan) -> None:
    nothing = plan.tally.added + plan.tally.changed == 0
    if job.dry_run or nothing:
        return
    await _set(world, job, stage="storing")
    await world.db.write(_stored(world, job, plan))


def _stored(world: World, job: ImportRow, plan: Plan) -> Steps[None]:
    figures = (plan.tally.added, plan.tally.changed, plan.tally.unchanged)
    if not (yield from ask(_MINE, *figures, job.id, job.tries)):
        raise Gone
    yield from _STORES[job.kind](Import(world, job.org, job.by or "", None), plan)


async def _roots(world: World, job: ImportRow) -> Roots:
    """What the employee reaches now: rights are those of the moment, not of the upload."""
    directory = await Directories(world.db).fetch(job.org)
    staff = directory.staff.get(job.by or "") if directory is not None else None
    if staff is None or not staff.active or NEEDED[job.kind] not in staff.permissions:
        return ()
    if staff.objects is None:
        return None
    async with world.db.session() as session:
        return await paths_of(session, job.org, staff.objects)


async def _set(world: World, job: ImportRow, **values: object) -> None:
    async with world.db.transaction() as session:
        await _change(session, job, **values)


async def _change(session: AsyncSession, job: ImportRow, **values: object) -> None:
    """Change the row while it is ours; raises `Gone`."""
    ours = (
        col(ImportRow.id) == job.id,
        col(ImportRow.tries) == job.tries,
        col(ImportRow.state) == "running",
    )
    if (await session.exec(change(ImportRow).where(*ours).values(**values))).rowcount == 0:
        raise Gone


async def _end(world: World, job: ImportRow, state: str, tally: Tally) -> None:
    async with world.db.transaction() as session:
        await _change(
            session,
            job,
            state=state,
            stage="ended",
            lines=tally.lines,
            bad=len({one.line for one in tally.findings}),
            added=tally.added,
            changed=tally.changed,
            unchanged=tally.unchanged,
            ended_at=world.now(),
            held_until=None,
        )
        await session.exec(delete(ImportFinding).where(col(ImportFinding.job) == job.id))
        for start in range(0, len(tally.findings), _FINDINGS_CHUNK):
            await insert_rows(
                session,
                ImportFinding,
                [
                    {
                        "job": job.id,
                        "number": number,
                        "line": one.line,
                        "column": one.column,
                        "code": one.code,
                        "value": one.value,
                    }
                    for number, one in enumerate(
                        tally.findings[start : start + _FINDINGS_CHUNK], start
                    )
                ],
            )
    await world.files.delete(table_key(job.id))
