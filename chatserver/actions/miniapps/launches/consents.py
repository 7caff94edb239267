"""What does a client answer to an offer, what may they grant and take back? (O4–O6, O12, K11)"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.residents import Resident
from chatserver.actions.happenings import tell_endpoints
from chatserver.actions.miniapps.generations import end_tokens
from chatserver.actions.miniapps.launches.apps import (
    Opening,
    opening_of,
    org_of,
    shown_apps,
    viewer_kind,
)
from chatserver.actions.miniapps.launches.offers import agreed_release, served_offer
from chatserver.actions.miniapps.push_receipts import drop_pushes
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.opening import NOTIFICATIONS, Consent, notified
from chatserver.core.refusals import Conflict, NotFound
from chatserver.core.visibility import release_for
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import (
    Agreement,
    ClientRow,
    ConsentRow,
    Offer,
    Release,
)
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Channel:
    """By what a client answered: the platform, the device, the version of the superapp on it, a
    hashed address.
    """

    platform: str | None = None
    device: str = ""
    version: str = ""
    address_hash: str = ""


async def accept(
    world: World, resident: Resident, offer_id: str, scopes: Collection[str], channel: Channel
) -> None:
    """Keep that the client agreed to the offer that is served, and which data they grant.

    Raises `NotFound`; `Conflict` when another offer is served by now; `Invalid` for a scope that
    is not asked for, or a required one that is missing.
    """
    async with world.db.transaction() as session:
        await _alone(session, resident)
        served = await served_offer(session, resident, offer_id, hold=True)
        if served is None:
            await _raise_gone(session, resident, offer_id)
            raise NotFound
        shown, opening = served
        refuse_if_any(_mistakes(opening, scopes))
        before = await session.get(Agreement, (resident.client.id, shown.id))
        granted = sorted(set(scopes))
        if before is not None and (before.offer, before.scopes) == (offer_id, granted):
            return
        await _keep(
            session,
            world,
            resident,
            shown.id,
            opening.offer,
            answer="accepted",
            scopes=granted,
            notifications=notified(_consent(before), granted),
            channel=channel,
        )


async def decline(world: World, resident: Resident, offer_id: str, channel: Channel) -> None:
    """Keep that the client refused the offer that is served; raises `NotFound`, `Conflict`."""
    async with world.db.transaction() as session:
        await _alone(session, resident)
        served = await served_offer(session, resident, offer_id, hold=True)
        if served is None:
            await _raise_gone(session, resident, offer_id)
            raise NotFound
        shown, opening = served
        row = _row(world, resident, shown.id, opening.offer, answer="declined", channel=channel)
        await _store(session, world, resident, row)


async def _raise_gone(session: AsyncSession, resident: Resident, offer_id: str) -> None:
    """Tell an offer that was served before, and is not any more, from one that never was."""
    offer = await session.get(Offer, offer_id)
    if offer is None:
        return
    shown = (await shown_apps(session, org_of(resident), [offer.app])).get(offer.app)
    if shown is None:
        return
    release = release_for(shown.app, shown.kind, await viewer_kind(session, resident))
    published = await session.exec(
        select(Release.id).where(Release.offer == offer_id, col(Release.published_at).is_not(None))
    )
    if release is not None and published.first() is not None:
        raise Conflict(offer=(await opening_of(session, release)).offer.id)


async def change_consent(
    world: World,
    resident: Resident,
    app_id: str,
    *,
    scopes: Collection[str] | None,
    grant: Collection[str] = (),
    notifications: bool | None,
    channel: Channel,
) -> None:
    """Grant and take back what is optional; what is required goes only with the whole consent.

    `scopes` are all that is optional and granted from now on; what is required may be named and
    stays anyway. `grant` comes to them, or to what is granted now: of two sheets that are answered
    at once, neither takes back what the other gave.
    Whoever wants `notifications` grants the scope of that name by it. Who wants none any more gets
    none that waits, either. Raises `NotFound` where there is no consent, `Invalid`.
    """
    async with world.db.transaction() as session:
        await _alone(session, resident)
        agreement = await _own(session, resident, app_id)
        opening = await agreed_release(session, resident, app_id, agreement)
        stays = (
            agreement.scopes if scopes is None else opening.required.intersection(agreement.scopes)
        )
        granted = {*stays, *(scopes or ()), *grant}
        mistakes = _unasked(opening, scopes or (), "/scopes") + _unasked(opening, grant, "/grant")
        if notifications:
            granted.add(NOTIFICATIONS)
            if NOTIFICATIONS not in opening.asked:
                mistakes.append(Mistake("/notifications", "unknown", "this mini-app sends none"))
        refuse_if_any(mistakes)
        told = notified(_consent(agreement), granted, notifications)
        await _keep(
            session,
            world,
            resident,
            app_id,
            opening.offer,
            answer="changed",
            scopes=sorted(granted),
            notifications=told,
            channel=channel,
        )
        if not told:
            await drop_pushes(session, world, app=app_id, client=resident.client.id)


async def revoke(world: World, resident: Resident, app_id: str, channel: Channel) -> None:
    """Take the consent back: the tokens end at once, and the chat takes no more of the client's
    messages until the offer is accepted anew (K11, D19). Raises `NotFound`.
    """
    async with world.db.transaction() as session:
        # What was known of who agreed is read anew by every node.
        await bump_acl(session, resident.directory.org.id)
        await _alone(session, resident)
        agreement = await _own(session, resident, app_id)
        offer = await session.get_one(Offer, agreement.offer)
        row = _row(world, resident, app_id, offer, answer="revoked", channel=channel)
        await _store(session, world, resident, row)
        await session.delete(agreement)
        await end_tokens(session, world, app=app_id, client=resident.client.id)
        await drop_pushes(session, world, app=app_id, client=resident.client.id)


async def consent_of(session: AsyncSession, client: str, app_id: str) -> Consent | None:
    """Return what a client agreed to, which stays until the transaction ends."""
    question = select(Agreement).where(Agreement.client == client, Agreement.app == app_id)
    found = (await session.exec(question.with_for_update(read=True))).first()
    return _consent(found)


def _consent(agreement: Agreement | None) -> Consent | None:
    return None if agreement is None else consent_in(agreement)


def consent_in(agreement: Agreement) -> Consent:
    """Return what a row says of a client's consent, as the rules see it."""
    return Consent(agreement.offer, frozenset(agreement.scopes), agreement.notifications)


