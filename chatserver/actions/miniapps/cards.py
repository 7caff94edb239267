"""How do a mini-app's card and the list of mini-apps look to staff? (requirements 54–57)"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.miniapps.moves import Held, newest_offer, read_held
from chatserver.core.refusals import NotFound
from chatserver.storage.tables import (
    Build,
    Licence,
    Miniapp,
    Offer,
    ProductRow,
    Release,
    Review,
)
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Line:
    """A mini-app in the list."""

    row: Miniapp
    product: ProductRow


@dataclass(frozen=True, slots=True)
class ServedRelease:
    """A build with its offer: what somebody is served, or will be."""

    id: str
    build: str
    offer: str
    digest: str
    approved_at: int
    published_at: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """Everything of the tabs Main and Placement."""

    held: Held
    offer: Offer | None
    review: Review | None
    last_review: Review | None
    releases: Sequence[ServedRelease]


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
        older = col(Miniapp.updated_at) < at
        question = question.where(
            or_(older, and_(col(Miniapp.updated_at) == at, col(Miniapp.id) < app))
        )
    async with world.db.session() as session:
        return [Line(row, product) for row, product in (await session.exec(question)).all()]


async def miniapp_card(world: World, org: str | None, app_id: str) -> Card:
    """Return a mini-app's card; raises `NotFound`. `org` None: the platform asks."""
    async with world.db.session() as session:
        row = await session.get(Miniapp, app_id)
        if row is None or (org is not None and row.org != org):
            raise NotFound
        held = await read_held(session, row)
        offer = await newest_offer(session, app_id)
        reviews = (
            await session.exec(
                select(Review)
                .where(Review.app == app_id)
                .order_by(col(Review.sent_at).desc(), col(Review.id).desc())
                .limit(2)
            )
        ).all()
        releases = await _releases(session, app_id)
    standing = [one for one in reviews if one.ended_at is None]
    ended = [one for one in reviews if one.ended_at is not None]
    return Card(held, offer, next(iter(standing), None), next(iter(ended), None), releases)


async def _releases(session: AsyncSession, app_id: str) -> list[ServedRelease]:
    question = (
        select(Release, Build)
        .join(Build, col(Build.id) == col(Release.build))
        .where(Release.app == app_id)
        .order_by(col(Release.approved_at).desc(), col(Release.id).desc())
        .limit(50)
    )
    return [
        ServedRelease(one.id, one.build, one.offer, build.digest, one.approved_at, one.published_at)
        for one, build in (await session.exec(question)).all()
    ]


async def licence_of(session: AsyncSession, app_id: str) -> Licence | None:
    """Return the licence that serves this mini-app, None when there is none."""
    return (await session.exec(select(Licence).where(Licence.app == app_id))).first()
