"""How does a file come in at once, and what is it looked at for before it is one? (D10)

A row of `upload` stands from before the first byte until the row of `file` takes its place in one
transaction. So whatever ends in between, a node too, leaves bytes that the sweep finds.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable
from dataclasses import dataclass

from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.attachments.uploads.drawing import draw_preview, make_anew
from chatserver.actions.attachments.uploads.shelves import content_key, remove_upload
from chatserver.core.attachments import EXTENSIONS, OLE, FileTooLarge, TypeNotAllowed, typed
from chatserver.core.events import FileCard
from chatserver.core.refusals import NotFound, Refused
from chatserver.files import Stored, TooLarge
from chatserver.files.kinds import HEAD_BYTES, kind_of
from chatserver.storage.tables import GIVEN_UP, ClientRow, FileRow, StaffRow, UploadRow
from chatserver.world import World

PICTURE_BYTES = 5 * 1024 * 1024
MOST_OPEN = 32  # uploads of one person at once
IDLE_MS = 3600 * 1000  # so long without a piece one gives way, where there are so many
MOST_UNSENT = 200  # files of one person that wait to be sent; a day later they are swept
MOST_PICTURES = 200  # of widgets and the catalogue, which stay: what one person uploads in a day
DAY_MS = 24 * 3600 * 1000


class FileInfected(Refused):
    """The virus scanner found something. Nothing of it is kept."""

    code = "file_infected"
    sentence = "The virus scanner found something in this file."


class TooManyUploads(Refused):
    """So many files of one person are on their way, wait to be sent, or came within a day."""

    code = "rate_limited"
    sentence = "Too many files of yours came in; send some first, or wait."


@dataclass(frozen=True, slots=True)
class Uploader:
    """Who uploads: staff or a client, of which organisation."""

    org: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a file beside its content."""

    name: str
    purpose: str = "message"


@dataclass(frozen=True, slots=True)
class Whole:
    """All bytes of a file in the store, and the type that the first ones show."""

    id: str
    stored: Stored
    kind: str | None


async def take_file(
    world: World, by: Uploader, chunks: AsyncIterable[bytes], about: Callable[[], About]
) -> FileCard:
    """Keep a file; what is said `about` it is asked for after its last byte.

    Raises `FileTooLarge`, `TypeNotAllowed`, `FileInfected`, `TooManyUploads`, `ScannerDown`,
    `StoreDown`, and what goes wrong where the chunks come from; then nothing is kept.
    """
    id_ = await open_upload(world, by, About(""), size=0)
    try:
        whole = await store_whole(world, id_, chunks)
        return await settle(world, by, whole, about(), here=0)
    except BaseException:
        await asyncio.shield(remove_upload(world, id_))
        raise


async def open_upload(world: World, by: Uploader, about: About, *, size: int) -> str:
    """Note that a file is on its way; refuses a person who has too many of them."""
    id_ = world.new_id("file")
    async with world.db.transaction() as session:
        await _check_room(session, world, by)
        session.add(
            UploadRow(
                id=id_,
                org=by.org,
                purpose=about.purpose,
                owner_kind=by.kind,
                owner=by.id,
                name=about.name,
                size=size,
                at=world.now(),
            )
        )
    return id_


async def store_whole(world: World, id_: str, chunks: AsyncIterable[bytes]) -> Whole:
    """Put the bytes where they stay; ends early when no file of their type is taken."""
    kinds: list[str | None] = []
    try:
        stored = await world.files.put(
            content_key(id_), _looked_at(chunks, kinds.append), most=world.settings.files.max_bytes
        )
    except TooLarge:
        raise FileTooLarge(most=world.settings.files.max_bytes) from None
    return Whole(id_, stored, kinds[0])


