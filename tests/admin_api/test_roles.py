"""How are roles made, changed and taken away, in an organisation and of the platform? (D14)"""

import asyncio
from typing import Any

import httpx2
import pytest

from chatserver.core.notices import SWITCHES
from chatserver.core.rights import ORGANISATION, PLATFORM, Permission
from tests.doors import Doors
from tests.seeds import (
    ADMINISTRATOR,
    ANN,
    ANSWERS,
    BOB,
    DOT,
    FAR_ADMINISTRATOR,
    KEEPER,
    LOOKS,
    MOD,
    MODERATOR,
    OFFICE,
    OLA,
)

ROLES, PLATFORMS = "/api/v1/roles", "/api/v1/platform/roles"
CONCIERGE = {"name": "Concierge", "permissions": ["chats.send"]}


async def ask(
    door: Doors, who: str, method: str, path: str, body: Any = None, **headers: str
) -> httpx2.Response:
    return await door.ask(method, path, {**await door.staff(who), **headers}, body or {})


async def made(door: Doors, **changes: object) -> dict[str, Any]:
    answer = await ask(door, ANN, "POST", ROLES, {**CONCIERGE, **changes})
    assert answer.status_code == 201, answer.text
    card: dict[str, Any] = answer.json()
    return card


async def test_roles_are_listed_with_their_people(door: Doors) -> None:
    items = (await ask(door, BOB, "GET", ROLES)).json()["items"]

    assert {one["id"]: one["people"] for one in items} == {
        ADMINISTRATOR: 1,
        KEEPER: 1,
        ANSWERS: 2,
        LOOKS: 1,
    }
    administrator = next(one for one in items if one["administrator"])
    assert set(administrator["permissions"]) == {str(one) for one in ORGANISATION}


async def test_the_four_switches_are_the_roles_own(door: Doors) -> None:
    card = await made(door, notices={"assigned_push": True})
    path = f"{ROLES}/{card['id']}"

    changed = await ask(door, ANN, "PATCH", path, {"notices": {"message_mail": True}})

    assert set(changed.json()["notices"]) == set(SWITCHES)
    on = [name for name, is_on in changed.json()["notices"].items() if is_on]
    assert sorted(on) == ["assigned_push", "message_mail"]


@pytest.mark.parametrize("permission", sorted(ORGANISATION))
async def test_nobody_grants_what_they_lack(sqlite_door: Doors, permission: Permission) -> None:
    # Bob has staff.edit, miniapps.edit and chats.send, with what they bring.
    own = {"staff.edit", "miniapps.edit", "miniapps.view", "chats.send", "chats.view"}
    body = {"name": "Risen", "permissions": [permission]}

    answer = await ask(sqlite_door, BOB, "POST", ROLES, body)

    assert answer.status_code == (201 if permission in own else 403)
    if answer.status_code == 403:
        assert answer.json()["permission"] == min({permission, *_brought(permission)} - own)


def _brought(permission: Permission) -> set[str]:
    return {str(permission).replace(old, "view") for old in ("edit", "send", "refund")} & {
        "clients.view",
        "orders.view",
        "subscriptions.view",
    }


@pytest.mark.any_kind
async def test_somebody_cannot_give_their_own_role_more(door: Doors) -> None:
    path = f"{ROLES}/{KEEPER}"
    more = {"permissions": ["staff.edit", "miniapps.edit", "chats.send", "audit.view"]}

    refused = await ask(door, BOB, "PATCH", path, more)
    fewer = await ask(door, BOB, "PATCH", path, {"permissions": ["staff.edit"]})

    assert (refused.status_code, refused.json()["permission"]) == (403, "audit.view")
    assert fewer.status_code == 200
    me = (await ask(door, BOB, "GET", "/api/v1/me")).json()
    assert me["permissions"] == ["staff.edit"]


@pytest.mark.any_kind
async def test_what_a_role_had_already_is_not_granted_anew(door: Doors) -> None:
    strong = await made(door, permissions=["audit.view", "chats.view"])

    kept = await ask(
        door,
        BOB,
        "PATCH",
        f"{ROLES}/{strong['id']}",
        {"permissions": ["audit.view", "chats.send"]},
    )

    assert kept.status_code == 200


@pytest.mark.any_kind
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("who", [ANN, BOB])
async def test_the_administrator_is_built_in(door: Doors, who: str, method: str) -> None:
    answer = await ask(door, who, method, f"{ROLES}/{ADMINISTRATOR}", {"name": "Boss"})

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    card = (await ask(door, ANN, "GET", f"{ROLES}/{ADMINISTRATOR}")).json()
    assert (card["name"], card["version"]) == ("Administrator", 1)


