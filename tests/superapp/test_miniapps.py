"""What do a mini-app's page and its back end get to know?"""

import asyncio
import base64
import json
from typing import Any

import pytest
from sqlmodel import select

from chatserver.actions.miniapps.signing_keys import rotate_signing_key
from chatserver.core.phones import no_phone
from chatserver.identity.miniapp_tokens import ALGORITHM, DAY_S, TYPE
from chatserver.storage.tables import AuditRow, ClientRow
from tests.admin_api.placed import upload
from tests.doors import Doors
from tests.seeds import (
    ANN,
    APP,
    BOB,
    CID,
    DOT,
    EVE,
    FAR_APP,
    FAR_CLIENT,
    FLAT_1,
    FLAT_2,
    FLAT_3,
    KIM,
    NOON,
    OLA,
    SOSNY,
    ZOE,
)
from tests.shelf import SCOPES, put_app, set_app
from tests.superapp.opened import agree, bearer, me, on_the_shelf, open_app
from tests.zips import GOOD, packed

TOKENS = f"/api/v1/miniapps/{APP}/tokens"
KEYS = f"/api/v1/miniapps/{APP}/keys"
CHECK = "/miniapp/v1/tokens/check"
PERSONAL = [
    *SCOPES,
    {"name": "profile.email", "purpose": "To write to you.", "required": False},
    {"name": "profile.birth", "purpose": "To congratulate you.", "required": False},
]
FOR_CID = {"client_id": CID, "premises_id": FLAT_1}


async def reads(door: Doors) -> list[AuditRow]:
    async with door.small.world.db.session() as session:
        found = await session.exec(select(AuditRow).where(AuditRow.action == "client.read"))
        return list(found.all())


@pytest.mark.any_kind
async def test_a_page_reads_what_was_granted_and_learns_what_was_not(door: Doors) -> None:
    await on_the_shelf(door)
    assert (await agree(door, "place.read")).status_code == 204
    token = (await open_app(door)).json()["token"]

    everything = (await me(door, token)).json()
    some = (await me(door, token, "phone,name,email,photo")).json()

    assert everything["name"] == "Cid Orlov"
    assert everything["place"]["name"] == "flat1"
    assert everything["place"]["id"].startswith("pw_")
    assert everything["id"].startswith("pw_")
    assert "phone" not in everything
    assert everything["denied"] == []
    assert (some["name"], some["denied"]) == ("Cid Orlov", ["phone", "email", "photo"])


async def test_what_nobody_has_told_of_a_client_a_page_reads_as_null(door: Doors) -> None:
    await on_the_shelf(door, scopes=PERSONAL)
    assert (await agree(door, "profile.phone", "profile.email")).status_code == 204
    token = (await open_app(door)).json()["token"]
    told = {"email": "cid@example.com", "birth": "1990-05-17"}
    path = f"/api/v1/clients/{CID}"
    nothing = (await me(door, token, "phone,email,birth")).json()
    await door.ask("PATCH", path, await door.staff(ANN), told)
    some = (await me(door, token, "phone,email,birth")).json()
    await agree(door, "profile.phone", "profile.email", "profile.birth")
    more = (await me(door, token, "birth")).json()
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(ClientRow, CID)
        row.phone, row.birth = no_phone(CID), None
        session.add(row)
    gone = (await me(door, token, "phone,birth")).json()

    assert (nothing["phone"], nothing["email"]) == ("+79160000001", None)
    assert (some["email"], some["denied"]) == ("cid@example.com", ["birth"])
    assert "birth" not in some
    assert more["birth"] == "1990-05-17"
    assert (gone["phone"], gone["birth"]) == (None, None)


@pytest.mark.any_kind
async def test_a_page_learns_whether_its_chat_is_on(door: Doors) -> None:
    await on_the_shelf(door)
    token = (await open_app(door)).json()["token"]
    ola = await door.staff(OLA)

    told = []
    for on in (True, False):
        switch = f"/api/v1/miniapps/{APP}/chat-enabled"
        assert (await door.ask("PUT", switch, ola, {"on": on})).status_code == 200
        told.append((await door.ask("GET", "/miniapp/v1/chat", bearer(token))).json())
    await open_app(door)
    replaced = await door.ask("GET", "/miniapp/v1/chat", bearer(token))

    assert told == [{"on": True, "product": APP}, {"on": False, "product": APP}]
    assert (replaced.status_code, replaced.json()["code"]) == (401, "session_replaced")


