"""What does the back end of the demo's mini-app sell? (`chatserver demo`)

A real one lies on its owner's server, and asks over HTTP with a key of its own; this one is played
here, so that there is something to pay for.
"""

from chatserver.actions.miniapps.launches.app_keys import AppCaller
from chatserver.actions.miniapps.launches.tokens import bearer_of
from chatserver.actions.miniapps.orders.cards import OrderCard
from chatserver.actions.miniapps.orders.making import make_order
from chatserver.core.order_forms import Line, NewOrder
from chatserver.identity import Identity
from chatserver.world import World

PRICE = 35_000  # of a day, in kopecks
KEY = "demo"


async def sell_parking(
    world: World, identity: Identity, token: str, *, guest: str, day: str
) -> OrderCard:
    """Make an order for a guest's parking, for the client of this token. The price is ours, never
    the page's. Raises as `bearer_of` and `make_order`.
    """
    claims = (await bearer_of(world, identity, token)).claims
    new = NewOrder(
        external_id=world.new_id("parking"),
        client=claims.sub,
        amount=PRICE,
        description=f"Парковка: {guest}, {day}",
        lines=[Line("Парковка на день", 1, PRICE)],
        env=claims.kind,
    )
    return await make_order(world, identity, AppCaller(KEY, claims.app, claims.org), new)
