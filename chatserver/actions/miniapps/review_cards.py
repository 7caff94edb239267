"""How do reviews look to moderators, and to those who sent them? (B1–B5)"""

from dataclasses import dataclass

from sqlmodel import and_, col, or_, select

from chatserver.actions.miniapps.versions import (
    BuildCard,
    OfferCard,
    build_card,
    offer_card,
    seen_app,
)
from chatserver.core.refusals import NotFound
from chatserver.storage.tables import (
    Build,
    Miniapp,
    Offer,
    Release,
    Review,
    StaffRow,
)
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A review, and what became of it."""

    id: str
    state: str
    build: str | None
    offer: str | None
    sent_at: int
    due_at: int
    deferred_reason: str | None
    reason_code: str | None
    reason: str
    rule_url: str | None
    screenshot: str | None
    ended_at: int | None


@dataclass(frozen=True, slots=True)
class Queued:
    """A review in the moderators' queue, with the mini-app and the sender."""

    review: ReviewCard
    app: str
    app_name: str
    org: str
    sender: str | None


@dataclass(frozen=True, slots=True)
class Looked:
    """A review as its moderator sees it; `before` is the build that is served now."""

    review: ReviewCard
    app: str
    app_name: str
    org: str
    category: str
    description: str
    build: BuildCard | None
    offer: OfferCard | None
    before: BuildCard | None


async def review_cards(
    world: World, org: str | None, app_id: str, *, after: tuple[int, str] | None, limit: int
) -> list[ReviewCard]:
    """Return the reviews of a mini-app behind this time of sending and id, the newest first.

    Raises `NotFound`.
    """
    question = select(Review).where(Review.app == app_id)
    if after is not None:
        at, id_ = after
        same = and_(col(Review.sent_at) == at, col(Review.id) < id_)
        question = question.where(or_(col(Review.sent_at) < at, same))
    question = question.order_by(col(Review.sent_at).desc(), col(Review.id).desc()).limit(limit)
    async with world.db.session() as session:
        await seen_app(session, org, app_id)
        return [review_card(one) for one in await session.exec(question)]


async def queued_reviews(
    world: World, *, after: tuple[int, str] | None, limit: int
) -> list[Queued]:
    """Return the open reviews, the one that is due first at the front."""
    question = (
        select(Review, Miniapp, StaffRow.name)
        .join(Miniapp, col(Miniapp.id) == col(Review.app))
        .join(StaffRow, col(StaffRow.id) == col(Review.sent_by), isouter=True)
        .where(col(Review.ended_at).is_(None))
        .order_by(col(Review.due_at), col(Review.id))
        .limit(limit)
    )
    if after is not None:
        due, id_ = after
        later = and_(col(Review.due_at) == due, col(Review.id) > id_)
        question = question.where(or_(col(Review.due_at) > due, later))
    async with world.db.session() as session:
        return [
            Queued(review_card(review), app.id, app.name, app.org, sender)
            for review, app, sender in (await session.exec(question)).all()
        ]


async def looked_at(world: World, review_id: str) -> Looked:
    """Return a review with what it holds; raises `NotFound`."""
    async with world.db.session() as session:
        review = await session.get(Review, review_id)
        if review is None:
            raise NotFound
        app = await session.get_one(Miniapp, review.app)
        build = await session.get(Build, review.build or "")
        release = await session.get(Release, app.ready or app.release or "")
        before = await session.get(Build, release.build) if release else None
        return Looked(
            review=review_card(review),
            app=app.id,
            app_name=app.name,
            org=app.org,
            category=app.category,
            description=app.description,
            build=build_card(build) if build else None,
            offer=offer_card(await session.get(Offer, review.offer or ""), None),
            before=build_card(before) if before else None,
        )


def review_card(review: Review) -> ReviewCard:
    """Return how a review is told of."""
    return ReviewCard(
        review.id,
        review.state,
        review.build,
        review.offer,
        review.sent_at,
        review.due_at,
        review.deferred_reason,
        review.reason_code,
        review.reason,
        review.rule_url,
        review.screenshot,
        review.ended_at,
    )
