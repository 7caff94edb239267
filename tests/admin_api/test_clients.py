"""What is read and changed of clients over HTTP?"""

from typing import Any

import pytest
from sqlmodel import select

from chatserver.actions.miniapps.generations import next_generation
from chatserver.core.commands import Open
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.tables import AuditRow, ClientPlace, Miniapp, MiniappGeneration
from tests.admin_api.test_objects import ask, let_edit
from tests.doors import Doors
from tests.seeds import (
    ANN,
    ANSWERS,
    APART,
    APP,
    BOB,
    CID,
    DOT,
    FAR_CLIENT,
    FAR_FLAT,
    FLAT_1,
    FLAT_2,
    FLAT_3,
    HOUSE_1,
    KEEPER,
    KIM,
    NOON,
    QUARTER,
    SOSNY,
    ZOE,
)

BORN = "1990-05-17"


async def ids(door: Doors, staff: str, query: str = "") -> list[str]:
    answer = await ask(door, staff, "GET", f"clients{query}")
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


async def places(door: Doors, client: str) -> list[str]:
    question = (
        select(ClientPlace.place).where(ClientPlace.client == client).order_by(ClientPlace.position)  # type: ignore[arg-type]
    )
    async with door.small.world.db.session() as session:
        return list(await session.exec(question))


async def given_tokens(door: Doors, client: str, place: str) -> None:
    """A mini-app is open at this client."""
    app = {"id": APP, "org": SOSNY, "name": "App", "category": "services", "status": "active"}
    async with door.small.world.db.transaction() as session:
        if await session.get(Miniapp, APP) is None:
            columns = Miniapp.__table__.columns  # type: ignore[attr-defined]
            needed = {
                c.name: app.get(c.name, NOON if "at" in c.name else "x")
                for c in columns
                if c.name in app or not (c.nullable or c.default or c.server_default)
            }
            await insert_rows(session, Miniapp, [needed])
        await next_generation(
            session,
            door.small.world,
            app=APP,
            client=client,
            kind="live",
            sub=client,
            place=place,
        )


async def ended(door: Doors, client: str) -> bool:
    async with door.small.world.db.session() as session:
        found = await session.get_one(MiniappGeneration, (APP, client, "live"))
    return found.ended_at is not None and found.gen == 2


async def test_clients_are_those_with_a_place_inside_ones_objects_by_name(door: Doors) -> None:
    await let_edit(door, KEEPER)
    await let_edit(door, ANSWERS)

    assert await ids(door, ANN) == [CID, KIM]
    assert await ids(door, BOB) == [CID]
    card = (await ask(door, DOT, "GET", f"clients/{CID}")).json()
    assert [one["id"] for one in card["premises"]] == [FLAT_1]
    assert (await ask(door, BOB, "GET", f"clients/{KIM}")).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=ORLOV", [CID]),
        ("?q=8 (916) 000-00-02", [KIM]),
        ("?q=77", [CID]),
        ("?q=nobody", []),
        (f"?objects={HOUSE_1}", [CID]),
        (f"?objects={APART}&objects={HOUSE_1}", [CID, KIM]),
        ("?objects=obj_none", []),
        ("?tester=true", []),
        ("?tester=false&q=i", [CID, KIM]),
    ],
)
async def test_clients_are_searched_and_filtered(door: Doors, query: str, found: list[str]) -> None:
    assert await ids(door, ANN, query) == found


async def test_yo_is_found_by_ye_in_any_case(door: Doors) -> None:
    body = {"name": "Семён\n Ёлкин", "phone": "8 916 123 45 67", "premises": [FLAT_1]}
    made = (await ask(door, ANN, "POST", "clients", body)).json()

    assert await ids(door, ANN, "?q=семен елк") == [made["id"]]
    assert (made["name"], made["phone"]) == ("Семён Ёлкин", "+79161234567")


async def test_the_list_is_the_same_page_by_page(door: Doors) -> None:
    first = (await ask(door, ANN, "GET", "clients?limit=1")).json()
    second = (await ask(door, ANN, "GET", f"clients?limit=1&cursor={first['next_cursor']}")).json()

    assert [one["id"] for one in first["items"] + second["items"]] == [CID, KIM]
    assert second["next_cursor"] is None


async def test_every_mistake_of_a_new_client_is_told_at_once(door: Doors) -> None:
    body = {
        "name": "New",
        "phone": "12",
        "external_id": "77",
        "premises": [FLAT_1, FAR_FLAT, QUARTER],
    }

    answer = await ask(door, ANN, "POST", "clients", body)
    taken = await ask(door, ANN, "POST", "clients", {"name": "New", "phone": "+79160000001"})

    assert {(one["pointer"], one["code"]) for one in answer.json()["errors"]} == {
        ("/premises/1", "unknown"),
        ("/premises/2", "unknown"),
        ("/external_id", "taken"),
        ("/phone", "malformed"),
    }
    assert [one["pointer"] for one in taken.json()["errors"]] == ["/phone"]
    assert await ids(door, ANN) == [CID, KIM]


