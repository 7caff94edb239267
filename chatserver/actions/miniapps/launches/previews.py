"""How does a reviewer, or the partner, look at a build that nobody is served? (C, J)"""

from dataclasses import dataclass

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.miniapps.signing_keys import signing_key
from chatserver.core.opening import scopes_of
from chatserver.core.refusals import NotFound
from chatserver.identity import Identity
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import Build, Miniapp, Org
from chatserver.world import World

# The client in whose name a build is looked at.
PREVIEWED = "preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """The way to a build for a day: the ticket of its address, and a token for nobody."""

    app: str
    label: str
    digest: str
    ticket: str
    token: str
    expires_at: int


async def preview(
    world: World,
    identity: Identity,
    viewer: Viewer,
    app_id: str,
    build_id: str,
    *,
    issuer: str,
) -> Preview:
    """Return a way to look at a build, always as a made-up client, that lives 24 hours.

    Raises `NotFound`, also for a build that was revoked.
    """
    org = None if viewer.directory is None else viewer.home.org.id
    key = await signing_key(world, identity)
    async with world.db.transaction() as session:
        app = await session.get(Miniapp, app_id)
        build = await session.get(Build, build_id)
        if app is None or (org is not None and app.org != org):
            raise NotFound
        if build is None or build.app != app.id or build.revoked_at is not None:
            raise NotFound
        owner = await session.get_one(Org, app.org)
        pairwise = identity.miniapps.pairwise
        claims = {
            "iss": issuer,
            "aud": f"mini-app:{app.id}",
            "sub": pairwise(app.id, PREVIEWED),
            "org": app.org,
            "org_kind": owner.kind,
            "place": pairwise(app.id, "preview place"),
            "ver": build.digest,
            "gen": 0,
            "jti": world.new_id("mat"),
            "scope": " ".join(sorted(scope.name for scope in scopes_of(build.manifest))),
            "env": "test",
            "preview": build.id,
        }
        token, expires_at = identity.miniapps.issue(key, claims)
        await record(
            session,
            world,
            by=Person("staff", viewer.id),
            org=app.org,
            action="build.preview",
            changed=[Changed(build.id, after={"app": app.id, "jti": claims["jti"]})],
        )
    ticket = ticket_for(identity, build.digest, expires_at)
    return Preview(app.id, app.label, build.digest, ticket, token, expires_at)


def ticket_for(identity: Identity, digest: str, until: int) -> str:
    """Return what opens a build until then (milliseconds)."""
    return f"{until:x}.{identity.miniapps.link_signature(f'preview {digest}', until)}"


def ticket_holds(identity: Identity, digest: str, ticket: str) -> bool:
    """Return whether a ticket is ours, for this build, and still holds."""
    until, _, signature = ticket.partition(".")
    try:
        at = int(until, 16) if len(until) < 16 else 0
    except ValueError:
        return False
    return identity.miniapps.link_holds(f"preview {digest}", at, signature)
