"""Which texts do employees have ready?"""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from chatserver.core.canned import OWN_MAX, SHARED_MAX
from chatserver.storage.bulk import insert_rows
from chatserver.storage.tables import CannedReply
from tests.doors import Doors
from tests.seeds import ANN, BOB, DOT, EVE, NOON, SOSNY, ZOE

HERE = "/api/v1/canned-replies"
THANKS = {"title": "Thanks", "text": "{client_name}, thank you!"}


async def add(door: Doors, staff: str, body: object) -> tuple[int, Mapping[str, Any]]:
    answer = await door.ask("post", HERE, await door.staff(staff), body)
    return answer.status_code, answer.json()


async def titles(door: Doors, staff: str) -> list[str]:
    answer = await door.caller.get(HERE, headers=await door.staff(staff))
    return [one["title"] for one in answer.json()["items"]]


async def test_ones_own_are_ones_own_and_shared_ones_everybodys(door: Doors) -> None:
    await add(door, DOT, THANKS)
    await add(door, ANN, {**THANKS, "title": "Shared", "shared": True})

    assert await titles(door, DOT) == ["Thanks", "Shared"]
    assert await titles(door, BOB) == ["Shared"]
    assert await titles(door, ZOE) == []
    refused = await door.caller.get(HERE, headers=await door.staff(EVE))
    assert refused.status_code == 403


@pytest.mark.any_kind
async def test_a_shared_one_is_edited_by_who_keeps_the_directory(door: Doors) -> None:
    status, problem = await add(door, DOT, {**THANKS, "shared": True})
    assert (status, problem["permission"]) == (403, "directory.edit")
    _, shared = await add(door, ANN, {**THANKS, "shared": True})
    path = f"{HERE}/{shared['id']}"
    for method, body in (("patch", {"title": "Mine"}), ("delete", None)):
        answer = await door.ask(method, path, await door.staff(DOT), body)
        assert answer.status_code == 403
    assert await titles(door, DOT) == ["Thanks"]


async def test_anothers_own_does_not_exist(door: Doors) -> None:
    _, own = await add(door, DOT, THANKS)
    path = f"{HERE}/{own['id']}"
    for staff in (ANN, BOB, ZOE):
        for method, body in (("get", None), ("patch", {"title": "Mine"}), ("delete", None)):
            answer = await door.ask(method, path, await door.staff(staff), body)
            assert answer.status_code == 404
    assert await titles(door, DOT) == ["Thanks"]


async def test_it_is_changed_against_what_was_read_and_taken_away(door: Doors) -> None:
    _, own = await add(door, DOT, THANKS)
    path, dot = f"{HERE}/{own['id']}", await door.staff(DOT)
    changed = await door.ask("patch", path, {**dot, "If-Match": '"1"'}, {"title": "Newer"})
    assert (changed.json()["title"], changed.headers["etag"]) == ("Newer", '"2"')
    stale = await door.ask("patch", path, {**dot, "If-Match": '"1"'}, {"title": "Stale"})
    assert stale.status_code == 412
    assert await titles(door, DOT) == ["Newer"]
    gone = await door.caller.delete(path, headers=dot)
    assert gone.status_code == 204
    assert await titles(door, DOT) == []


@pytest.mark.any_kind
async def test_every_mistake_of_a_text_is_named(door: Doors) -> None:
    status, problem = await add(door, DOT, {"title": " ", "text": "{client_nam} {Not one} {}"})
    assert status == 422
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [
        ("/title", "required"),
        ("/text", "unknown_placeholder"),
    ]
    status, problem = await add(door, DOT, {"title": "t" * 101, "text": "t" * 4001})
    assert [one["code"] for one in problem["errors"]] == ["too_long", "too_long"]
    assert await titles(door, DOT) == []


@pytest.mark.parametrize(("shared", "most"), [(False, OWN_MAX), (True, SHARED_MAX)])
async def test_there_are_never_more_than_may_be(door: Doors, shared: bool, most: int) -> None:
    row = {"org": SOSNY, "owner": None if shared else ANN, "title": "Old", "text": "Old"}
    times = {"version": 1, "created_at": NOON, "updated_at": NOON}
    async with door.small.world.db.transaction() as session:
        rows = [{"id": f"can_{n:04}", **row, **times} for n in range(most - 1)]
        await insert_rows(session, CannedReply, rows)

    answers = await asyncio.gather(*(add(door, ANN, {**THANKS, "shared": shared}) for _ in "abc"))

    assert sorted(status for status, _ in answers) == [201, 422, 422]
    full = next(problem for status, problem in answers if status == 422)
    assert [one["code"] for one in full["errors"]] == ["too_many"]
