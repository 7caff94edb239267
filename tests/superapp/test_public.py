"""What do an organisation's own systems read, and never more than their key's maker?"""

from typing import Any

import httpx2
import pytest
from sqlmodel import select

from chatserver.actions.integrations.export_keys import MOST as MOST_EXPORT_KEYS
from chatserver.actions.miniapps.launches.app_keys import MOST as MOST_APP_KEYS
from chatserver.core.commands import Open, Send
from chatserver.core.exports import NEEDS, Scope
from chatserver.http.cursors import cursor_after
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import AuditRow
from chatserver.wire.times import rfc3339
from tests.doors import Doors
from tests.seeds import (
    ANN,
    APP,
    BOB,
    CID,
    FAR_APP,
    FAR_CLIENT,
    FLAT_1,
    FLAT_2,
    KIM,
    MOD,
    NEWS,
    OLA,
    QUARTER,
    SOSNY,
    ZOE,
)
from tests.shelf import put_app
from tests.superapp.opened import bearer

KEYS = "/api/v1/api-keys"


async def ask(door: Doors, who: str, method: str, path: str, body: Any = None) -> httpx2.Response:
    return await door.ask(method, path, await door.staff(who), body or {})


async def key(door: Doors, *scopes: Scope, who: str = ANN) -> dict[str, Any]:
    answer = await ask(door, who, "POST", KEYS, {"name": "CRM", "scopes": list(scopes)})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def read(door: Doors, made: dict[str, Any], path: str) -> httpx2.Response:
    return await door.ask("GET", f"/public/v1/{path}", bearer(made["secret"]))


async def ids(door: Doors, made: dict[str, Any], path: str) -> list[str]:
    """Read an export to its end, two at a time."""
    found: list[str] = []
    cursor = ""
    while True:
        page = (await read(door, made, f"{path}?limit=2{cursor}")).json()
        found += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


async def talk(door: Doors, client: str, product: str = APP) -> str:
    person = Person("client", client, "ios")
    opened = await door.ledger.submit(Open(product), person)
    await door.ledger.submit(Send(opened.chat.id, f"key_{client}{product}", "Hello"), person)
    return opened.chat.id


async def let_bob_integrate(door: Doors) -> None:
    """Bob keeps the quarter, in which Cid lives and Kim does not."""
    role = {"permissions": ["integration.edit", "clients.view", "chats.view"]}
    answer = await ask(door, ANN, "PATCH", "/api/v1/roles/role_keeper", role)
    assert answer.status_code == 200


@pytest.mark.any_kind
async def test_clients_are_read_with_their_premises_and_their_id_in_a_mini_app(
    door: Doors,
) -> None:
    await put_app(door.small.world, APP)
    made = await key(door, Scope.CLIENTS)
    told = {"email": "cid@example.com", "birth": "1990-05-17"}
    await ask(door, ANN, "PATCH", f"/api/v1/clients/{CID}", told)

    assert await ids(door, made, "clients") == [CID, KIM]
    [cid, kim] = (await read(door, made, f"clients?app={APP}")).json()["items"]
    assert told.items() <= cid.items()
    assert (kim["email"], kim["birth"]) == (None, None)
    assert (cid["phone"], cid["external_id"]) == ("+79160000001", "77")
    assert [one["id"] for one in cid["premises"]] == [FLAT_1, FLAT_2]
    assert cid["sub"] == door.small.identity.miniapps.pairwise(APP, CID)
    assert (await read(door, made, f"clients?app={FAR_APP}")).status_code == 404


async def test_a_key_tells_when_it_came_last_and_is_written_once_in_a_while(door: Doors) -> None:
    made = await key(door, Scope.CLIENTS)
    clock, told = door.small.clock, []
    begun = clock.at

    for minutes in (None, 0, 9, 10):
        if minutes is not None:
            clock.at = begun + minutes * 60_000
            assert (await read(door, made, "clients")).status_code == 200
        [listed] = (await ask(door, ANN, "GET", KEYS)).json()["items"]
        told.append(listed["used_at"])

    assert made["used_at"] is None
    assert told == [None, rfc3339(begun), rfc3339(begun), rfc3339(begun + 600_000)]


