"""What do an employee's screens store for them over HTTP?"""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.admin_api.test_objects import ask
from tests.doors import Doors
from tests.seeds import ANN, DOT, MOD

VIEW = {"name": "Unread", "filter": {"tab": "mine"}, "columns": ["client"], "order": "-at"}


def nested(deep: int) -> dict[str, Any]:
    inside: Any = []
    for _ in range(deep - 2):
        inside = [inside]
    return {"a": inside}


async def put(door: Doors, document: Any, tag: str | None, staff: str = DOT) -> httpx2.Response:
    more: dict[str, Any] = {} if tag is None else {"If-Match": tag}
    answer: httpx2.Response = await ask(door, staff, "PUT", "me/preferences", document, **more)
    return answer


@pytest.mark.any_kind
@pytest.mark.parametrize("staff", [DOT, MOD])
async def test_a_document_is_empty_until_it_is_stored_and_then_ones_own(
    door: Doors, staff: str
) -> None:
    empty = await ask(door, staff, "GET", "me/preferences")
    stored = await put(door, {"locale": "ru", "нечто": ["\u0000", None, 1.5]}, '"0"', staff)
    read = await ask(door, staff, "GET", "me/preferences")

    assert (empty.json(), empty.headers["etag"]) == ({}, '"0"')
    assert (stored.status_code, stored.headers["etag"]) == (200, '"1"')
    assert read.json() == {"locale": "ru", "нечто": ["\u0000", None, 1.5]}
    assert (await ask(door, ANN, "GET", "me/preferences")).json() == {}


@pytest.mark.any_kind
async def test_it_is_stored_over_what_was_read(door: Doors) -> None:
    assert (await put(door, {"a": 1}, None)).status_code == 428
    assert (await put(door, {"a": 1}, '"7"')).status_code == 412
    assert (await put(door, {"a": 1}, '"0"')).status_code == 200
    assert (await put(door, {"a": 2}, '"0"')).status_code == 412
    assert (await ask(door, DOT, "GET", "me/preferences")).json() == {"a": 1}


async def test_of_several_screens_at_once_one_wins(door: Doors) -> None:
    answers = await asyncio.gather(*(put(door, {"n": n}, '"0"') for n in range(6)))
    assert sorted(one.status_code for one in answers) == [200] + [412] * 5


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("document", "status"),
    [
        ({"a": "x" * (64 * 1024 - 8)}, 200),
        ({"a": "x" * (64 * 1024 - 7)}, 422),
        ({"a": "ы" * 32 * 1024}, 422),
        ([], 422),
        ("text", 422),
        (None, 422),
    ],
)
async def test_a_document_is_an_object_of_64_kib(door: Doors, document: Any, status: int) -> None:
    assert (await put(door, document, '"0"')).status_code == status


@pytest.mark.parametrize("deep", [33, 300, 900])
async def test_what_is_kept_is_no_deeper_than_can_be_read(door: Doors, deep: int) -> None:
    fits, more = nested(32), nested(deep)
    assert (await put(door, more, '"0"')).json()["errors"][0] == {
        "pointer": "",
        "code": "too_deep",
        "message": "at most 32 objects and lists inside each other",
    }
    refused = await ask(door, DOT, "POST", "me/views", {"name": "x", "filter": more})
    kept = await ask(door, DOT, "POST", "me/views", {"name": "x", "filter": fits})
    changed = await ask(door, DOT, "PATCH", f"me/views/{kept.json()['id']}", {"filter": more})
    for answer in (refused, changed):
        errors = answer.json()["errors"]
        assert [(one["pointer"], one["code"]) for one in errors] == [("/filter", "too_deep")]
    assert (await put(door, fits, '"0"')).json() == fits
    assert (await ask(door, DOT, "GET", "me/views")).json()["items"][0]["filter"] == fits


async def test_views_are_kept_changed_and_forgotten(door: Doors) -> None:
    made = await ask(door, DOT, "POST", "me/views", VIEW)
    id_ = made.json()["id"]
    path = f"me/views/{id_}"

    assert made.status_code == 201
    assert made.json() == {**VIEW, "id": id_, "of": "chats", "version": 1}
    changed = await ask(door, DOT, "PATCH", path, {"order": None}, **{"If-Match": '"1"'})
    stale = await ask(door, DOT, "PATCH", path, {"name": "x"}, **{"If-Match": '"1"'})
    assert (changed.json()["order"], changed.headers["etag"]) == (None, '"2"')
    assert (changed.json()["filter"], stale.status_code) == (VIEW["filter"], 412)
    assert (await ask(door, DOT, "GET", path)).json() == changed.json()
    assert (await ask(door, DOT, "DELETE", path)).status_code == 204
    assert (await ask(door, DOT, "GET", path)).status_code == 404


async def test_a_name_is_taken_once_for_each_list(door: Doors) -> None:
    await ask(door, DOT, "POST", "me/views", VIEW)
    again = await ask(door, DOT, "POST", "me/views", VIEW)
    apps = await ask(door, DOT, "POST", "me/views", {**VIEW, "of": "miniapps"})
    ann = await ask(door, ANN, "POST", "me/views", VIEW)
    renamed = await ask(door, DOT, "POST", "me/views", {"name": "Other"})
    back = await ask(door, DOT, "PATCH", f"me/views/{renamed.json()['id']}", {"name": "Unread"})

    for refused in (again, back):
        [mistake] = refused.json()["errors"]
        assert (refused.status_code, mistake["pointer"], mistake["code"]) == (422, "/name", "taken")
    assert (apps.status_code, ann.status_code) == (201, 201)
    listed = await ask(door, DOT, "GET", "me/views?of=miniapps")
    assert [one["id"] for one in listed.json()["items"]] == [apps.json()["id"]]


async def test_views_of_others_are_not_there(door: Doors) -> None:
    id_ = (await ask(door, DOT, "POST", "me/views", VIEW)).json()["id"]
    for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
        assert (await ask(door, ANN, method, f"me/views/{id_}", body)).status_code == 404
    assert (await ask(door, ANN, "GET", "me/views")).json()["items"] == []


@pytest.mark.any_kind
async def test_there_is_an_end_to_views_and_to_filters(door: Doors) -> None:
    long = await ask(door, DOT, "POST", "me/views", {"name": "x", "filter": {"a": "x" * 8192}})
    assert long.json()["errors"][0]["pointer"] == "/filter"
    statuses = [
        (await ask(door, DOT, "POST", "me/views", {"name": f"view {n}"})).status_code
        for n in range(101)
    ]
    assert statuses == [201] * 100 + [422]
