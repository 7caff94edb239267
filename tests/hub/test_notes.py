"""Do employees who look at a chat hear of each note once, wherever it was written?"""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from typing_extensions import override

from chatserver.actions.employees.staff import change_staff
from chatserver.config import Bus
from chatserver.core.commands import WriteNote
from chatserver.hub.dispatch import dispatch
from chatserver.hub.news import tell_notes
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.storage import following, notes
from chatserver.storage.database import Database
from chatserver.storage.statement import Rows, Statement
from tests.hub.hub_node import NO_HURRY, Device, HubNode, hub_node
from tests.hub.slow_reading import slowed
from tests.hub.test_two_nodes import two_nodes
from tests.seeds import ANN, BEREZKI, CID, DOT, EVE, FLAT_2, KIM, NEWS, SOSNY, ZOE
from tests.small import small


@pytest.fixture
async def node(sqlite_database: Database) -> AsyncIterator[HubNode]:
    async with hub_node(sqlite_database, limits=NO_HURRY) as running:
        yield running


def heard(device: Device, chat: str) -> list[tuple[int, int, str | None]]:
    """Return what was pushed of a chat's notes: number, change and text."""
    notes = [frame["note"] for frame in device.of("note") if frame["chat"] == chat]
    return [(note["n"], note["change"], note.get("text")) for note in notes]


async def test_colleagues_hear_of_a_note_and_of_its_end(node: HubNode) -> None:
    cid, ann, dot = await node.join(CID), await node.join(ANN), await node.join(DOT)
    chat = await node.chat(cid, said=1)
    for device in (ann, dot):
        assert (await device.ok("chat.watch", chat=chat))["chat"]["notes"] == 0
    written = await dot.ok("note", key="k", chat=chat, text="look")
    assert written["n"] == 1
    pushed = await ann.push("note", chat=chat)
    last = (await cid.ok("chat.watch", chat=chat))["last"]
    assert pushed["note"] == {
        "n": 1,
        "change": 1,
        "after": last,
        "by": {"kind": "staff", "name": "Dot", "id": DOT},
        "at": written["at"],
        "key": "k",
        "text": "look",
    }
    assert (await dot.ok("note", key="k", chat=chat, text="look"))["duplicate"] is True
    await ann.ok("note.delete", chat=chat, n=1)
    gone = await dot.until(lambda frame: frame.get("note", {}).get("deleted") is True)
    assert (gone["note"]["change"], "text" in gone["note"]) == (2, False)
    await dot.quiet()
    assert heard(dot, chat) == heard(ann, chat) == [(1, 1, "look"), (1, 2, None)]
    await cid.quiet()
    assert cid.of("note") == []


async def test_who_comes_back_reads_on_from_what_they_know(node: HubNode) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    dot = await node.join(DOT)
    for n in range(5):
        await ann.ok("note", key=f"k{n}", chat=chat, text=f"note {n}")
    newest = await dot.ok("notes", chat=chat, limit=2)
    assert ([note["n"] for note in newest["notes"]], newest["more"], newest["change"]) == (
        [4, 5],
        True,
        5,
    )
    older = await dot.ok("notes", chat=chat, before=4)
    assert ([note["n"] for note in older["notes"]], older["more"]) == ([1, 2, 3], False)
    await dot.close()
    await ann.ok("note.delete", chat=chat, n=2)
    await ann.ok("note", key="k5", chat=chat, text="note 5")
    last = (await cid.ok("chat.watch", chat=chat))["last"]
    back = await node.open()
    resume = {"epoch": "epoch1", "chats": {chat: last}}
    welcome = await back.hello(node.token(DOT), resume=resume)
    assert welcome["resumed"][chat]["chat"]["notes"] == 7
    first = await back.ok("notes", chat=chat, since=5, limit=1)
    assert ([n["n"] for n in first["notes"]], first["change"], first["more"]) == ([2], 6, True)
    rest = await back.ok("notes", chat=chat, since=6)
    assert ([n["n"] for n in rest["notes"]], rest["change"], rest["more"]) == ([7], 7, False)
    nothing = await back.ok("notes", chat=chat, since=7)
    assert (nothing["notes"], nothing["change"], nothing["more"]) == ([], 7, False)


