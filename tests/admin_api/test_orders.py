"""Which orders does an employee see, and may they give money back?"""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from python_calamine import load_workbook
from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from chatserver.storage.database import Database
from chatserver.storage.tables import AuditRow, ClientRow, OrderRefund
from tests.seeds import ANN, APP, BOB, CID, FAR_APP, FAR_CLIENT, KIM, QUIET, ZOE
from tests.shelf import put_app
from tests.superapp.opened import bearer
from tests.superapp.shop import Shop, opened_shop, put_order

PATH = f"/api/v1/miniapps/{APP}/orders"


def told(action: str) -> SelectOfScalar[AuditRow]:
    return select(AuditRow).where(AuditRow.action == action).order_by(AuditRow.id)


@pytest.fixture
async def shop(sqlite_database: Database) -> AsyncIterator[Shop]:
    async with opened_shop(sqlite_database) as opened:
        yield opened


async def ask(shop: Shop, who: str, path: str = PATH) -> httpx2.Response:
    return await shop.door.ask("GET", path, await shop.door.staff(who))


async def ids(shop: Shop, who: str, query: str = "") -> list[str]:
    answer = await ask(shop, who, f"{PATH}?{query}")
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


async def let_bob_refund(shop: Shop) -> None:
    """Bob keeps the quarter, in which Cid lives and Kim does not."""
    role = {"permissions": ["orders.refund", "integration.edit"]}
    path, ann = "/api/v1/roles/role_keeper", await shop.door.staff(ANN)
    assert (await shop.door.ask("PATCH", path, ann, role)).status_code == 200


async def test_orders_are_listed_found_and_read(shop: Shop) -> None:
    paid = await shop.paid()
    waits = await shop.made(external_id="18")
    test = await shop.made(external_id="17", env="test")

    assert await ids(shop, ANN) == [waits, paid]
    assert await ids(shop, ANN, "env=test") == [test]
    assert await ids(shop, ANN, "state=paid") == [paid]
    assert await ids(shop, ANN, "state=paid&state=created") == [waits, paid]
    assert await ids(shop, ANN, "q=17") == [paid]
    assert await ids(shop, ANN, f"q={waits}") == [waits]
    assert await ids(shop, ANN, "q=orlo&state=paid") == [paid]
    assert await ids(shop, ANN, "since=2026-01-02T00:00:00Z") == []
    assert await ids(shop, ANN, "until=2026-01-02T00:00:00Z&limit=1") == [waits]
    page = (await ask(shop, ANN, f"{PATH}?limit=1")).json()
    assert await ids(shop, ANN, f"limit=1&cursor={page['next_cursor']}") == [paid]
    card = (await ask(shop, ANN, f"{PATH}/{paid}")).json()
    assert card["client"] == {"id": CID, "name": "Cid Orlov"}
    assert card["payee"] == {"name": "OOO Sosny", "account": "2851"}
    assert [(one["provider"], one["state"]) for one in card["attempts"]] == [("test", "succeeded")]
    assert [(one["kind"], one["amount"]) for one in card["entries"]] == [("charge", 150_000)]


async def test_an_employee_gives_money_back_and_that_is_written_down(shop: Shop) -> None:
    paid, bob = await shop.paid(), await shop.door.staff(BOB)
    await let_bob_refund(shop)
    bob = await shop.door.staff(BOB)

    async def refund(body: Any) -> httpx2.Response:
        return await shop.door.ask("POST", f"{PATH}/{paid}/refund", bob, body)

    silent = await refund({"amount": 1})
    too_much = await refund({"amount": 150_001, "reason": "A mistake"})
    named = {**bob, "Idempotency-Key": "once"}
    document = {"amount": 50_000, "reason": "A mistake"}
    part = await shop.door.ask("POST", f"{PATH}/{paid}/refund", named, document)
    rest = await refund({"reason": "All of it"})
    nothing = await refund({"reason": "More"})

    assert silent.json()["errors"][0]["pointer"] == "/reason"
    assert too_much.json()["errors"][0]["code"] == "too_much"
    assert (part.json()["state"], part.json()["refunded"]) == ("partially_refunded", 50_000)
    assert rest.json()["state"] == "refunded"
    assert rest.json()["refunds"][0]["by"] == {"kind": "staff", "name": "Bob"}
    assert (nothing.status_code, nothing.json()["state"]) == (409, "refunded")
    async with shop.world.db.session() as session:
        rows = await session.exec(told("order.refund"))
        # The book knows it again, too, whatever became of the answer.
        keys = (await session.exec(select(OrderRefund.key).order_by(OrderRefund.id))).all()
        assert keys == [f"staff {BOB} once", None]
        assert [(one.actor, one.after["amount"]) for one in rows] == [(BOB, 50_000), (BOB, 100_000)]


async def test_an_order_is_where_its_client_lives(shop: Shop) -> None:
    await put_order(shop.world, "ord_cid")
    await put_order(shop.world, "ord_kim", client=KIM)
    await put_order(shop.world, "ord_erased", client=None)
    await put_app(shop.world, FAR_APP)
    await put_order(shop.world, "ord_far", client=FAR_CLIENT, app=FAR_APP)
    await let_bob_refund(shop)
    bob = await shop.door.staff(BOB)
    key = {"name": "CRM", "scopes": ["export.orders"]}
    made = await shop.door.ask("POST", "/api/v1/api-keys", bob, key)
    exported = await shop.door.ask("GET", "/public/v1/orders", bearer(made.json()["secret"]))

    assert set(await ids(shop, ANN)) == {"ord_cid", "ord_kim", "ord_erased"}
    assert await ids(shop, BOB) == ["ord_cid"]
    assert [one["id"] for one in exported.json()["items"]] == ["ord_cid"]
    assert (exported.json()["items"][0]["client"], exported.json()["next_cursor"]) == (CID, None)
    for who, order in ((BOB, "ord_kim"), (BOB, "ord_erased"), (ANN, "ord_far"), (ZOE, "ord_cid")):
        nowhere = await ask(shop, who, f"{PATH}/ord_none")
        there = await ask(shop, who, f"{PATH}/{order}")
        assert (there.status_code, there.json()["code"]) == (404, "not_found")
        assert there.json().keys() == nowhere.json().keys()
        refund = {"reason": "Mine"}
        headers = await shop.door.staff(who)
        answer = await shop.door.ask("POST", f"{PATH}/{order}/refund", headers, refund)
        assert answer.status_code == 404


