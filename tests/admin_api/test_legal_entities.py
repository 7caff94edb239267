"""How does the platform say who can be paid, and what does the organisation see of it?"""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.doors import Doors
from tests.seeds import ANN, APP, BEREZKI, BOB, DOT, MOD, OLA, SOSNY, ZOE
from tests.shelf import put_app

PATH = f"/api/v1/orgs/{SOSNY}/legal-entities"
PINES = {"name": "OOO Sosny", "inn": "7707083893", "kpp": "773601001"}
ACCOUNT = {"bank": "The bank", "bik": "044030653", "number": "40702810000000002851"}


async def ask(door: Doors, method: str, path: str, body: Any = None) -> httpx2.Response:
    return await door.ask(method, path, await door.staff(OLA), body or {})


async def add(door: Doors, **changes: str) -> dict[str, Any]:
    answer = await ask(door, "POST", PATH, {**PINES, **changes})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def with_account(door: Doors) -> tuple[str, str]:
    entity = (await add(door))["id"]
    added = await ask(door, "POST", f"{PATH}/{entity}/accounts", ACCOUNT)
    assert added.status_code == 201, added.text
    card = (await ask(door, "GET", f"{PATH}/{entity}")).json()
    return entity, card["accounts"][0]["id"]


async def test_the_platform_writes_and_the_organisation_reads(door: Doors) -> None:
    entity, account = await with_account(door)

    read = (await door.ask("GET", "/api/v1/legal-entities", await door.staff(BOB))).json()
    looked = (await door.ask("GET", PATH, await door.staff(MOD))).json()

    [one] = read["items"]
    assert (one["id"], one["inn"], one["accounts"][0]["id"]) == (entity, PINES["inn"], account)
    assert looked == read
    assert (await door.ask("POST", PATH, await door.staff(ANN), PINES)).status_code == 403
    assert (await door.ask("GET", PATH, await door.staff(ANN))).status_code == 403
    assert (
        await door.ask("GET", "/api/v1/legal-entities", await door.staff(DOT))
    ).status_code == 403
    far = await door.ask("GET", "/api/v1/legal-entities", await door.staff(ZOE))
    assert far.json()["items"] == []


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("wrong", "pointers"),
    [
        ({"inn": "7707083894"}, ["/inn"]),
        ({"kpp": ""}, ["/kpp"]),
        ({"inn": "1", "kpp": "x"}, ["/inn", "/kpp"]),
        ({"name": " "}, ["/name"]),
    ],
)
async def test_a_slip_is_refused(door: Doors, wrong: dict[str, str], pointers: list[str]) -> None:
    answer = await ask(door, "POST", PATH, {**PINES, **wrong})

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == pointers
    assert (await ask(door, "GET", PATH)).json()["items"] == []


@pytest.mark.any_kind
async def test_one_legal_entity_stands_once_in_an_organisation(door: Doors) -> None:
    first = await add(door)
    again = await ask(door, "POST", PATH, PINES)
    other = await add(door, kpp="773601002")
    moved = await ask(door, "PATCH", f"{PATH}/{other['id']}", {"kpp": PINES["kpp"]})

    assert [one["code"] for one in again.json()["errors"]] == ["taken"]
    assert moved.status_code == 422
    far = await ask(door, "POST", f"/api/v1/orgs/{BEREZKI}/legal-entities", PINES)
    assert far.status_code == 201
    for method, path in (
        ("GET", f"/api/v1/orgs/{BEREZKI}/legal-entities/{first['id']}"),
        ("PATCH", f"/api/v1/orgs/{BEREZKI}/legal-entities/{first['id']}"),
        ("DELETE", f"/api/v1/orgs/{BEREZKI}/legal-entities/{first['id']}"),
    ):
        assert (await ask(door, method, path)).status_code == 404


async def test_of_two_who_add_the_same_at_once_one_does(door: Doors) -> None:
    answers = await asyncio.gather(ask(door, "POST", PATH, PINES), ask(door, "POST", PATH, PINES))

    assert sorted(one.status_code for one in answers) == [201, 422]


