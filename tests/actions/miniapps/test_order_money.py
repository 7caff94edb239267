"""Whatever happens in whatever order: is an order charged once, and no more given back?

The provider here answers late, twice, or not at all, and forgets nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import Random

import pytest
from sqlmodel import select
from typing_extensions import override

from chatserver.actions.miniapps.launches.app_keys import AppCaller
from chatserver.actions.miniapps.orders.attempts import ask_payment
from chatserver.actions.miniapps.orders.following import follow_orders
from chatserver.actions.miniapps.orders.making import make_order
from chatserver.actions.miniapps.orders.own import cancel_order, own_order, refund_own
from chatserver.actions.miniapps.orders.paying import PRESS_MS, pay
from chatserver.actions.mistakes import Invalid
from chatserver.core.order_forms import Line, NewOrder
from chatserver.core.orders import WrongState
from chatserver.payments import Begun, Declined, Payment, Payments, PaymentState, Unreachable
from chatserver.storage.database import Database
from chatserver.storage.tables import OrderAttempt
from tests.seeds import APP, SOSNY
from tests.small import MINUTE
from tests.superapp.bank import AMOUNT, Bank
from tests.superapp.shop import Shop, opened_shop

HISTORIES, STEPS = 8, 20


@dataclass
class History:
    """One order's life, as chance will have it."""

    shop: Shop
    bank: Bank
    caller: AppCaller
    order: str
    chance: Random

    async def step(self) -> None:
        acts: tuple[Callable[[], Awaitable[None]], ...] = (
            self.press, self.press, self.client, self.client, self.hint, self.job, self.cancel,
            self.refund, self.refund,
        )  # fmt: skip
        weights = (6, 6, 6, 6, 4, 6, 1, 3, 3)
        chosen = self.chance.choices(acts, weights, k=self.chance.choice((1, 1, 2, 3)))
        await asyncio.gather(*(act() for act in chosen))

    async def press(self) -> None:
        world, identity = self.shop.world, self.shop.door.small.identity
        self.shop.door.small.clock.at += self.chance.choice((0, PRESS_MS))
        with suppress(WrongState, Unreachable):
            paying = await pay(world, identity, self.shop.token, self.order)
            if paying.url is not None:
                self.bank.shown.add(paying.url.rpartition("/")[2])

    async def client(self) -> None:
        self.bank.somebody_acts()

    async def hint(self) -> None:
        async with self.shop.world.db.session() as session:
            ids = await session.exec(
                select(OrderAttempt.id).where(OrderAttempt.order == self.order)
            )
        await asyncio.gather(*(ask_payment(self.shop.world, one) for one in list(ids) * 2))

    async def job(self) -> None:
        self.shop.door.small.clock.at += self.chance.choice((1_000, MINUTE))
        await follow_orders(self.shop.world)

    async def cancel(self) -> None:
        with suppress(WrongState):
            await cancel_order(self.shop.world, self.caller, self.order)

    async def refund(self) -> None:
        amount = self.chance.choice((None, 100, 400, AMOUNT))
        with suppress(WrongState, Invalid):
            await refund_own(
                self.shop.world, self.caller, self.order, amount=amount, reason="", key=None
            )

    async def check(self) -> None:
        card = await own_order(self.shop.world, self.caller, self.order)
        charges = [one.amount for one in card.entries if one.kind == "charge"]
        refunds = [one.amount for one in card.entries if one.kind == "refund"]
        assert charges in ([], [AMOUNT])
        assert sum(refunds) == card.refunded <= sum(charges) <= self.bank.took <= AMOUNT
        assert self.bank.gave_back <= AMOUNT
        assert (card.paid_at is not None) == bool(charges)

    async def settle(self) -> None:
        """Let the provider be well, and everything come to its end."""
        self.bank.breaks = 0
        # Whoever has not paid by now does not pay any more.
        for one, state in self.bank.states.items():
            if state is PaymentState.PENDING:
                self.bank.states[one] = PaymentState.CANCELED
        for _ in range(8):
            await self.job()
            self.shop.door.small.clock.at += 15 * MINUTE
        card = await own_order(self.shop.world, self.caller, self.order)
        assert sum(one.amount for one in card.entries if one.kind == "charge") == self.bank.took
        assert card.refunded == self.bank.gave_back
        assert not any(one.state == "pending" for one in card.attempts)
        assert not any(one.state == "pending" for one in card.refunds)


