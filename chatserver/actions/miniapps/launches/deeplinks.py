"""Where does a link to a mini-app lead, and what does whoever opens it learn? (requirement 101)

A link is a superapp's host and a mini-app's id; it is signed by nothing and holds no token.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from chatserver.actions.callers.residents import Resident
from chatserver.actions.miniapps.launches.apps import org_of, shown_apps, viewer_kind
from chatserver.core.refusals import NotFound
from chatserver.core.visibility import Viewer, release_for
from chatserver.identity import Guest
from chatserver.storage.tables import Miniapp, Superapp, SuperappOrg
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class DeepLink:
    """A mini-app's address in one superapp."""

    superapp: str
    name: str
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a link leads to: the name that clients read, and whether one has to sign in first."""

    app: str
    title: str
    sign_in: bool


async def deep_links(world: World, org: str, app_id: str) -> list[DeepLink]:
    """Return a mini-app's links, one for each superapp of its organisation; raises `NotFound`."""
    question = (
        select(Superapp)
        .join(SuperappOrg, col(SuperappOrg.superapp) == col(Superapp.id))
        .where(SuperappOrg.org == org, Superapp.link_host != "")
        .order_by(col(Superapp.name), col(Superapp.id))
    )
    async with world.db.session() as session:
        app = await session.get(Miniapp, app_id)
        if app is None or app.org != org:
            raise NotFound
        found = (await session.exec(question)).all()
    return [
        DeepLink(one.id, one.name, one.kind, f"https://{one.link_host}/m/{app_id}") for one in found
    ]


async def resolve(world: World, visitor: Resident | Guest, app_id: str) -> Resolved:
    """Return where a link leads for this visitor; raises `NotFound` for whatever reason."""
    async with world.db.session() as session:
        shown = (await shown_apps(session, org_of(visitor), [app_id])).get(app_id)
        viewer = await viewer_kind(session, visitor)
    if shown is None or release_for(shown.app, shown.kind, viewer) is None:
        raise NotFound
    return Resolved(shown.id, shown.title, viewer is Viewer.GUEST)


@dataclass(frozen=True, slots=True)
class Door:
    """A superapp, as its links lead into it."""

    name: str
    link_host: str
    stores: Mapping[str, str]
    packages: Sequence[Mapping[str, Any]]


async def superapps_at(world: World, host: str) -> list[Door]:
    """Return the superapps whose links have this host; where no superapp has it: all of them."""
    async with world.db.session() as session:
        every = (await session.exec(select(Superapp).order_by(col(Superapp.id)))).all()
    own = [one for one in every if one.link_host.lower() == host.lower()]
    return [Door(one.name, one.link_host, one.stores, one.packages) for one in own or every]
