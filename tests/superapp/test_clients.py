"""What does the superapp learn about a client, over HTTP?"""

from collections.abc import Mapping

import pytest
from sqlmodel import col, delete

from chatserver.actions.integrations.api_keys import make_superapp_key
from chatserver.actions.integrations.client_tokens import demo_client_token
from chatserver.core.commands import Open, Send
from chatserver.core.refusals import NotFound
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.storage.tables import ClientPlace, ClientRow, ProductRow
from tests.doors import Doors
from tests.seeds import (
    ANN,
    APP,
    BEREZKI,
    CID,
    DOT,
    FAR_CLIENT,
    FLAT_1,
    FLAT_2,
    KIM,
    NEWS,
    QUIET,
    SOSNY,
)

MINT = "/superapp/v1/client-tokens"


async def key(door: Doors, *orgs: str) -> dict[str, str]:
    value = await make_superapp_key(door.small.world, "Superapp", orgs or [SOSNY], by=SYSTEM)
    return {"Authorization": f"Bearer {value}"}


@pytest.mark.any_kind
@pytest.mark.parametrize("asked", [{"phone": "+7 916 000-00-01"}, {"client_id": CID}])
async def test_the_superapp_mints_a_token_that_opens_its_doors(
    door: Doors, asked: Mapping[str, str]
) -> None:
    minted = await door.ask("POST", MINT, await key(door), asked)

    token = minted.json()["token"]
    me = await door.ask("GET", "/superapp/v1/me", {"Authorization": f"Bearer {token}"})
    assert minted.status_code == 200
    assert minted.json()["expires_at"] == "2026-01-01T13:00:00.000Z"
    assert me.json() == {
        "id": CID,
        "kind": "client",
        "name": "Cid Orlov",
        "org": {"id": SOSNY, "name": "Sosny"},
        "premises": [
            {"id": FLAT_1, "name": "flat1", "address": "flat1 street"},
            {"id": FLAT_2, "name": "flat2", "address": "flat2 street"},
        ],
    }


async def test_a_key_of_two_organisations_names_one(door: Doors) -> None:
    both = await key(door, SOSNY, BEREZKI)

    silent = await door.ask("POST", MINT, both, {"phone": "+79160000001"})
    named = await door.ask("POST", MINT, both, {"phone": "+79160000001", "org": BEREZKI})

    assert [one["pointer"] for one in silent.json()["errors"]] == ["/org"]
    claims = await door.small.identity.verify_socket(named.json()["token"])
    assert claims.id == FAR_CLIENT


async def test_of_whom_nothing_is_left_nobody_gets_a_token(door: Doors) -> None:
    async with door.small.world.db.transaction() as session:
        client = await session.get_one(ClientRow, CID)
        client.erased_at = 1
        session.add(client)

    assert (await door.ask("POST", MINT, await key(door), {"client_id": CID})).status_code == 404
    with pytest.raises(NotFound):
        await demo_client_token(door.small.world, door.small.identity, CID)


async def test_clients_of_others_and_clients_that_are_not_get_the_same_answer(
    door: Doors,
) -> None:
    headers = {**await key(door), "X-Request-Id": "same"}
    asked = [
        {"client_id": FAR_CLIENT},
        {"client_id": "cl_none"},
        {"phone": "+79169999999"},
        {"client_id": CID, "org": BEREZKI},
        {"client_id": CID, "org": "org_none"},
    ]

    answers = [await door.ask("POST", MINT, headers, body) for body in asked]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.any_kind
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"phone": "+79160000001", "client_id": CID},
        {"phone": "call me"},
        {"phone": "\0"},
        {"client_id": "x" * 41},
        {"client_id": 5},
        {"client_id": CID, "guest": True},
        [],
    ],
)
async def test_a_request_that_makes_no_sense_is_a_mistake(door: Doors, body: object) -> None:
    answer = await door.ask("POST", MINT, await key(door), body)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation")


@pytest.mark.any_kind
async def test_only_a_key_mints_and_only_a_clients_token_reads(door: Doors) -> None:
    cid, dot, superapp = door.client(CID, SOSNY), await door.staff(DOT), await key(door)

    for headers in (cid, dot, {}, {"Authorization": "Bearer ak_x"}):
        assert (await door.ask("POST", MINT, headers, {"client_id": CID})).status_code == 401
    for headers in (superapp, dot, {}):
        assert (await door.ask("GET", "/superapp/v1/me", headers)).status_code == 401


async def test_a_client_who_is_gone_is_not_let_in(door: Doors) -> None:
    kim = door.client(KIM, SOSNY)
    async with door.small.world.db.transaction() as session:
        await session.exec(delete(ClientPlace).where(col(ClientPlace.client) == KIM))
        await session.exec(delete(ClientRow).where(col(ClientRow.id) == KIM))

    assert (await door.ask("GET", "/superapp/v1/me", kim)).status_code == 401
    for headers in (door.client(CID, BEREZKI), door.client(CID, "org_none")):
        assert (await door.ask("GET", "/superapp/v1/me", headers)).status_code == 401


@pytest.mark.any_kind
async def test_products_are_what_can_be_chatted_with_by_the_name_for_clients(
    door: Doors,
) -> None:
    person = Person("client", CID, "ios")
    chat = (await door.ledger.submit(Open(APP), person)).chat.id
    await door.ledger.submit(Send(chat, "key_1", "hello"), person)
    await door.ledger.submit(Send(chat, "key_2", "good day"), Person("staff", ANN))

    answer = await door.ask("GET", "/superapp/v1/products", door.client(CID, SOSNY))

    assert answer.json() == {
        "items": [
            {
                "id": APP,
                "kind": "miniapp",
                "name": "Sosny Help",
                "chat_on": True,
                "chat": chat,
                "unread": 1,
            },
            {
                "id": NEWS,
                "kind": "subscription",
                "name": "Sosny News",
                "chat_on": True,
                "unread": 0,
            },
        ],
        "next_cursor": None,
    }
    assert "pines" not in answer.text


async def test_a_chat_that_was_switched_off_can_still_be_found_by_who_wrote_there(
    door: Doors,
) -> None:
    chat = (await door.ledger.submit(Open(APP), Person("client", CID, "ios"))).chat.id
    async with door.small.world.db.transaction() as session:
        product = await session.get_one(ProductRow, APP)
        product.chat_on = False
        session.add(product)
    await door.ask("PATCH", f"/api/v1/staff/{DOT}", await door.staff(ANN), {"department": None})

    mine = await door.ask("GET", "/superapp/v1/products", door.client(CID, SOSNY))
    other = await door.ask("GET", "/superapp/v1/products", door.client(KIM, SOSNY))

    assert [(one["id"], one["chat_on"]) for one in mine.json()["items"]] == [
        (APP, False),
        (NEWS, True),
    ]
    assert mine.json()["items"][0]["chat"] == chat
    assert [one["id"] for one in other.json()["items"]] == [NEWS]
    assert QUIET not in mine.text
