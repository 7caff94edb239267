"""What stands right before the doors?"""

from starlette.middleware import Middleware

from chatserver.actions.repeats import Repeats
from chatserver.http.callers import owner_of
from chatserver.http.limited import Limited
from chatserver.http.repeated import Repeated
from chatserver.identity import Identity
from chatserver.ledger.directory import Directories
from chatserver.world import World


def inner(world: World, directories: Directories, identity: Identity) -> list[Middleware]:
    """Return it, the outermost first."""
    owner = owner_of(world, directories, identity)
    return [
        Middleware(Limited, rates=identity.rates),
        Middleware(Repeated, repeats=Repeats(world), owner_of=owner),
    ]
