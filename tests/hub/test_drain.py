"""How does a node send its people away?"""

import asyncio
from collections.abc import AsyncIterator

import pytest
from websockets.exceptions import InvalidStatus

from chatserver.core.commands import Send
from chatserver.ledger.outcome import Answer, Outcome, Person
from chatserver.storage.database import Database
from tests.hub.hub_node import HubNode, hub_node
from tests.seeds import ANN, CID


@pytest.fixture
async def node(sqlite_database: Database) -> AsyncIterator[HubNode]:
    async with hub_node(sqlite_database, limits={"retry_spread_s": 5}) as running:
        yield running


async def test_everybody_hears_bye_and_then_the_socket_closes(node: HubNode) -> None:
    people = [await node.join(CID), await node.join(ANN), await node.open()]
    await node.hub.drain()
    for device in people:
        bye = await device.push("bye")
        assert (bye["code"], bye["why"]) == (1012, "restart")
        assert 0 <= bye["after_ms"] < 5_000
        assert await device.gone() == 1012
    assert node.figure("sockets") == 0


async def test_nobody_is_let_in_while_the_node_drains(node: HubNode) -> None:
    await node.hub.drain()
    with pytest.raises(InvalidStatus) as refusal:
        await node.open()
    assert refusal.value.response.status_code == 503


async def test_what_is_queued_is_finished_and_answered(node: HubNode) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid)
    answers: list[Answer] = []
    for n in range(300):
        node.ledger.post(Send(chat, f"k{n}", f"text {n}"), Person("client", CID), answers.append)
    await cid.say("send", id=901, key="last", chat=chat, text="last words")
    await cid.quiet()
    await node.hub.drain()
    assert (await cid.push("ok", id=901))["seq"] > 300
    assert len(answers) == 300
    assert all(isinstance(answer, Outcome) for answer in answers)


@pytest.mark.slow
async def test_a_device_that_does_not_answer_the_close_does_not_hold_the_node(
    node: HubNode,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
    writer.write(
        b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Protocol: chat.v1\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    async with asyncio.timeout(15):
        await node.hub.drain()
    assert node.figure("sockets") == 0
    writer.close()