async def test_chats_are_read_with_everything_that_was_said(door: Doors) -> None:
    first, second, third = [
        await talk(door, c, p) for c, p in ((CID, APP), (KIM, APP), (CID, NEWS))
    ]
    made = await key(door, Scope.CHATS)

    assert await ids(door, made, "chats") == sorted([first, second, third])
    frames: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = (await read(door, made, f"chats/{first}/events?limit=2{cursor}")).json()
        frames += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    [row] = [one for one in (await read(door, made, "chats")).json()["items"] if one["id"] == first]
    assert [one["seq"] for one in frames] == list(range(1, row["last"] + 1))
    assert "Hello" in [one["body"].get("text") for one in frames]
    above = (await read(door, made, f"chats/{first}/events?after={row['last'] - 1}")).json()
    assert [one["seq"] for one in above["items"]] == [row["last"]]


async def test_mini_apps_are_read_with_their_status(door: Doors) -> None:
    await put_app(door.small.world, APP)
    await put_app(door.small.world, FAR_APP)
    made = await key(door, Scope.MINIAPPS)

    [app] = (await read(door, made, "miniapps")).json()["items"]

    assert (app["id"], app["name"], app["status"]) == (APP, "App of the pines", "active")


async def test_a_key_reads_what_its_maker_could_see_when_it_was_made(door: Doors) -> None:
    await let_bob_integrate(door)
    cids, kims = await talk(door, CID), await talk(door, KIM)
    news = await talk(door, CID, NEWS)
    made = await key(door, Scope.CLIENTS, Scope.CHATS, who=BOB)

    assert made["objects"] == [QUARTER]
    assert await ids(door, made, "clients") == [CID]
    assert await ids(door, made, "chats") == [cids]
    for hidden in (kims, news, "chat_none"):
        answer = await read(door, made, f"chats/{hidden}/events")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    # What Bob gets later is not the key's.
    await ask(door, ANN, "PATCH", f"/api/v1/staff/{BOB}", {"objects": None})
    assert await ids(door, made, "clients") == [CID]


@pytest.mark.parametrize("scope", list(Scope))
async def test_nobody_makes_a_key_that_reads_more_than_they_may(door: Doors, scope: Scope) -> None:
    role = {"permissions": ["integration.edit"]}
    await ask(door, ANN, "PATCH", "/api/v1/roles/role_keeper", role)

    answer = await ask(door, BOB, "POST", KEYS, {"name": "CRM", "scopes": [scope]})

    assert (answer.status_code, answer.json()["permission"]) == (403, NEEDS[scope][0])
    assert (await ask(door, ANN, "GET", KEYS)).json()["items"] == []


@pytest.mark.any_kind
@pytest.mark.parametrize("path", ["clients", "chats", "chats/chat_1/events", "miniapps"])
async def test_a_key_opens_what_it_is_for_and_nothing_else(door: Doors, path: str) -> None:
    made = await key(door, Scope.ORDERS)

    assert (await read(door, made, path)).status_code == 404
    wrong = [{}, await door.staff(ANN), door.client(CID, SOSNY), bearer("ak_nonsense")]
    for headers in wrong:
        assert (await door.ask("GET", f"/public/v1/{path}", headers)).status_code == 401
    for other in ("/api/v1/me", "/superapp/v1/me"):
        assert (await door.ask("GET", other, bearer(made["secret"]))).status_code == 401
    minted = await door.ask(
        "POST", "/superapp/v1/client-tokens", bearer(made["secret"]), {"client_id": CID}
    )
    assert minted.status_code == 401


