"""Does money come and go by YooKassa, whatever breaks off?"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2
import pytest
from starlette.responses import PlainTextResponse, Response

from chatserver.actions.miniapps.orders.paying import PRESS_MS
from chatserver.payments import Declined, Payment, PaymentState, RefundState, Unreachable
from chatserver.payments.yookassa import REMEMBERS_MS, YooKassa
from chatserver.storage.database import Database
from tests.services.yookassa import Kassa, kassa, refusal
from tests.small import MINUTE
from tests.superapp.shop import Shop, opened_shop

PAYMENT = Payment("pay_1", "ord_1", 150_005, "RUB", "A pass for a guest " * 10)


@pytest.fixture
async def service() -> AsyncIterator[Kassa]:
    async with kassa() as opened:
        yield opened


@pytest.fixture
async def shop_at(service: Kassa) -> AsyncIterator[YooKassa]:
    adapter = YooKassa(service.settings, return_url="https://chat.example.com/pay/done")
    yield adapter
    await adapter.close()


async def test_a_payment_is_begun_once_under_its_key(service: Kassa, shop_at: YooKassa) -> None:
    first = await shop_at.begin(PAYMENT)
    again = await shop_at.begin(PAYMENT)

    assert first == again
    assert first.url == f"https://yoomoney.example/{first.reference}"
    wanted = service.bodies[0]
    assert wanted["amount"] == {"value": "1500.05", "currency": "RUB"}
    assert wanted["confirmation"]["return_url"] == "https://chat.example.com/pay/done"
    assert wanted["metadata"] == {"order": "ord_1"}
    assert len(wanted["description"]) == 128


@pytest.mark.parametrize(
    ("status", "reason", "state"),
    [
        ("pending", "", PaymentState.PENDING),
        ("waiting_for_capture", "", PaymentState.PENDING),
        ("succeeded", "", PaymentState.SUCCEEDED),
        ("canceled", "expired_on_confirmation", PaymentState.CANCELED),
        ("canceled", "insufficient_funds", PaymentState.FAILED),
        ("canceled", "", PaymentState.FAILED),
    ],
)
async def test_every_status_of_a_payment(
    service: Kassa, shop_at: YooKassa, status: str, reason: str, state: PaymentState
) -> None:
    begun = await shop_at.begin(PAYMENT)
    service.end(begun.reference, status, reason)

    assert await shop_at.state(begun.reference) is state
    assert await shop_at.cancel(begun.reference) is state


@pytest.mark.parametrize(
    "answer",
    [
        refusal(500, "internal_server_error"),
        refusal(429, "too_many_requests"),
        refusal(401, "invalid_credentials"),
        # Of somebody who stands between us.
        refusal(408, "timeout"),
        refusal(409, "conflict"),
        PlainTextResponse("<html>"),
        PlainTextResponse("[]"),
    ],
)
async def test_what_cannot_be_understood_decides_nothing(
    service: Kassa, shop_at: YooKassa, answer: Response
) -> None:
    service.breaks = [answer, answer, answer]

    with pytest.raises(Unreachable):
        await shop_at.begin(PAYMENT)
    with pytest.raises(Unreachable):
        await shop_at.state("yk-1")
    with pytest.raises(Unreachable):
        await shop_at.refund_state("yk-1")
    assert (await shop_at.begin(PAYMENT)).reference == "yk-1"


async def test_a_question_that_is_refused_says_nothing_of_the_money(
    service: Kassa, shop_at: YooKassa
) -> None:
    service.breaks = [refusal(400, "invalid_request")] * 2
    with pytest.raises(Unreachable):
        await shop_at.state("yk-1")
    with pytest.raises(Unreachable):
        await shop_at.refund_state("yk-1")


async def test_a_payment_that_was_paid_meanwhile_was_not_refused(
    service: Kassa, shop_at: YooKassa
) -> None:
    begun = await shop_at.begin(PAYMENT)
    service.end(begun.reference, "succeeded")
    del service.payments[begun.reference]["confirmation"]
    with pytest.raises(Unreachable):
        await shop_at.begin(PAYMENT)

    service.end(begun.reference, "canceled", "general_decline")
    with pytest.raises(Declined, match="general_decline"):
        await shop_at.begin(PAYMENT)


async def test_no_client_is_sent_to_what_is_no_https_address(
    service: Kassa, shop_at: YooKassa
) -> None:
    begun = await shop_at.begin(PAYMENT)
    for url in ("http://yoomoney.example/1", "javascript:alert(1)", "intent://pay"):
        service.payments[begun.reference]["confirmation"]["confirmation_url"] = url
        with pytest.raises(Unreachable):
            await shop_at.begin(PAYMENT)


async def test_a_refund_comes_back_with_its_state(service: Kassa, shop_at: YooKassa) -> None:
    begun = await shop_at.begin(PAYMENT)
    with pytest.raises(Declined, match="400 invalid_request"):
        await shop_at.refund("rfd_1", begun.reference, 100, "RUB")
    service.end(begun.reference, "succeeded")
    service.refund_status = "pending"

    sent = await shop_at.refund("rfd_2", begun.reference, 100, "RUB")

    assert sent.state is RefundState.PENDING
    service.refunds[sent.reference]["status"] = "canceled"
    assert await shop_at.refund_state(sent.reference) is RefundState.FAILED


@dataclass
class Bought:
    """A shop of ours whose money YooKassa takes."""

    shop: Shop
    service: Kassa

    async def news(self, reference: str) -> httpx2.Response:
        """Tell that there is news, as anybody may."""
        said = {"type": "notification", "event": "payment.succeeded"}
        return await self.shop.door.ask(
            "POST", "/pay/yookassa", {}, {**said, "object": {"id": reference, "status": "paid"}}
        )


@pytest.fixture
async def bought(
    sqlite_database: Database, service: Kassa, shop_at: YooKassa
) -> AsyncIterator[Bought]:
    async with opened_shop(sqlite_database, shop_at) as shop:
        yield Bought(shop, service)


async def test_news_is_believed_once_yookassa_was_asked(bought: Bought) -> None:
    shop = bought.shop
    order = await shop.made()
    paying = await shop.pay(order)
    shop.door.small.clock.at += 2_000

    assert paying.json()["url"] == "https://yoomoney.example/yk-1"
    assert (await bought.news("yk-1")).status_code == 204
    assert (await shop.read(order))["state"] == "pending"
    bought.service.end("yk-1", "succeeded")
    shop.door.small.clock.at += 2_000
    for reference in ("yk-1", "yk-1", "yk-none"):
        assert (await bought.news(reference)).status_code == 204
    paid = await shop.read(order)
    assert (paid["state"], len(paid["entries"])) == ("paid", 1)


async def test_lost_answers_and_news_lose_no_money(bought: Bought) -> None:
    shop, service = bought.shop, bought.service
    order = await shop.made()
    service.breaks = [refusal(500, "internal_server_error")]
    lost = await shop.pay(order)
    shop.door.small.clock.at += PRESS_MS
    again = await shop.pay(order)

    assert (lost.status_code, lost.json()["code"]) == (503, "unavailable")
    assert again.json()["url"] == "https://yoomoney.example/yk-1"
    service.end("yk-1", "succeeded")
    await shop.later(MINUTE)
    assert (await shop.read(order))["state"] == "paid"
    service.breaks = [refusal(500, "internal_server_error")]
    going = await shop.act(order, "refund", {"amount": 50_000})
    assert going.json()["state"] == "refund_pending"
    await shop.later(MINUTE)
    assert (await shop.read(order))["refunded"] == 50_000
    assert len(service.refunds) == 1


async def test_under_a_key_that_may_be_forgotten_no_money_goes_back(bought: Bought) -> None:
    shop, service = bought.shop, bought.service
    order = await shop.made()
    await shop.pay(order)
    service.end("yk-1", "succeeded")
    await shop.later(MINUTE)
    service.breaks = [refusal(500, "internal_server_error")]
    await shop.act(order, "refund", {})

    await shop.later(REMEMBERS_MS + 1)

    # Somebody has to look: it is not sent under a key that would be a new one there.
    assert (await shop.read(order))["state"] == "refund_pending"
    assert len(service.bodies) == 2


async def test_a_client_comes_back_to_a_page_of_ours(bought: Bought) -> None:
    page = await bought.shop.door.caller.get("/pay/done", headers={"Accept-Language": "ru"})

    assert (page.status_code, page.headers["content-language"]) == (200, "ru")
    broken = await bought.shop.door.ask("POST", "/pay/yookassa", {}, {"object": {"id": ""}})
    assert broken.status_code == 422
