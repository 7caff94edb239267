"""How do employees and accounts of the platform come, change and go, over HTTP?"""

import asyncio
import json
from typing import Any

import httpx2
import pytest
from sqlmodel import col, select
from websockets.asyncio.client import ClientConnection as Socket

from chatserver.actions.sign_in.sessions import begin_session
from chatserver.core.commands import Assign, Open, Send
from chatserver.identity import Kind
from chatserver.ledger.outcome import Person
from chatserver.storage.database import Database
from chatserver.storage.tables import PasswordLink, StaffObject, StaffRow
from tests.doors import Doors
from tests.seeds import (
    ADMINISTRATOR,
    ANN,
    ANSWERS,
    APART,
    APP,
    BOB,
    CID,
    DOT,
    EVE,
    FAR_ADMINISTRATOR,
    FAR_DESK,
    FAR_HOUSE,
    FAY,
    HOUSE_1,
    LOOKS,
    MOD,
    MODERATOR,
    OFFICE,
    OLA,
    QUARTER,
    REPAIRS,
    SOSNY,
    ZOE,
)
from tests.serving import Served, joined, serving_in
from tests.small import small, somebody_waits
from tests.superapp.opened import bearer

STAFF, PLATFORMS = "/api/v1/staff", "/api/v1/platform/staff"
GUS = {
    "name": "Gus Berg",
    "email": "Gus@Example.com",
    "role": ANSWERS,
    "department": REPAIRS,
    "objects": [HOUSE_1],
}
HAL = {"name": "Hal", "email": "hal@example.com", "role": OFFICE}


async def ask(
    door: Doors, who: str, method: str, path: str, body: Any = None, **headers: str
) -> httpx2.Response:
    return await door.ask(method, path, {**await door.staff(who), **headers}, body or {})


async def links_of(door: Doors, staff: str) -> list[bool]:
    """For each link that was mailed to them: whether it still works."""
    async with door.small.world.db.session() as session:
        rows = await session.exec(select(PasswordLink).where(PasswordLink.staff == staff))
        return [one.used_at is None for one in rows]


@pytest.mark.any_kind
async def test_somebody_is_employed_and_invited(door: Doors) -> None:
    answer = await ask(door, BOB, "POST", STAFF, GUS)

    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["location"] == f"{STAFF}/{body['id']}"
    assert (body["email"], body["active"], body["objects"]) == ("gus@example.com", True, [HOUSE_1])
    assert (body["role"]["id"], body["invitation"]) == (ANSWERS, "unsent")
    assert await links_of(door, body["id"]) == [True]
    no_password = {"email": "gus@example.com", "password": ""}
    assert (await door.ask("POST", "/api/v1/auth/login", {}, no_password)).status_code in (401, 422)


@pytest.mark.parametrize(
    ("wish", "status", "told"),
    [
        ({"role": ADMINISTRATOR}, 403, "administrator"),
        ({"role": LOOKS}, 403, "subscriptions.view"),
        ({"objects": [APART]}, 403, "objects"),
        ({"objects": None}, 403, "objects"),
        ({"role": FAR_ADMINISTRATOR}, 422, "/role"),
        ({"role": MODERATOR}, 422, "/role"),
        ({"department": FAR_DESK}, 422, "/department"),
        ({"objects": [HOUSE_1, FAR_HOUSE]}, 422, "/objects/1"),
        ({"email": "dot@example.com"}, 422, "/email"),
        ({"email": "ola@example.com"}, 422, "/email"),
        ({"name": " "}, 422, "/name"),
    ],
)
async def test_nobody_is_employed_with_more_than_their_employer_has(
    sqlite_door: Doors, wish: dict[str, object], status: int, told: str
) -> None:
    answer = await ask(sqlite_door, BOB, "POST", STAFF, {**GUS, **wish})

    assert answer.status_code == status, answer.text
    if status == 403:
        assert answer.json()["permission"] == told
    else:
        assert [one["pointer"] for one in answer.json()["errors"]] == [told]
    async with sqlite_door.small.world.db.session() as session:
        found = await session.exec(select(StaffRow).where(StaffRow.email == "gus@example.com"))
        assert found.first() is None


@pytest.mark.any_kind
async def test_an_administrator_makes_another(door: Doors) -> None:
    answer = await ask(door, ANN, "POST", STAFF, {**GUS, "role": ADMINISTRATOR, "objects": None})

    assert (answer.status_code, answer.json()["administrator"]) == (201, True)


async def test_of_two_with_one_address_employed_at_once_one_is(door: Doors) -> None:
    answers = await asyncio.gather(
        ask(door, ANN, "POST", STAFF, GUS), ask(door, BOB, "POST", STAFF, GUS)
    )

    assert sorted(one.status_code for one in answers) == [201, 422]


