"""Who is let in, who is not, and what do they hear?"""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from typing_extensions import override
from websockets.exceptions import InvalidStatus
from websockets.server import ServerProtocol

from chatserver.hub.connection import Connection
from chatserver.hub.gateway import SILENT_MS
from chatserver.hub.http_side import HttpProtocol
from chatserver.hub.session import Session
from chatserver.hub.sockets import ChatSocket
from chatserver.hub.transport import ChatProtocol
from chatserver.identity.issuers import Issuers
from chatserver.identity.tokens import Claims, Kind
from chatserver.storage.database import Database
from tests.hub.hub_node import HubNode, hub_node
from tests.seeds import ANN, APP, BEREZKI, CID, DOT, FAY, MOD, NOON
from tests.small import small


@pytest.fixture
async def node(sqlite_database: Database) -> AsyncIterator[HubNode]:
    async with hub_node(sqlite_database) as running:
        yield running


async def turned_away(node: HubNode, **options: object) -> InvalidStatus:
    with pytest.raises(InvalidStatus) as refusal:
        await node.open(**options)
    return refusal.value


@pytest.mark.parametrize("offered", [None, ["chat.v2"], ["graphql-ws", "chat.v0"]])
async def test_without_the_subprotocol_there_is_no_upgrade(
    node: HubNode, offered: list[str] | None, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = await turned_away(node, subprotocols=offered)
    assert refusal.response.status_code == 400
    # Any stranger can cause it: nothing that an operator should look into.
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


async def test_a_page_of_another_origin_is_refused_and_a_program_is_not(node: HubNode) -> None:
    refusal = await turned_away(node, origin="https://evil.example")
    assert refusal.response.status_code == 403
    device = await node.open(origin="https://chat.example")
    assert device.socket.subprotocol == "chat.v1"


async def test_more_sockets_in_a_second_than_allowed_are_sent_away_for_a_while(
    sqlite_database: Database,
) -> None:
    limits = {"connects_per_s": 0.001, "unauthenticated": 1}
    async with hub_node(sqlite_database, limits=limits) as node:
        first = await node.open()
        node.hub._node.ticker.now += SILENT_MS
        refusal = await turned_away(node)
        assert refusal.response.status_code == 503
        assert refusal.response.headers["Retry-After"] == "1"
        # Nobody makes room for who is not let in.
        assert (await first.hello(node.token(CID)))["type"] == "welcome"


async def test_strangers_are_few_and_members_many(sqlite_database: Database) -> None:
    async with hub_node(sqlite_database, limits={"unauthenticated": 2}) as node:
        first = await node.open()
        await node.open()
        assert (await turned_away(node)).response.status_code == 503
        await first.hello(node.token(CID))
        await node.open()


async def test_who_holds_the_places_of_others_in_silence_makes_room(
    sqlite_database: Database,
) -> None:
    async with hub_node(sqlite_database, limits={"unauthenticated": 2}) as node:
        silent = [await node.open() for _ in range(2)]
        node.hub._node.ticker.now += SILENT_MS

        await node.join(CID)
        await node.join(CID)

        assert await silent[0].gone() == 1013
        assert (await silent[1].hello(node.token(CID)))["type"] == "welcome"


@pytest.mark.skipif(sys.platform != "linux", reason="another has one address of its own alone")
async def test_who_fills_most_places_from_one_address_makes_room_for_others(
    sqlite_database: Database,
) -> None:
    async with hub_node(sqlite_database, limits={"unauthenticated": 3}) as node:
        crowd = [await node.open() for _ in range(3)]
        assert (await turned_away(node)).response.status_code == 503

        other = await node.open(local_addr=("127.0.0.2", 0))

        assert await crowd[0].gone() == 1013
        assert (await other.hello(node.token(CID)))["type"] == "welcome"


async def test_a_stranger_who_says_nothing_is_sent_away(sqlite_database: Database) -> None:
    async with hub_node(sqlite_database, limits={"hello_timeout_s": 0.1}) as node:
        device = await node.open()
        assert await device.gone() == 4400


async def test_whoever_waits_for_a_slow_node_is_told_to_come_back_later(
    sqlite_database: Database,
) -> None:
    house, asked = await small(sqlite_database), asyncio.Event()

    class Stuck(Issuers):
        @override
        async def verify(self, token: str) -> Claims:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError

    issuers = Stuck([], find_client=nobody, now=house.clock)
    stuck = replace(house, identity=replace(house.identity, issuers=issuers))
    async with hub_node(sqlite_database, seeded=stuck) as node:
        device = await node.open()
        await device.say("hello", id=1, token="e30.e30.x", device="test")
        await asked.wait()
        node.hub._node.ticker.now += int(node.world.settings.hub.hello_timeout_s * 1000)
        assert await device.gone() == 1013


async def nobody(_: str, __: str) -> None:
    """Nobody is known by an id of somebody else."""


async def test_the_first_frame_has_to_be_hello(node: HubNode) -> None:
    device = await node.open()
    assert (await device.refused("chat.watch", chat="chat_1"))["code"] == "not_hello"
    await device.say("ping", n=1)
    unnamed = await device.until(lambda frame: frame.get("id", 0) is None)
    assert unnamed["code"] == "not_hello"
    # What is wrong with it besides comes second: what a frame is counts before its fields.
    assert (await device.refused("history", chat="chat_1"))["code"] == "not_hello"
    assert (await device.refused("send", chat=1))["code"] == "not_hello"
    await device.raw('{"type": "history", "id": 9, "x": ' + "[" * 20 + "]" * 20 + "}")
    await device.push("error", code="too_deep")
    assert (await device.hello(node.token(CID)))["type"] == "welcome"
    assert (await device.hello(node.token(CID)))["code"] == "already"


async def test_frames_that_follow_the_hello_at_once_are_served_after_the_welcome(
    node: HubNode,
) -> None:
    device = await node.open()
    await device.say("hello", id=1, token=node.token(CID), device="test")
    await device.say("ping", n=5)
    await device.push("pong", n=5)
    assert [frame["type"] for frame in device.frames] == ["welcome", "pong"]


async def test_a_bad_token_is_told_and_ends_it(node: HubNode) -> None:
    expired = node.token(CID, lifetime_s=10)
    node.clock.at += 10_000
    nobody = node.token("cl_nobody")
    elsewhere = node.token(CID, org=BEREZKI)
    api = node.identity.tokens.issue(Kind.STAFF, ANN, org=None, lifetime_s=60).token[:-1]
    for token, code in (
        ("nonsense", "unauthorized"),
        (expired, "token_expired"),
        (nobody, "unauthorized"),
        (elsewhere, "unauthorized"),
        (api, "unauthorized"),
    ):
        device = await node.open()
        assert (await device.hello(token))["code"] == code
        assert await device.gone() == 4401


@pytest.mark.parametrize(("person", "org"), [(FAY, "org_sosny"), (MOD, None)])
async def test_whoever_has_nothing_to_look_for_here_is_barred(
    node: HubNode, person: str, org: str | None
) -> None:
    device = await node.open()
    answer = await device.hello(node.token(person, org=org))
    assert answer["code"] == "forbidden"
    assert await device.gone() == 4403


async def test_a_malformed_hello_is_told_and_ends_it(node: HubNode) -> None:
    device = await node.open()
    await device.raw('{"type":"hello","id":1,"device":"test"}')
    error = await device.push("error")
    assert (error["code"], error["data"]) == ("bad_frame", {"path": "token"})
    assert await device.gone() == 4401


async def test_a_stranger_may_not_send_large_frames(node: HubNode) -> None:
    device = await node.open()
    await device.raw('{"type":"hello","x":"' + "a" * 8192 + '"}')
    assert await device.gone() == 1009


async def test_the_oldest_of_too_many_connections_of_a_person_is_replaced(
    sqlite_database: Database,
) -> None:
    async with hub_node(sqlite_database, limits={"connections_per_person": 2}) as node:
        first, second = await node.join(CID), await node.join(CID)
        other = await node.join(DOT)
        third = await node.join(CID)
        assert await first.gone() == 4410
        for device in (second, third, other):
            await device.quiet()


async def test_one_that_is_being_cut_does_not_keep_the_next_waiting(
    sqlite_database: Database,
) -> None:
    async with hub_node(sqlite_database, limits={"connections_per_person": 1}) as node:
        first = await node.join(CID)
        (session,) = node.hub.gateway.open_sessions()
        # As after a broken transport: it is closing, and nobody has been told that it is gone.
        session.connection._socket.closing = True
        second = await node.join(CID)
        await second.ok("chat.open", product=APP)
        session.connection._socket.abort()
        assert await first.gone() == 1006


async def test_a_token_is_renewed_by_the_same_person_alone(node: HubNode) -> None:
    device = await node.join(CID)
    assert (await device.refused("auth", token="x"))["code"] == "unauthorized"
    assert (await device.refused("auth", token=node.token(ANN)))["code"] == "unauthorized"
    renewed = await device.ok("auth", token=node.token(CID, lifetime_s=3600))
    assert renewed["expires_at"] == "2026-01-01T13:00:00.000Z"


async def test_a_connection_ends_with_its_token_and_is_warned_before(
    sqlite_database: Database,
) -> None:
    async with hub_node(sqlite_database, limits={"ping_s": 0.2}) as node:
        device = await node.join(CID)
        node.clock.at = NOON + 850_000
        warned = await device.push("auth.expiring")
        assert warned["expires_at"] == "2026-01-01T12:15:00.000Z"
        node.clock.at = NOON + 900_000
        assert await device.gone() == 4401


async def test_the_codes_that_peers_think_of_are_counted_as_one(node: HubNode) -> None:
    for code in (1000, 3000, 4999):
        device = await node.open()
        await device.socket.close(code)
    await node.hub.gateway.all_gone()
    counted = {code: node.figure("closed_total", code=code) for code in ("1000", "other", "4999")}
    assert counted == {"1000": 1, "other": 2, "4999": 0}


async def test_when_all_have_left_nothing_of_them_is_kept(node: HubNode) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = (await cid.ok("chat.open", product="prd_app"))["chat"]["id"]
    await cid.ok("chat.watch", chat=chat)
    await ann.ok("chat.watch", chat=chat)
    await ann.ok("inbox.watch")
    assert node.figure("watched_chats") == 1
    for device in (cid, ann):
        await device.close()
    await node.hub.gateway.all_gone()
    for figure in ("sockets", "people", "watched_chats", "organisations"):
        assert node.figure(figure) == 0


@pytest.mark.slow
async def test_who_has_left_needs_no_garbage_collector(node: HubNode) -> None:
    # Thousands that leave at once would stop a node for most of a second.
    parts = (HttpProtocol, ChatProtocol, ServerProtocol, ChatSocket, Session, Connection)
    gc.collect()
    gc.disable()
    try:
        device = await node.join(ANN)
        await device.ok("inbox.watch")
        assert {type(one) for one in gc.get_objects() if isinstance(one, parts)} >= {Session}
        await device.close()
        await asyncio.gather(*node.server.server_state.tasks)
        assert [one for one in gc.get_objects() if isinstance(one, parts)] == []
    finally:
        gc.enable()
