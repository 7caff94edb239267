"""What does a peer hear that sends nonsense, over a real socket?"""

import json
import random
from collections.abc import AsyncIterator

import pytest

from chatserver.storage.database import Database
from chatserver.wire import Code
from chatserver.wire.requests import REQUESTS
from chatserver.wire.schema.grammar import sample
from tests.hub.hub_node import NO_HURRY, Device, HubNode, hub_node
from tests.seeds import ANN, CID
from tests.wire.spoiled import Spoiled, all_spoiled
from tests.wire.test_fuzz import mutated, whole_frames

pytestmark = pytest.mark.slow

SILENT = {kind for kind, request in REQUESTS.items() if not request.answered}
ROUNDS = 10_000  # for each side


@pytest.fixture
async def node(sqlite_database: Database) -> AsyncIterator[HubNode]:
    async with hub_node(sqlite_database, limits=NO_HURRY) as running:
        yield running


def spoiled_after_hello() -> list[Spoiled]:
    return [one for one in all_spoiled() if one.kind != "hello" and one.code != "too_large"]


async def heard(device: Device, text: str) -> list[tuple[str, str | None]]:
    """Return the codes and paths that this text is answered with."""
    device.forget()
    await device.raw(text)
    await device.quiet()
    return [(f["code"], f.get("data", {}).get("path")) for f in device.of("error")]


@pytest.mark.parametrize("who", [CID, ANN])
async def test_every_field_of_every_request_that_is_wrong_is_named(node: HubNode, who: str) -> None:
    device = await node.join(who)
    wrong = []
    for one in spoiled_after_hello():
        answers = await heard(device, json.dumps(one.frame))
        if answers != [(one.code.value, one.path)]:
            wrong.append((one.name, answers))
    assert wrong == []


async def test_a_string_that_is_too_long_is_too_large(node: HubNode) -> None:
    device = await node.join(ANN)
    wrong = []
    for one in all_spoiled():
        if one.kind != "hello" and one.code == "too_large":
            answers = await heard(device, json.dumps(one.frame))
            if answers != [("too_large", one.path)]:
                wrong.append((one.name, answers))
    assert wrong == []


@pytest.mark.parametrize("who", [CID, ANN])
async def test_strange_frames_meet_named_codes_and_the_connection_lives(
    node: HubNode, who: str
) -> None:
    device = await node.join(who)
    chance = random.Random(7)
    frames = whole_frames()
    sent, codes = 0, set[str]()
    while sent < ROUNDS:
        try:
            text = mutated(chance, chance.choice(frames)).decode()
        except UnicodeDecodeError:
            continue  # closes with 1007, tested with the transport
        await device.raw(text)
        sent += 1
        if sent % 100 == 0:
            await device.quiet()
            codes |= {frame["code"] for frame in device.of("error")}
            device.forget()
    assert "bad_frame" in codes
    assert codes <= {str(code) for code in Code} - {"internal"}
    assert device.closed is None


@pytest.mark.parametrize("kind", [kind for kind in REQUESTS if kind != "hello"])
@pytest.mark.parametrize("who", [CID, ANN])
async def test_a_request_about_what_is_not_there_reveals_nothing(
    node: HubNode, who: str, kind: str
) -> None:
    device = await node.join(who)
    frame = sample(kind)
    if kind in SILENT:
        assert await heard(device, json.dumps(frame)) == []
        return
    del frame["id"], frame["type"]
    answer = await device.ask(kind, **frame)
    request = REQUESTS[kind]
    side = "client" if who == CID else "staff"
    if request.sender not in ("any", side):
        assert (answer["code"], answer.get("data")) == ("forbidden", None)
    elif "chat" in frame or "product" in frame:
        expected = "ok" if kind == "chat.unwatch" else "error"
        assert answer["type"] == expected
        assert answer.get("code", "not_found") == "not_found"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_json"),
        ("{", "bad_json"),
        ("[]", "bad_frame"),
        ('{"type":"send"', "bad_json"),
        ('{"id":1}', "bad_frame"),
        ('{"type":"never","id":1}', "unknown_type"),
        ('{"type":"send","id":0}', "bad_frame"),
        ('{"type":"send","id":1,"x":' + "[" * 20 + "]" * 20 + "}", "too_deep"),
    ],
)
async def test_what_is_no_request_has_its_own_code(node: HubNode, text: str, code: str) -> None:
    device = await node.join(CID)
    assert [answer[0] for answer in await heard(device, text)] == [code]


async def test_the_twentieth_bad_frame_in_a_minute_is_the_last(sqlite_database: Database) -> None:
    async with hub_node(sqlite_database) as node:
        device = await node.join(CID)
        for _ in range(20):
            await device.raw("{")
        assert await device.gone() == 4400
        assert len(device.of("error")) == 20


async def test_a_binary_frame_and_one_too_large_end_the_connection(node: HubNode) -> None:
    device = await node.join(CID)
    await device.socket.send(b"{}")
    assert await device.gone() == 1003
    device = await node.join(CID)
    await device.raw('{"type":"send","id":1,"text":"' + "a" * 65_536 + '"}')
    assert await device.gone() == 1009
