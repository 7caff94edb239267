"""Which offer does a client read before a mini-app opens? (O1–O12)"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.residents import Resident
from chatserver.actions.miniapps.launches.apps import (
    Opening,
    Shown,
    asked_for,
    hold_app,
    opening_of,
    org_of,
    shown_apps,
    viewer_kind,
)
from chatserver.core.refusals import NotFound
from chatserver.core.visibility import release_for
from chatserver.identity import Guest
from chatserver.storage.tables import Agreement, Offer, Release
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer as a client reads it, with the data that the mini-app asks for."""

    id: str
    app: str
    title: str
    number: int
    size: int
    sha256: str
    scopes: list[Mapping[str, object]]


def offer_view(shown: Shown, opening: Opening) -> OfferView:
    """Return the offer of a release as a client reads it."""
    offer = opening.offer
    return OfferView(
        id=offer.id,
        app=shown.id,
        title=shown.title,
        number=offer.number,
        size=offer.size,
        sha256=offer.sha256,
        scopes=asked_for(opening),
    )


async def read_offer(world: World, visitor: Resident | Guest, offer_id: str) -> OfferView:
    """Return the offer that this visitor is to read now, or one that they agreed to.

    Raises `NotFound`: also for an offer that is still looked at, or was served before.
    """
    async with world.db.session() as session:
        found = await served_offer(session, visitor, offer_id, hold=False)
        if found is not None:
            return offer_view(*found)
        if isinstance(visitor, Resident):
            own = await _agreed(session, visitor, offer_id)
            if own is not None:
                return own
    raise NotFound


async def served_offer(
    session: AsyncSession, visitor: Resident | Guest, offer_id: str, *, hold: bool
) -> tuple[Shown, Opening] | None:
    """Return the mini-app and the release of which this is the offer now, for this visitor."""
    org = org_of(visitor)
    offer = await session.get(Offer, offer_id)
    if offer is None:
        return None
    if hold:
        shown = await hold_app(session, org, offer.app)
    else:
        shown = (await shown_apps(session, org, [offer.app])).get(offer.app)
    if shown is None:
        return None
    release = release_for(shown.app, shown.kind, await viewer_kind(session, visitor))
    if release is None:
        return None
    opening = await opening_of(session, release)
    return (shown, opening) if opening.offer.id == offer_id else None


async def _agreed(session: AsyncSession, resident: Resident, offer_id: str) -> OfferView | None:
    question = (
        select(Agreement.app, Offer)
        .join(Offer, col(Offer.id) == col(Agreement.offer))
        .where(Agreement.client == resident.client.id, Agreement.offer == offer_id)
    )
    found = (await session.exec(question)).first()
    if found is None:
        return None
    app, offer = found
    title = resident.directory.products[app].title if app in resident.directory.products else ""
    return OfferView(offer.id, app, title, offer.number, offer.size, offer.sha256, [])


async def agreed_release(
    session: AsyncSession, resident: Resident, app_id: str, agreement: Agreement
) -> Opening:
    """Return the newest release with the offer that the client agreed to."""
    question = (
        select(Release.id)
        .where(Release.app == app_id, Release.offer == agreement.offer)
        .order_by(
            col(Release.published_at).desc().nulls_last(),
            col(Release.approved_at).desc(),
            col(Release.id).desc(),
        )
    )
    shown = (await shown_apps(session, org_of(resident), [app_id])).get(app_id)
    if shown is not None:
        release = release_for(shown.app, shown.kind, await viewer_kind(session, resident))
        if release is not None:
            opening = await opening_of(session, release)
            if opening.offer.id == agreement.offer:
                return opening
    found = (await session.exec(question)).first()
    if found is None:
        raise NotFound
    return await opening_of(session, found)
