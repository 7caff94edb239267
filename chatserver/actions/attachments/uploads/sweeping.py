"""Which bytes does nobody need any more, and how do they go without taking others along?

First the row says that it goes, in a transaction that loses against whoever uses the file; then the
bytes are removed; then the row. So a node may end in between, and another begin the same.
"""

from sqlmodel import and_, col, delete, select, update

from chatserver.actions.attachments.uploads.leftovers import KINDS
from chatserver.actions.attachments.uploads.shelves import (
    PIECES,
    pieces_folder,
    remove_bytes,
    remove_upload,
)
from chatserver.actions.attachments.uploads.unused import DAY_MS, doom_unused_pictures
from chatserver.storage.tables import FileRow, UploadRow
from chatserver.world import World

AT_ONCE = 200


async def sweep_files(world: World) -> int:
    """Remove uploads that stand still for a day, files that were not sent for a day, those whose
    message was deleted, and pictures that nobody has shown for a day; return how many there were.
    """
    before = world.now() - DAY_MS
    await doom_unused_pictures(world)
    await _sweep_pieces(world)
    return await _sweep_uploads(world, before) + await _sweep_unsent(world, before)


async def _sweep_pieces(world: World) -> None:
    """Pieces whose upload became a file just before a node ended; there are few of any."""
    found = {key.split("/")[1] async for key, _ in world.files.keys(PIECES)}
    async with world.db.session() as session:
        known = set(await session.exec(select(UploadRow.id)))
    for one in found - known:
        await world.files.delete_below(pieces_folder(one))


async def _sweep_uploads(world: World, before: int) -> int:
    # What was given up is removed again where a node ended over it.
    idle = select(UploadRow.id).where(
        col(UploadRow.purpose).not_in(KINDS), (UploadRow.at < before) | (UploadRow.here < 0)
    )
    swept = 0
    while True:
        async with world.db.session() as session:
            ids = list(await session.exec(idle.limit(AT_ONCE)))
        for one in ids:
            await remove_upload(world, one)
        swept += len(ids)
        if len(ids) < AT_ONCE:
            return swept


async def _sweep_unsent(world: World, before: int) -> int:
    await _doom(world, before)
    gone = select(FileRow.id).where(col(FileRow.gone_at).is_not(None)).order_by(FileRow.id)
    swept = 0
    while True:
        async with world.db.session() as session:
            ids = list(await session.exec(gone.limit(AT_ONCE)))
        for one in ids:
            await remove_bytes(world, one)
        async with world.db.transaction() as session:
            await session.exec(delete(FileRow).where(col(FileRow.id).in_(ids)))
        swept += len(ids)
        if len(ids) < AT_ONCE:
            return swept


async def _doom(world: World, before: int) -> None:
    unsent = and_(
        col(FileRow.purpose) == "message",
        col(FileRow.chat).is_(None),
        col(FileRow.gone_at).is_(None),
        col(FileRow.at) < before,
    )
    async with world.db.transaction() as session:
        await session.exec(update(FileRow).where(unsent).values(gone_at=world.now()))
