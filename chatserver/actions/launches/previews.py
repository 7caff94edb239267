"""How does a reviewer, or the partner, look at a build that nobody is served? (C, J)"""

from dataclasses import dataclass

from chatserver.core.refusals import NotFound
from chatserver.identity import Identity
from chatserver.storage.tables import Build, Miniapp
from chatserver.world import World

DAY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Preview:
    """The way to a build for a day: the ticket of its address."""

    app: str
    label: str
    digest: str
    ticket: str
    expires_at: int


async def preview(
    world: World, identity: Identity, org: str | None, app_id: str, build_id: str
) -> Preview:
    """Return a way to look at a build that lives 24 hours; `org` None: the platform asks.

    Raises `NotFound`, also for a build that was revoked.
    """
    async with world.db.session() as session:
        app = await session.get(Miniapp, app_id)
        build = await session.get(Build, build_id)
    if app is None or (org is not None and app.org != org):
        raise NotFound
    if build is None or build.app != app.id or build.revoked_at is not None:
        raise NotFound
    until = world.now() + DAY_MS
    return Preview(
        app.id, app.label, build.digest, ticket_for(identity, build.digest, until), until
    )


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