@dataclass
class LateNo(Bank):
    """Says no to whoever asked first, once somebody else has been told where to pay."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    @override
    async def begin(self, payment: Payment) -> Begun:
        if not self.asked.is_set():
            self.asked.set()
            await self.told.wait()
            raise Declined("too late")
        return await super().begin(payment)


async def test_a_late_no_ends_no_payment_that_another_was_led_to(
    sqlite_database: Database,
) -> None:
    bank = LateNo(Random(0), breaks=0)
    async with opened_shop(sqlite_database, bank) as shop:
        order = await shop.made()
        first = asyncio.create_task(shop.pay(order))
        await bank.asked.wait()
        # On another node the job asks, under the same key.
        shop.door.small.clock.at += MINUTE
        payments = Payments(bank, shop.world.payments.fake)
        await follow_orders(replace(shop.world, payments=payments))
        second = (await shop.pay(order)).json()
        bank.told.set()

        assert second["url"].startswith("https://bank.example/")
        assert (await first).json() == second
        assert (await shop.read(order))["attempt"]["state"] == "pending"


@dataclass
class Counting(Bank):
    """Counts how often it is asked to begin, and answers when it is let."""

    asked: int = 0
    began: asyncio.Event = field(default_factory=asyncio.Event)
    let: asyncio.Event = field(default_factory=asyncio.Event)

    @override
    async def begin(self, payment: Payment) -> Begun:
        self.asked += 1
        self.began.set()
        await self.let.wait()
        return await super().begin(payment)


async def test_whoever_presses_again_waits_for_the_answer_to_the_first(
    sqlite_database: Database,
) -> None:
    bank = Counting(Random(0), breaks=0)
    async with opened_shop(sqlite_database, bank) as shop:
        order = await shop.made()
        pressed = [asyncio.create_task(shop.pay(order)) for _ in range(3)]
        await bank.began.wait()
        pressed.append(asyncio.create_task(shop.pay(order)))
        left = pressed.pop(0)
        left.cancel()
        bank.let.set()

        [url] = {(await one).json()["url"] for one in pressed}
        assert url is not None
        assert bank.asked == 1


async def test_a_provider_that_is_away_is_not_asked_at_each_press(
    sqlite_database: Database,
) -> None:
    bank = Counting(Random(0), breaks=1)
    bank.let.set()
    async with opened_shop(sqlite_database, bank) as shop:
        order = await shop.made()
        pressed = [await shop.pay(order) for _ in range(3)]
        assert [one.json()["code"] for one in pressed] == ["unavailable"] * 3
        assert (pressed[-1].status_code, bank.asked) == (503, 1)

        bank.breaks = 0
        shop.door.small.clock.at += PRESS_MS
        assert (await shop.pay(order)).json()["url"] is not None
        assert bank.asked == 2


@dataclass
class Odd(Bank):
    """Answers for one payment with something that nobody thought of."""

    odd: str = ""

    @override
    async def state(self, reference: str) -> PaymentState:
        if reference == self.odd:
            raise ValueError("never seen before")
        return await super().state(reference)


async def test_one_payment_that_cannot_be_followed_holds_up_no_other(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    bank = Odd(Random(0), breaks=0)
    async with opened_shop(sqlite_database, bank) as shop:
        orders = [await shop.made(external_id=name) for name in ("odd", "even")]
        pages = [(await shop.pay(order)).json()["url"] for order in orders]
        paid = [page.rpartition("/")[2] for page in pages]
        bank.states |= dict.fromkeys(paid, PaymentState.SUCCEEDED)
        bank.odd = paid[0]
        await shop.later(MINUTE)

        assert [(await shop.read(one))["state"] for one in orders] == ["pending", "paid"]
        assert [one.levelname for one in caplog.records] == ["ERROR"]
        bank.odd = ""
        await shop.later(15 * MINUTE)
        assert (await shop.read(orders[0]))["state"] == "paid"


@pytest.mark.slow
async def test_no_history_charges_twice_or_gives_back_more(sqlite_database: Database) -> None:
    reached: set[str] = set()
    bank = Bank(Random(0))
    async with opened_shop(sqlite_database, bank) as shop:
        begun = shop.world.now()
        caller = AppCaller("key_none", APP, SOSNY)
        for seed in range(HISTORIES):
            # Within a day, so that the page's token lives.
            shop.door.small.clock.at = begun
            bank.begin_anew(Random(seed))
            new = NewOrder(str(seed), shop.sub(), AMOUNT, "A pass", [Line("Pass", 1, AMOUNT)])
            made = await make_order(shop.world, shop.door.small.identity, caller, new)
            history = History(shop, bank, caller, made.id, bank.chance)
            for _ in range(STEPS):
                await history.step()
                await history.check()
            await history.settle()
            reached.add((await own_order(shop.world, caller, made.id)).state)

    # It went everywhere, or it proves nothing.
    assert "paid" in reached or "refunded" in reached
    assert len(reached) > 2
