"""How do a mini-app's card and the list of mini-apps look to staff? (requirements 54–57)"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.settings import read_bot
from chatserver.actions.miniapps.moves import newest_offer, read_held
from chatserver.core.miniapps import Served, Status
from chatserver.core.refusals import NotFound
from chatserver.storage.tables import (
    Build,
    Miniapp,
    Offer,
    ProductRow,
    Release,
    Review,
    StaffRow,
)
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Line:
    """A mini-app in the list."""

    id: str
    name: str
    public_title: str
    status: Status
    suspended: bool
    category: str
    updated_at: int
    chat_on: bool
    bot_on: bool


@dataclass(frozen=True, slots=True)
class LicenceOf:
    """The licence that serves a mini-app."""

    id: str
    number: int


@dataclass(frozen=True, slots=True)
class ReleaseCard:
    """A build with its offer: what somebody is served, or will be."""

    id: str
    build: str
    offer: str
    digest: str
    approved_at: int
    published_at: int | None


@dataclass(frozen=True, slots=True)
class OfferCard:
    """A version of an offer, and whether it binds clients now."""

    id: str
    number: int
    name: str
    size: int
    sha256: str
    state: str
    at: int
    deleted: bool
    binds: bool


@dataclass(frozen=True, slots=True)
class BuildCard:
    """A build that passed the gate."""

    id: str
    digest: str
    state: str
    manifest: Mapping[str, Any]
    warnings: Sequence[Mapping[str, Any]]
    size: int
    unpacked: int
    entries: int
    at: int


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
    ended_at: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """Everything of the tabs Main and Placement."""

    id: str
    name: str
    public_title: str
    category: str
    description: str
    status: Status
    suspended_reason: str | None
    chat_on: bool
    licence: LicenceOf | None
    entity: str | None
    account: str | None
    offer: OfferCard | None
    review: ReviewCard | None
    last_review: ReviewCard | None
    releases: Sequence[ReleaseCard]
    release: str | None
    ready: str | None
    served: Served
    label: str
    created_at: int
    updated_at: int
    version: int


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


async def miniapp_lines(
    world: World, org: str, *, after: tuple[int, str] | None, limit: int
) -> list[Line]:
    """Return mini-apps, the one that changed last first."""
    question = (
        select(Miniapp, ProductRow)
        .join(ProductRow, col(ProductRow.id) == col(Miniapp.id))
        .where(Miniapp.org == org)
        .order_by(col(Miniapp.updated_at).desc(), col(Miniapp.id).desc())
        .limit(limit)
    )
    if after is not None:
        at, app = after
        # The first of them alone lets an index begin where the page before ended.
        question = question.where(
            col(Miniapp.updated_at) <= at,
            or_(col(Miniapp.updated_at) < at, col(Miniapp.id) < app),
        )
    async with world.db.session() as session:
        return [_line(row, product) for row, product in (await session.exec(question)).all()]


def _line(row: Miniapp, product: ProductRow) -> Line:
    return Line(
        row.id,
        row.name,
        product.title,
        Status(row.status),
        row.suspended_at is not None,
        row.category,
        row.updated_at,
        product.chat_on,
        read_bot(product.bot).on,
    )


async def miniapp_card(world: World, org: str | None, app_id: str) -> Card:
    """Return a mini-app's card; raises `NotFound`. `org` None: the platform asks."""
    async with world.db.session() as session:
        row = await session.get(Miniapp, app_id)
        if row is None or (org is not None and row.org != org):
            raise NotFound
        held = await read_held(session, row)
        reviews = (
            await session.exec(
                select(Review)
                .where(Review.app == app_id)
                .order_by(col(Review.sent_at).desc(), col(Review.id).desc())
                .limit(2)
            )
        ).all()
        standing = next((one for one in reviews if one.ended_at is None), None)
        ended = next((one for one in reviews if one.ended_at is not None), None)
        licence = held.licence
        return Card(
            id=row.id,
            name=row.name,
            public_title=held.product.title,
            category=row.category,
            description=row.description,
            status=held.app.status,
            suspended_reason=row.suspended_reason,
            chat_on=held.product.chat_on,
            licence=None if licence is None else LicenceOf(licence.id, licence.number),
            entity=row.entity,
            account=row.account,
            offer=offer_card(await newest_offer(session, app_id), held.product.offer),
            review=review_card(standing) if standing else None,
            last_review=review_card(ended) if ended else None,
            releases=await _releases(session, app_id),
            release=row.release,
            ready=row.ready,
            served=held.served,
            label=row.label,
            created_at=row.created_at,
            updated_at=row.updated_at,
            version=row.version,
        )


