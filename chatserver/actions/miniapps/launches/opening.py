"""What happens when a client taps on a widget, a link or a push of a mini-app? (L1–L4)"""

from dataclasses import asdict, dataclass

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.residents import Resident
from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.miniapps.launches.apps import (
    Opening,
    Shown,
    hold_app,
    opening_of,
    org_of,
    viewer_kind,
)
from chatserver.actions.miniapps.launches.consents import consent_of
from chatserver.actions.miniapps.launches.counting import note_launch, note_refused
from chatserver.actions.miniapps.launches.fitting import fitting_places, held_places
from chatserver.actions.miniapps.launches.offers import offer_view
from chatserver.actions.miniapps.launches.tokens import Ask, Minted, living, mint, signed
from chatserver.actions.miniapps.push_receipts import note_opened
from chatserver.actions.miniapps.signing_keys import signing_key, verified
from chatserver.core.opening import (
    Consent,
    NotAvailable,
    SessionReplaced,
    check_consent,
    place_to_open,
    release_to_open,
)
from chatserver.core.refusals import Refused
from chatserver.core.visibility import Viewer
from chatserver.identity import BadToken, Guest, Identity
from chatserver.identity.miniapp_tokens import MiniappClaims
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import ClientRow, MiniappGeneration
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Wish:
    """From where a mini-app is to be opened, for which premises, and which `push` was tapped."""

    source: str
    place: str | None = None
    widget: str | None = None
    device: str = ""
    push: str | None = None


async def launch(
    world: World,
    identity: Identity,
    visitor: Resident | Guest,
    app_id: str,
    wish: Wish,
    *,
    issuer: str,
) -> Minted:
    """Open a mini-app: a new token, which ends the one before on whatever device it is.

    Every check in the order L1 to L4; raises what is in the way: `NotAvailable`,
    `AppSuspended`, `SignInRequired`, `PlaceRequired`, `NoPlace`, `OfferRequired`. What was opened
    and what was not is counted.
    """
    key = await signing_key(world, identity)
    async with world.db.transaction() as session:
        viewer = await _held_viewer(session, visitor)
        shown = await hold_app(session, org_of(visitor), app_id)
        if shown is None:
            raise NotAvailable
        try:
            may = await _checked(session, visitor, viewer, shown, wish)
        except Refused as in_the_way:
            # Nothing was changed yet: this commits that it was counted, and nothing else.
            await note_refused(session, world, app_id, wish.source, in_the_way)
            refused = in_the_way
        else:
            return await _open(session, world, identity, key, shown, wish, may, issuer=issuer)
    raise refused


@dataclass(frozen=True, slots=True)
class _May:
    """What nothing is in the way of."""

    client: str
    place: str
    opening: Opening
    scopes: frozenset[str]


async def _checked(
    session: AsyncSession, visitor: Resident | Guest, viewer: Viewer, shown: Shown, wish: Wish
) -> _May:
    """Check everything in its order (L1 to L4), without changing anything."""
    places = await held_places(session, visitor)
    fitting = await fitting_places(session, shown, viewer, wish.widget, places)
    release = release_to_open(shown.app, shown.kind, viewer)
    assert isinstance(visitor, Resident)  # a guest was asked to sign in
    place = place_to_open(wish.place, fitting)
    opening = await opening_of(session, release)
    agreed = await _agreed(session, visitor.client.id, shown, opening)
    return _May(visitor.client.id, place, opening, opening.asked & agreed.scopes)


async def _open(
    session: AsyncSession,
    world: World,
    identity: Identity,
    key: str,
    shown: Shown,
    wish: Wish,
    may: _May,
    *,
    issuer: str,
) -> Minted:
    client, opening = may.client, may.opening
    minted = await mint(
        session,
        world,
        identity,
        key,
        issuer=issuer,
        shown=shown,
        opening=opening,
        ask=Ask(client, may.place, "live", wish.device),
        scopes=may.scopes,
    )
    if wish.push is not None:
        await note_opened(
            session, world, org=shown.org, push=wish.push, app=shown.id, client=client
        )
    made = {
        "jti": minted.jti,
        "gen": minted.gen,
        "place": may.place,
        "from": wish.source,
        "version": opening.digest,
    }
    await note_launch(
        session,
        world,
        shown.id,
        wish.source,
        client=client,
        gen=minted.gen,
        build=opening.build,
    )
    await record(
        session,
        world,
        by=Person("client", client),
        org=shown.org,
        action="miniapp.launch",
        changed=[Changed(shown.id, after=made)],
    )
    return minted


