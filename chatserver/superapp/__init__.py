"""What can the superapp, mini-apps and organisations' own systems ask for over HTTP?

`/superapp/v1`, `/miniapp/v1`, `/public/v1`.
"""

from collections.abc import Sequence
from functools import cache

from starlette.routing import BaseRoute

from chatserver.http.door import Door, built
from chatserver.identity import Identity
from chatserver.ledger.ledger import Ledger
from chatserver.superapp import (
    clients,
    demo,
    demo_miniapps,
    demo_parking,
    demo_superapp,
    devices,
    fake_payee,
    files,
    launches,
    links,
    message_links,
    miniapps,
    offers,
    orders,
    payment_pages,
    public,
    public_builds,
    pushes,
    uploads,
)
from chatserver.superapp.counter import Counter
from chatserver.superapp.hosting import Hosting
from chatserver.world import World


@cache
def _routes() -> Sequence[BaseRoute]:
    parts = (clients, devices, uploads, files, offers, launches, message_links)
    more = (miniapps, pushes, orders, fake_payee, payment_pages, links, public, public_builds)
    return built(*(part.routes for part in (*parts, *more)))


@cache
def _demo_routes() -> Sequence[BaseRoute]:
    return built(demo.routes, demo_miniapps.routes, demo_parking.routes)


def door(world: World, ledger: Ledger, identity: Identity) -> Door:
    """Return the door of the superapp, its mini-apps and the organisations' own systems."""
    return Door(_routes(), "counter", Counter(world, ledger, identity))


def demo_door(world: World, ledger: Ledger, identity: Identity) -> Door:
    """Return the demo's door. It must not be hung into a server with real people."""
    routes = (*demo_superapp.routes(world), *_demo_routes())
    return Door(routes, "counter", Counter(world, ledger, identity))


__all__ = ["Hosting", "demo_door", "door"]
