"""Which pictures does nobody show any more?

A picture of a widget, of the catalogue, of a review or a logo has nobody whose it is: it is shown
by a row that names it, or by a message that was sent with it, which keeps it. One that no row has
named for a day goes. Whoever wants to name it says so first (`claim_picture`), and so is told when
it is too late.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.mistakes import Mistake
from chatserver.storage.tables import CatalogueRow, FileRow, Org, Review, Widget
from chatserver.world import World

DAY_MS = 24 * 3600 * 1000
PUBLIC = ("widget", "catalogue")


async def claim_picture(
    session: AsyncSession, org: str, file_id: str | None, purposes: Sequence[str], *, pointer: str
) -> list[Mistake]:
    """Take hold of a picture that is to be shown, if one is; a mistake is one that is not there."""
    if file_id is None:
        return []
    # A write, so that the sweep waits for it and looks again.
    claimed = await session.exec(
        update(FileRow)
        .where(
            col(FileRow.id) == file_id,
            col(FileRow.org) == org,
            col(FileRow.purpose).in_(purposes),
            col(FileRow.gone_at).is_(None),
        )
        .values(idle_since=None)
        .returning(col(FileRow.id))
    )
    if claimed.first() is not None:
        return []
    return [Mistake(pointer, "unknown", "there is no such picture here")]


async def doom_unused_pictures(world: World) -> None:
    """Note since when pictures are shown nowhere, and let go those that are not for a day."""
    now = world.now()
    here = (col(FileRow.purpose) != "message", col(FileRow.gone_at).is_(None))
    idle_since = col(FileRow.idle_since)
    shown = _shown()
    unused = (~col(FileRow.kept), ~shown)
    async with world.db.transaction() as session:
        for where, values in (
            ((idle_since.is_not(None), shown), {"idle_since": None}),
            ((idle_since < now - DAY_MS, *unused), {"gone_at": now}),
            ((idle_since.is_(None), *unused), {"idle_since": now}),
        ):
            await session.exec(update(FileRow).where(*here, *where).values(**values))


def _shown() -> ColumnElement[bool]:
    """Whether a row names the picture."""
    logo = col(Org.settings)["logo"].as_string()
    named = (col(Widget.image), col(CatalogueRow.image), col(Review.screenshot), logo)
    return or_(*(col(FileRow.id).in_(select(one).where(one.is_not(None))) for one in named))
