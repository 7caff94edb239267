"""Who may get a chat, and why did it go to whom it went, over HTTP?"""

import pytest

from chatserver.actions.employees.presence import set_presence
from chatserver.core.commands import DeleteNote, Open, PickTag, WriteNote
from chatserver.ledger.outcome import Person
from tests.doors import Doors
from tests.seeds import (
    ANN,
    APP,
    BOB,
    CID,
    DESK,
    DOT,
    EVE,
    FLAT_2,
    KIM,
    NEWS,
    REPAIRS,
    WATER,
    ZOE,
)


async def routed(door: Doors, client: str = CID, place: str | None = None) -> str:
    """Have a client ask about water, and return the chat's id."""
    person = Person("client", client, "ios")
    chat = (await door.ledger.submit(Open(APP, place), person)).chat
    assert chat.prompt is not None
    await door.ledger.submit(PickTag(chat.id, "key_1", chat.prompt, WATER), person)
    return chat.id


@pytest.mark.any_kind
async def test_every_department_is_named_with_those_who_may_get_the_chat(door: Doors) -> None:
    chat = await routed(door)
    # In Moscow it is three o'clock of a Thursday.
    hours = {"week": {day: [{"from": "09:00", "until": "15:00"}] for day in ("thu", "fri")}}
    path = f"/api/v1/departments/{REPAIRS}"
    await door.ask("PATCH", path, await door.staff(ANN), {"hours": hours})

    answer = await door.caller.get(f"/api/v1/chats/{chat}/assignees", headers=await door.staff(DOT))

    assert answer.json() == {
        "assignment": 1,
        "next_cursor": None,
        "items": [
            {
                "id": DESK,
                "name": "Desk",
                "staff": [
                    {"id": ANN, "name": "Ann", "presence": "available"},
                    {"id": BOB, "name": "Bob", "presence": "available"},
                ],
                "closed": False,
                "opens_at": None,
            },
            {
                "id": REPAIRS,
                "name": "Repairs",
                "staff": [{"id": DOT, "name": "Dot", "presence": "available"}],
                "closed": True,
                "opens_at": "2026-01-02T06:00:00.000Z",
            },
        ],
    }


@pytest.mark.any_kind
async def test_who_is_away_by_now_is_shown_so(door: Doors) -> None:
    chat = await routed(door)
    dot = await door.staff(DOT)
    await door.caller.get(f"/api/v1/chats/{chat}/assignees", headers=dot)

    await set_presence(door.small.world, DOT, "away")
    answer = await door.caller.get(f"/api/v1/chats/{chat}/assignees", headers=dot)

    shown = {one["id"]: one["presence"] for item in answer.json()["items"] for one in item["staff"]}
    assert shown == {ANN: "available", BOB: "available", DOT: "away"}


@pytest.mark.any_kind
async def test_who_has_no_access_to_the_place_may_not_get_it(door: Doors) -> None:
    chat = await routed(door, CID, FLAT_2)

    answer = await door.caller.get(f"/api/v1/chats/{chat}/assignees", headers=await door.staff(BOB))

    assert [[one["id"] for one in item["staff"]] for item in answer.json()["items"]] == [
        [ANN, BOB],
        [],
    ]


@pytest.mark.any_kind
async def test_an_assignment_is_explained_in_the_readers_language_and_as_data(
    door: Doors,
) -> None:
    chat = await routed(door)
    dot = await door.staff(DOT)

    english = await door.caller.get(f"/api/v1/chats/{chat}/routing", headers=dot)
    russian = await door.caller.get(
        f"/api/v1/chats/{chat}/routing", headers={**dot, "Accept-Language": "ru"}
    )

    [item] = english.json()["items"]
    assert (item["assignment"], item["cause"], item["until_seq"]) == (1, "tag", None)
    assert item["staff"] == {"id": DOT, "name": "Dot"}
    assert item["department"] == {"id": REPAIRS, "name": "Repairs"}
    assert item["explanation"]["chosen"] == DOT
    assert any("Water" in sentence for sentence in item["sentences"])
    assert any("Тема" in sentence for sentence in russian.json()["items"][0]["sentences"])


@pytest.mark.any_kind
async def test_notes_are_read_page_by_page_from_the_newest(door: Doors) -> None:
    chat, ann = await routed(door), Person("staff", ANN)
    for n in range(1, 4):
        await door.ledger.submit(WriteNote(chat, f"k{n}", f"note {n}"), ann)
    await door.ledger.submit(DeleteNote(chat, 1), ann)
    path, headers = f"/api/v1/chats/{chat}/notes?limit=2", await door.staff(DOT)

    first = (await door.caller.get(path, headers=headers)).json()
    rest = await door.caller.get(f"{path}&cursor={first['next_cursor']}", headers=headers)

    assert [(one["n"], one["text"], one["deleted"]) for one in first["items"]] == [
        (2, "note 2", False),
        (3, "note 3", False),
    ]
    assert first["items"][0]["by"] == {"id": ANN, "name": "Ann"}
    [gone] = rest.json()["items"]
    assert (gone["n"], gone["change"], gone["text"], gone["deleted"]) == (1, 4, None, True)
    assert (first["more"], rest.json()["more"], rest.json()["next_cursor"]) == (True, False, None)


@pytest.mark.any_kind
@pytest.mark.parametrize("part", ["assignees", "routing", "notes"])
async def test_a_chat_that_is_not_ones_own_to_see_does_not_exist(door: Doors, part: str) -> None:
    apart, other_house = await routed(door, KIM), await routed(door, CID, FLAT_2)
    news = (await door.ledger.submit(Open(NEWS), Person("client", CID, "ios"))).chat.id
    cases = [(ZOE, apart), (BOB, apart), (DOT, other_house), (DOT, news), (EVE, apart)]

    bodies = set()
    for staff, chat in [*cases, (ANN, "chat_none"), (ANN, "%00"), (ANN, "x" * 41)]:
        headers = {**await door.staff(staff), "X-Request-Id": "same"}
        answer = await door.caller.get(f"/api/v1/chats/{chat}/{part}", headers=headers)
        assert answer.status_code == 404
        bodies.add(answer.text)

    assert len(bodies) == 1
    answer = await door.caller.get(f"/api/v1/chats/{news}/{part}", headers=await door.staff(EVE))
    assert answer.status_code == 200