@pytest.mark.any_kind
async def test_every_read_of_personal_data_is_kept_without_the_data(door: Doors) -> None:
    await on_the_shelf(door)
    token = (await open_app(door)).json()["token"]
    await door.ask(
        "GET", "/miniapp/v1/me?fields=name,phone", {**bearer(token), "X-Request-Id": "req-1"}
    )
    (row,) = await reads(door)
    assert (row.actor_kind, row.actor, row.subject, row.org) == ("miniapp", APP, CID, SOSNY)
    assert row.after["fields"] == ["name"]
    assert row.after["purposes"] == ["To greet you."]
    assert row.after["request_id"] == "req-1"
    assert row.after["jti"].startswith("mat_")
    assert "Orlov" not in str(row.after)


@pytest.mark.any_kind
async def test_an_unknown_field_is_a_mistake_and_another_token_no_credential(door: Doors) -> None:
    await on_the_shelf(door)
    token = (await open_app(door)).json()["token"]
    wrong = await me(door, token, "name,salary")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/fields")
    for headers in ({}, door.client(CID, SOSNY), await door.staff(ANN), bearer("a.b.c")):
        assert (await door.ask("GET", "/miniapp/v1/me", headers)).status_code == 401
    page = await door.ask("GET", "/superapp/v1/me", bearer(token))
    assert page.status_code == 401


@pytest.mark.parametrize("key", ["unknown", "\0", "\ud800"])
async def test_a_token_that_names_a_key_that_there_cannot_be_is_no_credential(
    door: Doors, key: str
) -> None:
    parts = ({"typ": TYPE, "alg": ALGORITHM, "kid": key}, {"aud": f"mini-app:{APP}"})
    sealed = [base64.urlsafe_b64encode(json.dumps(one).encode()).decode() for one in parts]
    token = ".".join([*(one.rstrip("=") for one in sealed), "x"])
    assert (await door.ask("GET", "/miniapp/v1/me", bearer(token))).status_code == 401


async def test_pages_of_any_origin_may_ask_here_and_nowhere_else(door: Doors) -> None:
    asked = {
        "Origin": "https://a1.apps.example.com",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    here = await door.caller.request("OPTIONS", "/miniapp/v1/me", headers=asked)
    there = await door.caller.request("OPTIONS", "/superapp/v1/me", headers=asked)
    assert here.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in here.headers
    assert "access-control-allow-origin" not in there.headers


async def test_an_employee_makes_a_test_token_whose_client_is_made_up(door: Doors) -> None:
    await put_app(door.small.world, APP, scopes=PERSONAL)
    ann = await door.staff(ANN)
    own = {"email": "cid@example.org", "birth": "1990-05-17"}
    await door.ask("PATCH", f"/api/v1/clients/{CID}", ann, own)

    made = await door.ask("POST", TOKENS, ann, FOR_CID)
    first = (await me(door, made.json()["token"])).json()
    again = (await me(door, made.json()["token"])).json()

    digest = f"{1:064x}"
    assert made.status_code == 200
    assert made.json()["expires_at"] == "2026-01-02T12:00:00.000Z"
    token = made.json()["token"]
    assert made.json()["url"] == f"http://chat.example.com/apps/{APP}/{digest}/#token={token}"
    assert first == again
    assert first["env"] == "test"
    assert first["name"] != "Cid Orlov"
    assert first["phone"].startswith("+7000")
    assert first["email"].endswith("@example.com")
    assert first["birth"].endswith("-15")
    assert first["place"]["id"].startswith("pw_")
    assert await reads(door) == []
    async with door.small.world.db.session() as session:
        (row,) = (
            await session.exec(select(AuditRow).where(AuditRow.action == "miniapp.token"))
        ).all()
    assert (row.actor, row.after["staff_name"], row.after["client"]) == (ANN, "Ann", CID)


@pytest.mark.any_kind
async def test_live_and_test_tokens_do_not_end_each_other(door: Doors) -> None:
    await on_the_shelf(door)
    ann = await door.staff(ANN)
    live = (await open_app(door)).json()["token"]
    first = (await door.ask("POST", TOKENS, ann, FOR_CID)).json()["token"]
    second = (await door.ask("POST", TOKENS, ann, FOR_CID)).json()["token"]
    await open_app(door)
    assert (await me(door, live)).json()["code"] == "session_replaced"
    assert (await me(door, first)).json()["code"] == "session_replaced"
    assert (await me(door, second)).status_code == 200


async def test_a_testers_own_data_needs_their_consent(door: Doors) -> None:
    await put_app(door.small.world, APP, status="testing", scopes=PERSONAL)
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(ClientRow, CID)
        row.tester, row.email = True, "cid@example.org"
        session.add(row)
    token = (await door.ask("POST", TOKENS, await door.staff(ANN), FOR_CID)).json()["token"]
    assert (await me(door, token, "name")).json()["denied"] == ["name"]
    await agree(door, "profile.email")
    own = (await me(door, token, "name,email,birth")).json()
    assert (own["name"], own["email"], own["denied"]) == ("Cid Orlov", "cid@example.org", ["birth"])
    assert len(await reads(door)) == 1


async def test_a_client_beyond_the_employees_objects_is_not_found(door: Doors) -> None:
    await put_app(door.small.world, APP)
    bob = {**await door.staff(BOB), "X-Request-Id": "same"}
    asked = [
        {"client_id": KIM, "premises_id": FLAT_3},
        {"client_id": FAR_CLIENT, "premises_id": "obj_farflat"},
        {"client_id": "cl_none", "premises_id": FLAT_1},
    ]
    answers = [await door.ask("POST", TOKENS, bob, body) for body in asked]
    assert {one.status_code for one in answers} == {404}
    assert len({one.text for one in answers}) == 1
    assert (await door.ask("POST", TOKENS, bob, FOR_CID)).status_code == 200
    other = {"client_id": CID, "premises_id": FLAT_3}
    assert (await door.ask("POST", TOKENS, bob, other)).status_code == 422
    both = {"client_id": CID, "premises_id": FLAT_2}
    assert (await door.ask("POST", TOKENS, bob, both)).status_code == 200
    for staff in (DOT, EVE):
        assert (await door.ask("POST", TOKENS, await door.staff(staff), FOR_CID)).status_code == 403
    assert (await door.ask("POST", TOKENS, await door.staff(ZOE), FOR_CID)).status_code == 404


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"approved": False}, "illegal_transition"),
        ({"licence": False}, "illegal_transition"),
        ({"suspended_at": NOON}, "app_suspended"),
    ],
)
async def test_when_no_test_token_is_made(door: Doors, changes: dict[str, Any], code: str) -> None:
    await put_app(door.small.world, APP, **changes)
    made = await door.ask("POST", TOKENS, await door.staff(ANN), FOR_CID)
    assert made.json()["code"] == code


