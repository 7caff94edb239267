"""Does a mini-app open for whom it may, with a token that its partner can verify alone?"""

import asyncio
import json
from typing import Any

import jwt
import pytest
from sqlmodel import col, delete, select

from chatserver.actions.integrations.api_keys import make_superapp_key
from chatserver.actions.miniapps.generations import end_tokens
from chatserver.core.opening import AppSuspended
from chatserver.identity.miniapp_tokens import DAY_S
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import (
    AuditRow,
    ClientPlace,
    ClientRow,
    Licence,
    MiniappGeneration,
)
from tests.doors import Doors
from tests.seeds import APP, BEREZKI, CID, FAR_APP, FAR_CLIENT, FLAT_1, FLAT_2, KIM, NOON, SOSNY
from tests.shelf import add_release, put_app, set_app
from tests.superapp.opened import (
    CONSENT,
    FROM_LINK,
    LAUNCH,
    OFFER,
    REFRESH,
    agree,
    bearer,
    me,
    on_the_shelf,
    open_app,
)

FAR_LAUNCH = f"/superapp/v1/miniapps/{FAR_APP}/launch"


async def guest(door: Doors, org: str) -> dict[str, str]:
    key = await make_superapp_key(door.small.world, "Superapp", [org], by=SYSTEM)
    minted = await door.ask(
        "POST", "/superapp/v1/client-tokens", bearer(key), {"guest": True, "org": org}
    )
    assert minted.status_code == 200
    return bearer(minted.json()["token"])


async def make_tester(door: Doors, client: str = CID) -> None:
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(ClientRow, client)
        row.tester = True
        session.add(row)


@pytest.mark.any_kind
async def test_pyjwt_alone_verifies_a_launch_with_the_published_keys(door: Doors) -> None:
    await on_the_shelf(door)

    opened = await open_app(door)
    published = (await door.ask("GET", "/.well-known/jwks.json", {})).json()

    token = opened.json()["token"]
    key = jwt.PyJWKSet.from_dict(published)[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(
        token,
        key,
        algorithms=["EdDSA"],
        audience=f"mini-app:{APP}",
        issuer="http://chat.example.com",
        options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
    )
    digest = f"{1:064x}"
    assert opened.status_code == 200
    assert opened.json()["url"] == f"http://chat.example.com/apps/{APP}/{digest}/"
    assert opened.json()["version"] == claims["ver"] == digest
    assert opened.json()["expires_at"] == "2026-01-02T12:00:00.000Z"
    assert (claims["iat"], claims["nbf"], claims["exp"]) == (
        NOON // 1000,
        NOON // 1000,
        NOON // 1000 + DAY_S,
    )
    assert (claims["gen"], claims["env"], claims["org"]) == (1, "live", SOSNY)
    assert claims["org_kind"] == "management"
    assert claims["scope"] == "profile.name"
    assert CID not in json.dumps(claims)
    assert FLAT_1 not in json.dumps(claims)
    assert "pines" not in opened.text


@pytest.mark.any_kind
async def test_every_launch_ends_the_token_before_and_is_audited(door: Doors) -> None:
    await on_the_shelf(door)

    first = (await open_app(door, device="phone")).json()["token"]
    second = (await open_app(door, device="tablet", place=FLAT_2)).json()["token"]

    refused = await me(door, first)
    assert (refused.status_code, refused.json()["code"]) == (401, "session_replaced")
    assert (await me(door, second)).status_code == 200
    async with door.small.world.db.session() as session:
        rows = (
            await session.exec(select(AuditRow).where(AuditRow.action == "miniapp.launch"))
        ).all()
    assert sorted(row.after["gen"] for row in rows) == [1, 2]
    assert {row.actor for row in rows} == {CID}


async def test_a_refresh_is_no_mint_and_belongs_to_the_newest_launch(door: Doors) -> None:
    await on_the_shelf(door)
    cid = door.client(CID, SOSNY)
    first = (await open_app(door, device="phone")).json()["token"]
    door.small.clock.at += 3_600_000
    cid = door.client(CID, SOSNY)

    fresh = await door.ask("POST", REFRESH, cid, {"token": first})
    assert fresh.status_code == 200
    assert fresh.json()["expires_at"] == "2026-01-02T13:00:00.000Z"
    assert (await me(door, first)).status_code == 200
    assert (await me(door, fresh.json()["token"])).status_code == 200
    assert (await door.ask("POST", REFRESH, cid, {"device": "phone"})).status_code == 200

    await open_app(door, device="tablet")
    for body in ({"token": first}, {"device": "phone"}, {"token": "a.b.c"}, {}):
        refused = await door.ask("POST", REFRESH, cid, body)
        assert (refused.status_code, refused.json()["code"]) == (401, "session_replaced"), body
    assert (await door.ask("POST", REFRESH, cid, {"device": "tablet"})).status_code == 200


@pytest.mark.any_kind
async def test_a_device_without_a_name_is_known_by_the_token_of_its_client(door: Doors) -> None:
    await on_the_shelf(door)
    phone, tablet = door.client(CID, SOSNY), door.client(CID, SOSNY)
    for here, there in ((phone, tablet), (tablet, phone)):
        assert (await door.ask("POST", LAUNCH, here, FROM_LINK)).status_code == 200
        assert (await door.ask("POST", REFRESH, here)).status_code == 200
        replaced = await door.ask("POST", REFRESH, there, {})
        assert (replaced.status_code, replaced.json()["code"]) == (401, "session_replaced")
    await open_app(door, device="watch")
    assert (await door.ask("POST", REFRESH, tablet)).status_code == 401


@pytest.mark.any_kind
async def test_a_token_that_ran_out_can_be_refreshed_by_its_host(door: Doors) -> None:
    await on_the_shelf(door)
    token = (await open_app(door)).json()["token"]
    door.small.clock.at += DAY_S * 1000
    gone = await me(door, token)
    assert (gone.status_code, gone.json()["code"]) == (401, "token_expired")

    cid = door.client(CID, SOSNY)
    fresh = await door.ask("POST", REFRESH, cid, {"token": token})
    assert (await me(door, fresh.json()["token"])).status_code == 200


@pytest.mark.any_kind
async def test_somebody_elses_token_refreshes_nothing(door: Doors) -> None:
    await on_the_shelf(door)
    token = (await open_app(door)).json()["token"]
    kim = await door.ask("POST", REFRESH, door.client(KIM, SOSNY), {"token": token})
    assert kim.json()["code"] in ("session_replaced", "offer_required")
    await agree(door, client=KIM)
    kim = await door.ask("POST", REFRESH, door.client(KIM, SOSNY), {"token": token})
    assert kim.json()["code"] == "session_replaced"


@pytest.mark.any_kind
async def test_unknown_hidden_and_foreign_are_the_same(door: Doors) -> None:
    await put_app(door.small.world, APP, status="inactive")
    await put_app(door.small.world, FAR_APP)
    headers = {**door.client(CID, SOSNY), "X-Request-Id": "same"}
    answers = [
        await door.ask("POST", f"/superapp/v1/miniapps/{app}/launch", headers, {"from": "push"})
        for app in (APP, FAR_APP, "app_none")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["code"] == "not_available"


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "inactive"}, "not_available"),
        ({"status": "in_review"}, "not_available"),
        ({"status": "ready", "ready": f"rel_1{APP}"}, "not_available"),
        ({"status": "testing"}, "not_available"),
        ({"licence": False}, "not_available"),
        ({"suspended_at": NOON}, AppSuspended.code),
        ({"status": "inactive", "suspended_at": NOON}, "not_available"),
        ({}, "offer_required"),
    ],
)
async def test_what_stands_in_the_way_of_an_ordinary_client(
    door: Doors, changes: dict[str, Any], code: str
) -> None:
    await put_app(door.small.world, APP, **changes)
    assert (await open_app(door)).json()["code"] == code


