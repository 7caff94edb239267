"""How does a client see an order in a mini-app, and pay it?"""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.miniapps.launches.tokens import Bearer, bearer_of
from chatserver.actions.miniapps.orders.attempts import ask_payment, open_payment
from chatserver.actions.miniapps.orders.cards import OrderCard, order_card
from chatserver.actions.miniapps.orders.making import SCOPE
from chatserver.actions.miniapps.orders.rows import (
    facts_of,
    hold_order,
    keep,
    next_ask,
    open_attempt,
)
from chatserver.core.orders import BOUGHT, Act, PaymentsNotConfigured, State, WrongState, begin
from chatserver.core.refusals import Forbidden, NotFound
from chatserver.identity import Identity
from chatserver.storage.tables import AppOrder, OrderAttempt
from chatserver.world import World

# How soon somebody who looks lets the provider be asked again.
LOOK_MS = 3_000
# And somebody who presses again, where it did not answer.
PRESS_MS = 1_000


@dataclass(frozen=True, slots=True)
class Paying:
    """Where an order stands once it is to be paid. `url` is the provider's page; None: there is
    nothing to be paid any more, or the provider refused to begin.
    """

    state: str
    url: str | None
    expires_at: int


async def order_sheet(world: World, identity: Identity, token: str, order_id: str) -> OrderCard:
    """Return an order to the client who is to pay it. While it is being paid the provider is asked
    how far that is, every few seconds at most.

    Raises as `bearer_of`; `NotFound` for an order of anybody else.
    """
    bearer = await bearer_of(world, identity, token)
    async with world.db.session() as session:
        row = _own(bearer, await session.get(AppOrder, order_id))
        attempt = await open_attempt(session, row.id)
    if attempt is not None:
        await ask_payment(world, attempt.id, asked_before=world.now() - LOOK_MS)
    async with world.db.session() as session:
        return await order_card(session, await session.get_one(AppOrder, order_id))


async def pay(world: World, identity: Identity, token: str, order_id: str) -> Paying:
    """Return where the client pays an order: the page of the attempt that is open, else of a new
    one.

    Raises as `bearer_of`; `Forbidden` without the scope, `NotFound`, `WrongState`,
    `PaymentsNotConfigured`, and `Unreachable` when the provider cannot be asked, or was just now:
    then it may be pressed again.
    """
    bearer = await bearer_of(world, identity, token)
    if SCOPE not in bearer.granted:
        raise Forbidden(permission=SCOPE)
    async with world.db.transaction() as session:
        row = _own(bearer, await session.get(AppOrder, order_id))
        attempt = await _attempt(session, world, row)
    if attempt is not None and attempt.state == "opening":
        await open_payment(world, attempt.id, asked_before=world.now() - PRESS_MS)
    return await _standing(world, order_id)


async def _attempt(session: AsyncSession, world: World, order: AppOrder) -> OrderAttempt | None:
    """Return the attempt by which an order is paid now; None: it is paid already."""
    row = await hold_order(session, order.id)
    if State(row.state) in BOUGHT:
        return None
    if row.expires_at <= world.now():
        raise WrongState(State.EXPIRED, Act.BEGIN)
    after = begin(facts_of(row))
    provider = world.payments.of(row.env)
    if provider is None:
        raise PaymentsNotConfigured
    standing = await open_attempt(session, row.id)
    if standing is not None:
        if world.payments.named(standing.provider) is None:
            # Nobody would ask what became of it.
            raise PaymentsNotConfigured
        return standing
    keep(world, row, after)
    attempt = OrderAttempt(
        id=world.new_id("pay"),
        order=row.id,
        provider=provider.name,
        state="opening",
        at=world.now(),
        asked_at=0,  # whoever comes first asks
        ask_at=next_ask(world, 2),
    )
    session.add_all((row, attempt))
    return attempt


async def _standing(world: World, order_id: str) -> Paying:
    async with world.db.session() as session:
        row = await session.get_one(AppOrder, order_id)
        attempt = await open_attempt(session, order_id)
    if row.ends_as is not None:
        raise WrongState(State(row.ends_as), Act.BEGIN)
    return Paying(row.state, None if attempt is None else attempt.url or None, row.expires_at)


def _own(bearer: Bearer, row: AppOrder | None) -> AppOrder:
    """Return an order of this client. A token for tests sees test orders alone (D3); one of a
    launch sees them where the client is a tester.
    """
    claims = bearer.claims
    if row is None or row.app != claims.app or row.sub != claims.sub:
        raise NotFound
    if row.env != claims.kind and not (row.env == "test" and bearer.client.tester):
        raise NotFound
    return row