async def test_test_tokens_live_on_while_the_app_is_inactive_and_end_with_a_suspension(
    door: Doors,
) -> None:
    await put_app(door.small.world, APP)
    token = (await door.ask("POST", TOKENS, await door.staff(ANN), FOR_CID)).json()["token"]
    await set_app(door.small.world, APP, status="inactive")
    assert (await me(door, token)).status_code == 200
    await set_app(door.small.world, APP, suspended_at=NOON)
    assert (await me(door, token)).status_code == 401


async def app_key(door: Doors, app: str = APP, staff: str = ANN) -> tuple[str, str]:
    made = await door.ask(
        "POST", f"/api/v1/miniapps/{app}/keys", await door.staff(staff), {"name": "Back end"}
    )
    assert made.status_code == 201
    return made.json()["id"], made.json()["secret"]


@pytest.mark.any_kind
async def test_a_back_end_asks_whether_a_token_lives(door: Doors) -> None:
    await on_the_shelf(door)
    await put_app(door.small.world, FAR_APP)
    _, secret = await app_key(door)
    _, far_secret = await app_key(door, FAR_APP, ZOE)
    token = (await open_app(door)).json()["token"]

    mine = await door.ask("POST", CHECK, bearer(secret), {"token": token})
    others = await door.ask("POST", CHECK, bearer(far_secret), {"token": token})
    nonsense = await door.ask("POST", CHECK, bearer(secret), {"token": "nonsense"})
    client = door.client(CID, SOSNY)["Authorization"][7:]
    wrong_kind = await door.ask("POST", CHECK, bearer(secret), {"token": client})

    assert mine.json() == {"active": True, "expires_at": "2026-01-02T12:00:00.000Z"}
    for one in (others, nonsense, wrong_kind):
        assert one.json() == {"active": False, "expires_at": None}
    await open_app(door)
    replaced = await door.ask("POST", CHECK, bearer(secret), {"token": token})
    assert replaced.json()["active"] is False


async def test_a_key_in_an_archive_ends_with_the_upload(door: Doors) -> None:
    await on_the_shelf(door)
    await put_app(door.small.world, FAR_APP)
    key, secret = await app_key(door)
    _, far_secret = await app_key(door, FAR_APP, ZOE)
    wanted = {"name": "CRM", "scopes": ["export.miniapps"]}
    export = (await door.ask("POST", "/api/v1/api-keys", await door.staff(ANN), wanted)).json()
    page = " ".join((secret, far_secret, export["secret"], "mk_" + "a" * 43)).encode()
    archive = packed({**GOOD, "k.js": page})

    refused = await upload(door, APP, archive)
    again = await upload(door, APP, archive)

    assert refused.json()["code"] == "archive_invalid"
    assert again.json()["findings"] == refused.json()["findings"]
    assert secret not in refused.text
    token = {"token": (await open_app(door)).json()["token"]}
    assert (await door.ask("POST", CHECK, bearer(secret), token)).status_code == 401
    assert (await door.ask("POST", CHECK, bearer(far_secret), token)).status_code == 200
    read = await door.ask("GET", "/public/v1/miniapps", bearer(export["secret"]))
    assert read.status_code == 401
    ann = await door.staff(ANN)
    notices = (await door.ask("GET", "/api/v1/notices", ann)).json()["items"]
    assert sorted(one["data"]["key"] for one in notices) == ["Back end", "CRM"]
    assert {(one["kind"], one["subject"]) for one in notices} == {("key.leaked", APP)}
    [ended] = (await door.ask("GET", "/api/v1/audit?action=app_key.end", ann)).json()["items"]
    assert (ended["subject"], ended["after"]) == (key, {"found_in": APP, "uploaded_by": ANN})


