"""What can the superapp ask for over HTTP? (`/superapp/v1`)"""

from fastapi import APIRouter, Depends

from chatserver.identity import Identity
from chatserver.ledger.ledger import Ledger
from chatserver.superapp import clients
from chatserver.superapp.counter import Counter
from chatserver.superapp.demo import build_demo_router
from chatserver.world import World


def build_router(world: World, ledger: Ledger, identity: Identity) -> APIRouter:
    """Return the superapp's door over this world."""
    counter = Counter(world, ledger, identity)
    door = APIRouter(prefix="/superapp/v1", dependencies=[Depends(counter)])
    door.include_router(clients.routes)
    return door


__all__ = ["build_demo_router", "build_router"]
