"""How does a mini-app ask for money, and its client pay?"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from chatserver.actions.clients.overwriting import Erasure, overwrite_person
from chatserver.actions.miniapps.orders.fake_pages import choose_outcome
from chatserver.actions.miniapps.publishing import choose_status, suspend
from chatserver.core.miniapps import Status
from chatserver.core.order_forms import OPEN_ORDERS, PER_MINUTE, REFUNDS
from chatserver.core.refusals import NotFound
from chatserver.ledger.outcome import SYSTEM
from chatserver.payments import Outcome, Payments
from chatserver.storage import repeats
from chatserver.storage.bulk import insert_rows
from chatserver.storage.database import Database
from chatserver.storage.repeats import Kept, Key
from chatserver.storage.tables import AppOrder, Idempotent, OrderAttempt, OrderRefund
from chatserver.wire.times import rfc3339
from tests.seeds import ANN, APP, CID, FAR_CLIENT, FLAT_1, KIM, MOD, SOSNY
from tests.shelf import add_release, set_app
from tests.small import MINUTE
from tests.superapp.opened import CONSENT, agree, bearer, open_app
from tests.superapp.shop import ORDERS, PASS, Shop, mark_tester, opened_shop, put_order

DAY = 24 * 60 * MINUTE


@pytest.fixture
async def shop(sqlite_database: Database) -> AsyncIterator[Shop]:
    async with opened_shop(sqlite_database) as opened:
        yield opened


@pytest.fixture
async def shop_on_both(database: Database) -> AsyncIterator[Shop]:
    async with opened_shop(database) as opened:
        yield opened


async def test_an_order_is_made_paid_and_given_back(shop_on_both: Shop) -> None:
    shop = shop_on_both
    order = await shop.made()
    sheet = (await shop.sheet(order)).json()
    paying = await shop.pay(order)
    again = await shop.pay(order)
    page = await shop.door.caller.get(paying.json()["url"], headers={"Accept-Language": "ru"})
    chosen = await shop.choose(paying.json()["url"], "paid")
    twice = await shop.choose(paying.json()["url"], "failed")
    paid = await shop.read(order)
    part = await shop.act(order, "refund", {"amount": 50_000, "reason": "One guest stayed home"})
    rest = await shop.act(order, "refund", {})

    assert sheet["title"] == "Sosny Help"
    assert (sheet["payee"], sheet["amount"], sheet["state"]) == ("OOO Sosny", 150_000, "created")
    assert sheet["lines"] == [{"name": "Pass", "quantity": 2, "price": 75_000}]
    assert "App of the pines" not in str(sheet)
    assert paying.status_code == 200
    assert paying.json() == again.json()
    assert paying.json()["state"] == "pending"
    assert (page.status_code, page.headers["content-language"]) == (200, "ru")
    assert "1\u00a0500,00\u00a0₽" in page.text
    assert (chosen.status_code, twice.status_code) == (303, 303)
    assert (paid["state"], paid["attempt"]["state"]) == ("paid", "succeeded")
    assert [(one["kind"], one["amount"]) for one in paid["entries"]] == [("charge", 150_000)]
    assert (part.json()["state"], part.json()["refunded"]) == ("partially_refunded", 50_000)
    assert (rest.json()["state"], rest.json()["refunded"]) == ("refunded", 150_000)
    kinds = [(one["kind"], one["amount"]) for one in rest.json()["entries"]]
    assert kinds == [("charge", 150_000), ("refund", 50_000), ("refund", 100_000)]
    assert (await shop.sheet(order)).json()["state"] == "refunded"
    assert (await shop.pay(order)).json() == {
        "state": "refunded",
        "url": None,
        "expires_at": sheet["expires_at"],
    }
    assert await shop.told() == [
        ("order.created", "created"),
        ("order.paid", "paid"),
        ("order.refunded", "partially_refunded"),
        ("order.refunded", "refunded"),
    ]


async def test_at_once_it_is_made_begun_and_given_back_once(shop_on_both: Shop) -> None:
    shop = shop_on_both

    made = await asyncio.gather(*(shop.order() for _ in range(4)))
    [order] = {one.json()["id"] for one in made}
    begun = await asyncio.gather(*(shop.pay(order) for _ in range(4)))
    [url] = {one.json()["url"] for one in begun}
    await asyncio.gather(*(shop.choose(url, "paid") for _ in range(4)))
    gone = await asyncio.gather(*(shop.act(order, "refund", {"amount": 100_000}) for _ in range(4)))

    assert [one.status_code for one in made] == [201] * 4
    assert sorted(one.is_success for one in gone) == [False, False, False, True]
    kinds = [(one["kind"], one["amount"]) for one in (await shop.read(order))["entries"]]
    assert kinds == [("charge", 150_000), ("refund", 100_000)]


async def test_the_same_order_is_made_once(shop: Shop) -> None:
    first = await shop.order()
    again = await shop.order()
    other = await shop.order(description="Another")
    test = await shop.order(env="test")
    unnamed = await shop.order(external_id="19", description=None)

    assert (first.status_code, again.status_code, test.status_code) == (201, 201, 201)
    assert first.json() == again.json()
    assert unnamed.json()["description"] == "Pass"
    assert test.json()["id"] != first.json()["id"]
    assert (other.status_code, other.json()["code"]) == (409, "order_exists")
    assert other.json()["order"] == first.json()["id"]
    found = await shop.door.ask("GET", f"{ORDERS}?external_id=17", bearer(shop.key))
    nothing = await shop.door.ask("GET", f"{ORDERS}?external_id=18", bearer(shop.key))
    assert [one["id"] for one in found.json()["items"]] == [first.json()["id"]]
    assert nothing.json()["items"] == []


async def test_every_mistake_is_told_and_nothing_is_made(shop: Shop) -> None:
    answer = await shop.order(
        client="pw_nobody", amount=1, description=" ", expires_at="2026-01-01T12:00:30Z", env="live"
    )
    mixed = await shop.order(amount=0, currency="EUR", description="\n")

    assert answer.status_code == 422
    assert {(one["pointer"], one["code"]) for one in answer.json()["errors"]} == {
        ("/lines", "sum_differs"),
        ("/description", "blank"),
        ("/expires_at", "too_early"),
        ("/client_id", "not_found"),
    }
    pointers = {one["pointer"] for one in mixed.json()["errors"]}
    assert pointers == {"/amount", "/currency", "/description"}
    async with shop.world.db.session() as session:
        assert (await session.exec(select(AppOrder))).all() == []


async def test_only_who_may_open_it_and_agreed_to_its_offer_is_asked_to_pay(shop: Shop) -> None:
    async def code(client: str = CID, **changes: Any) -> str:
        answer = await shop.order(client, **changes)
        return str((answer.json().get("errors") or [answer.json()])[0].get("code", "made"))

    assert await code() == "made"
    # Of those who never opened it, and of those of others, the same is told.
    assert await code(KIM, external_id="2") == "not_found"
    assert await code(FAR_CLIENT, external_id="2") == "not_found"
    # The scope is granted when they pay.
    assert (await agree(shop.door)).status_code == 204
    assert await code(external_id="4") == "made"
    cid = shop.door.client(CID, SOSNY)
    await shop.door.ask("DELETE", CONSENT, cid)
    assert await code(external_id="2") == "not_permitted"
    await add_release(shop.world, APP, 2, same_offer=True)
    await set_app(shop.world, APP, release=f"rel_2{APP}")
    await agree(shop.door)
    assert await code(external_id="2") == "not_permitted"
    await set_app(shop.world, APP, release=f"rel_1{APP}")
    await agree(shop.door, "payments")
    await set_app(shop.world, APP, status="testing")
    assert await code(external_id="2") == "inactive"
    await mark_tester(shop.world)
    assert await code(external_id="2") == "made"
    await suspend(shop.world, APP, reason="No", by=MOD)
    assert await code(external_id="3") == "app_suspended"
    assert await code(external_id="3", env="test") == "made"


async def test_without_a_payee_nobody_is_asked_to_pay(shop: Shop) -> None:
    await set_app(shop.world, APP, entity=None, account=None)

    assert (await shop.order()).json()["code"] == "payments_not_configured"
    assert (await shop.order(env="test")).status_code == 201


async def test_one_client_has_a_bounded_number_of_open_orders(shop: Shop) -> None:
    for n in range(OPEN_ORDERS):
        await shop.made(external_id=str(n))

    answer = await shop.order(external_id="more")

    assert answer.json()["errors"][0]["code"] == "too_many"
    assert (await shop.act(await shop.made(external_id="0"), "cancel")).status_code == 200
    assert (await shop.order(external_id="more")).status_code == 201


async def test_a_mini_app_makes_a_bounded_number_of_orders_a_minute(shop: Shop) -> None:
    await put_order(shop.world, "ord_first", state="canceled")
    async with shop.world.db.transaction() as session:
        first = (await session.get_one(AppOrder, "ord_first")).model_dump()
        rows = [
            {**first, "id": f"ord_{n}", "external_id": f"bulk {n}"} for n in range(PER_MINUTE - 1)
        ]
        await insert_rows(session, AppOrder, rows)

    answer = await shop.order()

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    shop.door.small.clock.at += MINUTE
    assert (await shop.order()).status_code == 201


async def test_a_failed_attempt_can_be_followed_by_another(shop: Shop) -> None:
    order = await shop.paid("failed")
    failed = (await shop.sheet(order)).json()
    url = (await shop.pay(order)).json()["url"]
    await shop.choose(url, "canceled")
    given_up = (await shop.sheet(order)).json()
    await shop.choose((await shop.pay(order)).json()["url"], "paid")

    assert (failed["state"], failed["attempt"]["state"]) == ("created", "failed")
    assert (given_up["state"], given_up["attempt"]["state"]) == ("created", "canceled")
    assert (await shop.read(order))["state"] == "paid"
    assert await shop.told() == [
        ("order.created", "created"),
        ("order.failed", "created"),
        ("order.paid", "paid"),
    ]


async def test_a_slow_payment_comes_after_a_while(shop: Shop) -> None:
    order = await shop.paid("slow")

    assert (await shop.sheet(order)).json()["state"] == "pending"
    await shop.later(7_000)
    assert (await shop.read(order))["state"] == "pending"
    await shop.later(15_000)
    assert (await shop.read(order))["state"] == "paid"


async def test_who_took_live_orders_once_takes_none_any_more(shop: Shop) -> None:
    await mark_tester(shop.world)
    live, test = await shop.made(), await shop.made(external_id="t", env="test")
    pages = [(await shop.pay(one)).json()["url"].rpartition("/")[2] for one in (live, test)]
    moved = replace(shop.world, payments=Payments(None, shop.world.payments.fake))

    with pytest.raises(NotFound):
        await choose_outcome(moved, pages[0], Outcome.PAID)
    await choose_outcome(moved, pages[1], Outcome.PAID)


async def test_who_looks_lets_the_provider_be_asked(shop: Shop) -> None:
    order = await shop.paid("slow")
    shop.door.small.clock.at += 15_000

    assert (await shop.read(order))["state"] == "pending"
    assert (await shop.sheet(order)).json()["state"] == "paid"


async def test_an_order_that_nobody_pays_is_cancelled_or_runs_out(shop: Shop) -> None:
    soon = rfc3339(shop.world.now() + 2 * MINUTE)
    canceled = await shop.made()
    over = await shop.made(external_id="18", expires_at=soon)
    begun = await shop.made(external_id="19", expires_at=soon)
    url = (await shop.pay(begun)).json()["url"]
    assert (await shop.act(canceled, "cancel")).json()["state"] == "canceled"
    await shop.later(2 * MINUTE - 1)
    assert (await shop.read(over))["state"] == "created"
    await shop.later(1)

    assert (await shop.read(over))["state"] == "expired"
    late = await shop.choose(url, "paid")
    assert (late.status_code, (await shop.read(begun))["state"]) == (303, "expired")
    for order in (canceled, over, begun):
        assert (await shop.pay(order)).json()["code"] == "illegal_transition"
        assert (await shop.act(order, "cancel")).json()["code"] == "illegal_transition"
        assert (await shop.act(order, "refund", {})).json()["code"] == "illegal_transition"
    assert (await shop.told())[3:] == [
        ("order.canceled", "canceled"),
        ("order.expired", "expired"),
        ("order.expired", "expired"),
    ]


async def test_money_that_is_quicker_than_a_cancel_counts(shop: Shop) -> None:
    order = await shop.paid("slow")
    waits = (await shop.act(order, "cancel")).json()
    assert (waits["state"], waits["ends_as"]) == ("pending", "canceled")
    assert (await shop.pay(order)).json()["state"] == "canceled"

    await shop.later(20_000)

    paid = await shop.read(order)
    assert (paid["state"], paid["ends_as"]) == ("paid", None)
    assert (await shop.act(order, "cancel")).json()["state"] == "paid"


async def test_never_more_goes_back_than_was_paid(shop: Shop) -> None:
    order = await shop.paid()
    named = {"Idempotency-Key": "r1"}
    too_much = await shop.act(order, "refund", {"amount": 150_001})
    first = await shop.act(order, "refund", {"amount": 100_000}, **named)
    # Two days later nobody knows the answer that was given, and the money goes back once all the
    # same.
    shop.door.small.clock.at += 2 * DAY
    again = await shop.act(order, "refund", {"amount": 100_000}, **named)
    more = await shop.act(order, "refund", {"amount": 50_001})

    assert (too_much.status_code, first.status_code, again.status_code) == (422, 200, 200)
    assert too_much.json()["errors"][0]["code"] == "too_much"
    assert again.json()["refunded"] == 100_000
    assert more.status_code == 422
    assert len((await shop.read(order))["refunds"]) == 1


async def test_money_goes_back_in_a_bounded_number_of_parts(shop: Shop) -> None:
    order = await shop.paid()
    before = [
        {"id": f"rfd_{n}", "order": order, "amount": 1, "reason": "", "by_kind": "back_end",
         "by": "", "provider": "test", "state": "failed", "at": 0, "asked_at": 0, "ask_at": 0}
        for n in range(REFUNDS - 1)
    ]  # fmt: skip
    async with shop.world.db.transaction() as session:
        await insert_rows(session, OrderRefund, before)

    last = await shop.act(order, "refund", {"amount": 1})
    beyond = await shop.act(order, "refund", {"amount": 1})

    assert (last.status_code, last.json()["refunded"]) == (200, 1)
    assert (beyond.status_code, beyond.json()["errors"][0]["code"]) == (422, "too_many")
    assert (await shop.read(order))["state"] == "partially_refunded"


async def test_money_goes_back_whatever_becomes_of_the_mini_app(shop: Shop) -> None:
    paid = await shop.paid()
    slow = await shop.paid("slow", external_id="18")
    await choose_status(shop.world, SOSNY, APP, Status.INACTIVE, by=ANN)
    await suspend(shop.world, APP, reason="No", by=MOD)
    await shop.later(30_000)

    assert (await shop.pay(slow)).status_code == 401
    assert (await shop.act(paid, "refund", {})).json()["state"] == "refunded"
    assert (await shop.act(slow, "refund", {})).json()["state"] == "refunded"


async def test_nobody_sees_anothers_order(shop: Shop) -> None:
    order = await shop.made()
    shop.door.small.clock.at += MINUTE
    assert (await agree(shop.door, "payments", client=KIM)).status_code == 204
    kim = (await open_app(shop.door, KIM, place="obj_flat3")).json()
    ann = await shop.door.staff(ANN)
    tokens, cid = f"/api/v1/miniapps/{APP}/tokens", {"client_id": CID, "premises_id": FLAT_1}
    test = (await shop.door.ask("POST", tokens, ann, cid)).json()["token"]
    tried = await shop.made(env="test")

    for token in (kim["token"], test):
        assert (await shop.sheet(order, token)).status_code == 404
        assert (await shop.pay(order, token)).status_code == 404
    # A token for tests pays test orders; one of a launch does where the client is a tester.
    assert (await shop.sheet(tried)).status_code == 404
    assert (await shop.pay(tried, test)).json()["state"] == "pending"
    await mark_tester(shop.world)
    assert (await shop.sheet(tried)).json()["env"] == "test"
    assert (await shop.sheet("ord_none")).status_code == 404
    assert (await shop.door.ask("GET", f"{ORDERS}/ord_none", bearer(shop.key))).status_code == 404
    assert (await shop.door.caller.get("/pay/test/nothing")).status_code == 404


async def test_a_client_who_took_the_scope_back_does_not_pay(shop: Shop) -> None:
    order = await shop.made()
    await agree(shop.door)

    answer = await shop.pay(order)

    assert (answer.status_code, answer.json()["permission"]) == (403, "payments")
    assert (await shop.sheet(order)).status_code == 200


async def test_of_an_erased_client_the_money_stays_and_nothing_else(shop: Shop) -> None:
    paid = await shop.paid()
    open_order = await shop.made(external_id="18")
    named = {"Idempotency-Key": "r1"}
    await shop.act(paid, "refund", {"amount": 100, "reason": "For Cid"}, **named)
    # What was made long ago is answered anew under another key, and kept for a day again.
    shop.door.small.clock.at += 2 * DAY
    await shop.door.ask(
        "POST", ORDERS, {**bearer(shop.key), **named}, {**PASS, "client_id": shop.sub()}
    )
    # And what is being answered just now is not kept at all.
    going = Key("key somebody", ORDERS, "r2")
    times = {"now": shop.world.now(), "until": shop.world.now() + MINUTE, "kept_from": 0}
    assert await repeats.claim(shop.world.db, going, run="run_1", **times)
    erasure = Erasure(SOSNY, CID, ANN, shop.world.now(), "asked for")

    await overwrite_person(shop.world, erasure, SYSTEM)
    await repeats.keep(shop.world.db, going, Kept("", 201, {}, "A pass"), run="run_1")

    left = await shop.read(paid)
    assert (left["state"], left["client_id"]) == ("partially_refunded", None)
    assert (left["description"], left["refunds"][0]["reason"]) == ("", "")
    async with shop.world.db.session() as session:
        kept = (await session.exec(select(Idempotent.body))).all()
        assert set(await session.exec(select(OrderAttempt.url))) == {""}
    assert len(kept) == 3
    assert not any("A pass" in one or "For Cid" in one for one in kept)
    assert (left["lines"], left["entries"][0]["amount"]) == ([], 150_000)
    assert (await shop.read(open_order))["state"] == "canceled"
    assert (await shop.act(paid, "refund", {"reason": "Sorry"})).json()["state"] == "refunded"


async def test_it_is_counted_how_many_orders_are_paid(shop: Shop) -> None:
    await mark_tester(shop.world)
    await shop.paid()
    await shop.paid("failed", external_id="18")
    await shop.paid(external_id="19", env="test")
    path = f"/api/v1/miniapps/{APP}/analytics?since=2025-12-31T12:00:00Z&until=2026-01-02T00:00:00Z"

    found = (await shop.door.ask("GET", path, await shop.door.staff(ANN))).json()

    assert found["total"]["orders"] == {"made": 2, "paid": 1}
    assert [day["figures"]["orders"]["made"] for day in found["days"]] == [0, 2, 0]


async def test_a_launch_tells_whether_payments_are_there(shop: Shop) -> None:
    shop.door.small.clock.at += MINUTE

    assert (await open_app(shop.door)).json()["payments"] is True