async def test_while_suspended_a_back_end_is_not_answered(door: Doors) -> None:
    await on_the_shelf(door)
    _, secret = await app_key(door)
    await set_app(door.small.world, APP, suspended_at=NOON)
    refused = await door.ask("POST", CHECK, bearer(secret), {"token": "a"})
    assert refused.json()["code"] == "app_suspended"
    await set_app(door.small.world, APP, suspended_at=None, approved=False)
    refused = await door.ask("POST", CHECK, bearer(secret), {"token": "a"})
    assert refused.json()["code"] == "not_available"


async def test_a_key_is_shown_once_and_ended_at_once(door: Doors) -> None:
    await on_the_shelf(door)
    ann = await door.staff(ANN)
    key_id, secret = await app_key(door)
    listed = await door.ask("GET", KEYS, ann)
    assert [one["id"] for one in listed.json()["items"]] == [key_id]
    assert secret not in listed.text
    assert secret.startswith("mk_")
    async with door.small.world.db.session() as session:
        rows = (await session.exec(select(AuditRow))).all()
    assert secret not in str([row.after for row in rows])

    zoe = await door.staff(ZOE)
    assert (await door.ask("DELETE", f"{KEYS}/{key_id}", zoe)).status_code == 404
    assert (await door.ask("DELETE", f"{KEYS}/{key_id}", ann)).status_code == 204
    assert (await door.ask("DELETE", f"{KEYS}/{key_id}", ann)).status_code == 404
    assert (await door.ask("POST", CHECK, bearer(secret), {"token": "a"})).status_code == 401
    for headers in ({}, ann, bearer("mk_none")):
        assert (await door.ask("POST", CHECK, headers, {"token": "a"})).status_code == 401


@pytest.mark.any_kind
async def test_the_list_of_keys_says_whose_maker_is_gone(door: Doors) -> None:
    await on_the_shelf(door)
    key_id, secret = await app_key(door, staff=BOB)
    ann = await door.staff(ANN)
    await door.ask("PATCH", f"/api/v1/staff/{BOB}", ann, {"active": False})

    [listed] = (await door.ask("GET", KEYS, ann)).json()["items"]

    assert (listed["id"], listed["maker"]) == (key_id, {"id": BOB, "name": "Bob"})
    assert listed["maker_active"] is False
    checked = await door.ask("POST", CHECK, bearer(secret), {"token": "a"})
    assert checked.json()["active"] is False  # the key itself goes on (X6)


async def test_keys_are_rotated_and_the_old_one_verifies_for_a_day(door: Doors) -> None:
    await on_the_shelf(door)
    world, identity = door.small.world, door.small.identity
    before = (await open_app(door)).json()["token"]
    old = (await door.ask("GET", "/.well-known/jwks.json", {})).json()["keys"]

    new = await rotate_signing_key(world, identity)
    both = (await door.ask("GET", "/.well-known/jwks.json", {})).json()["keys"]

    assert len(both) == 2
    assert {one["kid"] for one in old} < {one["kid"] for one in both}
    assert (await me(door, before)).status_code == 200
    door.small.clock.at += DAY_S * 1000
    left = (await door.ask("GET", "/.well-known/jwks.json", {})).json()["keys"]
    assert [one["kid"] for one in left] == [new]
    assert "d" not in left[0]
    door.small.clock.at += 91 * DAY_S * 1000
    await asyncio.gather(*(door.ask("GET", "/.well-known/jwks.json", {}) for _ in range(3)))
    fresh = (await door.ask("GET", "/.well-known/jwks.json", {})).json()["keys"]
    assert fresh[0]["kid"] != new


@pytest.mark.any_kind
async def test_a_client_who_is_gone_has_no_tokens(door: Doors) -> None:
    await on_the_shelf(door)
    token = (await open_app(door)).json()["token"]
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(ClientRow, CID)
        row.erased_at = NOON
        session.add(row)
    assert (await me(door, token)).status_code == 401
