"""Does a watched list stay what the same list would be if it were asked for again?"""

import asyncio
import json
import random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text

from chatserver.actions.chats.message_index import follow_messages
from chatserver.core.inbox import Counts
from chatserver.files import FileLinks
from chatserver.hub.counting import Counting
from chatserver.hub.dispatch import dispatch
from chatserver.hub.inbox import InboxWatch, OrgInbox
from chatserver.ledger.reading import Reading
from chatserver.storage.database import Database
from chatserver.wire import encode
from chatserver.wire.shapes import RowChange
from tests.hub.hub_node import NO_HURRY, Device, Frame, HubNode, hub_node
from tests.seeds import ANN, APP, BOB, CID, DESK, DOT, KIM, NEWS, REPAIRS, SOSNY, WATER


@pytest.fixture
async def node(database: Database) -> AsyncIterator[HubNode]:
    async with hub_node(database, limits=NO_HURRY | {"inbox_push_every_ms": 20}) as running:
        yield running


@asynccontextmanager
async def away(node: HubNode, table: str) -> AsyncIterator[None]:
    """Let the database not find a table."""
    there, hidden = table, f"{table}_hidden"
    for name, to in ((there, hidden), (hidden, there)):
        async with node.world.db.transaction() as session:
            await (await session.connection()).execute(
                text(f'ALTER TABLE "{name}" RENAME TO "{to}"')
            )
        if to == hidden:
            yield


class Watched:
    """A list as a screen would keep it: the first page, and what was pushed applied to it."""

    def __init__(self, device: Device, opened: Frame) -> None:
        self._device = device
        self._opened = opened
        self.rows: dict[str, Frame] = {row["id"]: row for row in opened["rows"]}

    @classmethod
    async def open(cls, device: Device, **asked: Any) -> "Watched":
        return cls(device, await device.ok("inbox.watch", **asked))

    def now(self) -> dict[str, Frame]:
        rows = dict(self.rows)
        frames = self._device.frames
        for frame in frames[frames.index(self._opened) :]:
            for change in frame["rows"] if frame["type"] == "inbox" else []:
                if change["op"] == "put":
                    rows[change["chat"]] = change["row"]
                else:
                    del rows[change["chat"]]
        return rows

    async def until_equal(self, fresh: Frame) -> None:
        """Wait until the pushes have made it what was just asked for anew."""
        expected = {row["id"]: row for row in fresh["rows"]}
        await self._device.until(lambda _: self.now() == expected)


@pytest.mark.any_kind
async def test_a_chat_enters_the_list_with_the_clients_first_word(node: HubNode) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    listed = await Watched.open(ann)
    chat = await node.chat(cid)
    await ann.quiet()
    assert listed.now() == {}
    await cid.ok("send", key="k1", chat=chat, text="The tap is dripping")
    pushed = await ann.push("inbox")
    row = pushed["rows"][0]["row"]
    assert (row["id"], row["preview"], row["unread"]) == (chat, "The tap is dripping", 1)
    assert row["state"] == "staff"


@pytest.mark.any_kind
async def test_a_row_leaves_the_list_when_it_matches_no_longer(node: HubNode) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    listed = await Watched.open(ann, filter={"tab": "new"})
    assert list(listed.rows) == [chat]
    last = listed.rows[chat]["last"]
    await ann.ok("read", chat=chat, seq=last)
    pushed = await ann.push("inbox")
    assert pushed["rows"] == [{"op": "remove", "chat": chat}]
    ann.forget()
    await ann.ok("comment", chat=chat, text="known", expect=0)
    await ann.ok("inbox.watch")
    await ann.quiet()
    assert ann.of("inbox") == []


