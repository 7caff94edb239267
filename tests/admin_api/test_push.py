"""Which browsers of an employee, and which devices of a client, may ring?"""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from sqlmodel import select

from chatserver.actions.notifying.devices import AT_MOST
from chatserver.actions.notifying.push_key import learn_push_key
from chatserver.storage.tables import DeviceRow
from tests.doors import Doors
from tests.seeds import ANN, CID, DOT, KIM, MOD, SOSNY
from tests.services.push_services import Browser

STAFF, CLIENT = "/api/v1/me/push-subscriptions", "/superapp/v1/devices"
GOOGLE = "https://fcm.googleapis.com"


def subscription(name: str = "one", origin: str = GOOGLE) -> dict[str, Any]:
    return Browser(name, origin).subscription


def device(token: str = "token-1", platform: str = "android") -> dict[str, Any]:
    return {"platform": platform, "token": token, "locale": "ru"}


async def ids(door: Doors, path: str, headers: Mapping[str, str]) -> list[str]:
    answer = await door.ask("get", path, headers)
    assert answer.status_code == 200
    return [one["id"] for one in answer.json()["items"]]


@pytest.mark.any_kind
async def test_a_browser_is_registered_once_and_removed_for_good(door: Doors) -> None:
    dot, wanted = await door.staff(DOT), subscription()

    first = await door.ask("post", STAFF, dot, wanted)
    again = await door.ask("post", STAFF, dot, wanted | {"locale": "ru"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["service"] == "fcm.googleapis.com"
    assert "endpoint" not in first.text + again.text
    assert await ids(door, STAFF, dot) == [first.json()["id"]] == [again.json()["id"]]
    for _ in range(2):
        gone = await door.ask("delete", f"{STAFF}/{first.json()['id']}", dot)
        assert gone.status_code == 204
    assert await ids(door, STAFF, dot) == []


@pytest.mark.any_kind
async def test_the_key_to_subscribe_with_is_there_once_there_is_one(door: Doors) -> None:
    dot, cid = await door.staff(DOT), door.client(CID, SOSNY)
    assert (await door.ask("get", STAFF, dot)).json()["public_key"] is None
    await learn_push_key(door.small.world, door.small.identity)
    key = door.small.world.pushers.web.public_key
    assert (await door.ask("get", STAFF, dot)).json()["public_key"] == key
    assert (await door.ask("get", CLIENT, cid)).json()["web_push_key"] == key


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"endpoint": "https://10.0.0.1/x"}, "/endpoint", "not_a_push_service"),
        ({"endpoint": "http://fcm.googleapis.com/x"}, "/endpoint", "not_a_push_service"),
        ({"keys": {"p256dh": "AAAA", "auth": "AAAA"}}, "/keys", "malformed"),
    ],
)
async def test_what_is_no_subscription_is_refused_and_not_kept(
    door: Doors, wrong: dict[str, Any], pointer: str, code: str
) -> None:
    dot, cid = await door.staff(DOT), door.client(CID, SOSNY)
    wanted = subscription() | wrong
    refused = await door.ask("post", STAFF, dot, wanted)
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    body = {"platform": "web", "token": wanted["endpoint"], "keys": wanted["keys"]}
    assert (await door.ask("post", CLIENT, cid, body)).status_code == 422
    assert await ids(door, STAFF, dot) == await ids(door, CLIENT, cid) == []


@pytest.mark.any_kind
@pytest.mark.parametrize(
    "body",
    [
        device() | {"keys": {"p256dh": "a", "auth": "b"}},
        device() | {"platform": "web"},
        device() | {"platform": "symbian"},
        device() | {"token": ""},
        device() | {"locale": "r" * 36},
    ],
)
async def test_a_device_names_what_its_platform_needs(door: Doors, body: dict[str, Any]) -> None:
    cid = door.client(CID, SOSNY)
    assert (await door.ask("post", CLIENT, cid, body)).status_code == 422
    assert await ids(door, CLIENT, cid) == []


@pytest.mark.any_kind
async def test_a_device_that_changes_hands_belongs_to_the_last(door: Doors) -> None:
    cid, kim = door.client(CID, SOSNY), door.client(KIM, SOSNY)
    for platform in ("ios", "android"):
        await door.ask("post", CLIENT, cid, device(platform=platform))
    first = await ids(door, CLIENT, cid)
    assert len(first) == 2

    await door.ask("post", CLIENT, kim, device())

    assert len(await ids(door, CLIENT, cid)) == 1
    assert len(await ids(door, CLIENT, kim)) == 1


@pytest.mark.any_kind
async def test_nobody_touches_what_is_anothers(door: Doors) -> None:
    dot, ann, cid = await door.staff(DOT), await door.staff(ANN), door.client(CID, SOSNY)
    own = (await door.ask("post", STAFF, dot, subscription())).json()["id"]
    phone = (await door.ask("post", CLIENT, cid, device())).json()["id"]

    assert await ids(door, STAFF, ann) == []
    for path, headers in (
        (f"{STAFF}/{own}", ann),
        (f"{STAFF}/{phone}", ann),
        (f"{CLIENT}/{phone}", door.client(KIM, SOSNY)),
        (f"{CLIENT}/{own}", cid),
    ):
        assert (await door.ask("delete", path, headers)).status_code == 204

    assert await ids(door, STAFF, dot) == [own]
    assert await ids(door, CLIENT, cid) == [phone]


async def test_the_device_that_was_seen_longest_ago_makes_room(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    for number in range(AT_MOST):
        door.small.clock.at += 1
        await door.ask("post", CLIENT, cid, device(f"token-{number}"))
    before = await ids(door, CLIENT, cid)
    door.small.clock.at += 1
    await door.ask("post", CLIENT, cid, device("token-0"))
    await door.ask("post", CLIENT, cid, device("one more"))
    after = await ids(door, CLIENT, cid)
    assert len(after) == AT_MOST
    assert before[-1] in after
    assert before[-2] not in after


@pytest.mark.any_kind
async def test_the_platforms_own_may_be_rung_too(door: Doors) -> None:
    mod = await door.staff(MOD)
    assert (await door.ask("post", STAFF, mod, subscription())).status_code == 201
    assert len(await ids(door, STAFF, mod)) == 1


async def test_a_clients_devices_are_handed_out_and_go_with_the_client(door: Doors) -> None:
    ann, cid = await door.staff(ANN), door.client(CID, SOSNY)
    await door.ask("post", CLIENT, cid, device("a secret token"))
    await door.ask("post", CLIENT, door.client(KIM, SOSNY), device("of kim"))
    why = {"reason": "asked for"}

    export = await door.ask("post", f"/api/v1/clients/{CID}/export", ann, why)
    with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
        [told] = json.loads(archive.read("devices.json"))
        assert b"a secret token" not in archive.read("devices.json")
    assert (told["platform"], told["locale"]) == ("android", "ru")

    erased = await door.ask("post", f"/api/v1/clients/{CID}/erase", ann, why)
    assert erased.status_code < 300
    async with door.small.world.db.session() as session:
        assert (await session.exec(select(DeviceRow.owner))).all() == [KIM]


@pytest.mark.any_kind
async def test_a_stranger_registers_nothing(door: Doors) -> None:
    for path, body in ((STAFF, subscription()), (CLIENT, device())):
        assert (await door.ask("post", path, {}, body)).status_code == 401
        assert (await door.ask("get", path, {})).status_code == 401
        assert (await door.ask("delete", f"{path}/dev_1", {})).status_code == 401