async def test_an_outdated_change_is_refused(door: Doors) -> None:
    made = await add(door)
    ola, path = await door.staff(OLA), f"{PATH}/{made['id']}"

    first = await door.ask("PATCH", path, {**ola, "If-Match": '"1"'}, {"name": "AO Sosny"})
    late = await door.ask("PATCH", path, {**ola, "If-Match": '"1"'}, {"name": "Other"})

    assert (first.status_code, first.headers["etag"], late.status_code) == (200, '"2"', 412)
    assert (await ask(door, "GET", path)).json()["name"] == "AO Sosny"


async def test_a_mini_app_is_paid_on_an_account_that_then_stays(door: Doors) -> None:
    await put_app(door.small.world, APP)
    entity, account = await with_account(door)
    payment = f"/api/v1/miniapps/{APP}/payment"
    payee = {"legal_entity": entity, "account": account}

    set_ = await door.ask("PUT", payment, await door.staff(ANN), payee)
    assert (set_.status_code, set_.json()["account"]) == (200, account)
    ended = await ask(door, "DELETE", f"{PATH}/{entity}/accounts/{account}")
    assert (ended.status_code, ended.json()["uses"]) == (409, {"miniapps": 1})
    gone = await ask(door, "DELETE", f"{PATH}/{entity}")
    assert gone.json()["uses"] == {"accounts": 1, "miniapps": 1}

    nobody = {"legal_entity": None, "account": None}
    await door.ask("PUT", payment, await door.staff(ANN), nobody)
    assert (await ask(door, "DELETE", f"{PATH}/{entity}/accounts/{account}")).status_code == 204
    refused = await door.ask("PUT", payment, await door.staff(ANN), payee)
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/account"]
    assert (await ask(door, "DELETE", f"{PATH}/{entity}")).status_code == 204


async def test_every_administrator_is_told_who_is_paid_now(door: Doors) -> None:
    await put_app(door.small.world, APP)
    entity, account = await with_account(door)
    payment = f"/api/v1/miniapps/{APP}/payment"
    payee = {"legal_entity": entity, "account": account}

    made = await door.ask("PUT", payment, await door.staff(BOB), payee)
    again = await door.ask("PUT", payment, await door.staff(BOB), payee)
    assert again.headers["etag"] == made.headers["etag"]  # that was no change
    nobody = {"legal_entity": None, "account": None}
    await door.ask("PUT", payment, await door.staff(BOB), nobody)

    async def told(who: str) -> list[str]:
        page = (await door.ask("GET", "/api/v1/notices", await door.staff(who))).json()
        return [one["text"] for one in page["items"] if one["kind"] == "miniapp.payee"]

    card = (await ask(door, "GET", f"{PATH}/{entity}")).json()
    end = card["accounts"][0]["number"][-4:]
    [later, first] = await told(ANN)
    assert f"{card['name']} (…{end})" in first
    assert "goes to: —. Changed by: Bob." in later
    assert await told(BOB) == []
    log = await door.ask("GET", "/api/v1/audit?action=miniapp.payment", await door.staff(ANN))
    assert [one["after"]["account"] for one in log.json()["items"]] == [None, account]


async def test_an_account_that_ended_holds_again_when_it_is_added(door: Doors) -> None:
    entity, account = await with_account(door)
    card = (await ask(door, "GET", f"{PATH}/{entity}")).json()
    body = {**ACCOUNT, "number": card["accounts"][0]["number"], "bank": "Renamed"}

    twice = await ask(door, "POST", f"{PATH}/{entity}/accounts", body)
    assert [one["code"] for one in twice.json()["errors"]] == ["taken"]
    await ask(door, "DELETE", f"{PATH}/{entity}/accounts/{account}")
    again = await ask(door, "POST", f"{PATH}/{entity}/accounts", body)

    [one] = again.json()["accounts"]
    assert (one["id"], one["bank"]) == (account, "Renamed")


async def test_of_a_closed_organisation_nothing_changes(door: Doors) -> None:
    await ask(door, "POST", f"/api/v1/orgs/{SOSNY}/close")

    assert (await ask(door, "POST", PATH, PINES)).status_code == 409
    assert (await ask(door, "GET", PATH)).json()["items"] == []