@pytest.mark.any_kind
async def test_counts_follow_what_happens(node: HubNode) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    opened = await ann.ok("inbox.watch")
    assert opened["counts"] == {"new": 0, "mine": 0, "waiting": 0}
    chat = await node.chat(cid, said=1)
    await ann.push("counts", new=1)
    assignment = (await ann.ok("chat.watch", chat=chat))["chat"]["assignment"]
    await ann.ok("assign", key="k", chat=chat, department=DESK, staff=ANN, expect=assignment)
    await ann.push("counts", new=1, mine=1)
    await ann.ok("read", chat=chat, seq=100)
    await ann.push("counts", new=0, mine=1)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "orlov"}, {"cid"}),
        ({"q": "+7 916 000-00-02"}, {"kim"}),
        ({"q": "lis"}, {"kim"}),
        ({"objects": ["obj_house1"]}, {"cid"}),
        ({"objects": ["obj_quarter", "obj_apart"]}, {"cid", "kim"}),
        ({"clients": [KIM]}, {"kim"}),
        ({"products": [NEWS]}, set()),
        ({"tags": [WATER]}, {"cid"}),
        ({"departments": [REPAIRS]}, {"cid"}),
        ({"staff": [DOT]}, {"cid"}),
        ({"states": ["closed"]}, set()),
        ({"platforms": ["ios"]}, {"kim"}),
        ({"created": {"from": "2026-01-01T12:00:00Z"}}, {"cid", "kim"}),
        ({"created": {"to": "2026-01-01T12:00:00Z"}}, set()),
        ({"updated": {"to": "2100-01-01T03:00:00+03:00"}}, {"cid", "kim"}),
    ],
)
async def test_every_filter_narrows_the_list_and_its_pushes_alike(
    node: HubNode, asked: dict[str, Any], found: set[str]
) -> None:
    cid, kim, ann = await node.join(CID), await node.join(KIM, platform="ios"), await node.join(ANN)
    early = await node.join(ANN)
    pushed = await Watched.open(early, filter=asked)
    chats = {"cid": await node.chat(cid), "kim": await node.chat(kim)}
    await cid.ok("tag.pick", key="k", chat=chats["cid"], prompt=3, tag=WATER)
    await kim.ok("send", key="k", chat=chats["kim"], text="hello")
    fresh = await ann.ok("inbox.watch", filter=asked)
    assert {row["id"] for row in fresh["rows"]} == {chats[name] for name in found}
    await pushed.until_equal(fresh)


async def test_a_list_looks_into_messages_and_follows_what_is_said(node: HubNode) -> None:
    cid, kim, ann = await node.join(CID), await node.join(KIM), await node.join(ANN)
    chat, other = await node.chat(cid, said=1), await node.chat(kim, said=1)
    sent = await cid.ok("send", key="k1", chat=chat, text="В подвале протекла труба")
    await follow_messages(node.world, quiet=lambda: True)
    by_name = await ann.ok("inbox.watch", filter={"q": "трубы"})
    listed = await Watched.open(ann, filter={"q": "трубы", "texts": True})
    parts = [{"text": "В подвале протекла ", "hit": False}, {"text": "труба", "hit": True}]
    pipe = {"field": "text", "parts": parts, "seq": sent["seq"]}
    assert by_name["rows"] == []
    assert {row: one["hits"] for row, one in listed.rows.items()} == {chat: [pipe]}

    # A row that a text has brought in stays when it changes, and keeps its fragment.
    await ann.ok("comment", chat=chat, text="known", expect=0)
    row = (await ann.push("inbox"))["rows"][0]["row"]
    assert (row["comment"], row["hits"]) == ("known", [pipe])

    ann.forget()
    await kim.ok("send", key="k2", chat=other, text="Труба!")
    row = (await ann.push("inbox"))["rows"][0]["row"]
    assert (row["id"], [hit["field"] for hit in row["hits"]]) == (other, ["text"])

    ann.forget()
    edited = await kim.ok("edit", key="k3", chat=other, seq=row["hits"][0]["seq"], text="Крыша")
    assert (await ann.push("inbox"))["rows"] == [{"op": "remove", "chat": other}]

    # What colleagues noted counts as what was said does, as long as it stands.
    ann.forget()
    await ann.ok("note", key="k4", chat=other, text="Труба!")
    row = (await ann.push("inbox"))["rows"][0]["row"]
    parts = [{"text": "Труба", "hit": True}, {"text": "!", "hit": False}]
    noted = {"field": "note", "parts": parts, "seq": edited["seq"], "note": 1}
    assert (row["id"], row["hits"]) == (other, [noted])
    await follow_messages(node.world, quiet=lambda: True)
    anew = await ann.ok("inbox.watch", filter={"q": "трубы", "texts": True})
    assert {row["id"]: row["hits"] for row in anew["rows"]} == {chat: [pipe], other: [noted]}
    ann.forget()
    await ann.ok("comment", chat=other, text="known", expect=0)
    assert (await ann.push("inbox"))["rows"][0]["row"]["hits"] == [noted]
    ann.forget()
    await ann.ok("note.delete", chat=other, n=1)
    assert (await ann.push("inbox"))["rows"] == [{"op": "remove", "chat": other}]


async def test_words_show_nobody_a_chat_that_they_may_not_see(node: HubNode) -> None:
    kim, ann, bob = await node.join(KIM), await node.join(ANN), await node.join(BOB)
    wanted = {"q": "труба", "texts": True}
    listed = [await Watched.open(one, filter=wanted) for one in (ann, bob)]
    chat = await node.chat(kim)
    await kim.ok("send", key="k", chat=chat, text="труба")
    await ann.push("inbox")
    await bob.quiet()
    await follow_messages(node.world, quiet=lambda: True)

    assert [list(one.now()) for one in listed] == [[chat], []]
    assert (await bob.ok("inbox.watch", filter=wanted))["rows"] == []