async def test_a_page_of_notes_is_no_larger_than_a_page_may_be(sqlite_database: Database) -> None:
    async with hub_node(sqlite_database, limits=NO_HURRY | {"page_bytes": 17_000}) as node:
        cid, ann = await node.join(CID), await node.join(ANN)
        chat = await node.chat(cid, said=1)
        for n in range(3):
            await ann.ok("note", key=f"k{n}", chat=chat, text="я" * 4000)
        await ann.ok("note", key="k3", chat=chat, text="short")
        newest = await ann.ok("notes", chat=chat)
        since = await ann.ok("notes", chat=chat, since=0)
        long = await ann.refused("note", key="k4", chat=chat, text="я" * 4001)
        blank = await ann.refused("note", key="k5", chat=chat, text=" ")
    assert ([note["n"] for note in newest["notes"]], newest["more"]) == ([2, 3, 4], True)
    assert ([n["n"] for n in since["notes"]], since["change"], since["more"]) == ([1, 2], 2, True)
    assert (long["code"], long["data"]) == ("too_large", {"path": "text"})
    assert blank["code"] == "empty_message"


async def test_whoever_may_not_see_a_chat_learns_nothing_of_its_notes(node: HubNode) -> None:
    cid, kim, ann = await node.join(CID), await node.join(KIM), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    hidden = await node.chat(kim, said=1)
    await ann.ok("note", key="k", chat=hidden, text="look")
    dot, eve, zoe = await node.join(DOT), await node.join(EVE), await node.join(ZOE, org=BEREZKI)
    for device, where in ((dot, hidden), (zoe, chat)):
        assert (await device.refused("notes", chat=where))["code"] == "not_found"
        assert (await device.refused("note", key="x", chat=where, text="a"))["code"] == "not_found"
        assert (await device.refused("note.delete", chat=where, n=1))["code"] == "not_found"
    for asked in ({"key": "x", "text": "a"}, {"n": 1}, {}):
        kind = "note" if "key" in asked else "note.delete" if asked else "notes"
        assert (await cid.refused(kind, chat=chat, **asked))["code"] == "forbidden"
    # Who only looks reads, and writes nothing.
    news = await node.chat(cid, NEWS, said=1)
    await ann.ok("note", key="k2", chat=news, text="look")
    seen = await eve.ok("notes", chat=news)
    assert [note["text"] for note in seen["notes"]] == ["look"]
    assert (await eve.refused("note", key="x", chat=news, text="a"))["code"] == "forbidden"
    assert (await eve.refused("note.delete", chat=news, n=1))["code"] == "forbidden"


async def test_a_right_that_is_taken_away_ends_the_notes_too(node: HubNode) -> None:
    cid, ann, dot = await node.join(CID), await node.join(ANN), await node.join(DOT)
    chat = await node.chat(cid, said=1)
    await dot.ok("chat.watch", chat=chat)
    await ann.ok("note", key="k1", chat=chat, text="before")
    await dot.push("note", chat=chat)
    wanted: dict[str, object] = {"objects": [FLAT_2]}
    await change_staff(node.world, SOSNY, DOT, wanted, by=ANN, expected=None)
    await dot.push("unwatched", chat=chat)
    await ann.ok("chat.watch", chat=chat)
    await ann.ok("note", key="k2", chat=chat, text="after")
    await ann.push("note", chat=chat)
    await dot.quiet()
    assert heard(dot, chat) == [(1, 1, "before")]
    assert (await dot.refused("notes", chat=chat))["code"] == "not_found"


async def test_a_page_of_notes_does_not_come_behind_the_end_of_the_watch(node: HubNode) -> None:
    cid, dot = await node.join(CID), await node.join(DOT)
    chat = await node.chat(cid, said=1)
    await dot.ok("chat.watch", chat=chat)
    await dot.ok("note", key="k1", chat=chat, text="look")
    await dot.ok("dialog.close", key="k2", chat=chat, dialog=1, reason="solved")
    slow, reading = slowed(node)
    (member,) = slow.roster.people[DOT]
    dispatch(slow, member, json.dumps({"type": "notes", "id": 901, "chat": chat}).encode())
    await reading.has_read.wait()
    await cid.ok("dialog.new", key="k3", chat=chat, place=FLAT_2)
    await dot.push("unwatched", chat=chat)
    reading.may_go_on.set()
    answer = await dot.until(lambda frame: frame.get("id") == 901)
    assert (answer["type"], answer.get("code")) == ("error", "not_found")


