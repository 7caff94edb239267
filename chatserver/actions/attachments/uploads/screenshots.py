"""How does a picture of what a moderator saw come to a review? (B2)"""

from collections.abc import AsyncIterable

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.attachments.uploads.taking import About, Uploader, take_file
from chatserver.actions.audit import Changed, record
from chatserver.core.refusals import Conflict, NotFound
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import FileRow, Miniapp, Review
from chatserver.world import World

NAME = "screenshot"


async def attach_screenshot(
    world: World, review_id: str, content: AsyncIterable[bytes], *, by: str
) -> None:
    """Show the partner a picture with the review that is under way, in place of one before.

    It is the partner's organisation's, and ends with it. Raises `NotFound`, `Conflict` for a review
    that is over, and what `take_file` raises.
    """
    async with world.db.session() as session:
        _, org = await _open(session, review_id)
    about = About(NAME, "review")
    card = await take_file(world, Uploader(org, "staff", by), content, lambda: about)
    async with world.db.transaction() as session:
        try:
            review, _ = await _open(session, review_id, held=True)
        except (Conflict, NotFound):
            await _let_go(session, world, card.id)
            decided = True
        else:
            decided = False
            await _let_go(session, world, review.screenshot or "")
            review.screenshot = card.id
            session.add(review)
            changed = Changed(review.app, after={"review": review.id, "screenshot": card.id})
            await record(
                session,
                world,
                by=Person("staff", by),
                org=org,
                action="review.screenshot",
                changed=[changed],
            )
    if decided:
        raise Conflict


async def _open(session: AsyncSession, review_id: str, *, held: bool = False) -> tuple[Review, str]:
    """Return a review that is under way, and whose mini-app it is about."""
    review = await session.get(Review, review_id, with_for_update=held or None)
    if review is None:
        raise NotFound
    if review.ended_at is not None:
        raise Conflict(state=review.state)
    return review, (await session.get_one(Miniapp, review.app)).org


async def _let_go(session: AsyncSession, world: World, file_id: str) -> None:
    """The sweep removes its bytes."""
    await session.exec(
        update(FileRow).where(col(FileRow.id) == file_id).values(gone_at=world.now())
    )