async def test_pages_go_on_where_the_last_one_ended(node: HubNode) -> None:
    cid, kim, ann = await node.join(CID), await node.join(KIM), await node.join(ANN)
    chats = []
    for device, product in ((cid, APP), (kim, APP), (cid, NEWS)):
        node.clock.at += 1000
        chats.append(await node.chat(device, product, said=1))
    first = await ann.ok("inbox.watch", limit=1)
    second = await ann.ok("inbox.page", cursor=first["cursor"], limit=1)
    third = await ann.ok("inbox.page", cursor=second["cursor"])
    rows = [row["id"] for page in (first, second, third) for row in page["rows"]]
    assert rows == chats[::-1]
    assert "cursor" not in third


@pytest.mark.any_kind
async def test_a_cursor_is_of_one_watch_alone(node: HubNode) -> None:
    cid, kim, ann = await node.join(CID), await node.join(KIM), await node.join(ANN)
    for device in (cid, kim):
        await node.chat(device, said=1)
    cursor = (await ann.ok("inbox.watch", limit=1))["cursor"]
    await ann.ok("inbox.watch", limit=1)
    for wrong in (cursor, "", "nonsense", "é", "a" * 500):
        error = await ann.refused("inbox.page", cursor=wrong)
        assert (error["code"], error["data"]["path"]) == ("bad_frame", "cursor")
    cursor = (await ann.ok("inbox.watch", limit=1))["cursor"]
    await ann.ok("inbox.unwatch")
    assert (await ann.refused("inbox.page", cursor=cursor))["code"] == "bad_frame"


def at_once(node: HubNode, person: str, *frames: Frame) -> None:
    """Have these frames of a person come in one turn of the loop, as from one packet."""
    (member,) = node.hub._node.roster.people[person]
    for frame in frames:
        dispatch(node.hub._node, member, json.dumps(frame).encode())


@pytest.mark.any_kind
async def test_a_list_that_was_taken_away_right_behind_the_question_has_no_further_page(
    node: HubNode,
) -> None:
    ann = await node.join(ANN)
    for person in (CID, KIM):
        await node.chat(await node.join(person), said=1)
    cursor = (await ann.ok("inbox.watch", limit=1))["cursor"]
    (member,) = node.hub._node.roster.people[ANN]
    at_once(node, ANN, {"type": "inbox.page", "id": 901, "cursor": cursor})
    node.hub._node.roster.rooms[SOSNY].inbox.unwatch(member)
    page = await ann.until(lambda frame: frame.get("id") == 901)
    assert (page["code"], page["data"]["path"]) == ("bad_frame", "cursor")
    assert (await ann.ask("ping_me"))["code"] == "unknown_type"


@pytest.mark.any_kind
async def test_of_watch_and_unwatch_the_later_one_holds(node: HubNode) -> None:
    cid, ann, bob = await node.join(CID), await node.join(ANN), await node.join(BOB)
    watch, unwatch = {"type": "inbox.watch"}, {"type": "inbox.unwatch"}
    at_once(node, ANN, watch | {"id": 901}, unwatch | {"id": 902})
    at_once(node, BOB, watch | {"id": 901}, unwatch | {"id": 902}, watch | {"id": 903})
    for device, last in ((ann, 902), (bob, 903)):
        for id_ in range(901, last + 1):
            await device.push("ok", id=id_)
    await node.chat(cid, said=1)
    await bob.push("inbox")
    await ann.quiet()
    assert ann.of("inbox") == []


@pytest.mark.any_kind
@pytest.mark.parametrize("behind", [f".{10**30}.chat_1", ".-1.chat_1", ".1.\0", ".1.", ".\u0661.c"])
async def test_a_cursor_that_somebody_made_up_is_refused(node: HubNode, behind: str) -> None:
    ann = await node.join(ANN)
    for person in (CID, KIM):
        await node.chat(await node.join(person), said=1)
    cursor = (await ann.ok("inbox.watch", limit=1))["cursor"]
    nonce = urlsafe_b64decode(cursor + "==").decode().split(".")[0]
    made_up = urlsafe_b64encode(f"{nonce}{behind}".encode()).decode().rstrip("=")
    error = await ann.refused("inbox.page", cursor=made_up)
    assert (error["code"], error["data"]["path"]) == ("bad_frame", "cursor")


async def test_a_list_that_cannot_be_read_is_watched_by_nobody(node: HubNode) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    listed = node.hub._node.roster.rooms[SOSNY].inbox
    async with away(node, "chat"):
        assert (await ann.refused("inbox.watch"))["code"] == "unavailable"
        assert listed.watches == {}
    await node.chat(cid, said=1)
    (row,) = (await ann.ok("inbox.watch"))["rows"]
    assert row["preview"] == "message 0"


