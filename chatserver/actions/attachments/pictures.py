"""Which picture does a widget or a link show to whoever has its address?"""

from dataclasses import dataclass

from sqlmodel import col, select

from chatserver.actions.attachments.uploads.shelves import content_key
from chatserver.actions.attachments.uploads.unused import PUBLIC
from chatserver.core.refusals import NotFound
from chatserver.files import NoSuchFile
from chatserver.storage.tables import FileRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its type, its content, and a digest of that."""

    mime: str
    content: bytes
    sha256: str


async def picture(world: World, file_id: str) -> Picture:
    """Return a picture of a widget or of the catalogue; raises `NotFound` for every other file.

    Neither is about anybody, and each client of the organisation sees them, so that an address
    nobody can guess is enough; a message can keep it.
    """
    question = select(FileRow).where(
        FileRow.id == file_id, col(FileRow.purpose).in_(PUBLIC), col(FileRow.gone_at).is_(None)
    )
    async with world.db.session() as session:
        row = (await session.exec(question)).first()
    if row is None or not row.mime.startswith("image/") or row.mime == "image/svg+xml":
        raise NotFound
    try:
        # Pictures are 5 MiB at most.
        return Picture(row.mime, await world.files.whole(content_key(file_id)), row.sha256)
    except NoSuchFile:
        raise NotFound from None
