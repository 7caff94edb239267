"""How is a second factor set up over HTTP, and what does it keep out?"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx2
import pyotp
import pytest
from sqlmodel import col, select

from chatserver.actions.sign_in.enrolment import forget_factor
from chatserver.core.refusals import NotFound
from chatserver.identity.totp import Totp
from chatserver.storage.database import Database
from chatserver.storage.tables import AuditRow, Org, StaffRow, StaffTotp
from chatserver.world import World
from tests.admin_api.test_own_sessions import Window
from tests.admin_api.test_rights import BODIES, PATHS, routes
from tests.doors import NOTHING, Doors, doors
from tests.seeds import DOT, SOSNY
from tests.small import somebody_waits

STEP = 30_000


@pytest.fixture
async def strict(database: Database) -> AsyncIterator[Doors]:
    """A door whose platform needs second factors."""

    def change(world: World) -> World:
        identity = world.settings.identity.model_copy(update={"platform_totp": True})
        return replace(world, settings=world.settings.model_copy(update={"identity": identity}))

    async with doors(database, change=change) as door:
        yield door


def code(door: Doors, secret: str, late: int = 0) -> str:
    return pyotp.TOTP(secret).at((door.small.clock.at + late) // 1000)


async def enrolled(door: Doors, name: str = "dot") -> tuple[Window, str, list[str]]:
    """Set one up, and let its step pass: the code that confirmed it counts no more."""
    window = await Window.of(door, name)
    offered = await window.ask("POST", "me/totp", {"password": name})
    secret: str = offered.json()["secret"]
    confirmed = await window.ask("POST", "me/totp/confirm", {"code": code(door, secret)})
    assert confirmed.status_code == 200, confirmed.text
    door.small.clock.at += STEP
    return window, secret, confirmed.json()["recovery_codes"]


async def login(door: Doors, name: str = "dot", **more: Any) -> httpx2.Response:
    body = {"email": f"{name}@example.com", "password": name, **more}
    return await door.ask("POST", "/api/v1/auth/login", {}, body)


@pytest.mark.any_kind
async def test_nothing_changes_before_it_is_confirmed(door: Doors) -> None:
    window = await Window.of(door, "dot")
    offered = await window.ask("POST", "me/totp", {"password": "dot"})
    wrong = await window.ask("POST", "me/totp/confirm", {"code": "000000"})

    assert offered.status_code == 201
    assert offered.json()["uri"].startswith("otpauth://totp/chatserver:dot%40example.com?secret=")
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "wrong")
    assert (await login(door)).status_code == 200
    assert (await window.ask("GET", "me/totp")).json() == {
        "on": False,
        "required": False,
        "recovery_codes": 0,
    }


async def test_afterwards_a_login_needs_a_code(door: Doors) -> None:
    window, secret, codes = await enrolled(door)

    without = await login(door)
    wrong = await login(door, code="000000")
    right = await login(door, code=code(door, secret))

    assert (without.status_code, without.json()["code"]) == (401, "totp_required")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "totp_wrong")
    assert right.status_code == 200
    assert (await window.ask("GET", "me/totp")).json() == {
        "on": True,
        "required": False,
        "recovery_codes": len(codes),
    }
    assert await window.lives()


@pytest.mark.any_kind
async def test_who_does_not_know_the_password_learns_nothing_of_it(door: Doors) -> None:
    _, secret, _ = await enrolled(door)
    answer = await login(door, password="wrong", code=code(door, secret))
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert (await login(door, code=code(door, secret))).status_code == 200


async def test_a_code_counts_once_also_for_two_at_once(door: Doors) -> None:
    _, secret, _ = await enrolled(door)
    now = code(door, secret)

    answers = await asyncio.gather(*(login(door, code=now) for _ in range(4)))

    assert sorted(one.status_code for one in answers) == [200, 401, 401, 401]
    assert (await login(door, code=now)).json()["code"] == "totp_wrong"
    # An earlier one that was never used counts no more, either.
    assert (await login(door, code=code(door, secret, -STEP))).json()["code"] == "totp_wrong"
    assert (await login(door, code=code(door, secret, STEP))).status_code == 200


@pytest.mark.any_kind
async def test_a_recovery_code_opens_once(door: Doors) -> None:
    window, _, codes = await enrolled(door)
    typed = codes[0].upper().replace("-", " ")

    answers = await asyncio.gather(*(login(door, code=typed) for _ in range(3)))

    assert sorted(one.status_code for one in answers) == [200, 401, 401]
    assert (await window.ask("GET", "me/totp")).json()["recovery_codes"] == 9
    assert (await login(door, code=codes[1])).status_code == 200


async def test_new_recovery_codes_end_the_old(door: Doors) -> None:
    window, secret, old = await enrolled(door)
    proof = {"password": "dot", "code": code(door, secret)}

    new = (await window.ask("POST", "me/totp/recovery-codes", proof)).json()["recovery_codes"]

    assert len(set(new) - set(old)) == 10
    assert (await login(door, code=old[0])).status_code == 401
    assert (await login(door, code=new[0])).status_code == 200


@pytest.mark.any_kind
async def test_it_is_laid_down_by_who_shows_both(door: Doors) -> None:
    window, secret, _ = await enrolled(door)

    async def disable(password: str, shown: str) -> httpx2.Response:
        body = {"password": password, "code": shown}
        return await window.ask("POST", "me/totp/disable", body)

    no_password = await disable("wrong", code(door, secret))
    no_code = await disable("dot", "000000")
    done = await disable("dot", code(door, secret))

    assert no_password.json()["errors"][0]["pointer"] == "/password"
    assert no_code.json()["errors"][0]["pointer"] == "/code"
    assert done.status_code == 204
    assert (await login(door)).status_code == 200
    assert (await disable("dot", code(door, secret))).status_code == 404


async def test_who_lost_it_gets_rid_of_it_at_the_servers_shell(door: Doors) -> None:
    window, _, _ = await enrolled(door)

    await forget_factor(door.small.world, DOT)

    assert (await window.ask("GET", "me")).status_code == 401
    assert (await login(door)).status_code == 200
    async with door.small.world.db.session() as session:
        told = select(AuditRow).where(AuditRow.action == "staff.totp")
        last = (await session.exec(told.order_by(col(AuditRow.id).desc()))).all()[0]
    assert (last.actor_kind, last.after) == ("system", {"totp": False})
    with pytest.raises(NotFound):
        await forget_factor(door.small.world, DOT)


@pytest.mark.any_kind
async def test_one_that_counts_is_not_replaced_unseen(door: Doors) -> None:
    window, secret, _ = await enrolled(door)
    again = await window.ask("POST", "me/totp", {"password": "dot"})
    twice = await window.ask("POST", "me/totp/confirm", {"code": code(door, secret)})
    assert (again.status_code, twice.status_code) == (409, 409)
    assert (await login(door, code=code(door, secret))).status_code == 200


@pytest.mark.any_kind
async def test_to_begin_the_password_is_needed(door: Doors) -> None:
    window = await Window.of(door, "dot")
    answer = await window.ask("POST", "me/totp", {"password": "wrong"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "wrong")
    assert (await window.ask("POST", "me/totp/confirm", {"code": "000000"})).status_code == 404


async def test_guessing_codes_has_to_wait(door: Doors) -> None:
    _, secret, _ = await enrolled(door)
    for _ in range(20):
        assert (await login(door, code="000000")).status_code == 401
    answer = await login(door, code=code(door, secret))
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")


async def test_guessing_the_first_code_has_to_wait_too(door: Doors) -> None:
    window = await Window.of(door, "dot")
    secret = (await window.ask("POST", "me/totp", {"password": "dot"})).json()["secret"]
    for _ in range(20):
        wrong = await window.ask("POST", "me/totp/confirm", {"code": "000000"})
        assert wrong.status_code == 422
    answer = await window.ask("POST", "me/totp/confirm", {"code": code(door, secret)})
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")


@pytest.mark.any_kind
async def test_with_another_secret_of_the_server_no_code_holds(door: Doors) -> None:
    _, secret, codes = await enrolled(door)
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(StaffTotp, DOT)
        row.secret = Totp(b"o" * 32).seal(secret, staff=DOT)
    for shown in (code(door, secret), codes[0]):
        answer = await login(door, code=shown)
        assert (answer.status_code, answer.json()["code"]) == (401, "totp_wrong")


async def test_nothing_in_the_database_is_a_factor(door: Doors) -> None:
    _, secret, codes = await enrolled(door)
    async with door.small.world.db.session() as session:
        stored = repr((await session.exec(select(StaffTotp))).all())
        audited = (await session.exec(select(AuditRow).where(AuditRow.subject == DOT))).all()
    assert not any(one in stored + repr(audited) for one in (secret, *codes))
    assert [row.after for row in audited if row.action == "staff.totp"] == [{"totp": True}]


@pytest.mark.any_kind
async def test_the_platforms_own_set_one_up_before_anything_else(strict: Doors) -> None:
    door = strict
    window = await Window.of(door, "mod")
    assert window.tokens["enrol_totp"]
    allowed = {("get", "/api/v1/me"), ("get", "/api/v1/me/totp"), ("post", "/api/v1/me/totp"),
               ("post", "/api/v1/me/totp/confirm"), ("post", "/api/v1/auth/logout")}  # fmt: skip

    for method, path, _ in routes(door):
        if (method, path) in allowed:
            continue
        body = BODIES.get((method, path), NOTHING)
        answer = await window.ask(method, path.removeprefix("/api/v1/").format(**PATHS), body)
        told = (answer.status_code, answer.json()["code"])
        assert told == (403, "totp_enrolment_required"), f"{method} {path}"

    # Or leave.
    other = await Window.of(door, "mod")
    assert (await other.ask("POST", "auth/logout")).status_code == 204
    assert (await other.ask("GET", "me")).status_code == 401

    offered = (await window.ask("POST", "me/totp", {"password": "mod"})).json()
    await window.ask("POST", "me/totp/confirm", {"code": code(door, offered["secret"])})
    assert await window.refresh() == 200
    assert not window.tokens["enrol_totp"]
    assert (await window.ask("GET", "auth/sessions")).status_code == 200
    assert (await login(door, "mod")).json()["code"] == "totp_required"


async def test_an_administrator_may_demand_it(door: Doors) -> None:
    before = await Window.of(door, "dot")
    async with door.small.world.db.transaction() as session:
        (await session.get_one(Org, SOSNY)).settings = {"require_totp": True}

    after = await Window.of(door, "dot")

    assert (before.tokens["enrol_totp"], after.tokens["enrol_totp"]) == (False, True)
    assert (await after.ask("GET", "me/totp")).json()["required"] is True
    assert (await after.ask("GET", "departments")).json()["code"] == "totp_enrolment_required"
    assert await before.refresh() == 200
    assert before.tokens["enrol_totp"] is True


async def test_who_begins_twice_at_once_gets_a_secret_that_counts(door: Doors) -> None:
    headers, db = await door.staff(DOT), door.small.world.db

    async with db.transaction() as session:
        # So that both have begun before either is done.
        await session.get_one(StaffRow, DOT, with_for_update=True)
        asked = [
            asyncio.create_task(door.ask("POST", "/api/v1/me/totp", headers, {"password": "dot"}))
            for _ in range(2)
        ]
        await somebody_waits(db, 2)
    begun = [answer.json() for answer in await asyncio.gather(*asked)]

    shown = [
        await door.ask("POST", "/api/v1/me/totp/confirm", headers, {"code": code(door, secret)})
        for secret in (one["secret"] for one in begun)
    ]
    assert 200 in [one.status_code for one in shown]
