"""What does an employee see of their sessions, and how do they end them and change a password?"""

from typing import Any

import httpx2
import pytest
from sqlmodel import update

from chatserver.actions.sign_in.sessions_ended import MOST_SHOWN
from chatserver.storage.bulk import insert_rows
from chatserver.storage.tables import StaffSession
from tests.doors import NOTHING, Doors
from tests.seeds import ANN, DOT, SOSNY

CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
GOOD = "seven green kettles"


class Window:
    """One browser of an employee."""

    def __init__(self, door: Doors, tokens: dict[str, Any]) -> None:
        self.door = door
        self.tokens = tokens

    @classmethod
    async def of(cls, door: Doors, name: str, password: str = "") -> "Window":
        body = {"email": f"{name}@example.com", "password": password or name}
        answer = await door.caller.post(
            "/api/v1/auth/login", json=body, headers={"User-Agent": CHROME}
        )
        assert answer.status_code == 200, answer.text
        return cls(door, answer.json())

    async def ask(self, method: str, path: str, body: object = NOTHING) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        return await self.door.ask(method, f"/api/v1/{path}", headers, body)

    async def refresh(self) -> int:
        body = {"refresh_token": self.tokens["refresh_token"]}
        answer = await self.door.ask("POST", "/api/v1/auth/refresh", {}, body)
        if answer.is_success:
            self.tokens = answer.json()
        return answer.status_code

    async def lives(self) -> bool:
        """Whether both of its tokens still open the door."""
        opened = (await self.ask("GET", "me")).status_code == 200
        assert opened == ((await self.refresh()) == 200)
        return opened

    async def sessions(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.ask("GET", "auth/sessions")).json()["items"]
        return items


@pytest.mark.any_kind
@pytest.mark.parametrize("name", ["dot", "mod"])
async def test_the_list_says_where_one_is_logged_in(door: Doors, name: str) -> None:
    old = await Window.of(door, name)
    door.small.clock.at += 60_000
    new = await Window.of(door, name)

    first, second = await new.sessions()

    assert (first["current"], second["current"]) == (True, False)
    assert first == {
        "id": first["id"],
        "device": "Chrome, Windows",
        "network": "192.0.2.0/24",
        "created_at": "2026-01-01T12:01:00.000Z",
        "used_at": "2026-01-01T12:01:00.000Z",
        "current": True,
    }
    door.small.clock.at += 60_000
    await old.refresh()
    assert [one["id"] for one in await new.sessions()] == [second["id"], first["id"]]


@pytest.mark.parametrize("name", ["dot", "mod"])
async def test_one_session_ends_at_once(door: Doors, name: str) -> None:
    here, there = await Window.of(door, name), await Window.of(door, name)
    [theirs] = [one["id"] for one in await there.sessions() if one["current"]]

    assert (await here.ask("DELETE", f"auth/sessions/{theirs}")).status_code == 204

    assert (await here.lives(), await there.lives()) == (True, False)
    assert (await here.ask("DELETE", f"auth/sessions/{theirs}")).status_code == 404
    assert [one["current"] for one in await here.sessions()] == [True]


async def test_all_sessions_end_or_all_the_others(door: Doors) -> None:
    windows = [await Window.of(door, "dot") for _ in range(3)]
    ann = await Window.of(door, "ann")

    assert (await windows[0].ask("DELETE", "auth/sessions?others=true")).status_code == 204
    assert [await one.lives() for one in windows] == [True, False, False]
    assert (await windows[0].ask("DELETE", "auth/sessions")).status_code == 204
    assert [await one.lives() for one in windows] == [False, False, False]
    assert await ann.lives()


