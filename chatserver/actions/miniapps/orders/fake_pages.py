"""What does somebody see and choose on the fake payee's page?"""

from dataclasses import dataclass

from sqlmodel import col, select

from chatserver.actions.miniapps.orders.attempts import ask_payment
from chatserver.core.refusals import NotFound
from chatserver.payments import FakePaid, FakePayee, Outcome
from chatserver.storage.tables import AppOrder, LegalEntity, OrderAttempt, ProductRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class FakePage:
    """A payment with the fake payee: for what, and to whom it would go."""

    paid: FakePaid
    title: str
    description: str
    payee: str | None


async def fake_page(world: World, reference: str) -> FakePage:
    """Return what the page shows; raises `NotFound`."""
    paid = await _payee(world).find(reference)
    question = (
        select(AppOrder, OrderAttempt.id)
        .join(OrderAttempt, col(OrderAttempt.order) == col(AppOrder.id))
        .where(OrderAttempt.reference == reference, OrderAttempt.provider == FakePayee.name)
    )
    async with world.db.session() as session:
        found = (await session.exec(question)).first()
        if paid is None or found is None:
            raise NotFound
        order = found[0]
        if world.payments.of(order.env) is not world.payments.fake:
            # He took live orders once, and does not any more.
            raise NotFound
        entity = None if order.entity is None else await session.get(LegalEntity, order.entity)
        title = (await session.get_one(ProductRow, order.app)).title
    return FakePage(paid, title, order.description, None if entity is None else entity.name)


async def choose_outcome(world: World, reference: str, outcome: Outcome) -> None:
    """Let a payment go on like this, and tell the server that there is news, as a provider would;
    what has gone on stays so. Raises `NotFound`.
    """
    await fake_page(world, reference)
    await _payee(world).choose(reference, outcome)
    mine = (OrderAttempt.reference == reference, OrderAttempt.provider == FakePayee.name)
    async with world.db.session() as session:
        attempt = (await session.exec(select(OrderAttempt.id).where(*mine))).one()
    await ask_payment(world, attempt)


def _payee(world: World) -> FakePayee:
    if world.payments.fake is None:
        raise NotFound
    return world.payments.fake