@pytest.mark.any_kind
async def test_nothing_is_pushed_after_the_list_is_unwatched(node: HubNode) -> None:
    cid, ann, bob = await node.join(CID), await node.join(ANN), await node.join(BOB)
    await ann.ok("inbox.watch")
    await bob.ok("inbox.watch")
    await ann.ok("inbox.unwatch")
    await node.chat(cid, said=1)
    await bob.push("inbox")
    await ann.quiet()
    assert ann.of("inbox") == []


@pytest.mark.any_kind
async def test_a_page_that_would_be_too_large_ends_early(database: Database) -> None:
    async with hub_node(database, limits=NO_HURRY | {"page_bytes": 3000}) as node:
        ann = await node.join(ANN)
        for person in (CID, KIM):
            device = await node.join(person)
            chat = await node.chat(device, said=1)
            await ann.ok("comment", chat=chat, text="x" * 2000, expect=0)
        first = await ann.ok("inbox.watch")
        assert len(first["rows"]) == 1
        second = await ann.ok("inbox.page", cursor=first["cursor"])
        assert len(second["rows"]) == 1
        assert first["rows"][0]["id"] != second["rows"][0]["id"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_the_list_with_its_pushes_is_the_list_asked_for_anew(
    node: HubNode, seed: int
) -> None:
    """Invariant I12, for three employees with different rights and filters."""
    chance = random.Random(seed)
    clients = {CID: await node.join(CID), KIM: await node.join(KIM)}
    staff = {who: await node.join(who) for who in (ANN, BOB, DOT)}
    asked: dict[str, dict[str, Any]] = {
        ANN: {},
        BOB: {"tab": "new"},
        DOT: {"tab": "mine", "states": ["staff"]},
    }
    lists = {who: await Watched.open(staff[who], filter=asked[who]) for who in staff}
    chats = [
        (device, await node.chat(device, product))
        for device in clients.values()
        for product in (APP, NEWS)
    ]
    for step in range(40):
        device, chat = chance.choice(chats)
        node.clock.at += 1
        match chance.randrange(5):
            case 0 | 1:
                await device.ok("send", key=f"k{step}", chat=chat, text=f"text {step}")
            case 2:
                await staff[ANN].ask("send", key=f"a{step}", chat=chat, text="answer")
            case 3:
                await staff[ANN].ask("read", chat=chat, seq=chance.randrange(30))
            case 4:
                seen = await staff[ANN].ok("chat.watch", chat=chat)
                await staff[ANN].ask(
                    "assign",
                    key=f"s{step}",
                    chat=chat,
                    department=REPAIRS,
                    expect=seen["chat"]["assignment"],
                )
    for who, device in staff.items():
        fresh = await (await node.join(who)).ok("inbox.watch", filter=asked[who], limit=200)
        await lists[who].until_equal(fresh)
        counted = fresh["counts"]
        counts = [f for f in device.frames if f["type"] == "counts"]
        if counts or any(counted.values()):
            await device.push("counts", **counted)


async def listed_twice(node: HubNode) -> tuple[Device, OrgInbox, InboxWatch]:
    """Ann with her list, and the one that she had before."""
    ann = await node.join(ANN)
    await ann.ok("inbox.watch")
    listed = node.hub._node.roster.rooms[SOSNY].inbox
    (older,) = listed.watches.values()
    await ann.ok("inbox.watch")
    ann.forget()
    return ann, listed, older


@pytest.mark.any_kind
async def test_a_page_of_an_older_list_takes_nothing_from_the_newer(node: HubNode) -> None:
    chat = await node.chat(await node.join(CID))
    ann, listed, older = await listed_twice(node)
    standing = await Reading(node.world.db, FileLinks()).chat(chat)
    assert standing is not None
    connection = older.member.connection
    # The second waits until the first is some time ago.
    for rev, each in enumerate(("chat_1", chat), 1):
        connection.rows(rev, {each: encode(RowChange("remove", each))})
    listed.show(older, standing)
    await ann.until(lambda f: f["type"] == "inbox" and f["rows"][0]["chat"] == chat)


@pytest.mark.any_kind
async def test_counts_of_an_older_list_do_not_replace_those_of_the_newer(node: HubNode) -> None:
    ann, listed, older = await listed_twice(node)
    # What was counted for it may be older than what the newer one has told.
    older.counts = Counts(9, 9, 9)
    counting = Counting(node.world.db, node.hub._node.roster, asyncio.Event(), every_s=0)
    await counting._tell(listed, [older])
    await ann.quiet()
    assert ann.of("counts") == []