async def test_of_very_many_those_used_last_are_listed(sqlite_door: Doors) -> None:
    early = sqlite_door.small.clock.at - 60_000
    many = [
        {
            "id": f"fam_{number}", "staff": DOT, "org": SOSNY, "device": "Script", "network": "",
            "created_at": early, "used_at": early - number, "tokens_until": early,
            "expires_at": early + 3_600_000, "enrols": False,
        }
        for number in range(MOST_SHOWN)
    ]  # fmt: skip
    async with sqlite_door.small.world.db.transaction() as session:
        await insert_rows(session, StaffSession, many)
    dot = await Window.of(sqlite_door, "dot")

    listed = [one["id"] for one in await dot.sessions()]
    assert listed[1:] == [one["id"] for one in many[:-1]]

    await dot.ask("DELETE", "auth/sessions?others=true")
    assert len(await dot.sessions()) == 1


async def test_ones_own_alone(door: Doors) -> None:
    dot, ann = await Window.of(door, "dot"), await Window.of(door, "ann")
    [theirs] = await dot.sessions()

    foreign = await ann.ask("DELETE", f"auth/sessions/{theirs['id']}")
    unknown = await ann.ask("DELETE", "auth/sessions/fam_none")

    assert foreign.status_code == unknown.status_code == 404
    assert await dot.lives()


@pytest.mark.any_kind
async def test_logging_out_ends_the_access_token_too(door: Doors) -> None:
    dot = await Window.of(door, "dot")
    await dot.ask("POST", "auth/logout", {"refresh_token": dot.tokens["refresh_token"]})
    assert not await dot.lives()


async def test_who_was_logged_out_elsewhere_a_moment_ago_is_logged_out(sqlite_door: Doors) -> None:
    dot = await Window.of(sqlite_door, "dot")
    # As another node does, before this one has seen it.
    async with sqlite_door.small.world.db.transaction() as session:
        await session.exec(update(StaffSession).values(ended_at=sqlite_door.small.clock.at))

    assert (await dot.ask("POST", "auth/logout")).status_code == 204


@pytest.mark.any_kind
async def test_a_stolen_refresh_token_ends_everything_that_came_from_it(door: Doors) -> None:
    dot = await Window.of(door, "dot")
    thief = Window(door, dot.tokens)
    await dot.refresh()

    assert await thief.refresh() == 401
    assert not await dot.lives()


@pytest.mark.parametrize("name", ["dot", "mod"])
async def test_a_password_is_changed_by_who_knows_it(door: Doors, name: str) -> None:
    here, there = await Window.of(door, name), await Window.of(door, name)

    changed = await here.ask("POST", "me/password", {"old": name, "new": GOOD})

    assert changed.status_code == 200
    assert (await here.lives(), await there.lives()) == (False, False)
    assert await Window(door, changed.json()).lives()
    assert await (await Window.of(door, name, GOOD)).lives()


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("wrong", GOOD, [("/old", "wrong")]),
        ("dot", "short", [("/new", "too_short")]),
        ("dot", "qwertyuiop", [("/new", "too_common")]),
        ("wrong", "short", [("/old", "wrong"), ("/new", "too_short")]),
    ],
)
async def test_a_refused_change_changes_nothing(
    door: Doors, old: str, new: str, told: list[tuple[str, str]]
) -> None:
    dot = await Window.of(door, "dot")

    answer = await dot.ask("POST", "me/password", {"old": old, "new": new})

    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == told
    assert await dot.lives()
    assert await (await Window.of(door, "dot")).lives()


async def test_guessing_the_old_password_has_to_wait(door: Doors) -> None:
    dot = await Window.of(door, "dot")
    body = {"old": "wrong", "new": GOOD}
    statuses = [(await dot.ask("POST", "me/password", body)).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


@pytest.mark.any_kind
async def test_who_is_deactivated_loses_every_session(door: Doors) -> None:
    dot = await Window.of(door, "dot")
    ann = await door.staff(ANN)
    await door.ask("PATCH", f"/api/v1/staff/{DOT}", ann, {"active": False})
    await door.ask("PATCH", f"/api/v1/staff/{DOT}", ann, {"active": True})
    assert not await dot.lives()