@pytest.mark.any_kind
async def test_an_invitation_that_was_lost_is_mailed_again(door: Doors) -> None:
    gus = (await ask(door, ANN, "POST", STAFF, GUS)).json()["id"]

    again = await ask(door, BOB, "POST", f"{STAFF}/{gus}/invite")

    assert again.status_code == 202
    assert sorted(await links_of(door, gus)) == [False, True]
    has_one = await ask(door, ANN, "POST", f"{STAFF}/{DOT}/invite")
    assert (has_one.status_code, has_one.json()["code"]) == (409, "conflict")
    assert (await ask(door, ANN, "POST", f"{STAFF}/{MOD}/invite")).status_code == 404


@pytest.mark.any_kind
async def test_a_name_and_an_address_are_changed(door: Doors) -> None:
    path = f"{STAFF}/{DOT}"
    answer = await ask(door, ANN, "PATCH", path, {"name": "Dorothy", "email": "DOT@Example.org"})

    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["email"]) == ("Dorothy", "dot@example.org")
    taken = await ask(door, ANN, "PATCH", path, {"email": "ola@example.com"})
    assert [one["code"] for one in taken.json()["errors"]] == ["taken"]
    broken = await ask(door, ANN, "PATCH", path, {"email": "dot@"})
    assert broken.status_code == 422


@pytest.mark.any_kind
async def test_who_may_do_less_cannot_take_anothers_mailbox(door: Doors) -> None:
    # A link for a password would go to the new address.
    for who, told in ((ANN, "administrator"), (EVE, "subscriptions.view")):
        refused = await ask(door, BOB, "PATCH", f"{STAFF}/{who}", {"email": "bob2@example.com"})
        assert (refused.status_code, refused.json()["permission"]) == (403, told)
    await ask(door, ANN, "PATCH", f"{STAFF}/{DOT}", {"objects": [HOUSE_1, APART]})
    beyond = await ask(door, BOB, "PATCH", f"{STAFF}/{DOT}", {"email": "bob2@example.com"})
    assert (beyond.status_code, beyond.json()["permission"]) == (403, "objects")


@pytest.mark.any_kind
async def test_with_the_address_the_old_links_end(door: Doors) -> None:
    gus = (await ask(door, ANN, "POST", STAFF, GUS)).json()["id"]

    await ask(door, ANN, "PATCH", f"{STAFF}/{gus}", {"email": "gus@example.org"})

    assert sorted(await links_of(door, gus)) == [False, True]


async def test_with_the_address_of_an_account_of_the_platform_the_old_links_end(
    door: Doors,
) -> None:
    hal = (await ask(door, OLA, "POST", PLATFORMS, HAL)).json()["id"]

    await ask(door, OLA, "PATCH", f"{PLATFORMS}/{hal}", {"email": "hal@example.org"})

    assert sorted(await links_of(door, hal)) == [False, True]


async def test_accounts_of_the_platform_are_made_and_changed(door: Doors) -> None:
    added = await ask(door, OLA, "POST", PLATFORMS, HAL)
    hal = added.json()["id"]

    assert (added.status_code, added.json()["kind"]) == (201, "platform")
    assert await links_of(door, hal) == [True]
    listed = (await ask(door, OLA, "GET", PLATFORMS)).json()["items"]
    assert {one["id"]: one["invitation"] for one in listed}[hal] == "unsent"
    assert {one["id"] for one in listed} == {MOD, OLA, hal}
    off = await ask(door, OLA, "PATCH", f"{PLATFORMS}/{hal}", {"active": False, "name": "Hal B."})
    assert (off.json()["active"], off.json()["name"]) == (False, "Hal B.")
    with pytest.raises(Exception, match="credentials"):
        await door.staff(hal)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        # Ola lacks platform.moderation, so what has it is beyond her.
        ("POST", PLATFORMS, {**HAL, "role": MODERATOR}, 403),
        ("PATCH", f"{PLATFORMS}/{OLA}", {"role": MODERATOR}, 403),
        ("PATCH", f"{PLATFORMS}/{MOD}", {"email": "ola2@example.com"}, 403),
        ("PATCH", f"{PLATFORMS}/{MOD}", {"name": "Moderator"}, 200),
        ("PATCH", f"{PLATFORMS}/{MOD}", {"active": False}, 200),
        ("PATCH", f"{PLATFORMS}/{OLA}", {"active": False}, 409),
        ("POST", PLATFORMS, {**HAL, "role": ANSWERS}, 422),
        ("POST", PLATFORMS, {**HAL, "email": "ann@example.com"}, 422),
        ("PATCH", f"{PLATFORMS}/{ANN}", {"name": "Anna"}, 404),
        ("GET", f"{PLATFORMS}/{ANN}", None, 404),
    ],
)
async def test_the_platform_grants_no_more_than_its_maker_has(
    sqlite_door: Doors, method: str, path: str, body: Any, status: int
) -> None:
    answer = await ask(sqlite_door, OLA, method, path, body)

    assert answer.status_code == status, answer.text


