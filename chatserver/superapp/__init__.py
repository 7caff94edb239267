"""What can the superapp and mini-apps ask for over HTTP? (`/superapp/v1`, `/miniapp/v1`)"""

from fastapi import APIRouter, Depends

from chatserver.identity import Identity
from chatserver.ledger.ledger import Ledger
from chatserver.superapp import (
    clients,
    devices,
    files,
    launches,
    links,
    message_links,
    miniapps,
    offers,
    public,
    uploads,
)
from chatserver.superapp.counter import Counter
from chatserver.superapp.demo import build_demo_router
from chatserver.superapp.hosting import Hosting
from chatserver.world import World


def build_router(world: World, ledger: Ledger, identity: Identity) -> APIRouter:
    """Return the superapp's door over this world."""
    counter = Counter(world, ledger, identity)
    door = APIRouter(prefix="/superapp/v1", dependencies=[Depends(counter)])
    for part in (clients, devices, uploads, files, offers, launches, message_links):
        door.include_router(part.routes)
    return door


def build_miniapp_router(world: World, ledger: Ledger, identity: Identity) -> APIRouter:
    """Return the mini-apps' door (`/miniapp/v1`), and what stands at fixed addresses."""
    counter = Counter(world, ledger, identity)
    door = APIRouter(dependencies=[Depends(counter)])
    door.include_router(miniapps.routes, prefix="/miniapp/v1")
    door.include_router(links.routes)
    return door


def build_public_router(world: World, ledger: Ledger, identity: Identity) -> APIRouter:
    """Return the door of organisations' own systems (`/public/v1`)."""
    counter = Counter(world, ledger, identity)
    door = APIRouter(prefix="/public/v1", dependencies=[Depends(counter)])
    door.include_router(public.routes)
    return door


__all__ = [
    "Hosting",
    "build_demo_router",
    "build_miniapp_router",
    "build_public_router",
    "build_router",
]
