"""What is left of a build or an offer that never came to be?

A row of `upload` names where the bytes lie from before the first of them until the build or the
offer takes its place, in one transaction. What a node that ended leaves so goes a day later. All of
it happens alone with the organisation, so that nobody clears away what another brings.
"""

from sqlmodel import col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.core.refusals import Conflict
from chatserver.storage.tables import GIVEN_UP, Build, Offer, Org, UploadRow
from chatserver.world import World

BUILD, OFFER = "build", "offer"
KINDS = (BUILD, OFFER)
DAY_MS = 24 * 3600 * 1000


async def expect_bytes(
    session: AsyncSession, world: World, org: str, kind: str, place: str, *, by: str
) -> str:
    """Note that bytes come to this place of the store, and return the note.

    The caller is alone with the organisation. Raises `Conflict` while the place is cleared.
    """
    clearing = select(UploadRow.id).where(UploadRow.name == place, UploadRow.here < 0)
    if (await session.exec(clearing)).first() is not None:
        raise Conflict
    row = UploadRow(
        id=world.new_id("up"),
        org=org,
        purpose=kind,
        owner_kind="staff",
        owner=by,
        name=place,
        size=0,
        at=world.now(),
    )
    session.add(row)
    return row.id


async def have_arrived(session: AsyncSession, note: str) -> None:
    """Forget the note, in the transaction by which its bytes are known."""
    await session.exec(delete(UploadRow).where(col(UploadRow.id) == note))


async def clear_away(world: World, note: str) -> None:
    """Remove what came to the note's place, but for what is known or is still to come there."""
    async with world.db.transaction() as session:
        org = select(UploadRow.org).where(UploadRow.id == note)
        await session.exec(select(Org.id).where(col(Org.id).in_(org)).with_for_update())
        row = await session.get(UploadRow, note)
        if row is None:
            return
        if await _needed(session, row):
            await have_arrived(session, note)
            return
        row.here = GIVEN_UP
        session.add(row)
    # A build is a folder, which on a disk cannot be deleted as a file.
    if row.purpose == BUILD:
        await world.files.delete_below(row.name)
    else:
        await world.files.delete(row.name)
    async with world.db.transaction() as session:
        await have_arrived(session, note)


async def sweep_leftovers(world: World) -> int:
    """Clear away what is older than a day, or was being cleared when a node ended; return how many
    there were.
    """
    old = or_(UploadRow.at < world.now() - DAY_MS, UploadRow.here < 0)
    async with world.db.session() as session:
        question = select(UploadRow.id).where(col(UploadRow.purpose).in_(KINDS), old)
        notes = list(await session.exec(question))
    for note in notes:
        await clear_away(world, note)
    return len(notes)


async def _needed(session: AsyncSession, row: UploadRow) -> bool:
    _, *names = row.name.removesuffix(".pdf").split("/")
    if row.purpose == OFFER:
        return await session.get(Offer, names[0]) is not None
    app, digest = names
    build = select(Build.id).where(Build.app == app, Build.digest == digest)
    coming = select(UploadRow.id).where(
        UploadRow.name == row.name, UploadRow.id != row.id, UploadRow.here >= 0
    )
    for question in (build, coming):
        if (await session.exec(question)).first() is not None:
            return True
    return False
