"""How does a build come to a mini-app: uploaded, looked through, kept for ever? (requirement 66)"""

import asyncio
import zipfile
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

from sqlmodel import select

from chatserver.actions.attachments.uploads.leftovers import (
    BUILD,
    clear_away,
    expect_bytes,
    have_arrived,
)
from chatserver.actions.audit import Changed, person_behind, record
from chatserver.actions.happenings import tell_endpoints
from chatserver.actions.miniapps.leaked_keys import end_leaked_keys
from chatserver.actions.miniapps.moves import hold, newest_first, touch
from chatserver.actions.miniapps.versions import BuildCard, build_card
from chatserver.archives.archive import Entry, Report, read_entry
from chatserver.core.archives import MOST_BYTES, MOST_FILE
from chatserver.core.attachments import FileTooLarge
from chatserver.core.miniapps import check_not_in_review
from chatserver.core.refusals import Conflict, NotFound, Refused
from chatserver.files import Spooled, TooLarge, spooled
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import Build, Miniapp
from chatserver.world import World


class ArchiveInvalid(Refused):
    """The archive does not pass the gate; `findings` names everything that is wrong with it."""

    code = "archive_invalid"
    sentence = "The archive cannot be accepted; every problem is named."


def builds_of(app_id: str) -> str:
    """Return where all builds of a mini-app lie."""
    return f"builds/{app_id}"


def build_folder(app_id: str, digest: str) -> str:
    """Return where the files of a build lie."""
    return f"{builds_of(app_id)}/{digest}"


async def add_build(
    world: World,
    org: str,
    app_id: str,
    *,
    content: AsyncIterable[bytes],
    by: str,
    key: str | None = None,
) -> BuildCard:
    """Keep a build that passes the gate; the same content again is the build that is there, and the
    one that is sent next. `key` brought it for the employee `by`; None: they did themselves.

    Raises `NotFound`, `ReviewOpen`, `FileTooLarge`, `ArchiveInvalid`, or `Conflict` for what was
    revoked; then nothing is kept. A key of the organisation's own that stands in it ends.
    """
    async with world.db.session() as session:
        app = await session.get(Miniapp, app_id)
        if app is None or app.org != org:
            raise NotFound
        check_not_in_review(app.status)
    async with _at_most(content) as archive:
        report = await world.gate.inspected(archive.path)
        if report.keys:
            await end_leaked_keys(world, org, app_id, report.keys, by=by)
        if not report.good:
            await _tell_refused(world, org, app_id, report)
            raise ArchiveInvalid(findings=[asdict(one) for one in report.findings])
        note = await _expect(world, org, app_id, report.digest, by=by)
        try:
            await _keep_files(world, app_id, archive.path, report)
            size = archive.stored.size
            actor = person_behind(by, key)
            return await _store(
                world, org, app_id, report, note=note, size=size, by=by, actor=actor
            )
        except BaseException:
            await asyncio.shield(clear_away(world, note))
            raise


async def _tell_refused(world: World, org: str, app_id: str, report: Report) -> None:
    """Whoever uploads by a program may not read the answer; a person elsewhere hears of it so."""
    codes = sorted({one.code for one in report.findings if one.hard})
    refused = ("build.invalid", {"mini_app": app_id, "findings": codes})
    async with world.db.transaction() as session:
        await tell_endpoints(session, world, org, [refused])


async def _expect(world: World, org: str, app_id: str, digest: str, *, by: str) -> str:
    async with world.db.transaction() as session:
        await hold(session, org, app_id)
        place = build_folder(app_id, digest)
        return await expect_bytes(session, world, org, BUILD, place, by=by)


@asynccontextmanager
async def _at_most(content: AsyncIterable[bytes]) -> AsyncIterator[Spooled]:
    try:
        async with spooled(content, most=MOST_BYTES) as archive:
            yield archive
    except TooLarge:
        raise FileTooLarge(most=MOST_BYTES) from None


async def _keep_files(world: World, app_id: str, path: Path, report: Report) -> None:
    """The same file again is the same bytes: what a broken run left behind does no harm."""
    folder = build_folder(app_id, report.digest)
    with zipfile.ZipFile(path) as archive:
        for entry in report.entries:
            content = _unpacked(archive, entry)
            await world.files.put(f"{folder}/{entry.path}", content, most=MOST_FILE)


async def _unpacked(archive: zipfile.ZipFile, entry: Entry) -> AsyncIterator[bytes]:
    pieces = read_entry(archive, entry)
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


async def _store(
    world: World,
    org: str,
    app_id: str,
    report: Report,
    *,
    note: str,
    size: int,
    by: str,
    actor: Person,
) -> BuildCard:
    async with world.db.transaction() as session:
        held = await hold(session, org, app_id)
        await have_arrived(session, note)
        check_not_in_review(held.app.status)
        builds = select(Build).where(Build.app == app_id)
        known = (await session.exec(builds.where(Build.digest == report.digest))).first()
        if known is not None and known.revoked_at is not None:
            raise Conflict(state="revoked")
        newest = (await session.exec(newest_first(builds).limit(1))).first()
        if known is not None and known is newest:
            return build_card(known)
        build = known or Build(
            id=world.new_id("bld"),
            app=app_id,
            digest=report.digest,
            state="validated",
            manifest=report.manifest.document(),
            warnings=[asdict(one) for one in report.findings],
            size=size,
            unpacked=report.unpacked,
            entries=len(report.entries),
            by=by,
            at=0,
        )
        # Whoever uploads an earlier one again means that one, not what came in between.
        build.at = world.now() if newest is None else max(world.now(), newest.at + 1)
        session.add(build)
        touch(world, held.row)
        session.add(held.row)
        changed = Changed(app_id, after={"build": build.id, "digest": build.digest})
        await record(
            session,
            world,
            by=actor,
            org=org,
            action="build.upload",
            changed=[changed],
        )
        await session.flush()
        return build_card(build)