@pytest.mark.any_kind
async def test_a_tester_opens_what_is_tested(door: Doors) -> None:
    await put_app(door.small.world, APP, status="testing")
    await make_tester(door)
    assert (await agree(door)).status_code == 204
    assert (await open_app(door)).status_code == 200
    assert (await open_app(door, client=KIM)).json()["code"] == "not_available"


async def test_in_a_later_ready_testers_get_the_new_release_with_its_own_offer(
    door: Doors,
) -> None:
    world = door.small.world
    await on_the_shelf(door)
    await add_release(world, APP, 2)
    await set_app(world, APP, status="ready", shown="active", ready=f"rel_2{APP}")
    await make_tester(door, KIM)

    assert (await open_app(door)).json()["version"] == f"{1:064x}"
    kim = await door.ask("POST", LAUNCH, door.client(KIM, SOSNY), {"from": "push"})
    assert kim.json()["offer"]["id"] == f"off_2{APP}"
    assert (await agree(door, client=KIM, offer=f"off_2{APP}")).status_code == 204
    kim = await door.ask("POST", LAUNCH, door.client(KIM, SOSNY), {"from": "push"})
    assert kim.json()["version"] == f"{2:064x}"


async def test_places_are_asked_for_and_must_be_the_clients(door: Doors) -> None:
    await on_the_shelf(door)
    cid = door.client(CID, SOSNY)

    silent = await door.ask("POST", LAUNCH, cid, {"from": "push"})
    wrong = await door.ask("POST", LAUNCH, cid, {"from": "push", "place": "obj_flat3"})
    assert silent.status_code == wrong.status_code == 409
    assert silent.json()["code"] == wrong.json()["code"] == "place_required"
    assert silent.json()["places"] == [
        {"id": FLAT_1, "name": "flat1"},
        {"id": FLAT_2, "name": "flat2"},
    ]
    async with door.small.world.db.transaction() as session:
        await session.exec(delete(ClientPlace).where(col(ClientPlace.client) == CID))
    assert (await door.ask("POST", LAUNCH, cid, {"from": "push"})).json()["code"] == "no_place"