async def test_who_comes_while_others_are_told_of_a_note_hears_of_it_too(
    sqlite_database: Database,
) -> None:
    house = await small(sqlite_database)
    settings = house.world.settings.model_copy(update={"bus": Bus(sweep_every_ms=86_400_000)})
    seldom = replace(house, world=replace(house.world, settings=settings))
    async with hub_node(sqlite_database, limits=NO_HURRY, seeded=seldom) as node:
        cid, ann, dot = await node.join(CID), await node.join(ANN), await node.join(DOT)
        chat = await node.chat(cid, said=1)
        await ann.ok("chat.watch", chat=chat)
        slow, reading = slowed(node)
        (member,) = slow.roster.people[DOT]
        dispatch(slow, member, json.dumps({"type": "chat.watch", "id": 901, "chat": chat}).encode())
        await reading.has_read.wait()
        # Another node writes it; it is read here before anything was heard of the chat itself.
        elsewhere = Ledger(node.world)
        await elsewhere.start()
        await elsewhere.submit(WriteNote(chat, "k", "look"), Person("staff", ANN))
        await elsewhere.stop()
        assert await tell_notes(node.world.db, [slow.roster.channels[chat]])
        await ann.push("note", chat=chat)
        reading.may_go_on.set()
        watched = await dot.until(lambda frame: frame.get("id") == 901)
        assert watched["chat"]["notes"] == 1


async def test_a_note_costs_one_question_for_notes_and_a_message_none(
    sqlite_database: Database,
) -> None:
    class Counted(Database):
        """Remembers what it was asked."""

        @override
        async def ask(self, statement: Statement, *args: object) -> Rows:
            asked.append(statement)
            return await super().ask(statement, *args)

    asked: list[Statement] = []
    database = Counted(sqlite_database.engine, sqlite_database._runner)
    async with hub_node(database, limits=NO_HURRY) as node:
        cid, ann, dot = await node.join(CID), await node.join(ANN), await node.join(DOT)
        chat = await node.chat(cid, said=1)
        await dot.ok("chat.watch", chat=chat)
        asked.clear()
        await ann.ok("send", key="k0", chat=chat, text="hello")
        await dot.push("event", key="k0")
        assert {following.ABOVE, notes.CHANGED_ABOVE}.isdisjoint(asked)
        for n in (1, 2):
            dot.forget()
            await ann.ok("note", key=f"k{n}", chat=chat, text="look")
            await dot.push("note", chat=chat)
        assert (asked.count(following.ABOVE), asked.count(notes.CHANGED_ABOVE)) == (0, 2)


async def test_notes_are_held_to_the_rate_of_messages(sqlite_database: Database) -> None:
    slow = NO_HURRY | {"staff_sends_per_s": 0.01, "staff_sends_burst": 2}
    async with hub_node(sqlite_database, limits=slow) as node:
        cid, ann = await node.join(CID), await node.join(ANN)
        chat = await node.chat(cid, said=1)
        await ann.ok("send", key="k0", chat=chat, text="hello")
        await ann.ok("note", key="k1", chat=chat, text="look")
        refused = await ann.refused("note", key="k2", chat=chat, text="look")
    assert refused["code"] == "rate_limited"


@pytest.mark.postgres
@pytest.mark.parametrize("hints", [True, False])
async def test_a_note_reaches_colleagues_on_another_node(
    postgres_database_url: str, hints: bool
) -> None:
    async with two_nodes(postgres_database_url, hints=hints) as (one, two):
        cid, ann, there = await one.join(CID), await one.join(ANN), await two.join(DOT)
        client_there = await two.join(CID)
        chat = await one.chat(cid, said=1)
        await there.ok("chat.watch", chat=chat)
        await client_there.ok("chat.watch", chat=chat)
        for n in range(3):
            await ann.ok("note", key=f"k{n}", chat=chat, text=f"note {n}")
        await there.until(lambda frame: frame.get("note", {}).get("n") == 3)
        assert heard(there, chat) == [(n + 1, n + 1, f"note {n}") for n in range(3)]
        await ann.ok("send", key="said", chat=chat, text="hello")
        await client_there.push("event", kind="message", key="said")
        assert client_there.of("note") == []
