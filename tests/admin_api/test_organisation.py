"""What is read and changed of the organisation over HTTP?"""

import pytest

from tests.doors import Doors
from tests.seeds import (
    ANN,
    APART,
    APP,
    BOB,
    DESK,
    DOT,
    EVE,
    FAY,
    FLAT_1,
    FLAT_2,
    HOUSE_1,
    HOUSE_2,
    QUARTER,
    QUIET,
    REPAIRS,
    ZOE,
)
from tests.shelf import put_app


async def listed(door: Doors, staff: str, path: str) -> list[str]:
    answer = await door.caller.get(f"/api/v1/{path}", headers=await door.staff(staff))
    assert answer.status_code == 200
    return [item["id"] for item in answer.json()["items"]]


@pytest.mark.any_kind
async def test_objects_are_those_that_one_has_access_to_parents_first(door: Doors) -> None:
    assert await listed(door, DOT, "objects") == [HOUSE_1, FLAT_1]
    assert await listed(door, BOB, "objects") == [QUARTER, HOUSE_1, FLAT_1, HOUSE_2, FLAT_2]
    assert len(await listed(door, EVE, "objects")) == 7


async def test_what_is_above_ones_own_objects_is_not_shown(door: Doors) -> None:
    answer = await door.caller.get("/api/v1/objects", headers=await door.staff(DOT))

    assert [item["parent"] for item in answer.json()["items"]] == [None, HOUSE_1]


async def test_objects_are_asked_for_by_kind_and_parent(door: Doors) -> None:
    assert await listed(door, BOB, "objects?kind=premises") == [FLAT_1, FLAT_2]
    assert await listed(door, EVE, f"objects?parent={QUARTER}") == [HOUSE_1, HOUSE_2]
    assert await listed(door, DOT, f"objects?parent={QUARTER}") == [HOUSE_1]


@pytest.mark.parametrize("path", ["objects", "departments", "staff", "miniapps"])
async def test_a_list_is_the_same_page_by_page(door: Doors, path: str) -> None:
    ann = await door.staff(ANN)
    for app in (APP, QUIET):
        await put_app(door.small.world, app)
    whole = (await door.caller.get(f"/api/v1/{path}", headers=ann)).json()["items"]
    paged, more = [], {"limit": "1"}
    while more:
        page = (await door.caller.get(f"/api/v1/{path}", headers=ann, params=more)).json()
        paged += page["items"]
        cursor = page["next_cursor"]
        more = {"limit": "1", "cursor": cursor} if cursor is not None else {}

    assert len(whole) > 1
    assert paged == whole


@pytest.mark.any_kind
async def test_departments_are_those_of_the_organisation(door: Doors) -> None:
    assert await listed(door, DOT, "departments") == [DESK, REPAIRS]


@pytest.mark.any_kind
async def test_colleagues_see_a_name_and_whether_somebody_is_there(door: Doors) -> None:
    answer = await door.caller.get(f"/api/v1/staff/{EVE}", headers=await door.staff(DOT))

    assert answer.json() == {
        "id": EVE,
        "name": "Eve",
        "active": True,
        "presence": "available",
        "department": None,
        "version": 1,
    }


@pytest.mark.any_kind
async def test_who_may_change_staff_sees_more(door: Doors) -> None:
    answer = await door.caller.get("/api/v1/staff", headers=await door.staff(BOB))

    by_id = {one["id"]: one for one in answer.json()["items"]}
    assert set(by_id) == {ANN, BOB, DOT, EVE, FAY}
    assert by_id[DOT]["email"] == "dot@example.com"
    assert by_id[DOT]["objects"] == [HOUSE_1]
    assert by_id[ANN]["objects"] is None
    assert by_id[ANN]["administrator"] is True


@pytest.mark.any_kind
async def test_objects_that_one_has_no_access_to_are_not_shown_of_others(door: Doors) -> None:
    ann = await door.staff(ANN)
    await door.ask("PATCH", f"/api/v1/staff/{DOT}", ann, {"objects": [HOUSE_2, APART]})

    answer = await door.caller.get(f"/api/v1/staff/{DOT}", headers=await door.staff(BOB))

    assert answer.json()["objects"] == [HOUSE_2]


@pytest.mark.any_kind
async def test_a_change_answers_with_the_card_and_its_new_tag(door: Doors) -> None:
    ann = await door.staff(ANN)
    path = f"/api/v1/staff/{DOT}"
    before = await door.caller.get(path, headers=ann)

    after = await door.ask(
        "PATCH", path, {**ann, "If-Match": before.headers["etag"]}, {"department": DESK}
    )
    stale = await door.ask(
        "PATCH", path, {**ann, "If-Match": before.headers["etag"]}, {"department": None}
    )

    assert after.json()["department"] == {"id": DESK, "name": "Desk"}
    assert after.headers["etag"] == '"2"'
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")


@pytest.mark.any_kind
async def test_the_last_administrator_stays(door: Doors) -> None:
    ann = await door.staff(ANN)

    answer = await door.ask("PATCH", f"/api/v1/staff/{ANN}", ann, {"active": False})

    assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")


@pytest.mark.any_kind
@pytest.mark.parametrize(
    "body",
    [
        {"active": None},
        {"active": "yes"},
        {"role": None},
        {"role": "role_faradmin"},
        {"department": "dep_\0"},
        {"objects": ["x"] * 501},
        {"nickname": "Dorothy"},
        {"name": ""},
        {"email": "dot"},
        [],
        "x",
        None,
    ],
)
async def test_a_change_that_makes_no_sense_is_a_mistake(door: Doors, body: object) -> None:
    answer = await door.ask("PATCH", f"/api/v1/staff/{DOT}", await door.staff(ANN), body)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    assert answer.json()["errors"]


async def test_others_find_the_same_nothing_as_everybody(door: Doors) -> None:
    zoe = await door.staff(ZOE)
    headers = {**zoe, "X-Request-Id": "same"}

    bodies = {
        (await door.ask(method, f"/api/v1/staff/{staff}", headers, body)).text
        for staff in (DOT, "st_none", "st_%00", "st_%D0%B9")
        for method, body in (("GET", None), ("PATCH", {"active": False}))
    }

    assert len(bodies) == 1
    assert '"not_found"' in bodies.pop()