async def _alone(session: AsyncSession, resident: Resident) -> None:
    """Let the client's other devices wait: of two that agree at once the second changes the row."""
    own = select(ClientRow.id).where(
        ClientRow.id == resident.client.id, col(ClientRow.erased_at).is_(None)
    )
    if (await session.exec(own.with_for_update(key_share=True))).first() is None:
        raise NotFound  # erased meanwhile: nothing of them is kept any more


async def _own(session: AsyncSession, resident: Resident, app_id: str) -> Agreement:
    question = select(Agreement).where(
        Agreement.client == resident.client.id, Agreement.app == app_id
    )
    found = (await session.exec(question.with_for_update())).first()
    if found is None:
        raise NotFound
    return found


def _mistakes(opening: Opening, scopes: Collection[str]) -> list[Mistake]:
    return _unasked(opening, scopes, "/scopes") + [
        Mistake("/scopes", "missing", f"{name} is required")
        for name in sorted(opening.required - set(scopes))
    ]


def _unasked(opening: Opening, scopes: Collection[str], at: str) -> list[Mistake]:
    return [
        Mistake(f"{at}/{n}", "unknown", "this mini-app does not ask for it")
        for n, name in enumerate(scopes)
        if name not in opening.asked
    ]


async def _keep(
    session: AsyncSession,
    world: World,
    resident: Resident,
    app_id: str,
    offer: Offer,
    *,
    answer: str,
    scopes: list[str],
    notifications: bool,
    channel: Channel,
) -> None:
    row = _row(world, resident, app_id, offer, answer=answer, channel=channel)
    row.scopes, row.notifications = scopes, notifications
    await _store(session, world, resident, row)
    await session.merge(
        Agreement(
            client=resident.client.id,
            app=app_id,
            offer=offer.id,
            scopes=scopes,
            notifications=notifications,
            at=row.at,
        )
    )


async def _store(session: AsyncSession, world: World, resident: Resident, row: ConsentRow) -> None:
    """Keep an answer, which no audit log knows, and let the organisation's endpoints know."""
    session.add(row)
    told: dict[str, object] = {"mini_app": row.app, "client": row.client, "offer": row.offer}
    if row.answer in ("accepted", "changed"):
        told |= {"scopes": row.scopes, "notifications": row.notifications}
    await tell_endpoints(session, world, org_of(resident), [(f"consent.{row.answer}", told)])


def _row(
    world: World,
    resident: Resident,
    app_id: str,
    offer: Offer,
    *,
    answer: str,
    channel: Channel,
) -> ConsentRow:
    return ConsentRow(
        id=world.new_id("con"),
        app=app_id,
        client=resident.client.id,
        offer=offer.id,
        answer=answer,
        at=world.now(),
        platform=channel.platform,
        device=channel.device,
        client_version=channel.version,
        address_hash=channel.address_hash,
        text_digest=offer.sha256,
    )