async def test_a_role_that_somebody_has_stays(door: Doors) -> None:
    used = await ask(door, ANN, "DELETE", f"{ROLES}/{ANSWERS}")
    free = (await made(door))["id"]

    assert (used.status_code, used.json()["uses"]) == (409, {"staff": 2})
    assert (await ask(door, ANN, "DELETE", f"{ROLES}/{free}")).status_code == 204
    assert (await ask(door, ANN, "GET", f"{ROLES}/{free}")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"name": "answers"}, "/name", "taken"),
        ({"name": " "}, "/name", "value_error"),
        ({"permissions": ["chats.rule"]}, "/permissions/0", "enum"),
        ({"permissions": ["platform.orgs"]}, "/permissions/0", "unknown"),
        ({"permissions": ["chats.view", "chats.view"]}, "/permissions/1", "duplicate"),
        ({"notices": {"assigned_pigeon": True}}, "/notices/assigned_pigeon", "extra_forbidden"),
    ],
)
async def test_what_cannot_be_a_role_is_not_stored(
    sqlite_door: Doors, wrong: dict[str, object], pointer: str, code: str
) -> None:
    answer = await ask(sqlite_door, ANN, "POST", ROLES, {**CONCIERGE, **wrong})

    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]
    assert len((await ask(sqlite_door, ANN, "GET", ROLES)).json()["items"]) == 4


async def test_an_outdated_change_is_refused(door: Doors) -> None:
    path = f"{ROLES}/{(await made(door))['id']}"
    tag = {"If-Match": '"1"'}

    first = await ask(door, ANN, "PATCH", path, {"name": "Porter"}, **tag)
    late = await ask(door, ANN, "PATCH", path, {"name": "Guard"}, **tag)

    assert (first.status_code, first.headers["etag"], late.status_code) == (200, '"2"', 412)
    assert (await ask(door, ANN, "GET", path)).json()["name"] == "Porter"


async def test_of_two_roles_with_one_name_made_at_once_one_is(door: Doors) -> None:
    answers = await asyncio.gather(
        ask(door, ANN, "POST", ROLES, CONCIERGE), ask(door, ANN, "POST", ROLES, CONCIERGE)
    )

    assert sorted(one.status_code for one in answers) == [201, 422]


@pytest.mark.parametrize("role", [FAR_ADMINISTRATOR, OFFICE, "role_none"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_others_roles_are_not_there(sqlite_door: Doors, role: str, method: str) -> None:
    same = {"X-Request-Id": "same"}
    answer = await ask(sqlite_door, ANN, method, f"{ROLES}/{role}", {"name": "X"}, **same)
    nothing = await ask(sqlite_door, ANN, method, f"{ROLES}/role_nothing", {"name": "X"}, **same)

    assert (answer.status_code, answer.text) == (404, nothing.text)


async def test_the_platform_has_roles_of_its_own(door: Doors) -> None:
    items = (await ask(door, OLA, "GET", PLATFORMS)).json()["items"]
    new = {"name": "Helpers", "permissions": ["platform.support"]}
    added = await ask(door, OLA, "POST", PLATFORMS, new)
    lacking = {"name": "Judges", "permissions": ["platform.moderation"]}
    wrong = {"name": "Readers", "permissions": ["chats.view"]}

    assert {one["id"] for one in items} == {MODERATOR, OFFICE}
    assert added.status_code == 201
    assert (await ask(door, OLA, "POST", PLATFORMS, lacking)).status_code == 403
    assert (await ask(door, OLA, "POST", PLATFORMS, wrong)).status_code == 422
    assert (await ask(door, MOD, "GET", PLATFORMS)).status_code == 403
    assert (await ask(door, ANN, "GET", PLATFORMS)).status_code == 403
    assert (await ask(door, OLA, "GET", ROLES)).status_code == 403
    assert (await ask(door, OLA, "GET", f"{PLATFORMS}/{ANSWERS}")).status_code == 404


async def test_somebody_of_the_platform_can_always_make_accounts(door: Doors) -> None:
    fewer = {"permissions": sorted(PLATFORM - {"platform.staff", "platform.moderation"})}

    answer = await ask(door, OLA, "PATCH", f"{PLATFORMS}/{OFFICE}", fewer)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_what_a_role_loses_is_gone_for_its_people_at_once(door: Doors) -> None:
    taken = await ask(door, ANN, "PATCH", f"{ROLES}/{ANSWERS}", {"permissions": []})

    assert taken.status_code == 200
    assert (await ask(door, DOT, "GET", "/api/v1/miniapps")).status_code == 403
