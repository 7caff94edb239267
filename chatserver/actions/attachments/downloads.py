"""Who may fetch the bytes of a file, and how are they to be shown?

Of a message: whoever may see its chat (D15), until it is deleted. Not sent yet: its uploader. A
picture of a widget or the catalogue: every employee of the organisation.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from chatserver.actions.attachments.uploads.shelves import content_key, preview_key
from chatserver.actions.callers.residents import Resident
from chatserver.actions.callers.seen_chats import seen_chat
from chatserver.actions.callers.viewers import Viewer
from chatserver.core.attachments import shown_inline
from chatserver.core.refusals import NotFound
from chatserver.files import NoSuchFile
from chatserver.files.images import MIME as WEBP
from chatserver.files.links import Part
from chatserver.ledger.directory import Directories
from chatserver.ledger.reading import Reading
from chatserver.storage.tables import FileRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes that may be fetched: what they are called and are, and whether a browser may show them
    where they stand. `tag` is another one when they are others.
    """

    key: str
    name: str
    mime: str
    size: int
    tag: str
    inline: bool


async def staff_file(
    world: World, directories: Directories, viewer: Viewer, file_id: str, part: Part
) -> Download:
    """Return an employee's way to a file; raises `NotFound`."""
    row = await _file(world, file_id)
    if row.org != viewer.home.org.id:
        raise NotFound
    if row.chat is not None:
        await seen_chat(world, directories, viewer, row.chat)
    elif row.purpose == "message" and (row.owner_kind, row.owner) != ("staff", viewer.id):
        raise NotFound
    return await _download(world, row, part)


async def client_file(world: World, resident: Resident, file_id: str, part: Part) -> Download:
    """Return a client's way to a file of their own chats, or their own one; raises `NotFound`."""
    row = await _file(world, file_id)
    if row.org != resident.directory.org.id or row.purpose != "message":
        raise NotFound
    if row.chat is not None:
        chat = await Reading(world.db, world.links).chat(row.chat)
        if chat is None or chat.client != resident.client.id:
            raise NotFound
    elif (row.owner_kind, row.owner) != ("client", resident.client.id):
        raise NotFound
    return await _download(world, row, part)


async def linked_file(
    world: World, file_id: str, part: Part, *, expires: int, signature: str
) -> Download:
    """Return the way of whoever holds a link that lives; raises `NotFound`."""
    if not world.links.opens(file_id, part, expires=expires, signature=signature):
        raise NotFound
    return await _download(world, await _file(world, file_id), part)


def content(
    world: World, download: Download, start: int = 0, end: int | None = None
) -> AsyncIterator[bytes]:
    """Yield the bytes from `start` up to and without `end`."""
    return world.files.read(download.key, start, download.size if end is None else end)


async def _file(world: World, file_id: str) -> FileRow:
    async with world.db.session() as session:
        row = await session.get(FileRow, file_id)
    if row is None or row.gone_at is not None:
        raise NotFound
    return row


async def _download(world: World, row: FileRow, part: Part) -> Download:
    """The size is asked of the store: bytes that are not there are no file."""
    if part == "preview" and not row.preview:
        raise NotFound
    key = preview_key(row.id) if part == "preview" else content_key(row.id)
    try:
        size = await world.files.size(key)
    except NoSuchFile:
        raise NotFound from None
    if part == "preview":
        return Download(key, f"{row.name}.webp", WEBP, size, f"{row.sha256}-p", inline=True)
    ours = row.purpose != "message"
    inline = shown_inline(row.mime, preview=row.preview or ours)
    return Download(key, row.name, row.mime, size, row.sha256, inline=inline)