async def settle(
    world: World,
    by: Uploader,
    whole: Whole,
    about: About,
    *,
    here: int,
    held_until: int | None = None,
) -> FileCard:
    """Make a file of what was uploaded, if it passes; `here` is how far the upload stood, and
    `held_until` how whoever makes it holds it.
    """
    if about.purpose != "message" and whole.stored.size > PICTURE_BYTES:
        raise FileTooLarge(most=PICTURE_BYTES)
    name, mime = wanted(world, about.name, whole.kind)
    if not await world.scanner(world.files.read(content_key(whole.id))):
        raise FileInfected
    row = FileRow(
        id=whole.id,
        org=by.org,
        purpose=about.purpose,
        owner_kind=by.kind,
        owner=by.id,
        name=name,
        mime=mime,
        size=whole.stored.size,
        sha256=whole.stored.sha256,
        at=world.now(),
    )
    await (draw_preview(world, row) if about.purpose == "message" else make_anew(world, row))
    async with world.db.transaction() as session:
        # Swept meanwhile, or settled by another try: then this one is nothing.
        held = select(UploadRow).where(
            UploadRow.id == whole.id,
            UploadRow.here == here,
            col(UploadRow.held_until).is_not_distinct_from(held_until),
        )
        upload = (await session.exec(held.with_for_update())).first()
        if upload is None:
            raise NotFound
        await session.delete(upload)
        session.add(row)
    return card_of(row)


def card_of(row: FileRow) -> FileCard:
    """Return a stored file as a message shows it."""
    seen = (row.width, row.height, True if row.preview else None)
    return FileCard(row.id, row.name, row.size, row.mime, *seen)


async def _check_room(session: AsyncSession, world: World, by: Uploader) -> None:
    now = world.now()
    # One after the other, so that nobody counts past the bounds.
    owner = StaffRow.id if by.kind == "staff" else ClientRow.id
    await session.exec(select(owner).where(owner == by.id).with_for_update(key_share=True))
    open_ones = (
        col(UploadRow.owner) == by.id,
        col(UploadRow.owner_kind) == by.kind,
        col(UploadRow.here) >= 0,
    )
    uploads = select(func.count()).where(*open_ones)
    if (await session.exec(uploads)).one() >= MOST_OPEN:
        # Pages that were closed give nothing up; the sweep removes what there is of these.
        idle = (col(UploadRow.size) > 0, col(UploadRow.at) < now - IDLE_MS)
        await session.exec(update(UploadRow).where(*open_ones, *idle).values(here=GIVEN_UP))
    ever = (col(FileRow.owner) == by.id, col(FileRow.owner_kind) == by.kind)
    own = select(func.count()).where(*ever, col(FileRow.gone_at).is_(None))
    unsent = own.where(FileRow.purpose == "message", col(FileRow.chat).is_(None))
    pictures = own.where(FileRow.purpose != "message", FileRow.at > now - DAY_MS)
    bounds = [(uploads, MOST_OPEN), (unsent, MOST_UNSENT), (pictures, MOST_PICTURES)]
    if by.kind == "client":
        # What they have sent stays, and what they took back was here.
        size = func.coalesce(func.sum(FileRow.size), 0)
        came = select(size).where(*ever, FileRow.at > now - DAY_MS)
        bounds.append((came, world.settings.files.client_day_bytes))
    for question, most in bounds:
        if (await session.exec(question)).one() >= most:
            raise TooManyUploads


async def _looked_at(
    chunks: AsyncIterable[bytes], tell: Callable[[str | None], None]
) -> AsyncIterator[bytes]:
    """Yield the bytes, but first enough of them to know their type, which is told."""
    head = b""
    known = False
    async for chunk in chunks:
        if known:
            yield chunk
            continue
        head += chunk
        if len(head) >= HEAD_BYTES:
            known = True
            tell(promising(head))
            yield head
    if not known:
        tell(promising(head))
        yield head


def promising(head: bytes) -> str:
    """Return the type of a file that begins so; refuses what no name makes one that is taken."""
    kind = kind_of(head[:HEAD_BYTES])
    if kind is None or (kind not in EXTENSIONS and kind != OLE):
        raise TypeNotAllowed
    return kind


def wanted(world: World, name: str, kind: str | None) -> tuple[str, str]:
    """Return the name and the type of a file that is taken here; raises `TypeNotAllowed`."""
    right, mime = typed(name, kind)
    if mime not in world.settings.files.types:
        raise TypeNotAllowed
    return right, mime
