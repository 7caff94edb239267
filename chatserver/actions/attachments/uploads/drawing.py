"""How is a picture that came in drawn: small beside it, or in its place?"""

from contextlib import AbstractAsyncContextManager

from chatserver.actions.attachments.uploads.shelves import content_key, preview_key
from chatserver.core.attachments import TypeNotAllowed
from chatserver.files import Spooled, spooled
from chatserver.files.images import MIME as WEBP
from chatserver.storage.tables import FileRow
from chatserver.world import World


async def draw_preview(world: World, row: FileRow) -> None:
    """Keep a small picture of a picture, and how large it is."""
    if not row.mime.startswith("image/"):
        return
    async with _on_disk(world, row) as picture:
        drawn = await world.drawing.preview(picture.path)
    if drawn is not None:
        await world.files.put_bytes(preview_key(row.id), drawn.content)
        row.width, row.height, row.preview = drawn.width, drawn.height, True


async def make_anew(world: World, row: FileRow) -> None:
    """Keep a picture that many will see as we write it: nothing else can hide in it. Raises
    `TypeNotAllowed` for what is none.
    """
    if not row.mime.startswith("image/"):
        raise TypeNotAllowed
    async with _on_disk(world, row) as picture:
        drawn = await world.drawing.made_anew(picture.path)
    if drawn is None:
        raise TypeNotAllowed
    stored = await world.files.put_bytes(content_key(row.id), drawn.content)
    row.name, row.mime = f"{row.name.rpartition('.')[0]}.webp", WEBP
    row.size, row.sha256 = stored.size, stored.sha256
    row.width, row.height = drawn.width, drawn.height


def _on_disk(world: World, row: FileRow) -> AbstractAsyncContextManager[Spooled]:
    """Lay the bytes on the local disk, for a library that jumps about in them."""
    return spooled(world.files.read(content_key(row.id)), most=row.size)
