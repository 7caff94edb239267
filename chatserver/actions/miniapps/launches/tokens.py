"""How does a token for a mini-app come to be, and does one that was given out still live? (D3)"""

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.miniapps.generations import Kind, next_generation
from chatserver.actions.miniapps.launches.apps import Opening, Shown, opening_of, shown_apps
from chatserver.actions.miniapps.signing_keys import verified
from chatserver.core.miniapps import App
from chatserver.core.opening import SessionReplaced, scopes_of
from chatserver.core.visibility import Viewer, release_for
from chatserver.identity import BadToken, Identity
from chatserver.identity.miniapp_tokens import MiniappClaims
from chatserver.storage.tables import (
    Agreement,
    Build,
    ClientPlace,
    ClientRow,
    MiniappGeneration,
    Offer,
    Release,
)
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Minted:
    """A token for a mini-app, where its page is, and its last instant."""

    token: str
    expires_at: int
    jti: str
    gen: int
    app: str
    label: str
    digest: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a living token is for: the client and place as we know them, and what was granted."""

    claims: MiniappClaims
    client: ClientRow
    place: str | None
    title: str
    opening: Opening
    granted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ask:
    """For whom, for what and from where a token is made."""

    client: str
    place: str
    kind: Kind = "live"
    device: str = ""


async def mint(
    session: AsyncSession,
    world: World,
    identity: Identity,
    key: str,
    *,
    issuer: str,
    shown: Shown,
    opening: Opening,
    ask: Ask,
    scopes: frozenset[str],
) -> Minted:
    """Return a new token, which ends the one before of this client, app and kind."""
    sub = identity.miniapps.pairwise(shown.id, ask.client)
    gen = await next_generation(
        session,
        world,
        app=shown.id,
        client=ask.client,
        kind=ask.kind,
        sub=sub,
        place=ask.place,
        device=ask.device,
    )
    return signed(
        world,
        identity,
        key,
        issuer=issuer,
        shown=shown,
        opening=opening,
        ask=ask,
        gen=gen,
        scopes=scopes,
    )


def signed(
    world: World,
    identity: Identity,
    key: str,
    *,
    issuer: str,
    shown: Shown,
    opening: Opening,
    ask: Ask,
    gen: int,
    scopes: frozenset[str],
) -> Minted:
    """Return a token of this generation."""
    jti = world.new_id("mat")
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": f"mini-app:{shown.id}",
        "sub": identity.miniapps.pairwise(shown.id, ask.client),
        "org": shown.org,
        "org_kind": str(shown.kind),
        "place": identity.miniapps.pairwise(shown.id, ask.place),
        "ver": opening.digest,
        "gen": gen,
        "jti": jti,
        "scope": " ".join(sorted(scopes)),
        "env": ask.kind,
    }
    token, expires_at = identity.miniapps.issue(key, claims)
    return Minted(token, expires_at, jti, gen, shown.id, shown.label, opening.digest)


async def bearer_of(world: World, identity: Identity, token: str) -> Bearer:
    """Return whom a token is for, that is genuine and still lives.

    Raises `NotWelcome`, `BadToken` for one that has run out, `SessionReplaced` for one that a later
    launch ended.
    """
    claims = await verified(world, identity, token)
    async with world.db.session() as session:
        if claims.preview is not None:
            return await _of_nobody(session, claims, claims.preview)
        return await living(session, claims)


async def _of_nobody(session: AsyncSession, claims: MiniappClaims, build_id: str) -> Bearer:
    """Return the made-up client of a build that is looked at, while it can be looked at."""
    build = await session.get(Build, build_id)
    shown = (await shown_apps(session, claims.org, [claims.app])).get(claims.app)
    if build is None or build.revoked_at is not None or build.app != claims.app or shown is None:
        raise NotWelcome
    nobody = ClientRow(id="", org=shown.org, name="", phone="", search="", created_at=0)
    unread = Offer(id="", app=shown.id, number=0, sha256="", name="", size=0, state="draft", at=0)
    opening = Opening("", build.digest, build.id, unread, scopes_of(build.manifest))
    return Bearer(claims, nobody, None, shown.title, opening, opening.asked)


async def living(session: AsyncSession, claims: MiniappClaims) -> Bearer:
    """Return whom these claims are for, if everything that they rest on still holds (K11)."""
    row = await generation_of(session, claims)
    if row.ended_at is not None:
        raise NotWelcome
    if row.gen != claims.gen:
        raise SessionReplaced
    client = await session.get(ClientRow, row.client)
    shown = (await shown_apps(session, claims.org, [row.app])).get(row.app)
    if client is None or client.erased_at is not None or shown is None:
        raise NotWelcome
    place = await session.get(ClientPlace, (row.client, row.place or ""))
    viewer = Viewer.TESTER if client.tester else Viewer.ORDINARY
    agreement = await session.get(Agreement, (row.client, row.app))
    release = await _release(session, shown, viewer, row, agreement)
    if place is None or release is None:
        raise NotWelcome
    opening = await opening_of(session, release)
    granted = _granted(row, client, opening, agreement)
    return Bearer(claims, client, row.place, shown.title, opening, granted)


async def generation_of(session: AsyncSession, claims: MiniappClaims) -> MiniappGeneration:
    """Return the count of tokens to which these claims belong; raises `NotWelcome`."""
    question = select(MiniappGeneration).where(
        MiniappGeneration.app == claims.app,
        MiniappGeneration.sub == claims.sub,
        MiniappGeneration.kind == claims.kind,
    )
    row = (await session.exec(question)).first()
    if row is None:
        raise NotWelcome
    return row


async def _release(
    session: AsyncSession,
    shown: Shown,
    viewer: Viewer,
    row: MiniappGeneration,
    agreement: Agreement | None,
) -> str | None:
    if row.kind == "live":
        # Without a consent it was revoked; another offer is asked for at the next launch.
        return None if agreement is None else release_for(shown.app, shown.kind, viewer)
    if not tests_allowed(shown.app):
        return None
    return await newest_release(session, row.app)


def tests_allowed(app: App) -> bool:
    """Return whether tokens made by hand live: after the first approval, also while it is
    inactive; not without a licence, nor suspended (K2, X1, X2).
    """
    return app.approved and app.licensed and not app.suspended


def _granted(
    row: MiniappGeneration, client: ClientRow, opening: Opening, agreement: Agreement | None
) -> frozenset[str]:
    # What is made up needs nobody's consent.
    if row.kind == "test" and not client.tester:
        return opening.asked
    return opening.asked & frozenset(agreement.scopes if agreement is not None else ())


async def newest_release(session: AsyncSession, app_id: str) -> str | None:
    """Return the release with the newest approved build that was not revoked."""
    question = (
        select(Release.id)
        .join(Build, col(Build.id) == col(Release.build))
        .where(Release.app == app_id, col(Build.revoked_at).is_(None))
        .order_by(col(Release.approved_at).desc(), col(Release.id).desc())
        .limit(1)
    )
    return (await session.exec(question)).first()


async def lives(world: World, identity: Identity, app_id: str, token: str) -> int | None:
    """Return when a token of this mini-app ends, None: it does not live, or is another's."""
    try:
        bearer = await bearer_of(world, identity, token)
    except (BadToken, NotWelcome, SessionReplaced):
        return None
    return bearer.claims.expires_at if bearer.claims.app == app_id else None
