"""How does an employee come in and go, over HTTP?"""

import pytest

from tests.doors import Doors
from tests.seeds import ANN, BOB, CID, DOT, FAY, HOUSE_1, MOD, SOSNY
from tests.small import MINUTE


async def login(door: Doors, name: str, password: str = "") -> dict[str, object]:
    answer = await door.caller.post(
        "/api/v1/auth/login",
        json={"email": f"{name}@example.com", "password": password or name},
    )
    assert answer.status_code == 200
    body: dict[str, object] = answer.json()
    return body


@pytest.mark.any_kind
async def test_a_login_gives_tokens_and_tells_who_one_is(door: Doors) -> None:
    body = await login(door, "dot")

    me = await door.caller.get(
        "/api/v1/me", headers={"Authorization": f"Bearer {body['access_token']}"}
    )
    assert body["expires_in"] == 900
    assert me.json() == body["me"]
    assert body["me"] == {
        "id": DOT,
        "kind": "staff",
        "name": "Dot",
        "email": "dot@example.com",
        "presence": "available",
        "org": {"id": SOSNY, "name": "Sosny"},
        "role": {"id": "role_answers", "name": "Answers"},
        "administrator": False,
        "department": {"id": "dep_repairs", "name": "Repairs"},
        "permissions": ["chats.send", "chats.view"],
        "objects": [HOUSE_1],
    }


@pytest.mark.any_kind
async def test_the_platforms_staff_belong_to_no_organisation(door: Doors) -> None:
    me = (await login(door, "mod"))["me"]

    assert isinstance(me, dict)
    assert (me["id"], me["org"]) == (MOD, None)
    assert me["permissions"] == ["platform.moderation"]


@pytest.mark.parametrize(("name", "password"), [("ann", "x"), ("fay", "fay"), ("no", "no")])
async def test_a_refused_login_names_the_scheme_and_nothing_else(
    door: Doors, name: str, password: str
) -> None:
    answer = await door.caller.post(
        "/api/v1/auth/login", json={"email": f"{name}@example.com", "password": password}
    )

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert set(answer.json()) == {"type", "title", "status", "code", "request_id"}


async def test_guessing_has_to_wait(door: Doors) -> None:
    wrong = {"email": "ann@example.com", "password": "x"}
    for _ in range(5):
        await door.caller.post("/api/v1/auth/login", json=wrong)

    answer = await door.caller.post("/api/v1/auth/login", json=wrong)

    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert 0 < int(answer.headers["retry-after"]) <= 61


@pytest.mark.any_kind
async def test_a_session_goes_on_by_its_refresh_token_until_it_is_left(door: Doors) -> None:
    first = await login(door, "ann")
    second = (
        await door.caller.post(
            "/api/v1/auth/refresh", json={"refresh_token": first["refresh_token"]}
        )
    ).json()
    body = {"refresh_token": second["refresh_token"]}

    left = await door.caller.post("/api/v1/auth/logout", json=body)

    assert set(second) == {"access_token", "refresh_token", "expires_in", "enrol_totp"}
    assert left.status_code == 204
    assert (await door.caller.post("/api/v1/auth/refresh", json=body)).status_code == 401


@pytest.mark.any_kind
async def test_a_session_is_left_by_its_access_token_alone(door: Doors) -> None:
    here, elsewhere = [await login(door, "ann") for _ in range(2)]
    ann = {"Authorization": f"Bearer {here['access_token']}"}

    left = await door.caller.post("/api/v1/auth/logout", headers=ann)
    nobody = await door.caller.post("/api/v1/auth/logout")

    assert (left.status_code, nobody.status_code) == (204, 401)
    again = [
        await door.caller.post("/api/v1/auth/refresh", json={"refresh_token": one["refresh_token"]})
        for one in (here, elsewhere)
    ]
    assert [one.status_code for one in again] == [401, 200]


async def test_a_lost_answer_is_asked_for_again_by_name(door: Doors) -> None:
    first = await login(door, "ann")
    named = {"refresh_token": first["refresh_token"], "attempt": "5f0c1b7e9d2a4c83"}
    lost, again = [await door.caller.post("/api/v1/auth/refresh", json=named) for _ in range(2)]
    guessed = await door.caller.post("/api/v1/auth/refresh", json=named | {"attempt": "short"})

    assert [answer.status_code for answer in (lost, again, guessed)] == [200, 200, 422]
    kept = {"refresh_token": again.json()["refresh_token"]}
    assert (await door.caller.post("/api/v1/auth/refresh", json=kept)).status_code == 200


@pytest.mark.any_kind
async def test_an_access_token_ends_in_time(door: Doors) -> None:
    ann = await door.staff(ANN)
    door.small.clock.at += 15 * MINUTE

    answer = await door.caller.get("/api/v1/me", headers=ann)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")


@pytest.mark.any_kind
async def test_a_token_of_another_kind_opens_nothing(door: Doors) -> None:
    for header in (door.client(CID, SOSNY), {"Authorization": "Basic YTpi"}, {}):
        answer = await door.caller.get("/api/v1/me", headers=header)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


async def test_who_is_deactivated_is_out_at_once(door: Doors) -> None:
    ann, dot = await door.staff(ANN), await door.staff(DOT)
    path = f"/api/v1/staff/{DOT}"

    assert (await door.ask("PATCH", path, ann, {"active": False})).status_code == 200

    assert (await door.caller.get("/api/v1/me", headers=dot)).status_code == 401
    assert (await door.caller.get("/api/v1/me", headers=ann)).status_code == 200


@pytest.mark.any_kind
async def test_rights_are_those_of_now_and_not_of_the_token(door: Doors) -> None:
    ann, bob = await door.staff(ANN), await door.staff(BOB)
    await door.ask("PATCH", f"/api/v1/staff/{BOB}", ann, {"role": "role_looks"})

    answer = await door.ask("PATCH", f"/api/v1/staff/{FAY}", bob, {"department": None})

    assert answer.status_code == 403
    assert answer.json()["permission"] == "staff.edit"
