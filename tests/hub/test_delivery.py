"""What happens to a reader that is too slow, and to everybody while the database is away?"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import update
from sqlmodel import col
from typing_extensions import override
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode

from chatserver.core.chat import Chat
from chatserver.core.commands import Send
from chatserver.hub.delivery import CHATS_AT_ONCE
from chatserver.hub.metrics import Metrics
from chatserver.hub.rights import Rights
from chatserver.ledger.directory import Directories, Directory
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.storage import chat_order
from chatserver.storage.bulk import insert_rows
from chatserver.storage.chats import INSERT_CHATS, new_row
from chatserver.storage.database import Database
from chatserver.storage.statement import Steps, ask
from chatserver.storage.tables import ClientRow, Org
from tests.hub.hub_node import NO_HURRY, HubNode, hub_node
from tests.seeds import ANN, APP, CID, NOON, SOSNY


@pytest.fixture
async def node(sqlite_database: Database) -> AsyncIterator[HubNode]:
    limits = NO_HURRY | {"outbox_bytes": 200_000, "slow_close_s": 0.5}
    async with hub_node(sqlite_database, limits=limits) as running:
        yield running


class Sleeper:
    """A peer that says what it has to, and then reads nothing."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "Sleeper":
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(
            b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Protocol: chat.v1\r\n\r\n"
        )
        await reader.readuntil(b"\r\n\r\n")
        return cls(reader, writer)

    def say(self, kind: str, **fields: object) -> None:
        text = msgspec.json.encode({"type": kind} | fields)
        self.writer.write(WireFrame(Opcode.TEXT, text).serialize(mask=True))


@pytest.mark.slow
async def test_a_reader_that_sleeps_harms_only_itself(node: HubNode) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    await ann.ok("chat.watch", chat=chat)
    sleeper = await Sleeper.open(node.port)
    sleeper.say("hello", id=1, token=node.token(ANN), device="asleep")
    sleeper.say("chat.watch", id=2, chat=chat)
    await ann.quiet()
    sent = 0
    while node.figure("closed_total", code="4408") == 0:
        async with asyncio.timeout(60):
            await cid.ok("send", key=f"k{sent}", chat=chat, text="x" * 4000)
        sent += 1
    last = (await cid.ok("chat.watch", chat=chat))["last"]
    await ann.push("event", seq=last)
    seqs = [seq for seq, _ in ann.events(chat)]
    assert seqs == list(range(seqs[0], last + 1))
    sleeper.writer.close()
    with suppress(ConnectionError):
        await sleeper.writer.wait_closed()


async def test_while_the_database_cannot_answer_sockets_stay_and_the_same_frame_works_later(
    node: HubNode,
) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    await ann.ok("chat.watch", chat=chat)
    last = (await ann.ok("chat.watch", chat=chat))["last"]

    await rename(node, "chat", "chat_away")
    for device, kind, fields in (
        (cid, "send", {"key": "k1", "text": "hello?"}),
        (cid, "chat.watch", {}),
        (ann, "inbox.watch", {}),
    ):
        about = {} if kind == "inbox.watch" else {"chat": chat}
        refused = await device.refused(kind, **about, **fields)
        assert (refused["code"], refused["retry_ms"] > 0) == ("unavailable", True)
    await rename(node, "chat_away", "chat")

    sent = await cid.ok("send", key="k1", chat=chat, text="hello?")
    assert "duplicate" not in sent
    await ann.push("event", seq=last + 1)
    assert (await ann.ok("inbox.watch"))["rows"][0]["id"] == chat


async def test_a_node_that_was_away_deals_out_page_by_page_all_that_changed(
    node: HubNode,
) -> None:
    ann = await node.join(ANN)
    await ann.ok("inbox.watch")
    # Far more than a page, as if another node had gone on alone.
    many = range(1, 2 * CHATS_AT_ONCE + 2)
    chats = [
        Chat(f"chat_{n}", n, SOSNY, f"cl_{n}", APP, None, None, NOON, NOON, n_client=1, rev=n)
        for n in many
    ]

    def written() -> Steps[None]:
        yield from ask(INSERT_CHATS, [new_row(chat) for chat in chats])
        yield from ask(chat_order.BEGIN, [chat_order.row_of(chat) for chat in chats])

    async with node.world.db.transaction() as session:
        people = [
            {"id": f"cl_{n}", "org": SOSNY, "name": "", "phone": str(n), "created_at": NOON}
            for n in many
        ]
        await insert_rows(session, ClientRow, people)
    await node.world.db.write(written())
    async with node.world.db.transaction() as session:
        await session.exec(update(Org).where(col(Org.id) == SOSNY).values(rev=len(many)))

    def listed() -> set[str]:
        return {row["chat"] for frame in ann.of("inbox") for row in frame["rows"]}

    await ann.until(lambda _: len(listed()) == len(many))
    assert node.hub._node.roster.rooms[SOSNY].rev == len(many)


async def test_what_was_said_elsewhere_comes_though_rights_move_without_end(
    node: HubNode,
) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    await ann.ok("chat.watch", chat=chat)
    rooms, delivery = node.hub._node.roster.rooms, node.hub._delivery

    class Moving(Directories):
        @override
        async def fetch(self, org: str, **wanted: Any) -> Directory | None:
            found = await super().fetch(org, **wanted)
            move()
            return found

    def move() -> None:
        """As a hint does whose commit was decided by newer rights."""
        if SOSNY in rooms:
            delivery.wake(SOSNY, acl=rooms[SOSNY].newest_acl + 1)

    directories, metrics = Moving(node.world.db), Metrics(CollectorRegistry())
    delivery._rights = Rights(directories, node.hub._node.roster, metrics)
    move()
    elsewhere = Ledger(node.world)
    await elsewhere.start()
    await elsewhere.submit(Send(chat, "k", "are you there?"), Person("client", CID))
    await elsewhere.stop()

    assert (await ann.push("event", key="k"))["chat"] == chat


async def rename(node: HubNode, table: str, name: str) -> None:
    async with node.world.db.engine.begin() as connection:
        await connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
        await connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")