async def test_a_key_is_shown_once_is_listed_and_ends_at_once(door: Doors) -> None:
    await let_bob_integrate(door)
    made = await key(door, Scope.CLIENTS, who=BOB)
    await ask(door, ANN, "PATCH", f"/api/v1/staff/{BOB}", {"active": False})

    [listed] = (await ask(door, ANN, "GET", KEYS)).json()["items"]

    assert "secret" not in listed
    assert (listed["maker"]["id"], listed["maker_active"]) == (BOB, False)
    assert listed["scopes"] == ["export.clients"]
    # It goes on though its maker is gone (X6), until somebody ends it.
    assert (await read(door, made, "clients")).status_code == 200
    assert (await ask(door, ZOE, "DELETE", f"{KEYS}/{made['id']}")).status_code == 404
    assert (await ask(door, ANN, "DELETE", f"{KEYS}/{made['id']}")).status_code == 204
    assert (await read(door, made, "clients")).status_code == 401
    assert (await ask(door, ANN, "DELETE", f"{KEYS}/{made['id']}")).status_code == 404
    for who in (MOD, OLA):
        assert (await ask(door, who, "GET", KEYS)).status_code == 403


async def test_another_organisation_reads_its_own(door: Doors) -> None:
    chat = await talk(door, CID)
    theirs = await key(door, Scope.CLIENTS, Scope.CHATS, who=ZOE)

    assert await ids(door, theirs, "clients") == [FAR_CLIENT]
    assert await ids(door, theirs, "chats") == []
    assert (await read(door, theirs, f"chats/{chat}/events")).status_code == 404


async def test_a_closed_organisations_keys_have_ended(door: Doors) -> None:
    made = await key(door, Scope.CLIENTS)
    await ask(door, OLA, "POST", f"/api/v1/orgs/{SOSNY}/close")
    assert (await read(door, made, "clients")).status_code == 401
    await ask(door, OLA, "POST", f"/api/v1/orgs/{SOSNY}/reopen")
    assert (await read(door, made, "clients")).status_code == 401


async def test_each_export_is_written_down(door: Doors) -> None:
    made = await key(door, Scope.CLIENTS, Scope.CHATS)
    await ids(door, made, "clients")
    await ids(door, made, "chats")

    async with door.small.world.db.session() as session:
        reads = select(AuditRow).where(AuditRow.action == "export.read").order_by(AuditRow.id)
        rows = await session.exec(reads)
        told = [(one.actor_kind, one.actor, one.org, one.after["scope"]) for one in rows]
    by = ("api_key", made["id"], SOSNY)
    assert told == [(*by, "export.clients"), (*by, "export.chats")]


@pytest.mark.any_kind
@pytest.mark.parametrize("query", ["cursor=x", "limit=0", "limit=201", "cursor=Y2hhdF8x"])
async def test_a_page_that_cannot_be_is_a_mistake(door: Doors, query: str) -> None:
    chat = await talk(door, CID)
    made = await key(door, Scope.CHATS)

    assert (await read(door, made, f"chats/{chat}/events?{query}")).status_code == 422
    foreign = cursor_after(CID)
    assert (await read(door, made, f"chats?cursor={foreign}")).status_code == 422


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("path", "most", "more"),
    [
        (KEYS, MOST_EXPORT_KEYS, {"scopes": ["export.chats"]}),
        (f"/api/v1/miniapps/{APP}/keys", MOST_APP_KEYS, {}),
    ],
)
async def test_there_are_so_many_keys_at_most(
    door: Doors, path: str, most: int, more: dict[str, object]
) -> None:
    await put_app(door.small.world, APP)
    keys = [await ask(door, ANN, "POST", path, {"name": f"{n}", **more}) for n in range(most)]
    assert {answer.status_code for answer in keys} == {201}
    refused = await ask(door, ANN, "POST", path, {"name": "One more", **more})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "too_many")
    await ask(door, ANN, "DELETE", f"{path}/{keys[0].json()['id']}")
    assert (await ask(door, ANN, "POST", path, {"name": "Again", **more})).status_code == 201
