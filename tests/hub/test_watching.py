"""Does a device get every event once, whenever and from wherever it begins to watch?"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import msgspec
import pytest
from msgspec import UNSET
from sqlmodel import col, delete

from bots.settings import complete_basic
from chatserver.config import Bus
from chatserver.core.commands import CloseDialog, Open
from chatserver.hub.arrivals import Arrival
from chatserver.hub.dispatch import dispatch
from chatserver.ledger.following import events_above
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.storage.database import Database
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import ClientPlace, ProductRow
from tests.hub.hub_node import EPOCH, NO_HURRY, HubNode, hub_node
from tests.hub.slow_reading import slowed
from tests.seeds import (
    ANN,
    APP,
    BEREZKI,
    CID,
    DOT,
    FAR_APP,
    FAR_CLIENT,
    KIM,
    NEWS,
    NOON,
    SOSNY,
    ZOE,
)
from tests.small import small


@pytest.fixture
async def node(sqlite_database: Database) -> AsyncIterator[HubNode]:
    async with hub_node(sqlite_database, limits=NO_HURRY) as running:
        yield running


def seqs(frame: dict[str, object]) -> list[int]:
    events = frame["events"]
    assert isinstance(events, list)
    return [event["seq"] for event in events]


async def test_without_after_come_the_newest_fifty(node: HubNode) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid, said=60)
    watched = await cid.ok("chat.watch", chat=chat)
    last = watched["last"]
    assert seqs(watched) == list(range(last - 49, last + 1))
    assert watched["more"] is True
    assert "gap" not in watched


@pytest.mark.slow
async def test_up_to_two_hundred_behind_comes_everything_since(node: HubNode) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid, said=210)
    last = (await cid.ok("chat.watch", chat=chat))["last"]
    watched = await cid.ok("chat.watch", chat=chat, after=last - 200)
    assert seqs(watched) == list(range(last - 199, last + 1))
    assert "gap" not in watched
    watched = await cid.ok("chat.watch", chat=chat, after=last - 201)
    assert seqs(watched) == list(range(last - 49, last + 1))
    assert watched["gap"] == {"from": last - 200, "to": last - 50}
    watched = await cid.ok("chat.watch", chat=chat, after=last)
    assert seqs(watched) == []


async def test_after_beyond_the_end_is_told_and_not_watched(node: HubNode) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid, said=1)
    watched = await cid.ok("chat.watch", chat=chat, after=1000)
    assert "events" not in watched
    reset = await cid.push("reset")
    assert (reset["what"], reset["chat"], reset["why"]) == ("chat", chat, "ahead")
    await cid.ok("send", key="k", chat=chat, text="hello")
    await cid.quiet()
    assert cid.events(chat) == []


async def test_whoever_turns_out_to_be_ahead_watches_no_more(node: HubNode) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid)
    await cid.ok("chat.watch", chat=chat)
    assert "events" not in await cid.ok("chat.watch", chat=chat, after=1000)
    await cid.ok("send", key="k", chat=chat, text="hello")
    await cid.quiet()
    assert cid.events(chat) == []


async def test_whoever_asks_again_before_they_hear_that_they_are_ahead_watches(
    node: HubNode,
) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid)
    (member,) = node.hub._node.roster.people[CID]
    wish = member.want(chat)
    ahead, again = (
        Arrival(node.hub._node, member, chat, after, wish=wish) for after in (1000, None)
    )
    await ahead.read()
    await again.read()
    assert ahead.settle().events is UNSET
    assert again.settle().events is not UNSET
    ahead.leave()
    again.leave()
    await cid.ok("send", key="k", chat=chat, text="hello")
    await cid.push("event", kind="message")


async def test_who_left_and_came_back_before_they_hear_that_they_were_ahead_watches(
    node: HubNode,
) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid)
    (member,) = node.hub._node.roster.people[CID]
    ahead = Arrival(node.hub._node, member, chat, 1000, wish=member.want(chat))
    node.hub._node.roster.unwatch(member, chat)
    again = Arrival(node.hub._node, member, chat, None, wish=member.want(chat))
    await ahead.read()
    await again.read()
    again.settle()
    assert not ahead.wished
    assert ahead.settle().events is UNSET
    ahead.leave()
    again.leave()
    await cid.ok("send", key="k", chat=chat, text="hello")
    await cid.push("event", kind="message")


async def test_a_watch_that_was_left_before_it_was_served_makes_nobody_a_watcher(
    node: HubNode,
) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid)
    (member,) = node.hub._node.roster.people[CID]
    node.hub._node.roster.unwatch(member, chat)
    early = Arrival(node.hub._node, member, chat, None, wish=member.want(chat))
    node.hub._node.roster.unwatch(member, chat)
    await early.read()
    assert early.settle().events is not UNSET
    early.leave()
    assert chat not in member.watches


async def test_a_page_ends_early_when_it_grows_too_large(sqlite_database: Database) -> None:
    async with hub_node(sqlite_database, limits=NO_HURRY | {"page_bytes": 2000}) as node:
        cid = await node.join(CID)
        chat = await node.chat(cid)
        for n in range(10):
            await cid.ok("send", key=f"k{n}", chat=chat, text="x" * 400)
        watched = await cid.ok("chat.watch", chat=chat, after=1)
        last = watched["last"]
        got = seqs(watched)
        assert 0 < len(got) < 10
        assert got == list(range(got[0], last + 1))
        assert watched["gap"] == {"from": 2, "to": got[0] - 1}
        page = await cid.ok("history", chat=chat, before=got[0], limit=200)
        older = seqs(page)
        assert older == list(range(older[0], got[0]))
        assert page["more"] is (older[0] > 1)
        page = await cid.ok("history", chat=chat, after=0, limit=200)
        assert seqs(page)[0] == 1
        assert page["more"] is True


async def test_history_goes_both_ways_and_ends(node: HubNode) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid, said=6)
    last = (await cid.ok("chat.watch", chat=chat))["last"]
    page = await cid.ok("history", chat=chat, before=4, limit=2)
    assert (seqs(page), page["more"]) == ([2, 3], True)
    page = await cid.ok("history", chat=chat, before=2, limit=2)
    assert (seqs(page), page["more"]) == ([1], False)
    page = await cid.ok("history", chat=chat, after=last - 2, limit=2)
    assert (seqs(page), page["more"]) == ([last - 1, last], False)
    for beyond in ({"before": 0}, {"before": 1}, {"after": last}, {"after": 10**6}):
        page = await cid.ok("history", chat=chat, **beyond)
        assert (seqs(page), page["more"]) == ([], False)


async def test_a_deleted_message_is_served_as_it_stands(node: HubNode) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid)
    seq = (await cid.ok("send", key="k1", chat=chat, text="SECRET"))["seq"]
    await cid.ok("edit", key="k2", chat=chat, seq=seq, text="SECRET too")
    await cid.ok("delete", key="k3", chat=chat, seq=seq)
    watched = await cid.ok("chat.watch", chat=chat)
    assert "SECRET" not in str(watched)
    [message] = [event for event in watched["events"] if event["seq"] == seq]
    assert message["body"] == {"deleted": True}


async def test_a_page_that_was_read_before_a_deletion_does_not_come_behind_it(
    node: HubNode,
) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid)
    seq = (await cid.ok("send", key="k", chat=chat, text="SECRET"))["seq"]
    await ann.ok("chat.watch", chat=chat)
    slow, reading = slowed(node)
    (member,) = slow.roster.people[ANN]
    asked = {"type": "history", "id": 901, "chat": chat, "before": seq + 1, "limit": 1}
    dispatch(slow, member, json.dumps(asked).encode())
    await reading.has_read.wait()
    await cid.ok("delete", key="d", chat=chat, seq=seq)
    await ann.push("event", kind="deleted")
    reading.may_go_on.set()
    page = await ann.push("ok", id=901)
    assert [event["body"] for event in page["events"]] == [{"deleted": True}]


async def test_what_was_unwatched_is_told_no_more(node: HubNode) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    await ann.ok("chat.watch", chat=chat)
    await ann.ok("chat.unwatch", chat=chat)
    await cid.ok("send", key="k", chat=chat, text="hello")
    await ann.quiet()
    assert ann.events(chat) == []
    assert node.figure("watched_chats") == 0


async def test_unwatch_right_behind_watch_wins(node: HubNode) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    await ann.say("chat.watch", id=901, chat=chat)
    await ann.say("chat.unwatch", id=902, chat=chat)
    for id_ in (901, 902):
        await ann.push("ok", id=id_)
    await cid.ok("send", key="k", chat=chat, text="hello")
    await ann.quiet()
    assert ann.events(chat) == []
    assert node.figure("watched_chats") == 0


async def test_a_chat_of_others_is_not_there(node: HubNode) -> None:
    cid, kim = await node.join(CID), await node.join(KIM)
    dot = await node.join(DOT)
    zoe, far = await node.join(ZOE, org=BEREZKI), await node.join(FAR_CLIENT, org=BEREZKI)
    kims, fars = await node.chat(kim, said=1), await node.chat(far, FAR_APP, said=1)
    asked: list[tuple[str, dict[str, object]]] = [
        ("chat.watch", {}),
        ("history", {"after": 0}),
        ("send", {"key": "k1", "text": "hello"}),
        ("edit", {"key": "k2", "seq": 4, "text": "hello"}),
        ("delete", {"key": "k3", "seq": 4}),
        ("read", {"seq": 1}),
    ]
    for device, foreign in ((cid, kims), (cid, fars), (dot, kims), (dot, fars), (zoe, kims)):
        for kind, fields in asked:
            there = await device.refused(kind, chat=foreign, **fields)
            nowhere = await device.refused(kind, chat="chat_nowhere", **fields)
            assert there | {"id": 0} == nowhere | {"id": 0}
            assert there["code"] == "not_found"
        assert (await device.ok("chat.unwatch", chat=foreign))["type"] == "ok"


async def test_more_chats_than_allowed_are_not_watched(sqlite_database: Database) -> None:
    async with hub_node(sqlite_database, limits=NO_HURRY | {"watches": 1}) as node:
        cid = await node.join(CID)
        first, second = await node.chat(cid, APP), await node.chat(cid, NEWS)
        await cid.ok("chat.watch", chat=first)
        assert (await cid.refused("chat.watch", chat=second))["code"] == "limit"
        await cid.ok("chat.watch", chat=first)
        await cid.ok("chat.unwatch", chat=first)
        await cid.ok("chat.watch", chat=second)


async def test_a_device_that_was_away_resumes_without_a_hole(node: HubNode) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    last = (await cid.ok("chat.watch", chat=chat))["last"]
    await cid.close()
    for n in range(3):
        await ann.ok("send", key=f"k{n}", chat=chat, text="are you there?")
    back = await node.open()
    resume = {"epoch": EPOCH, "chats": {chat: last, "chat_nowhere": 3}}
    welcome = await back.hello(node.token(CID), resume=resume)
    resumed = welcome["resumed"]
    assert seqs(resumed[chat])[0] == last + 1
    assert resumed["chat_nowhere"] == {"code": "not_found"}
    await ann.ok("send", key="k9", chat=chat, text="ah")
    await back.push("event")
    assert back.events(chat)[0][0] == seqs(resumed[chat])[-1] + 1


async def test_no_more_chats_are_looked_for_than_may_be_watched(sqlite_database: Database) -> None:
    async with hub_node(sqlite_database, limits=NO_HURRY | {"watches": 2}) as node:
        cid = await node.join(CID)
        chat = await node.chat(cid, said=1)
        back = await node.open()
        chats = {chat: 0, **{f"chat_{n}": 0 for n in range(4)}}
        resume = {"epoch": EPOCH, "chats": chats}
        resumed = (await back.hello(node.token(CID), resume=resume))["resumed"]
    assert seqs(resumed.pop(chat))
    codes = [resumed[f"chat_{n}"]["code"] for n in range(4)]
    assert codes == ["not_found", "limit", "limit", "limit"]


async def test_resume_says_what_it_could_not_resume(node: HubNode) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid, said=1)
    ahead = await node.open()
    resume = {"epoch": EPOCH, "chats": {chat: 999}}
    welcome = await ahead.hello(node.token(CID), resume=resume)
    assert "events" not in welcome["resumed"][chat]
    assert (await ahead.push("reset"))["why"] == "ahead"
    other = await node.open()
    welcome = await other.hello(node.token(CID), resume=resume | {"epoch": "another"})
    assert "resumed" not in welcome
    reset = await other.push("reset")
    assert (reset["what"], reset["why"]) == ("all", "epoch")


async def test_what_does_not_fit_into_the_welcome_is_left_out_and_not_watched(
    sqlite_database: Database,
) -> None:
    limits = NO_HURRY | {"out_frame_bytes": 40_000, "page_bytes": 40_000}
    async with hub_node(sqlite_database, limits=limits) as node:
        cid = await node.join(CID)
        chats = [await node.chat(cid, APP), await node.chat(cid, NEWS)]
        for chat in chats:
            await cid.ok("send", key=f"{chat}", chat=chat, text="x" * 4000)
        back = await node.open()
        resume = {"epoch": EPOCH, "chats": dict.fromkeys(chats, 0)}
        welcome = await back.hello(node.token(CID), resume=resume)
        assert len(welcome["resumed"]) == 1
        [kept] = welcome["resumed"]
        [left] = set(chats) - {kept}
        for chat in chats:
            await cid.ok("send", key=f"{chat[4:]}", chat=chat, text="more")
        await back.quiet()
        assert back.events(left) == []
        assert len(back.events(kept)) == 1


@pytest.mark.slow
async def test_whoever_comes_and_goes_amid_the_writing_sees_every_event_once(
    node: HubNode,
) -> None:
    """Invariants I4 and I5 for watchers who arrive while others write."""
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    await ann.ok("chat.watch", chat=chat)
    done = asyncio.Event()

    async def write() -> None:
        for n in range(150):
            await cid.ok("send", key=f"w{n}", chat=chat, text=str(n))
        done.set()

    async def come_and_go() -> list[int]:
        device = await node.join(ANN)
        after, applied = 0, list[int]()
        while not done.is_set():
            device.forget()
            watched = await device.ok("chat.watch", chat=chat, after=after)
            page = seqs(watched)
            assert page == list(range(page[0], watched["last"] + 1)) if page else True
            await device.ok("chat.unwatch", chat=chat)
            await device.quiet()
            answer = next(i for i, f in enumerate(device.frames) if f.get("last"))
            pushed = [f["seq"] for f in device.frames[answer:] if f["type"] == "event"]
            assert pushed == list(range(watched["last"] + 1, watched["last"] + 1 + len(pushed)))
            applied += page + pushed
            after = applied[-1] if applied else 0
        return applied

    results = await asyncio.gather(write(), *(come_and_go() for _ in range(4)))
    for applied in results[1:]:
        assert applied is not None
        assert applied == list(range(1, len(applied) + 1))
    await ann.quiet()
    got = [seq for seq, _ in ann.events(chat)]
    assert got == list(range(got[0], got[0] + len(got)))


async def test_what_stands_on_a_screen_is_known_until_the_device_is_gone(node: HubNode) -> None:
    cid, tablet = await node.join(CID), await node.join(CID)
    chat = await node.chat(cid)
    assert node.hub.looking() == set()
    for device, wanted in ((cid, chat), (tablet, chat), (cid, None)):
        await device.say("focus", chat=wanted)
        await device.quiet()
        assert node.hub.looking() == {(CID, chat)}
    await tablet.close()
    await cid.quiet()
    assert node.hub.looking() == set()


async def test_a_client_without_premises_stays_known_while_rights_are_read_anew(
    node: HubNode,
) -> None:
    async with node.world.db.transaction() as session:
        await session.exec(delete(ClientPlace).where(col(ClientPlace.client) == CID))
        await bump_acl(session, SOSNY)
    cid = await node.join(CID)
    chat = await node.chat(cid, said=1)
    async with node.world.db.transaction() as session:
        await bump_acl(session, SOSNY)
    # Whoever looks first reads the organisation anew, without any client.
    await node.ledger.directories.fetch(SOSNY)
    (member,) = node.hub._node.roster.people[CID]
    arrival = Arrival(node.hub._node, member, chat, None, wish=member.want(chat))
    await arrival.read()
    assert arrival.settle().last > 0
    arrival.leave()


@asynccontextmanager
async def node_without_news(database: Database) -> AsyncIterator[HubNode]:
    """Serve a node that hears nothing of what others write."""
    house = await small(database)
    settings = house.world.settings.model_copy(update={"bus": Bus(sweep_every_ms=86_400_000)})
    seldom = replace(house, world=replace(house.world, settings=settings))
    async with hub_node(database, limits=NO_HURRY, seeded=seldom) as node:
        yield node


async def test_an_answer_shows_the_chat_as_its_last_event_has_left_it(
    sqlite_database: Database,
) -> None:
    async with node_without_news(sqlite_database) as node:
        cid, _ = await node.join(CID), await node.join(ANN)
        chat = await node.chat(cid, said=1)
        last = (await cid.ok("chat.watch", chat=chat))["last"]
        slow, reading = slowed(node)
        (member,) = slow.roster.people[ANN]
        arrival = Arrival(slow, member, chat, None, wish=member.want(chat))
        coming = asyncio.create_task(arrival.read())
        await reading.has_read.wait()
        elsewhere = Ledger(node.world)
        await elsewhere.start()
        await elsewhere.submit(CloseDialog(chat, "k", 1, "solved"), Person("staff", ANN))
        await elsewhere.stop()
        # Whoever reads on for cid meets the event before the node has heard how the chat stands.
        events = await events_above(node.world.db, {chat: last}, node.world.links)
        slow.roster.channels[chat].take(events[chat])
        reading.may_go_on.set()
        await coming
        page = arrival.settle()
        arrival.leave()
        assert (page.last, page.chat.last, page.chat.state) == (last + 1, last + 1, "closed")


async def test_a_chat_of_a_product_that_was_made_elsewhere_is_found(
    sqlite_database: Database,
) -> None:
    async with node_without_news(sqlite_database) as node:
        ann, _ = await node.join(ANN), await node.join(CID)
        async with node.world.db.transaction() as session:
            made = ProductRow(id="prd_made", org=SOSNY, name="Lifts", title="Lifts", bot={})
            made.basic, made.created_at = complete_basic({}), NOON
            session.add(made)
            await bump_acl(session, SOSNY)
        elsewhere = Ledger(node.world)
        await elsewhere.start()
        opened = await elsewhere.submit(Open("prd_made"), Person("client", CID))
        await elsewhere.stop()
        assert (await ann.ok("chat.watch", chat=opened.chat.id))["last"] == opened.chat.last


async def test_of_two_who_begin_to_watch_at_once_neither_misses_what_only_the_other_has_read(
    node: HubNode,
) -> None:
    cid, _ = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    here, (slow, reading) = node.hub._node, slowed(node)
    (one,), (other,) = here.roster.people[CID], here.roster.people[ANN]
    late = Arrival(slow, one, chat, 0, wish=one.want(chat))
    quick = Arrival(here, other, chat, 0, wish=other.want(chat))
    coming = asyncio.create_task(late.read())
    await reading.has_read.wait()
    last = (await cid.ok("send", key="k", chat=chat, text="in between"))["seq"]
    await quick.read()
    reading.may_go_on.set()
    await coming
    for arrival in (late, quick):
        page = arrival.settle()
        assert page.events is not UNSET
        got = [msgspec.json.decode(event)["seq"] for event in page.events]
        assert (got, page.last) == (list(range(1, last + 1)), last)
        arrival.leave()


async def test_a_reply_names_its_message(node: HubNode) -> None:
    cid, dot = await node.join(CID), await node.join(DOT)
    chat = await node.chat(cid, said=1)
    events = (await cid.ok("history", chat=chat, after=0))["events"]
    [asked] = [event for event in events if event["kind"] == "message"]
    await dot.ok("chat.watch", chat=chat)
    sent = await dot.ok("send", key="r", chat=chat, text="which one?", reply=asked["seq"])
    heard = await dot.push("event", seq=sent["seq"])
    assert heard["body"] == {"text": "which one?", "reply": asked["seq"]}
    refused = await cid.refused("send", key="x", chat=chat, text="that one", reply=999)
    assert refused["code"] == "not_found"
