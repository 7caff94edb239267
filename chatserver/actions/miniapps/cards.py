"""How do a mini-app's card and the list of mini-apps look to staff? (requirements 54–57)"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, or_, select

from bots.settings import read_bot
from chatserver.actions.miniapps.moves import newest_offer, read_held
from chatserver.actions.miniapps.pushes.limits import limits_of
from chatserver.actions.miniapps.review_cards import ReviewCard, review_card
from chatserver.actions.miniapps.versions import (
    OfferCard,
    ReleaseCard,
    offer_card,
    releases_of,
    seen_app,
)
from chatserver.core.miniapps import Served, Status
from chatserver.core.pushes import Limits
from chatserver.storage.tables import (
    Miniapp,
    ProductRow,
    Review,
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
    pushes: Limits
    label: str
    created_at: int
    updated_at: int
    version: int


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
        row = await seen_app(session, org, app_id)
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
            releases=await releases_of(session, app_id),
            release=row.release,
            ready=row.ready,
            served=held.served,
            pushes=limits_of(world, row),
            label=row.label,
            created_at=row.created_at,
            updated_at=row.updated_at,
            version=row.version,
        )