@pytest.mark.any_kind
async def test_a_guest_signs_in_first_and_only_where_guests_see_it(door: Doors) -> None:
    await put_app(door.small.world, APP)
    await put_app(door.small.world, FAR_APP)

    here = await door.ask("POST", LAUNCH, await guest(door, SOSNY), {"from": "push"})
    far_guest = await guest(door, BEREZKI)
    there = await door.ask("POST", FAR_LAUNCH, far_guest, {"from": "push"})

    assert here.json()["code"] == "not_available"
    assert (there.status_code, there.json()["code"]) == (401, "sign_in_required")
    assert there.headers["www-authenticate"].startswith("Bearer")
    again = await door.ask("POST", FAR_LAUNCH, door.client(FAR_CLIENT, BEREZKI), {"from": "push"})
    assert again.json()["code"] == "offer_required"
    offer = await door.ask("GET", f"/superapp/v1/offers/off_1{FAR_APP}", far_guest)
    assert offer.status_code == 200


@pytest.mark.any_kind
async def test_a_guests_token_opens_nothing_else(door: Doors) -> None:
    far_guest = await guest(door, BEREZKI)
    for method, path in (
        ("GET", "/superapp/v1/me"),
        ("GET", "/superapp/v1/products"),
        ("GET", "/superapp/v1/miniapps/mine"),
        ("POST", f"/superapp/v1/miniapps/{FAR_APP}/token"),
        ("POST", f"/superapp/v1/offers/off_1{FAR_APP}/decline"),
        ("DELETE", f"/superapp/v1/miniapps/{FAR_APP}/consent"),
    ):
        assert (await door.ask(method, path, far_guest)).status_code == 401, path
    with pytest.raises(Exception, match="issuer"):
        await door.small.identity.verify_socket(far_guest["Authorization"][7:])


async def live(door: Doors) -> str:
    await on_the_shelf(door)
    return str((await open_app(door)).json()["token"])


async def test_leaving_the_place_ends_its_token(door: Doors) -> None:
    token = await live(door)
    async with door.small.world.db.transaction() as session:
        await session.exec(delete(ClientPlace).where(col(ClientPlace.place) == FLAT_1))
    assert (await me(door, token)).status_code == 401


@pytest.mark.any_kind
@pytest.mark.parametrize(
    "changes", [{"status": "inactive"}, {"suspended_at": NOON}, {"status": "testing"}]
)
async def test_what_is_not_served_any_more_has_no_tokens(
    door: Doors, changes: dict[str, Any]
) -> None:
    token = await live(door)
    await set_app(door.small.world, APP, **changes)
    assert (await me(door, token)).status_code == 401


async def test_without_the_licence_the_token_ends(door: Doors) -> None:
    token = await live(door)
    async with door.small.world.db.transaction() as session:
        await session.exec(delete(Licence).where(col(Licence.app) == APP))
    assert (await me(door, token)).status_code == 401


@pytest.mark.any_kind
async def test_what_was_ended_does_not_live_again(door: Doors) -> None:
    token = await live(door)
    async with door.small.world.db.transaction() as session:
        await end_tokens(session, door.small.world, app=APP)
    refused = await me(door, token)
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
    cid = door.client(CID, SOSNY)
    assert (await door.ask("POST", REFRESH, cid, {"token": token})).status_code == 401
    fresh = (await open_app(door)).json()["token"]
    assert (await me(door, fresh)).status_code == 200
    assert (await me(door, token)).json()["code"] == "session_replaced"


async def test_of_launches_at_once_exactly_one_token_lives(door: Doors) -> None:
    await on_the_shelf(door)
    opened = await asyncio.gather(*(open_app(door, device=f"d{n}") for n in range(12)))
    assert {one.status_code for one in opened} == {200}
    tokens = [one.json()["token"] for one in opened]
    lives = [one for one in tokens if (await me(door, one)).status_code == 200]
    assert len(lives) == 1
    async with door.small.world.db.session() as session:
        row = await session.get_one(MiniappGeneration, (APP, CID, "live"))
    assert row.gen == 12


@pytest.mark.any_kind
async def test_a_revocation_beside_launches_leaves_no_token_alive(door: Doors) -> None:
    await on_the_shelf(door)
    cid = door.client(CID, SOSNY)
    answers = await asyncio.gather(
        *(open_app(door, device=f"d{n}") for n in range(6)),
        door.ask("DELETE", CONSENT, cid),
        *(open_app(door, device=f"e{n}") for n in range(6)),
    )
    opened = [one.json()["token"] for one in answers if one.status_code == 200]
    assert {one.status_code for one in answers} <= {200, 204, 403}
    for token in opened:
        assert (await me(door, token)).status_code == 401
    assert (await open_app(door)).json()["code"] == "offer_required"
    assert OFFER in (await open_app(door)).text


@pytest.mark.any_kind
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"from": "mail"},
        {"from": "push", "start": "a b"},
        {"from": "push", "start": "x" * 513},
        {"from": "push", "place": "\0"},
        {"from": "push", "more": 1},
        [],
    ],
)
async def test_a_launch_that_makes_no_sense_is_a_mistake(door: Doors, body: object) -> None:
    answer = await door.ask("POST", LAUNCH, door.client(CID, SOSNY), body)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