@pytest.mark.any_kind
async def test_of_the_last_two_who_make_accounts_only_one_goes(door: Doors) -> None:
    hal = (await ask(door, OLA, "POST", PLATFORMS, HAL)).json()["id"]
    # Both are in before either is put out.
    by_ola, by_hal = await door.staff(OLA), await door.staff(hal)

    answers = await asyncio.gather(
        door.ask("PATCH", f"{PLATFORMS}/{hal}", by_ola, {"active": False}),
        door.ask("PATCH", f"{PLATFORMS}/{OLA}", by_hal, {"active": False}),
    )

    # Whoever comes second is either out already or must stay.
    first, second = sorted(one.status_code for one in answers)
    assert first == 200
    assert second in (401, 409)


async def given_to_dot(served: Served) -> str:
    """A chat of Cid's for which Dot is responsible."""
    cid, submit = Person("client", CID, "ios"), served.node.ledger.submit
    opened = await submit(Open(APP), cid)
    sent = await submit(Send(opened.chat.id, "key_1", "Hello"), cid)
    given = Assign(opened.chat.id, "key_2", REPAIRS, expect=sent.chat.assignment, staff=DOT)
    assert (await submit(given, Person("staff", ANN))).chat.staff == DOT
    return opened.chat.id


async def assigned(socket: Socket) -> dict[str, Any]:
    """Wait until the chat that is watched gets another responsible."""
    while True:
        frame = json.loads(await socket.recv())
        if frame.get("type") == "event" and frame["kind"] == "assigned":
            body: dict[str, Any] = frame["body"]
            return body


@pytest.mark.any_kind
async def test_an_employee_who_goes_leaves_chats_and_sockets(database: Database) -> None:
    """X6: out within two seconds, and the chats are somebody else's or wait."""
    here = await small(database)
    async with (
        serving_in(here.world) as served,
        joined(served, Kind.STAFF, DOT, org=SOSNY) as dot,
        joined(served, Kind.STAFF, ANN, org=SOSNY) as ann,
        httpx2.AsyncClient(base_url=served.url) as caller,
    ):
        me = bearer((await begin_session(here.world, here.identity, ANN)).access_token)
        hers = await begin_session(here.world, here.identity, DOT)
        chat = await given_to_dot(served)
        await ann.send(json.dumps({"type": "chat.watch", "id": 2, "chat": chat}))
        assert json.loads(await ann.recv())["type"] == "ok"

        answer = await caller.patch(f"{STAFF}/{DOT}", headers=me, json={"active": False})

        assert answer.status_code == 200
        async with asyncio.timeout(10):
            await dot.wait_closed()
            assert dot.close_code == 4403
            passed_on = await assigned(ann)
        assert passed_on["cause"] == "returned"
        assert (passed_on.get("staff") or {}).get("id") != DOT
        again = {"refresh_token": hers.refresh_token}
        assert (await caller.post("/api/v1/auth/refresh", json=again)).status_code == 401
        headers = bearer(hers.access_token)
        assert (await caller.get("/api/v1/me", headers=headers)).status_code == 401


@pytest.mark.any_kind
async def test_objects_of_an_employee_who_was_hired_are_stored_once(door: Doors) -> None:
    twice = {**GUS, "objects": [HOUSE_1, HOUSE_1, QUARTER]}
    gus = (await ask(door, ANN, "POST", STAFF, twice)).json()["id"]

    async with door.small.world.db.session() as session:
        rows = await session.exec(select(StaffObject.object).where(col(StaffObject.staff) == gus))
        assert sorted(rows) == sorted([HOUSE_1, QUARTER])
    assert gus != FAY


async def test_of_two_organisations_that_hire_the_same_address_one_is_told_so(
    door: Doors,
) -> None:
    theirs = {"name": "Gus", "email": GUS["email"], "role": FAR_ADMINISTRATOR, "objects": None}
    answers = await asyncio.gather(
        ask(door, ANN, "POST", STAFF, GUS), ask(door, ZOE, "POST", STAFF, theirs)
    )
    first, second = sorted(answers, key=lambda one: one.status_code)
    assert first.status_code == 201
    assert [(one["pointer"], one["code"]) for one in second.json()["errors"]] == [
        ("/email", "taken")
    ]
    moved = await asyncio.gather(
        *(
            ask(door, who, "PATCH", f"{STAFF}/{staff}", {"email": "new@example.com"})
            for who, staff in ((ANN, DOT), (ZOE, ZOE))
        )
    )
    assert sorted(one.status_code for one in moved) == [200, 422]


@pytest.mark.any_kind
@pytest.mark.parametrize(("who", "path"), [(ANN, f"{STAFF}/{DOT}"), (OLA, f"{PLATFORMS}/{OLA}")])
async def test_an_address_that_goes_just_after_it_was_asked_for_is_told_to_be_taken(
    door: Doors, who: str, path: str
) -> None:
    db = door.small.world.db

    async with db.transaction() as session:
        # Nobody else sees yet that it is taken.
        zoe = await session.get_one(StaffRow, ZOE)
        zoe.email = "new@example.com"
        session.add(zoe)
        await session.flush()
        asking = asyncio.create_task(ask(door, who, "PATCH", path, {"email": "new@example.com"}))
        await somebody_waits(db)
    answer = await asking

    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/email", "taken")
    ]