async def _releases(session: AsyncSession, app_id: str) -> list[ReleaseCard]:
    question = (
        select(Release, Build.digest)
        .join(Build, col(Build.id) == col(Release.build))
        .where(Release.app == app_id)
        .order_by(col(Release.approved_at).desc(), col(Release.id).desc())
        .limit(50)
    )
    return [
        ReleaseCard(one.id, one.build, one.offer, digest, one.approved_at, one.published_at)
        for one, digest in (await session.exec(question)).all()
    ]


async def offer_cards(world: World, org: str | None, app_id: str) -> list[OfferCard]:
    """Return the versions of an offer, the newest first; raises `NotFound`."""
    async with world.db.session() as session:
        app = await session.get(Miniapp, app_id)
        if app is None or (org is not None and app.org != org):
            raise NotFound
        product = await session.get_one(ProductRow, app_id)
        found = await session.exec(
            select(Offer).where(Offer.app == app_id).order_by(col(Offer.number).desc()).limit(100)
        )
        cards = [offer_card(one, product.offer) for one in found]
    return [one for one in cards if one is not None]


async def check_offer(world: World, org: str | None, app_id: str, offer_id: str) -> None:
    """Refuse an offer that is none of the mini-app's: raises `NotFound`."""
    async with world.db.session() as session:
        app = await session.get(Miniapp, app_id)
        offer = await session.get(Offer, offer_id)
    if app is None or (org is not None and app.org != org):
        raise NotFound
    if offer is None or offer.app != app_id:
        raise NotFound


async def build_cards(world: World, org: str | None, app_id: str) -> list[BuildCard]:
    """Return the builds of a mini-app, the newest first; raises `NotFound`."""
    async with world.db.session() as session:
        app = await session.get(Miniapp, app_id)
        if app is None or (org is not None and app.org != org):
            raise NotFound
        found = await session.exec(
            select(Build)
            .where(Build.app == app_id)
            .order_by(col(Build.at).desc(), col(Build.id).desc())
            .limit(100)
        )
        return [build_card(one) for one in found]


async def review_cards(world: World, org: str | None, app_id: str) -> list[ReviewCard]:
    """Return the newest reviews of a mini-app, the newest first; raises `NotFound`."""
    async with world.db.session() as session:
        app = await session.get(Miniapp, app_id)
        if app is None or (org is not None and app.org != org):
            raise NotFound
        found = await session.exec(
            select(Review)
            .where(Review.app == app_id)
            .order_by(col(Review.sent_at).desc(), col(Review.id).desc())
            .limit(100)
        )
        return [review_card(one) for one in found]


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


def offer_card(offer: Offer | None, binding: str | None) -> OfferCard | None:
    """Return how an offer is told of; `binding` is the one that clients agree to now."""
    if offer is None:
        return None
    return OfferCard(
        offer.id,
        offer.number,
        offer.name,
        offer.size,
        offer.sha256,
        offer.state,
        offer.at,
        deleted=offer.deleted_at is not None,
        binds=offer.id == binding,
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
        review.ended_at,
    )


def build_card(build: Build) -> BuildCard:
    """Return how a build is told of."""
    return BuildCard(
        build.id,
        build.digest,
        build.state,
        build.manifest,
        build.warnings,
        build.size,
        build.unpacked,
        build.entries,
        build.at,
    )
