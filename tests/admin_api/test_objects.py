"""How are the tree of objects and the departments changed over HTTP?"""

from typing import Any
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from chatserver.core.commands import Open
from chatserver.core.hours import WEEK
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.tables import AuditRow, ObjectRow, Org, RoleRow, StaffObject
from tests.doors import NOTHING, Doors
from tests.seeds import (
    ANN,
    ANSWERS,
    APART,
    APP,
    BOB,
    CID,
    DESK,
    DOT,
    FAR_HOUSE,
    FLAT_1,
    FLAT_2,
    HOUSE_1,
    HOUSE_2,
    KEEPER,
    QUARTER,
    REPAIRS,
    SOSNY,
    ZOE,
)


async def ask(
    door: Doors, staff: str, method: str, path: str, body: Any = NOTHING, **headers: str
) -> Any:
    said = {**await door.staff(staff), **headers}
    return await door.ask(method, f"/api/v1/{path}", said, body)


async def paths(door: Doors) -> dict[str, str]:
    async with door.small.world.db.session() as session:
        return dict((await session.exec(select(ObjectRow.id, ObjectRow.path))).all())


async def acl(door: Doors) -> int:
    async with door.small.world.db.session() as session:
        return (await session.exec(select(Org.acl).where(Org.id == SOSNY))).one()


async def let_edit(door: Doors, role: str) -> None:
    """Let the employees of this role change the directory and the clients, too."""
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(RoleRow, role)
        row.permissions = [*row.permissions, "directory.edit", "clients.edit"]
        session.add(row)
        org = await session.get_one(Org, SOSNY)
        org.acl += 1
        session.add(org)


@pytest.mark.any_kind
async def test_an_object_is_added_and_has_a_card_with_its_tag(door: Doors) -> None:
    body = {"kind": "building", "name": " House 9 ", "parent": QUARTER, "external_id": "h9"}

    made = await ask(door, ANN, "POST", "objects", body)
    card = await ask(door, ANN, "GET", f"objects/{made.json()['id']}")

    assert made.status_code == 201
    assert card.json() == made.json() | {"version": 1}
    assert (card.json()["name"], card.json()["external_id"]) == ("House 9", "h9")
    assert card.headers["etag"] == '"1"'
    assert (await paths(door))[made.json()["id"]] == f"/{QUARTER}/{made.json()['id']}/"


async def test_an_object_of_any_kind_is_found_by_words_within_ones_reach(door: Doors) -> None:
    flat = {"kind": "premises", "name": "Кв. 17", "address": "Ёлочная улица, 5", "parent": HOUSE_1}
    made = (await ask(door, ANN, "POST", "objects", {**flat, "external_id": "F-7"})).json()["id"]
    other = {**flat, "parent": HOUSE_2, "external_id": None}
    beyond = (await ask(door, ANN, "POST", "objects", other)).json()["id"]

    async def found(staff: str, **query: str) -> list[str]:
        answer = await ask(door, staff, "GET", f"objects?{urlencode(query)}")
        return [one["id"] for one in answer.json()["items"]]

    assert await found(ANN, q=" елочная  кв. 17") == sorted([made, beyond])
    assert await found(ANN, q="f-7") == [made]
    assert await found(ANN, q="елочная", kind="building") == []
    assert await found(ANN, q="100%_") == []
    assert await found(DOT, q="ёлочная") == [made]
    assert await found(ZOE, q="елочная") == []
    await ask(door, ANN, "PATCH", f"objects/{made}", {"name": "Кв. 18"})
    assert await found(ANN, q="кв. 17 елочная") == [beyond]
    assert await found(ANN, q="кв. 18") == [made]


@pytest.mark.parametrize(
    ("body", "mistakes"),
    [
        ({"kind": "premises", "parent": QUARTER}, [("/kind", "misplaced")]),
        ({"kind": "quarter", "parent": QUARTER}, [("/kind", "misplaced")]),
        ({"kind": "building"}, [("/kind", "misplaced")]),
        ({"kind": "building", "parent": FAR_HOUSE}, [("/parent", "unknown")]),
        (
            {"kind": "building", "parent": "obj_none", "external_id": "x1"},
            [("/parent", "unknown"), ("/external_id", "taken")],
        ),
    ],
)
async def test_an_object_in_the_wrong_place_is_refused(
    door: Doors, body: dict[str, Any], mistakes: list[tuple[str, str]]
) -> None:
    await ask(door, ANN, "PATCH", f"objects/{APART}", {"external_id": "x1"})

    answer = await ask(door, ANN, "POST", "objects", {"name": "New", **body})

    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == mistakes


