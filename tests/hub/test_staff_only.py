"""Does anything that employees keep to themselves reach a client, in whatever way?

Every request and every push that is for staff alone is walked, with a word that stands nowhere
else; then all that a client's sockets and the superapp's doors say is searched for it, and all that
is stored for whoever is told later.
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from chatserver.core.fragments import stem
from chatserver.jobs import Jobs
from chatserver.storage.database import Database
from chatserver.storage.tables import SQLModel
from chatserver.wire.pushes import PUSHES
from chatserver.wire.requests import REQUESTS, tag
from tests.doors import Doors, doors
from tests.hub.hub_node import NO_HURRY, Device, HubNode, hub_node
from tests.seeds import ANN, APP, CID, DESK, DOT, SOSNY

WORD = "quandongs"
# What a client may be pushed: all else is for staff. Whoever adds a push says here for whom it is.
FOR_CLIENTS = frozenset({
    "welcome", "error", "event", "marks", "typing", "lag", "reset", "unwatched", "auth.expiring",
    "bye", "ping", "pong",
})  # fmt: skip
FOR_STAFF = frozenset({"viewers", "note", "inbox", "counts"})
_REQUEST_ID = re.compile(r'"request_id":"[^"]*"')


def asks(chat: str) -> dict[str, dict[str, Any]]:
    """Return every request that is for staff alone, with the word wherever one can be said.

    `dialog.close` comes last: then nothing more is said in the dialog.
    """
    return {
        "note": {"chat": chat, "key": "key_note", "text": f"a note: {WORD}"},
        "notes": {"chat": chat},
        "note.delete": {"chat": chat, "n": 1},
        "comment": {"chat": chat, "text": f"a comment: {WORD}", "expect": 0},
        "inbox.watch": {"filter": {"q": WORD}},
        "inbox.page": {"cursor": WORD},
        "inbox.unwatch": {},
        "presence": {"state": "away"},
        "assign": {"chat": chat, "key": "key_assign", "department": DESK, "expect": 1},
        "dialog.close": {"chat": chat, "key": "key_close", "dialog": 1, "reason": "solved"},
    }


@asynccontextmanager
async def everything(database: Database) -> AsyncIterator[tuple[Doors, HubNode]]:
    async with (
        doors(database) as door,
        hub_node(database, limits=NO_HURRY, seeded=door.small) as node,
    ):
        yield door, node


async def read_by_http(door: Doors, chat: str) -> dict[str, str]:
    """Return what each way of the superapp's door says to the client, by its path."""
    document = (await door.caller.get("/openapi.json")).json()
    headers, named = door.client(CID, SOSNY), {"chat": chat, "product": APP, "app": APP}
    said = {}
    for path, ways in document["paths"].items():
        if path.startswith(("/superapp/", "/miniapp/", "/public/")) and "get" in ways:
            whole = path
            for name in ("chat_id", "product_id", "app_id", "id"):
                whole = whole.replace(f"{{{name}}}", named.get(name.removesuffix("_id"), chat))
            answer = await door.caller.get(whole, headers=headers)
            said[path] = f"{answer.status_code} {_REQUEST_ID.sub('', answer.text)}"
    return said


async def stored(database: Database) -> dict[str, list[str]]:
    """Return each row of each table as text."""
    rows: dict[str, list[str]] = {}
    async with database.session() as session:
        connection = await session.connection()
        for name, table in SQLModel.metadata.tables.items():
            found = await connection.execute(table.select())
            rows[name] = sorted(repr(tuple(row)) for row in found)
        words = await connection.execute(text("SELECT * FROM message_text"))
        rows["message_text"] = sorted(repr(tuple(row)) for row in words)
    return rows


async def shown(node: HubNode, chat: str) -> list[str]:
    """Return what a client's new device is told who comes in, goes back, and opens the chat."""
    device = await node.open()
    welcome = await device.hello(node.token(CID), resume={"epoch": "epoch1", "chats": {chat: 1}})
    frames = [
        welcome["resumed"],
        await device.ok("chat.open", product=APP),
        await device.ok("chat.watch", chat=chat),
        await device.ok("history", chat=chat, before=1_000),
    ]
    await device.quiet()
    await device.close()
    return [json.dumps(frame) for frame in frames]


