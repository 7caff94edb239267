"""How does a file come in piece by piece, so that a lost line costs one piece? (tus 1.0, core)

Each piece is stored whole or not at all, then counted. The last one makes the file, or is refused
as the whole would be. Pieces are for messages' files; pictures of other kinds are small.
"""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

from sqlmodel import and_, col, update

from chatserver.actions.attachments.uploads.shelves import piece_key, pieces_folder, remove_upload
from chatserver.actions.attachments.uploads.taking import (
    About,
    FileInfected,
    Uploader,
    open_upload,
    promising,
    settle,
    store_whole,
)
from chatserver.core.attachments import FileTooLarge, TypeNotAllowed
from chatserver.core.refusals import NotFound, Refused
from chatserver.files import NoSuchFile, TooLarge
from chatserver.files.kinds import HEAD_BYTES
from chatserver.storage.tables import FileRow, UploadRow
from chatserver.world import World

MOST_PIECES = 1_000
NAME_LENGTH = 1_000


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

    Raises `NotFound`, `OffsetConflict`, `FileTooLarge`, `TooManyPieces`, and with the last one what
    `take_file` raises. A refusal for what the file is ends the upload; anything else leaves it as
    it was before the piece.
    """
    try:
        upload = await _standing(world, by, upload_id, offset)
        taken = await _store_piece(world, upload, chunks)
        if offset + taken < upload.size:
            await _count(world, upload, taken)
            return Progress(offset + taken, upload.size)
        whole = await store_whole(world, upload_id, _together(world, upload))
        await settle(world, by, whole, About(upload.name), here=offset)
    except (TypeNotAllowed, FileTooLarge, FileInfected):
        await remove_upload(world, upload_id)
        raise
    except (NotFound, NoSuchFile):
        # Another try of the same piece was faster, or the upload is gone.
        now = await progress(world, by, upload_id)
        if now.here < now.size:
            raise OffsetConflict(offset=now.here) from None
        return now
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
    if upload.here != offset:
        raise OffsetConflict(offset=upload.here)
    if upload.parts >= MOST_PIECES:
        raise TooManyPieces
    return upload


async def _store_piece(world: World, upload: UploadRow, chunks: AsyncIterable[bytes]) -> int:
    left = upload.size - upload.here
    try:
        stored = await world.files.put(piece_key(upload.id, upload.here), chunks, most=left)
    except TooLarge:
        raise FileTooLarge(most=upload.size) from None
    # So that nobody sends forty megabytes to hear that their kind is not wanted.
    if upload.here == 0 and (stored.size >= HEAD_BYTES or stored.size == left):
        head = world.files.read(piece_key(upload.id, 0), 0, min(stored.size, HEAD_BYTES))
        promising(b"".join([part async for part in head]))
    return stored.size


async def _count(world: World, upload: UploadRow, taken: int) -> None:
    stands = and_(col(UploadRow.id) == upload.id, col(UploadRow.here) == upload.here)
    now_has = {"here": upload.here + taken, "parts": upload.parts + 1, "at": world.now()}
    async with world.db.transaction() as session:
        counted = await session.exec(update(UploadRow).where(stands).values(**now_has))
    if taken and not counted.rowcount:
        raise OffsetConflict


async def _together(world: World, upload: UploadRow) -> AsyncIterator[bytes]:
    at = 0
    while at < upload.size:
        async for part in world.files.read(piece_key(upload.id, at)):
            yield part
        at += await world.files.size(piece_key(upload.id, at))


def _is_of(row: UploadRow | FileRow, by: Uploader) -> bool:
    return (row.org, row.owner_kind, row.owner) == (by.org, by.kind, by.id)