async def test_a_building_moves_with_all_that_stands_in_it(door: Doors) -> None:
    before = await acl(door)

    answer = await ask(door, ANN, "PATCH", f"objects/{HOUSE_1}", {"parent": APART})

    found = await paths(door)
    assert (answer.status_code, answer.json()["parent"]) == (200, APART)
    assert found[HOUSE_1] == f"/{APART}/{HOUSE_1}/"
    assert found[FLAT_1] == f"/{APART}/{HOUSE_1}/{FLAT_1}/"
    assert found[FLAT_2] == f"/{QUARTER}/{HOUSE_2}/{FLAT_2}/"
    assert await acl(door) == before + 1


@pytest.mark.any_kind
async def test_a_chat_follows_its_premises_to_another_part_of_the_tree(door: Doors) -> None:
    chat = (await door.ledger.submit(Open(APP, FLAT_1), Person("client", CID, "ios"))).chat
    seen = await ask(door, BOB, "GET", f"chats/{chat.id}/assignees")

    await ask(door, ANN, "PATCH", f"objects/{HOUSE_1}", {"parent": APART})
    hidden = await ask(door, BOB, "GET", f"chats/{chat.id}/assignees")
    still = await ask(door, DOT, "GET", f"chats/{chat.id}/assignees")

    assert (seen.status_code, hidden.status_code, still.status_code) == (200, 404, 200)


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("moved", "to", "code"),
    [
        (QUARTER, HOUSE_1, "cycle"),
        (HOUSE_1, HOUSE_1, "cycle"),
        (HOUSE_1, FLAT_2, "misplaced"),
        (HOUSE_1, None, "misplaced"),
        (FLAT_1, QUARTER, "misplaced"),
        (FLAT_1, FAR_HOUSE, "unknown"),
    ],
)
async def test_a_move_to_where_it_cannot_stand_changes_nothing(
    door: Doors, moved: str, to: str | None, code: str
) -> None:
    before, was = await paths(door), await acl(door)

    answer = await ask(door, ANN, "PATCH", f"objects/{moved}", {"parent": to, "name": "Other"})

    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/parent", code)]
    assert (await paths(door), await acl(door)) == (before, was)


@pytest.mark.any_kind
async def test_only_objects_within_reach_are_changed(door: Doors) -> None:
    await let_edit(door, ANSWERS)  # dot has access to the first house alone

    inside = await ask(door, DOT, "PATCH", f"objects/{FLAT_1}", {"name": "Flat one"})
    outside = await ask(door, DOT, "PATCH", f"objects/{FLAT_2}", {"name": "Flat two"})
    away = await ask(door, DOT, "PATCH", f"objects/{FLAT_1}", {"parent": HOUSE_2})
    above = await ask(door, DOT, "POST", "objects", {"kind": "quarter", "name": "Mine"})
    foreign = await ask(door, ZOE, "PATCH", f"objects/{FLAT_1}", {"name": "Ours"})

    assert [inside.status_code, outside.status_code, foreign.status_code] == [200, 404, 404]
    assert outside.json().keys() == foreign.json().keys()
    assert away.json()["errors"][0]["code"] == "unknown"
    assert (above.status_code, above.json()["permission"]) == (403, "objects")


@pytest.mark.any_kind
async def test_what_something_refers_to_stays(door: Doors) -> None:
    answers = {
        one: await ask(door, ANN, "DELETE", f"objects/{one}")
        for one in (QUARTER, HOUSE_1, FLAT_1, HOUSE_2)
    }

    assert {one: answer.status_code for one, answer in answers.items()} == dict.fromkeys(
        answers, 409
    )
    assert answers[QUARTER].json()["uses"] == {"objects": 2, "staff": 1}
    assert answers[HOUSE_1].json()["uses"] == {"objects": 1, "staff": 1, "chatbots": 1}
    assert answers[FLAT_1].json()["uses"] == {"clients": 1}