async def refresh(
    world: World,
    identity: Identity,
    resident: Resident,
    app_id: str,
    *,
    issuer: str,
    token: str | None = None,
    device: str = "",
) -> Minted:
    """Return a token that lives longer, of the same generation: no mint (D3).

    The host shows the `token` that it holds, run out or not, or names its device; raises
    `SessionReplaced` when the newest launch was another's, and what a launch raises.
    """
    key = await signing_key(world, identity)
    shown_claims = await _own_claims(world, identity, resident, app_id, token)
    async with world.db.transaction() as session:
        viewer = await _held_viewer(session, resident)
        shown = await hold_app(session, org_of(resident), app_id)
        if shown is None:
            raise NotAvailable
        release = release_to_open(shown.app, shown.kind, viewer)
        opening = await opening_of(session, release)
        await _agreed(session, resident.client.id, shown, opening)
        row = await _newest(session, resident, app_id)
        if not _is_newest(row, shown_claims, device):
            raise SessionReplaced
        bearer = await living(session, _claims_of(row, shown.org))
        return signed(
            world,
            identity,
            key,
            issuer=issuer,
            shown=shown,
            opening=opening,
            ask=Ask(resident.client.id, row.place or "", "live", row.device),
            gen=row.gen,
            scopes=bearer.granted,
        )


async def _agreed(session: AsyncSession, client: str, shown: Shown, opening: Opening) -> Consent:
    """Return the client's consent to what would be opened; raises `OfferRequired` without it."""
    consent = await consent_of(session, client, shown.id)
    check_consent(
        consent,
        offer=opening.offer.id,
        scopes=opening.scopes,
        shown=asdict(offer_view(shown, opening)),
    )
    assert consent is not None  # else it was refused
    return consent


async def _own_claims(
    world: World, identity: Identity, resident: Resident, app_id: str, token: str | None
) -> MiniappClaims | None:
    if token is None:
        return None
    try:
        claims = await verified(world, identity, token, expired=True)
    except BadToken:
        raise SessionReplaced from None
    own = identity.miniapps.pairwise(app_id, resident.client.id)
    if (claims.app, claims.sub, claims.kind) != (app_id, own, "live"):
        raise SessionReplaced
    return claims


async def _newest(session: AsyncSession, resident: Resident, app_id: str) -> MiniappGeneration:
    row = await session.get(MiniappGeneration, (app_id, resident.client.id, "live"))
    if row is None or row.ended_at is not None:
        raise SessionReplaced
    return row


def _is_newest(row: MiniappGeneration, claims: MiniappClaims | None, device: str) -> bool:
    if claims is not None:
        return row.gen == claims.gen
    return row.device == device != ""


def _claims_of(row: MiniappGeneration, org: str) -> MiniappClaims:
    """The newest generation as a token of it would say it."""
    return MiniappClaims(row.app, row.sub, org, None, row.gen, row.kind, "", 0)


async def _held_viewer(session: AsyncSession, visitor: Resident | Guest) -> Viewer:
    """Return who looks; whoever ends a client's tokens waits until the transaction ends.

    Not so who changes the tester's mark: what it opens is asked again of each token.
    Raises `NotWelcome` for one whose tokens were ended since they came to the door.
    """
    if isinstance(visitor, Resident):
        own = select(ClientRow.tokens_from).where(ClientRow.id == visitor.client.id)
        held = await session.exec(own.with_for_update(read=True, key_share=True))
        if held.first() != visitor.client.tokens_from:
            raise NotWelcome
    return await viewer_kind(session, visitor)