async def test_a_mail_address_and_a_date_of_birth_come_and_go(door: Doors) -> None:
    body = {"name": "New", "phone": "+79161112233", "email": "New@Example.COM", "birth": BORN}
    made = await ask(door, ANN, "POST", "clients", body)
    path = f"clients/{made.json()['id']}"
    wrong = [
        await ask(door, ANN, method, at, {**body, "phone": "+79161112244", **bad})
        for method, at in (("POST", "clients"), ("PATCH", path))
        for bad in (
            {"email": "new@", "birth": "2023-02-29"},
            {"email": "new at example.com", "birth": "1899-12-31"},
            {"email": "@" * 255, "birth": "2026-01-02"},
        )
    ]
    kept = await ask(door, ANN, "PATCH", path, {"name": "Newer"}, **{"If-Match": '"1"'})
    gone = await ask(door, ANN, "PATCH", path, {"email": None, "birth": None})

    for answer in wrong:
        assert answer.status_code == 422, answer.text
        assert {one["pointer"] for one in answer.json()["errors"]} == {"/email", "/birth"}
    assert [(one.json()["email"], one.json()["birth"]) for one in (made, kept, gone)] == [
        ("new@example.com", BORN),
        ("new@example.com", BORN),
        (None, None),
    ]
    listed = (await ask(door, ANN, "GET", "clients?q=newer")).json()["items"]
    assert [(one["email"], one["birth"], one["version"]) for one in listed] == [(None, None, 3)]
    async with door.small.world.db.session() as session:
        rows = await session.exec(
            select(AuditRow).where(AuditRow.subject == made.json()["id"]).order_by(AuditRow.id)
        )
        log = [(one.after["email"], one.after["birth"]) for one in rows]
    assert log == [("n***@example.com", "1990-**-**")] * 2 + [(None, None)]


async def test_who_reaches_a_part_only_changes_what_lies_there(door: Doors) -> None:
    await let_edit(door, ANSWERS)  # dot: the first house alone

    alone = await ask(door, DOT, "POST", "clients", {"name": "New", "phone": "+79161112233"})
    emptied = await ask(door, DOT, "PATCH", f"clients/{CID}", {"premises": []})
    named = await ask(door, DOT, "PATCH", f"clients/{CID}", {"premises": [FLAT_1]})
    foreign = await ask(door, DOT, "PATCH", f"clients/{KIM}", {"name": "Other"})

    assert [one.json()["errors"][0]["code"] for one in (alone, emptied)] == ["required"] * 2
    assert (named.status_code, foreign.status_code) == (200, 404)
    assert await places(door, CID) == [FLAT_1, FLAT_2]


async def test_a_change_sets_what_it_names_and_the_rest_stays(door: Doors) -> None:
    path = f"clients/{CID}"

    answer = await ask(
        door,
        ANN,
        "PATCH",
        path,
        {"tester": True, "premises": [FLAT_2, FLAT_1]},
        **{"If-Match": '"1"'},
    )
    stale = await ask(door, ANN, "PATCH", path, {"tester": False}, **{"If-Match": '"1"'})

    assert answer.json()["tester"] is True
    assert [one["id"] for one in answer.json()["premises"]] == [FLAT_2, FLAT_1]
    assert answer.json()["external_id"] == "77"
    assert (answer.headers["etag"], stale.status_code) == ('"2"', 412)
    async with door.small.world.db.session() as session:
        audit = (await session.exec(select(AuditRow).where(AuditRow.subject == CID))).one()
    assert audit.before["phone"] == "+7********01"
    assert (audit.before["tester"], audit.after["tester"]) == (False, True)


async def test_a_phone_that_is_taken_signs_its_last_owner_out(door: Doors) -> None:
    await given_tokens(door, KIM, FLAT_3)
    kim = door.client(KIM, SOSNY)
    before = await door.caller.get("/superapp/v1/me", headers=kim)

    refused = await ask(door, ANN, "PATCH", f"clients/{CID}", {"phone": "+79160000002"})
    taken = await ask(
        door, ANN, "PATCH", f"clients/{CID}", {"phone": "+79160000002", "take_phone": True}
    )
    after = await door.caller.get("/superapp/v1/me", headers=kim)

    assert refused.json()["errors"][0]["pointer"] == "/phone"
    assert taken.json()["phone"] == "+79160000002"
    assert (await ask(door, ANN, "GET", f"clients/{KIM}")).json()["phone"] == ""
    assert (before.status_code, after.status_code) == (200, 401)
    assert await ended(door, KIM)


async def test_a_place_that_is_left_ends_its_tokens_and_no_dialog(door: Doors) -> None:
    chat = (await door.ledger.submit(Open(APP, FLAT_1), Person("client", CID, "ios"))).chat
    await given_tokens(door, CID, FLAT_1)

    kept = await ask(door, ANN, "PATCH", f"clients/{CID}", {"premises": [FLAT_1, FLAT_3]})
    assert (kept.status_code, await ended(door, CID)) == (200, False)
    await ask(door, ANN, "PATCH", f"clients/{CID}", {"premises": [FLAT_3]})

    assert await ended(door, CID)
    again = (await door.ledger.submit(Open(APP), Person("client", CID, "ios"))).chat
    assert (again.id, again.dialog, again.place) == (chat.id, chat.dialog, FLAT_1)


@pytest.mark.any_kind
async def test_others_find_nothing(door: Doors) -> None:
    answers: list[Any] = [
        await ask(door, ZOE, "GET", f"clients/{CID}", **{"X-Request-Id": "same"}),
        await ask(door, ANN, "GET", f"clients/{FAR_CLIENT}", **{"X-Request-Id": "same"}),
        await ask(door, ANN, "GET", "clients/cl_none", **{"X-Request-Id": "same"}),
    ]

    assert {one.status_code for one in answers} == {404}
    assert len({one.text for one in answers}) == 1
