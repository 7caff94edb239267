"""How does a file come in piece by piece, so that a lost line costs one piece? (tus 1.0, core)

Each try of a piece is stored whole or not at all, under a name of its own; of several one is
counted. The last one makes the file, or is refused as the whole would be. Pieces are for messages'
files; pictures of other kinds are small.
"""

import asyncio
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, update

from chatserver.actions.attachments.uploads.shelves import piece_key, pieces_folder, remove_upload
from chatserver.actions.attachments.uploads.taking import (
    About,
    FileInfected,
    Uploader,
    open_upload,
    promising,
    settle,
    store_whole,
    wanted,
)
from chatserver.core.attachments import FileTooLarge, TypeNotAllowed
from chatserver.core.refusals import NotFound, Refused
from chatserver.files import NoSuchFile, StoreDown, TooLarge
from chatserver.files.kinds import HEAD_BYTES
from chatserver.storage.tables import FileRow, UploadRow
from chatserver.world import World

MOST_PIECES = 1_000
NAME_LENGTH = 1_000
# Within which the file is made of its pieces, looked through and drawn; its hold ends later.
MAKING_S = 300
HELD_MS = 360_000


class OffsetConflict(Refused):
    """The server has another number of bytes than the piece begins at; `offset` says which."""

    code = "conflict"
    sentence = "The piece does not begin where the last one ended."


