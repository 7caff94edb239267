"""Where in the file store do the bytes of a file lie, and how are they removed?"""

from sqlmodel import col, delete, update

from chatserver.storage.tables import GIVEN_UP, FileRow, UploadRow
from chatserver.world import World


def content_key(file_id: str) -> str:
    """Return where a file's bytes lie."""
    return f"files/{file_id}"


def preview_key(file_id: str) -> str:
    """Return where a picture's preview lies."""
    return f"previews/{file_id}"


PIECES = "uploads"


def pieces_folder(upload_id: str) -> str:
    """Return where the pieces of an upload lie."""
    return f"{PIECES}/{upload_id}"


def piece_key(upload_id: str, piece: str) -> str:
    """Return where a try of a piece lies."""
    return f"{pieces_folder(upload_id)}/{piece}"


async def remove_bytes(world: World, file_id: str) -> None:
    """Remove the bytes of a file and its preview; gone already is as good."""
    await world.files.delete(content_key(file_id))
    await world.files.delete(preview_key(file_id))


async def remove_upload(world: World, upload_id: str) -> None:
    """Give an upload up and remove what there is of it. One that became a file stays one."""
    own = col(UploadRow.id) == upload_id
    async with world.db.transaction() as session:
        await session.exec(update(UploadRow).where(own).values(here=GIVEN_UP))
        # The row of the one gives way to the row of the other in one transaction.
        if await session.get(FileRow, upload_id) is not None:
            return
    await world.files.delete_below(pieces_folder(upload_id))
    await remove_bytes(world, upload_id)
    async with world.db.transaction() as session:
        await session.exec(delete(UploadRow).where(own))