def test_each_push_is_for_somebody() -> None:
    assert {tag(push) for push in PUSHES} == FOR_CLIENTS | FOR_STAFF


@pytest.mark.any_kind
@pytest.mark.slow
async def test_a_note_leaves_no_trace_outside(sqlite_database: Database) -> None:
    async with everything(sqlite_database) as (door, node):
        cid, ann, dot = await node.join(CID), await node.join(ANN), await node.join(DOT)
        chat = await node.chat(cid, said=1)
        await cid.ok("chat.watch", chat=chat)
        for device in (ann, dot):
            await device.ok("chat.watch", chat=chat)
            await device.ok("inbox.watch")
        jobs = Jobs(door.small.world, node.ledger, CollectorRegistry())
        hook = {"url": "https://example.com/hooks"}
        headers = await door.staff(ANN)
        assert (await door.ask("POST", "/api/v1/webhooks", headers, hook)).status_code == 201
        await told(jobs)
        await quiet(cid, ann, dot)
        before = (
            len(cid.frames),
            await shown(node, chat),
            await read_by_http(door, chat),
            await stored(sqlite_database),
        )
        assert any(said.startswith("200") for said in before[2].values())
        cid.forget()

        node.clock.at += 5_000
        await dot.ok("note", chat=chat, key="key_note", text=f"a note: {WORD}")
        await ann.push("note", chat=chat)
        await told(jobs)
        await quiet(ann, dot)
        await cid.quiet()

        assert {frame["type"] for frame in cid.frames} <= {"ping", "pong"}
        assert await shown(node, chat) == before[1]
        node.clock.at -= 5_000
        assert await read_by_http(door, chat) == before[2]
        after = await stored(sqlite_database)
        moved = {name for name, rows in after.items() if rows != before[3][name]}
        # How far the followers have come is no word to anybody.
        apart = {"webhook_org", "noticed", "indexed_org", "indexed_chat", "look", "node"}
        assert moved - apart == {
            "message_text",
            "note",
            "chat",
            "chat_order",
            "org",
        }
        # Staff alone search; what they find by are stems.
        told_in = {name for name, rows in after.items() if stem(WORD) in str(rows)}
        assert told_in == {"message_text", "note"}


@pytest.mark.any_kind
@pytest.mark.slow
async def test_no_request_of_staff_brings_its_words_to_a_client(sqlite_database: Database) -> None:
    async with everything(sqlite_database) as (door, node):
        cid, ann = await node.join(CID), await node.join(ANN)
        chat = await node.chat(cid, said=1)
        await cid.ok("chat.watch", chat=chat)
        await ann.ok("chat.watch", chat=chat)
        for device in (cid, ann):
            await device.say("focus", chat=chat)
        kinds = asks(chat)
        assert set(kinds) == {name for name, kind in REQUESTS.items() if kind.sender == "staff"}
        for kind, fields in kinds.items():
            # A client who asks the same is told no more than that it is not theirs.
            refused = await cid.refused(kind, **fields)
            assert (refused["code"], "data" in refused) == ("forbidden", False), kind
            answer = await ann.ask(kind, **fields)
            # Nothing goes on from a word.
            expected = "error" if kind == "inbox.page" else "ok"
            assert answer["type"] == expected, (kind, answer)
        await told(Jobs(door.small.world, node.ledger, CollectorRegistry()))
        await quiet(cid, ann)
        assert WORD in json.dumps(ann.frames)
        assert {frame["type"] for frame in cid.frames} <= FOR_CLIENTS | {"ok"}
        said = [*map(json.dumps, cid.frames), *await shown(node, chat)]
        said += (await read_by_http(door, chat)).values()
        assert [one for one in said if WORD in one] == []


async def quiet(*devices: Device) -> None:
    for device in devices:
        await device.quiet()


async def told(jobs: Jobs) -> None:
    """Let everybody who follows what happens have their turn."""
    for follow in (jobs.notice, jobs.index, jobs.follow_chats, jobs.recount, jobs.pass_on):
        await follow()