async def test_all_orders_of_the_organisation_stand_in_one_list(shop: Shop) -> None:
    await put_order(shop.world, "ord_1cid")
    await put_app(shop.world, QUIET)
    await put_order(shop.world, "ord_2kim", client=KIM, app=QUIET)
    await put_order(shop.world, "ord_3erased", client=None)
    await put_app(shop.world, FAR_APP)
    await put_order(shop.world, "ord_4far", client=FAR_CLIENT, app=FAR_APP)
    await let_bob_refund(shop)

    async def listed(who: str, query: str = "") -> list[str]:
        answer = await ask(shop, who, f"/api/v1/orders?{query}")
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["items"]]

    assert await listed(ANN) == ["ord_3erased", "ord_2kim", "ord_1cid"]
    assert await listed(BOB) == ["ord_1cid"]
    assert await listed(ANN, f"miniapp={APP}") == ["ord_3erased", "ord_1cid"]
    assert await listed(ANN, f"miniapp={APP}&miniapp={QUIET}&limit=2") == [
        "ord_3erased",
        "ord_2kim",
    ]
    assert await listed(ANN, f"miniapp={FAR_APP}") == []
    assert await listed(ANN, "q=ord_4far") == []
    assert await listed(ANN, "q=kim&state=paid") == ["ord_2kim"]
    page = (await ask(shop, ANN, "/api/v1/orders?limit=2")).json()
    assert await listed(ANN, f"cursor={page['next_cursor']}") == ["ord_1cid"]
    assert page["items"][1]["miniapp"]["id"] == QUIET
    sellers = (await ask(shop, ANN, "/api/v1/orders/miniapps")).json()["items"]
    assert {one["id"] for one in sellers} == {APP, QUIET}


async def test_orders_leave_as_a_workbook(shop: Shop) -> None:
    paid = await shop.paid(description="=1+1")
    await put_order(shop.world, "ord_kim", client=KIM, refunded=5_050)
    await let_bob_refund(shop)

    async def table(who: str, query: str = "") -> list[list[Any]]:
        answer = await ask(shop, who, f"/api/v1/orders/export.xlsx?{query}")
        assert answer.status_code == 200, answer.text
        rows = load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert answer.headers["x-rows"] == str(len(rows) - 1)
        return rows

    head, kims, cids = await table(ANN)
    assert head[:2] == ["Order number", "Mini-app"]
    assert kims[4:8] == ["Paid", 1500, 50.5, "RUB"]
    assert (cids[2:4], cids[8], cids[-1]) == (["Cid Orlov", "=1+1"], "OOO Sosny", paid)
    entry = (await ask(shop, ANN, f"{PATH}/{paid}")).json()["entries"][0]
    assert cids[9] == entry["reference"]
    assert [row[-1] for row in await table(BOB, "state=paid")] == ["Number in the system", paid]
    async with shop.world.db.session() as session:
        rows = await session.exec(told("orders.export"))
        assert [(one.actor, one.after) for one in rows] == [
            (ANN, {"orders": 2}),
            (BOB, {"orders": 1}),
        ]


async def test_an_accountant_sees_orders_and_nothing_else(shop: Shop) -> None:
    order = await put_order(shop.world, "ord_1")
    role = {"permissions": ["orders.view"]}
    ann = await shop.door.staff(ANN)
    answer = await shop.door.ask("PATCH", "/api/v1/roles/role_keeper", ann, role)
    assert answer.status_code == 200
    async with shop.world.db.session() as session:
        phone = (await session.get_one(ClientRow, CID)).phone

    async def count(who: str, query: str) -> int:
        return len((await ask(shop, who, f"/api/v1/orders?{query}")).json()["items"])

    assert (await ask(shop, BOB, "/api/v1/orders/miniapps")).status_code == 200
    assert (await ask(shop, BOB, f"{PATH}/{order}")).json()["miniapp"]["name"]
    assert (await ask(shop, BOB, "/api/v1/miniapps")).status_code == 403
    assert (await ask(shop, BOB, "/api/v1/clients")).status_code == 403
    assert (await count(BOB, "q=Orlov"), await count(ANN, f"q={phone[-7:]}")) == (1, 1)
    # A client's phone is not guessed digit by digit.
    assert (await count(BOB, f"q={phone[-7:]}"), await count(BOB, f"q=orlov {phone[1:5]}")) == (
        0,
        0,
    )


async def test_what_a_client_bought_is_theirs_to_take_along(shop: Shop) -> None:
    await shop.paid()
    path, ann = f"/api/v1/clients/{CID}/export", await shop.door.staff(ANN)

    answer = await shop.door.ask("POST", path, ann, {"reason": "asked for"})

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        [order] = json.loads(archive.read("orders.json"))
    assert (order["state"], order["amount"]) == ("paid", 150_000)
    assert order["lines"] == [{"name": "Pass", "quantity": 2, "price": 75_000}]
