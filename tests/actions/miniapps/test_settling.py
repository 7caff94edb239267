"""What becomes of a refund of which no provider tells any more?"""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import Random

import pytest
from prometheus_client import CollectorRegistry
from sqlmodel import select
from typing_extensions import override

from chatserver.actions.miniapps.orders.figures import PaymentFigures
from chatserver.actions.miniapps.orders.settling import (
    GRACE_MS,
    Adrift,
    Unsettled,
    adrift_refunds,
    settle_refund,
)
from chatserver.payments import PaymentState, RefundState, Sent, Unreachable
from chatserver.storage.database import Database
from chatserver.storage.tables import AuditRow
from tests.small import MINUTE
from tests.superapp.bank import Bank
from tests.superapp.shop import Shop, opened_shop

HOUR = 60 * MINUTE


@dataclass
class Forgetful(Bank):
    """Answers for no refund, and knows keys for twenty hours."""

    remembers_ms: int | None = 20 * HOUR
    asked: list[str] = field(default_factory=list)

    @override
    async def refund(self, key: str, reference: str, amount: int, currency: str) -> Sent:
        self.asked.append(key)
        raise Unreachable("broken off")

    @override
    async def refund_state(self, reference: str) -> RefundState:
        if reference not in self.refunded:
            raise Unreachable("404 not_found")
        return self.refunded[reference]


@dataclass
class Books:
    """A shop with an order of which a part is going back, and what the bank knows."""

    shop: Shop
    bank: Forgetful
    order: str = ""
    refund: str = ""

    async def begin(self) -> None:
        self.order = await self.shop.made()
        page = (await self.shop.pay(self.order)).json()["url"]
        self.bank.states[page.rpartition("/")[2]] = PaymentState.SUCCEEDED
        await self.shop.sheet(self.order)
        await self.shop.later(10_000)
        self.refund = await self.give_back()

    async def give_back(self) -> str:
        answer = await self.shop.act(self.order, "refund", {"amount": 50_000})
        assert answer.json()["state"] == "refund_pending", answer.text
        return str(answer.json()["refunds"][-1]["id"])

    async def adrift(self) -> list[Adrift]:
        world = self.shop.world
        return await adrift_refunds(world.db, world.payments, now=world.now())

    async def settle(self, went: str | None, *, unread: bool = False) -> bool:
        return await settle_refund(self.shop.world, self.refund, went, unread=unread)

    async def refused(self, went: str | None) -> str:
        """Return why it is not settled so; nothing has changed."""
        before = await self.shop.read(self.order)
        with pytest.raises(Unsettled) as why:
            await self.settle(went)
        assert await self.shop.read(self.order) == before
        return str(why.value)

    async def told(self) -> list[tuple[str, str]]:
        question = select(AuditRow).where(AuditRow.action == "order.settle_refund")
        async with self.shop.world.db.session() as session:
            rows = (await session.exec(question)).all()
        return [(row.after["refund"], row.after["state"]) for row in rows]


@pytest.fixture
async def books(sqlite_database: Database) -> AsyncIterator[Books]:
    bank = Forgetful(Random(0), breaks=0)
    async with opened_shop(sqlite_database, bank) as shop:
        found = Books(shop, bank)
        await found.begin()
        yield found


async def test_nothing_is_sent_again_before_it_can_have_been_answered(books: Books) -> None:
    assert len(books.bank.asked) == 1
    await books.shop.later(19_999)
    assert len(books.bank.asked) == 1
    await books.shop.later(1)
    assert books.bank.asked == [books.refund] * 2


async def test_nobody_settles_what_the_provider_may_still_tell(books: Books) -> None:
    await books.shop.later(20 * HOUR)
    asked = len(books.bank.asked)

    assert await books.adrift() == []
    assert await books.refused(None) == "bank may still tell of it by itself"
    # It is not sent again, and still somebody may be on the way with it.
    await books.shop.later(GRACE_MS)
    assert (len(books.bank.asked), await books.adrift()) == (asked, [])
    await books.shop.later(1)
    [one] = await books.adrift()
    assert (one.refund, one.order, one.amount) == (books.refund, books.order, 50_000)
    assert one.payment in books.bank.states


@pytest.mark.slow
async def test_what_went_is_settled_once_and_read_back(books: Books) -> None:
    await books.shop.later(20 * HOUR + GRACE_MS + 1)
    books.bank.refunded |= {"r_lost": RefundState.SUCCEEDED, "r_failed": RefundState.FAILED}

    assert await books.refused("r_none") == "bank does not tell of r_none: 404 not_found"
    assert await books.refused("r_failed") == "bank says that r_failed is failed"
    assert [await books.settle("r_lost") for _ in range(2)] == [True, False]
    assert await books.refused(None) == "it is settled: succeeded, r_lost"

    order = await books.shop.read(books.order)
    assert (order["state"], order["refunded"]) == ("partially_refunded", 50_000)
    assert [one["kind"] for one in order["entries"]] == ["charge", "refund"]
    assert await books.told() == [(books.refund, "succeeded")]
    assert (await books.shop.told())[-1] == ("order.refunded", "partially_refunded")
    # One line of the provider's books settles one refund.
    books.refund = await books.give_back()
    await books.shop.later(20 * HOUR + GRACE_MS + 1)
    assert (
        await books.refused("r_lost")
        == f"r_lost stands in the book already, at order {books.order}"
    )
    assert await books.settle("r_unread", unread=True)
    assert (await books.shop.read(books.order))["refunded"] == 100_000


async def test_what_never_went_can_be_given_back_anew(books: Books) -> None:
    await books.shop.later(20 * HOUR + GRACE_MS + 1)

    assert [await books.settle(None) for _ in range(2)] == [True, False]

    order = await books.shop.read(books.order)
    assert (order["state"], order["refunded"]) == ("paid", 0)
    assert order["refunds"][0]["state"] == "failed"
    assert await books.told() == [(books.refund, "failed")]
    assert await books.give_back() != books.refund


async def test_an_operator_sees_how_payments_go(books: Books) -> None:
    registry, shop = CollectorRegistry(), books.shop
    figures = PaymentFigures(registry)
    world = replace(shop.world, payments=shop.world.payments.counted(figures.count))
    await shop.pay(await shop.made(external_id="18"))
    await shop.later(20 * HOUR + GRACE_MS + 1)

    await figures.measure(world)
    with suppress(Unsettled):
        await settle_refund(world, books.refund, "r_none")
    books.bank.refunded["r_lost"] = RefundState.SUCCEEDED
    await settle_refund(world, books.refund, "r_lost")

    def told(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(f"chatserver_payments_{name}", labels)

    assert (told("open", what="attempt"), told("open", what="refund")) == (1, 1)
    assert told("oldest_seconds", what="refund") == (20 * HOUR + GRACE_MS + 1) / 1000
    assert told("adrift") == 1
    asked = [
        told("asked_total", what="refund_state", outcome=one) for one in ("answered", "unreachable")
    ]
    assert asked == [1, 1]
    await figures.measure(world)
    assert (told("adrift"), told("open", what="refund")) == (0, 0)
    assert told("oldest_seconds", what="refund") == 0