class TooManyPieces(Refused):
    """A file may come in so many pieces at most."""

    code = "rate_limited"
    sentence = "The file comes in too many pieces."


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many bytes are there."""

    here: int
    size: int


async def begin_pieces(world: World, by: Uploader, *, name: str, size: int) -> str:
    """Begin an upload of so many bytes and return the id that its file will have.

    Raises `FileTooLarge`, `TooManyUploads`; an empty file is no file: `TypeNotAllowed`.
    """
    most = world.settings.files.max_bytes
    if size > most:
        raise FileTooLarge(most=most)
    if size < 1:
        raise TypeNotAllowed
    return await open_upload(world, by, About(name[:NAME_LENGTH]), size=size)


async def progress(world: World, by: Uploader, upload_id: str) -> Progress:
    """Return how far an upload is, also when it has become a file; raises `NotFound`."""
    async with world.db.session() as session:
        upload = await session.get(UploadRow, upload_id)
        file = await session.get(FileRow, upload_id) if upload is None else None
    if upload is not None and _is_of(upload, by) and upload.size and upload.here >= 0:
        return Progress(upload.here, upload.size)
    if file is not None and _is_of(file, by) and file.gone_at is None:
        return Progress(file.size, file.size)
    raise NotFound


async def add_piece(
    world: World, by: Uploader, upload_id: str, *, offset: int, chunks: AsyncIterable[bytes]
) -> Progress:
    """Take the piece that begins at `offset`; the last one, once or twice, makes the file.

    Raises `NotFound`, `OffsetConflict` (also while another try makes the file), `FileTooLarge`,
    `TooManyPieces`, and with the last one what `take_file` raises. A refusal for what the file is
    ends the upload; anything else leaves it as it was before the piece.
    """
    piece, counts = secrets.token_hex(6), False
    try:
        upload = await _standing(world, by, upload_id, offset)
        taken = await _store_piece(world, upload, piece, chunks)
        if offset + taken < upload.size:
            await _count(world, upload, piece, taken)
            counts = True
            return Progress(offset + taken, upload.size)
        await _finish(world, by, upload, piece)
    except (TypeNotAllowed, FileInfected):
        await remove_upload(world, upload_id)
        raise
    except (NotFound, NoSuchFile):
        # Another try of the same piece was faster, or the upload is gone.
        now = await progress(world, by, upload_id)
        if now.here < now.size:
            raise OffsetConflict(offset=now.here) from None
        return now
    finally:
        if not counts:
            await asyncio.shield(_drop(world, piece_key(upload_id, piece)))
    await world.files.delete_below(pieces_folder(upload_id))
    return Progress(upload.size, upload.size)


async def end_pieces(world: World, by: Uploader, upload_id: str) -> None:
    """Give an upload up; raises `NotFound`."""
    async with world.db.session() as session:
        upload = await session.get(UploadRow, upload_id)
    if upload is None or not _is_of(upload, by) or not upload.size:
        raise NotFound
    await remove_upload(world, upload_id)


async def _standing(world: World, by: Uploader, upload_id: str, offset: int) -> UploadRow:
    async with world.db.session() as session:
        upload = await session.get(UploadRow, upload_id)
    if upload is None or not _is_of(upload, by) or not upload.size or upload.here < 0:
        raise NotFound
    if upload.here != offset or (upload.held_until or 0) > world.now():
        raise OffsetConflict(offset=upload.here)
    if len(upload.pieces) >= MOST_PIECES:
        raise TooManyPieces
    return upload


async def _store_piece(
    world: World, upload: UploadRow, piece: str, chunks: AsyncIterable[bytes]
) -> int:
    left, key = upload.size - upload.here, piece_key(upload.id, piece)
    try:
        stored = await world.files.put(key, chunks, most=left)
    except TooLarge:
        raise FileTooLarge(most=upload.size) from None
    # So that nobody sends forty megabytes to hear that their kind is not wanted.
    if upload.here == 0 and (stored.size >= HEAD_BYTES or stored.size == left):
        head = world.files.read(key, 0, min(stored.size, HEAD_BYTES))
        wanted(world, upload.name, promising(b"".join([part async for part in head])))
    return stored.size


async def _count(world: World, upload: UploadRow, piece: str, taken: int) -> None:
    now_has = {
        "here": upload.here + taken,
        "pieces": [*upload.pieces, piece],
        "at": world.now(),
    }
    async with world.db.transaction() as session:
        counted = await session.exec(update(UploadRow).where(*_as_it_was(upload)).values(now_has))
    if not counted.rowcount:
        raise NotFound


async def _drop(world: World, key: str) -> None:
    # What cannot be removed now goes with the upload.
    with suppress(StoreDown):
        await world.files.delete(key)


async def _finish(world: World, by: Uploader, upload: UploadRow, last: str) -> None:
    """Make the file, alone: what another try wrote after it was looked through would be in it."""
    held_until = await _hold(world, upload)
    try:
        async with asyncio.timeout(MAKING_S):
            content = _together(world, upload.id, [*upload.pieces, last])
            whole = await store_whole(world, upload.id, content)
            about = About(upload.name)
            await settle(world, by, whole, about, here=upload.here, held_until=held_until)
    except BaseException as error:
        await asyncio.shield(_let_go(world, upload, held_until))
        if isinstance(error, TimeoutError):
            raise StoreDown("it took too long") from error
        raise


async def _hold(world: World, upload: UploadRow) -> int:
    now = world.now()
    free = or_(col(UploadRow.held_until).is_(None), col(UploadRow.held_until) < now)
    holds = {"held_until": now + HELD_MS, "at": now}
    async with world.db.transaction() as session:
        asked = update(UploadRow).where(*_as_it_was(upload), free).values(holds)
        held = await session.exec(asked)
    if not held.rowcount:
        raise NotFound
    return now + HELD_MS


async def _let_go(world: World, upload: UploadRow, held_until: int) -> None:
    held = (*_as_it_was(upload), col(UploadRow.held_until) == held_until)
    async with world.db.transaction() as session:
        let_go = await session.exec(update(UploadRow).where(*held).values(held_until=None))
    if not let_go.rowcount:
        # It was given up meanwhile: so goes what came after its bytes were removed.
        await remove_upload(world, upload.id)


def _as_it_was(upload: UploadRow) -> Sequence[ColumnElement[bool]]:
    return col(UploadRow.id) == upload.id, col(UploadRow.here) == upload.here


async def _together(world: World, upload_id: str, names: Sequence[str]) -> AsyncIterator[bytes]:
    for name in names:
        async for part in world.files.read(piece_key(upload_id, name)):
            yield part


def _is_of(row: UploadRow | FileRow, by: Uploader) -> bool:
    return (row.org, row.owner_kind, row.owner) == (by.org, by.kind, by.id)