async def test_an_object_that_nothing_refers_to_goes_and_the_audit_tells(door: Doors) -> None:
    made = await ask(
        door, ANN, "POST", "objects", {"kind": "building", "name": "New", "parent": QUARTER}
    )
    id_ = made.json()["id"]

    stale = await ask(door, ANN, "DELETE", f"objects/{id_}", **{"If-Match": '"7"'})
    gone = await ask(door, ANN, "DELETE", f"objects/{id_}", **{"If-Match": '"1"'})
    again = await ask(door, ANN, "DELETE", f"objects/{id_}")

    assert [stale.status_code, gone.status_code, again.status_code] == [412, 204, 404]
    async with door.small.world.db.session() as session:
        rows = (await session.exec(select(AuditRow).where(AuditRow.subject == id_))).all()
    assert sorted(row.action for row in rows) == ["object.add", "object.remove"]
    assert {row.actor for row in rows} == {ANN}


async def test_a_department_comes_is_renamed_and_goes(door: Doors) -> None:
    made = await ask(door, ANN, "POST", "departments", {"name": "Lifts"})
    path = f"departments/{made.json()['id']}"

    twin = await ask(door, ANN, "POST", "departments", {"name": "LIFTS"})
    renamed = await ask(door, ANN, "PATCH", path, {"name": "Elevators"}, **{"If-Match": '"1"'})
    stale = await ask(door, ANN, "PATCH", path, {"name": "Lifts"}, **{"If-Match": '"1"'})
    foreign = await ask(door, ZOE, "GET", path)
    gone = await ask(door, ANN, "DELETE", path)

    assert made.status_code == 201
    assert twin.json()["errors"][0]["code"] == "taken"
    assert (renamed.json()["name"], renamed.headers["etag"]) == ("Elevators", '"2"')
    assert [stale.status_code, foreign.status_code, gone.status_code] == [412, 404, 204]
    assert (await ask(door, ANN, "GET", path)).status_code == 404


async def test_a_department_gets_hours_and_loses_them(door: Doors) -> None:
    nine = {"from": "09:00", "until": "18:00"}
    path, desk = f"departments/{DESK}", {"week": {"mon": [nine]}, "words": " Back {opens} "}

    at_first = await ask(door, ANN, "GET", path)
    given = await ask(door, ANN, "PATCH", path, {"hours": desk})
    renamed = await ask(door, ANN, "PATCH", path, {"name": "Front desk"})
    twice = [{"date": "2027-01-01", "open": []}] * 2
    both = {"name": "Repairs", "hours": {"week": {}, "days": twice}}
    wrong = await ask(door, ANN, "PATCH", path, both)
    no_form = await ask(door, ANN, "PATCH", path, {"hours": {"week": {"mon": [{"from": "9:00"}]}}})
    always = await ask(door, ANN, "PATCH", path, {"hours": None})
    audit = (await ask(door, ANN, "GET", f"audit?subject={DESK}")).json()["items"]

    assert at_first.json()["hours"] is None
    week = {day: [nine] if day == "mon" else [] for day in WEEK}
    assert given.json()["hours"] == {"week": week, "days": [], "words": "Back {opens}"}
    assert renamed.json()["hours"] == given.json()["hours"]
    assert [(one["pointer"], one["code"]) for one in wrong.json()["errors"]] == [
        ("/name", "taken"),
        ("/hours/week", "required"),
        ("/hours/days/1/date", "duplicate"),
    ]
    assert {one["pointer"] for one in no_form.json()["errors"]} == {
        "/hours/week/mon/0/from",
        "/hours/week/mon/0/until",
    }
    assert always.json()["hours"] is None
    assert audit[0]["before"]["hours"] == given.json()["hours"]
    assert "hours" not in audit[0]["after"]


@pytest.mark.any_kind
async def test_a_department_that_answers_stays(door: Doors) -> None:
    desk = await ask(door, ANN, "DELETE", f"departments/{DESK}")
    repairs = await ask(door, ANN, "DELETE", f"departments/{REPAIRS}")

    assert desk.json()["uses"] == {"staff": 2, "products": 3}
    assert repairs.json()["uses"] == {"staff": 2, "products": 1}


@pytest.mark.any_kind
async def test_who_is_given_a_part_of_the_tree_keeps_it_when_it_moves(door: Doors) -> None:
    await let_edit(door, KEEPER)
    async with door.small.world.db.transaction() as session:
        await insert_rows(session, StaffObject, [{"staff": BOB, "object": APART}])

    answer = await ask(door, BOB, "PATCH", f"objects/{HOUSE_1}", {"parent": APART})

    assert answer.status_code == 200
    assert (await ask(door, DOT, "GET", f"objects/{FLAT_1}")).status_code == 200
