"""How do the builds, offers and releases of a mini-app look to staff? (requirements 60, 66)"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.miniapps.moves import newest_first
from chatserver.core.refusals import NotFound
from chatserver.storage.tables import (
    Build,
    Miniapp,
    Offer,
    ProductRow,
    Release,
)
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class ReleaseCard:
    """A build with its offer: what somebody is served, or will be; one that is revoked never is."""

    id: str
    build: str
    offer: str
    digest: str
    approved_at: int
    published_at: int | None
    revoked: bool


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


async def seen_app(session: AsyncSession, org: str | None, app_id: str) -> Miniapp:
    """Return a mini-app of the organisation that asks, None: the platform; raises `NotFound`."""
    app = await session.get(Miniapp, app_id)
    if app is None or (org is not None and app.org != org):
        raise NotFound
    return app


async def offer_cards(
    world: World, org: str | None, app_id: str, *, before: int | None, limit: int
) -> list[OfferCard]:
    """Return the versions of an offer with lower numbers than `before`, the newest first.

    Raises `NotFound`.
    """
    question = select(Offer).where(Offer.app == app_id)
    if before is not None:
        question = question.where(Offer.number < before)
    async with world.db.session() as session:
        await seen_app(session, org, app_id)
        product = await session.get_one(ProductRow, app_id)
        found = await session.exec(question.order_by(col(Offer.number).desc()).limit(limit))
        cards = [offer_card(one, product.offer) for one in found]
    return [one for one in cards if one is not None]


async def check_offer(world: World, org: str | None, app_id: str, offer_id: str) -> None:
    """Refuse an offer that is none of the mini-app's: raises `NotFound`."""
    async with world.db.session() as session:
        await seen_app(session, org, app_id)
        offer = await session.get(Offer, offer_id)
    if offer is None or offer.app != app_id:
        raise NotFound


async def build_cards(
    world: World, org: str | None, app_id: str, *, after: tuple[int, str] | None, limit: int
) -> list[BuildCard]:
    """Return the builds of a mini-app behind this time and id, the newest first.

    Raises `NotFound`.
    """
    question = select(Build).where(Build.app == app_id)
    if after is not None:
        at, id_ = after
        question = question.where(
            or_(col(Build.at) < at, and_(col(Build.at) == at, col(Build.id) < id_))
        )
    async with world.db.session() as session:
        await seen_app(session, org, app_id)
        found = await session.exec(newest_first(question).limit(limit))
        return [build_card(one) for one in found]


async def releases_of(session: AsyncSession, app_id: str) -> list[ReleaseCard]:
    """Return the newest fifty releases of a mini-app, the newest first."""
    question = (
        select(Release, Build)
        .join(Build, col(Build.id) == col(Release.build))
        .where(Release.app == app_id)
        .order_by(col(Release.approved_at).desc(), col(Release.id).desc())
        .limit(50)
    )
    return [
        ReleaseCard(
            one.id,
            one.build,
            one.offer,
            build.digest,
            one.approved_at,
            one.published_at,
            revoked=build.revoked_at is not None,
        )
        for one, build in (await session.exec(question)).all()
    ]


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
