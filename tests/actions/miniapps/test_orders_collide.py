"""What becomes of an order of which two want something at the same moment?

The provider answers when the test lets it, and whoever comes first is held up at the order's row
until the second waits there, too: on SQLite nobody can cross anybody.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random

import pytest
from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar
from typing_extensions import override

from chatserver.actions.miniapps.launches.app_keys import AppCaller
from chatserver.actions.miniapps.orders.ending import close_order
from chatserver.actions.miniapps.orders.own import refund_own
from chatserver.actions.miniapps.orders.paying import pay
from chatserver.actions.miniapps.orders.refunds import ask_refund
from chatserver.core.orders import Act as OrderAct
from chatserver.payments import Begun, Payment, PaymentState, RefundState, Sent
from chatserver.storage.database import Database
from chatserver.storage.tables import AppOrder
from tests.collisions import Act, both
from tests.seeds import APP, SOSNY
from tests.superapp.bank import Bank
from tests.superapp.shop import Shop, opened_shop

pytestmark = pytest.mark.postgres
CALLER = AppCaller("key_none", APP, SOSNY)


@dataclass
class Slow(Bank):
    """Does what it is asked at once, and says so when it is let."""

    breaks: float = 0
    keys: list[str] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    let: asyncio.Event = field(default_factory=asyncio.Event)

    async def _answer(self) -> None:
        self.asked.set()
        await self.let.wait()

    async def tell(self, asking: asyncio.Task[object]) -> None:
        """Let it answer whoever asks, and wait until they are done with that."""
        self.let.set()
        await asking

    def close_gate(self) -> None:
        self.asked.clear()
        self.let.clear()

    @override
    async def begin(self, payment: Payment) -> Begun:
        begun = await super().begin(payment)
        await self._answer()
        return begun

    @override
    async def cancel(self, reference: str) -> PaymentState:
        self.states[reference] = PaymentState.CANCELED
        return PaymentState.CANCELED

    @override
    async def refund(self, key: str, reference: str, amount: int, currency: str) -> Sent:
        self.keys.append(key)
        known = self.refunds.setdefault(key, (f"r_{key}", amount))
        self.refunded[known[0]] = RefundState.SUCCEEDED
        await self._answer()
        return Sent(known[0], RefundState.SUCCEEDED)


@dataclass
class House:
    """A shop whose bank answers when it is let."""

    shop: Shop
    bank: Slow

    def cancel(self, order: str) -> Act:
        return close_order(self.shop.world, order, OrderAct.CANCEL)

    async def pay(self, order: str) -> object:
        identity = self.shop.door.small.identity
        return await pay(self.shop.world, identity, self.shop.token, order)

    async def refund(self, order: str, amount: int | None) -> object:
        world = self.shop.world
        return await refund_own(world, CALLER, order, amount=amount, reason="", key=None)

    async def went(self, order: str) -> list[int]:
        card = await self.shop.read(order)
        went = [one["amount"] for one in card["entries"] if one["kind"] == "refund"]
        assert card["refunded"] == sum(went)
        return went

    async def paid(self, name: str) -> str:
        order = await self.shop.made(external_id=name)
        self.bank.let.set()
        page = (await self.shop.pay(order)).json()["url"]
        self.bank.states[page.rpartition("/")[2]] = PaymentState.SUCCEEDED
        await self.shop.later(10_000)
        assert (await self.shop.read(order))["state"] == "paid"
        self.bank.close_gate()
        return order


@pytest.fixture
async def house(postgres_database_url: str) -> AsyncIterator[House]:
    database = await Database.open(postgres_database_url)
    bank = Slow(Random(0))
    async with opened_shop(database, bank) as shop:
        yield House(shop, bank)
    await database.close()


def row_of(order: str) -> SelectOfScalar[AppOrder]:
    return select(AppOrder).where(AppOrder.id == order)


async def test_an_order_is_cancelled_while_it_begins_to_be_paid(house: House) -> None:
    here, bank = house.shop.door.small, house.bank
    # Before there is an attempt.
    bank.let.set()
    one, other = [await house.shop.made(external_id=name) for name in ("one", "other")]
    ends = [
        await both(here, row_of(one), house.cancel(one), house.pay(one)),
        await both(here, row_of(other), house.pay(other), house.cancel(other)),
    ]
    assert ends == [["done", "WrongState"], ["done", "done"]]

    # And while the provider begins it: its answer and the cancel come together.
    orders = [one, other]
    for answer_first in (True, False):
        bank.close_gate()
        order = await house.shop.made(external_id=f"first_{answer_first}")
        orders.append(order)
        paying = asyncio.create_task(house.pay(order))
        await bank.asked.wait()
        acts = (bank.tell(paying), house.cancel(order))
        assert await both(here, row_of(order), *(acts if answer_first else acts[::-1]))

    for order in orders:
        card = await house.shop.read(order)
        assert (card["state"], card["ends_as"], card["entries"]) == ("canceled", None, [])
        assert card["attempt"] is None or card["attempt"]["state"] == "canceled"
    # Nobody is left on a page on which they could still pay.
    assert set(bank.states.values()) == {PaymentState.CANCELED}


async def test_two_answers_to_one_refund_are_one_entry(house: House) -> None:
    here, bank = house.shop.door.small, house.bank
    order = await house.paid("twice")
    pressed = asyncio.create_task(house.refund(order, 40_000))
    await bank.asked.wait()
    [refund] = bank.refunds
    asked_again = asyncio.create_task(ask_refund(house.shop.world, refund))

    # The second question is on its way, too, before the first is answered.
    while len(bank.keys) < 2:
        bank.asked.clear()
        await bank.asked.wait()
    ends = await both(here, row_of(order), bank.tell(pressed), bank.tell(asked_again))

    assert (ends, bank.keys) == (["done", "done"], [refund, refund])
    assert await house.went(order) == [40_000]
    assert [kind for kind, _ in await house.shop.told()].count("order.refunded") == 1


async def test_a_refund_is_asked_for_while_the_one_before_is_answered(house: House) -> None:
    here, bank = house.shop.door.small, house.bank
    for answer_first, went in ((True, [40_000, 110_000]), (False, [40_000])):
        order = await house.paid(f"first_{answer_first}")
        pressed = asyncio.create_task(house.refund(order, 40_000))
        await bank.asked.wait()
        acts = (bank.tell(pressed), house.refund(order, None))

        ends = await both(here, row_of(order), *(acts if answer_first else acts[::-1]))

        assert ends == (["done", "done"] if answer_first else ["WrongState", "done"])
        assert await house.went(order) == went
