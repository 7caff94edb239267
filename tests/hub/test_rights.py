"""What happens on a live socket when a right is given or taken?"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from typing_extensions import override

from chatserver.actions.employees.staff import change_staff
from chatserver.actions.sign_in.sessions import begin_session
from chatserver.actions.sign_in.sessions_ended import end_own_session
from chatserver.config import Bus
from chatserver.core.commands import NewDialog
from chatserver.hub.arrivals import Arrival
from chatserver.hub.dispatch import dispatch
from chatserver.hub.metrics import Metrics
from chatserver.hub.rights import Rights
from chatserver.identity.tokens import Kind
from chatserver.ledger.directory import Directories, Directory
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.storage.database import Database
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import ClientRow
from tests.hub.hub_node import EPOCH, NO_HURRY, Device, HubNode, hub_node
from tests.hub.slow_reading import slowed
from tests.seeds import (
    ANN,
    ANSWERS,
    BOB,
    CID,
    DESK,
    DOT,
    FLAT_2,
    HOUSE_1,
    HOUSE_2,
    KIM,
    LOOKS,
    NEWS,
    SOSNY,
)
from tests.small import small


@pytest.fixture
async def node(database: Database) -> AsyncIterator[HubNode]:
    async with hub_node(database, limits=NO_HURRY) as running:
        yield running


async def change(node: HubNode, who: str, **wanted: object) -> None:
    await change_staff(node.world, SOSNY, who, wanted, by=ANN, expected=None)


async def dot_at_work(node: HubNode) -> tuple[Device, Device, str]:
    cid, dot = await node.join(CID), await node.join(DOT)
    chat = await node.chat(cid, said=1)
    await dot.ok("chat.watch", chat=chat)
    await dot.ok("inbox.watch")
    return cid, dot, chat


@pytest.mark.any_kind
async def test_who_is_deactivated_is_sent_away_for_good(node: HubNode) -> None:
    _, dot, _ = await dot_at_work(node)
    await change(node, DOT, active=False)
    bye = await dot.push("bye")
    assert bye["code"] == 4403
    assert await dot.gone() == 4403
    again = await node.open()
    assert (await again.hello(node.token(DOT)))["code"] == "forbidden"


@pytest.mark.any_kind
async def test_lost_objects_end_watches_and_the_list(node: HubNode) -> None:
    cid, dot, chat = await dot_at_work(node)
    await change(node, DOT, objects=[HOUSE_2])
    lost = await dot.push("unwatched")
    assert (lost["chat"], lost["code"]) == (chat, "not_found")
    reset = await dot.push("reset")
    assert (reset["what"], reset["why"]) == ("inbox", "access")
    dot.forget()
    await cid.ok("send", key="k", chat=chat, text="SECRET")
    await dot.quiet()
    assert dot.events(chat) == []
    assert (await dot.ok("inbox.watch"))["rows"] == []
    assert (await dot.refused("chat.watch", chat=chat))["code"] == "not_found"
    assert (await dot.refused("send", key="s", chat=chat, text="hi"))["code"] == "not_found"
    await dot.quiet()
    assert "SECRET" not in str(dot.frames)


@pytest.mark.any_kind
@pytest.mark.parametrize("wanted", [{}, {"q": "message", "texts": True}])
async def test_a_list_asked_for_anew_is_not_told_what_was_decided_by_rights_that_are_gone(
    node: HubNode, wanted: dict[str, object]
) -> None:
    _, dot, chat = await dot_at_work(node)
    before = node.ledger.directories.known(SOSNY)
    standing = await node.hub._node.reading.chat(chat)
    assert before is not None
    assert standing is not None
    await change(node, DOT, objects=[HOUSE_2])
    await dot.push("reset")
    assert (await dot.ok("inbox.watch", filter=wanted))["rows"] == []
    dot.forget()
    # As a change does that was gathered before the rights moved, and is shown after that.
    listed = node.hub._node.roster.rooms[SOSNY].inbox
    listed.changed(standing, before)
    listed._flush()
    await asyncio.gather(*listed._looking)
    await dot.quiet()
    assert dot.of("inbox") == []


async def test_who_was_renamed_types_under_the_new_name(node: HubNode) -> None:
    cid, dot, chat = await dot_at_work(node)
    await cid.ok("chat.watch", chat=chat)
    await change(node, DOT, name="Dorothy")
    async with node.world.db.transaction() as session:
        (await session.get_one(ClientRow, CID)).name = "Sid"
        await bump_acl(session, SOSNY)
    await node.hub._delivery._rights.look(node.hub._node.roster.rooms[SOSNY])
    for device in (dot, cid):
        await device.say("typing", chat=chat, on=True)
    assert (await cid.push("typing"))["by"]["name"] == "Dorothy"
    assert (await dot.push("typing"))["by"]["name"] == "Sid"


@pytest.mark.any_kind
async def test_a_watch_on_its_way_holds_when_the_right_is_back_before_it_is_there(
    node: HubNode,
) -> None:
    cid, dot, chat = await dot_at_work(node)
    (member,) = node.hub._node.roster.people[DOT]
    # As if the second `chat.watch` were still reading.
    arrival = Arrival(node.hub._node, member, chat, None, wish=member.want(chat))

    await change(node, DOT, objects=[HOUSE_2])
    await dot.push("unwatched")
    await dot.push("reset")
    dot.forget()
    await change(node, DOT, objects=[HOUSE_1])
    await dot.push("reset")
    await arrival.read()
    arrival.settle()
    arrival.leave()

    await cid.ok("send", key="k", chat=chat, text="back")
    assert (await dot.push("event", key="k"))["chat"] == chat


@pytest.mark.any_kind
async def test_a_page_that_was_asked_for_before_a_right_was_taken_away_does_not_come(
    node: HubNode,
) -> None:
    _, dot, chat = await dot_at_work(node)
    slow, reading = slowed(node)
    (member,) = slow.roster.people[DOT]
    asked = {"type": "history", "id": 901, "chat": chat, "before": 9}
    dispatch(slow, member, json.dumps(asked).encode())
    await reading.has_read.wait()
    await change(node, DOT, objects=[HOUSE_2])
    await dot.push("unwatched")
    reading.may_go_on.set()
    assert (await dot.push("error", id=901))["code"] == "not_found"


@pytest.mark.any_kind
async def test_another_role_means_to_look_at_everything_anew(node: HubNode) -> None:
    _, dot, chat = await dot_at_work(node)
    await change(node, DOT, role=LOOKS)
    reset = await dot.push("reset")
    assert (reset["what"], reset["why"]) == ("all", "access")
    assert (await dot.push("unwatched"))["chat"] == chat


@pytest.mark.any_kind
async def test_a_right_that_is_given_works_without_a_new_connection(node: HubNode) -> None:
    kim, dot = await node.join(KIM), await node.join(DOT)
    chat = await node.chat(kim, said=1)
    assert (await dot.refused("chat.watch", chat=chat))["code"] == "not_found"
    await dot.ok("inbox.watch")
    await change(node, DOT, objects=None)
    await dot.push("reset", what="inbox")
    assert [row["id"] for row in (await dot.ok("inbox.watch"))["rows"]] == [chat]
    await dot.ok("chat.watch", chat=chat)
    await dot.ok("send", key="k", chat=chat, text="hello")


@pytest.mark.any_kind
async def test_who_may_only_look_may_not_write(node: HubNode) -> None:
    cid, eve = await node.join(CID), await node.join("st_eve")
    chat = await node.chat(cid, NEWS, said=1)
    await cid.ok("chat.watch", chat=chat)
    await eve.ok("chat.watch", chat=chat)
    for kind, fields in (
        ("send", {"key": "k1", "text": "hello"}),
        ("dialog.close", {"key": "k2", "dialog": 1, "reason": "solved"}),
        ("assign", {"key": "k3", "department": DESK, "expect": 1}),
        ("comment", {"text": "hello", "expect": 0}),
    ):
        answer = await eve.refused(kind, chat=chat, **fields)
        assert (answer["code"], answer["data"]["permission"]) == (
            "forbidden",
            "subscriptions.send",
        )
    await eve.ok("read", chat=chat, seq=1)
    await eve.say("typing", chat=chat, on=True)
    await eve.quiet()
    await cid.quiet()
    assert cid.of("typing") == []


@pytest.mark.any_kind
async def test_a_chat_that_moves_to_another_place_leaves_those_who_may_not_follow(
    node: HubNode,
) -> None:
    cid, dot, chat = await dot_at_work(node)
    bob = await node.join(BOB)
    await bob.ok("chat.watch", chat=chat)
    await dot.ok("dialog.close", key="k1", chat=chat, dialog=1, reason="solved")
    dot.forget()
    await cid.ok("dialog.new", key="k2", chat=chat, place=FLAT_2)
    assert (await dot.push("unwatched"))["chat"] == chat
    removed = await dot.until(
        lambda f: f["type"] == "inbox" and any(r["op"] == "remove" for r in f["rows"])
    )
    assert removed["rows"][-1]["chat"] == chat
    await bob.push("event", kind="prompt")
    await dot.quiet()
    assert [kind for _, kind in dot.events(chat)] == []


@pytest.mark.any_kind
async def test_whoever_reads_a_chat_that_moved_sends_those_away_who_may_not_follow(
    database: Database,
) -> None:
    house = await small(database)
    settings = house.world.settings.model_copy(update={"bus": Bus(sweep_every_ms=86_400_000)})
    seldom = replace(house, world=replace(house.world, settings=settings))
    async with hub_node(database, limits=NO_HURRY, seeded=seldom) as node:
        _, dot, chat = await dot_at_work(node)
        bob = await node.join(BOB)
        await dot.ok("dialog.close", key="k1", chat=chat, dialog=1, reason="solved")
        # Another node moves the chat, and no hint of it comes.
        elsewhere = Ledger(node.world)
        await elsewhere.start()
        moves = NewDialog(chat, "k2", FLAT_2)
        await elsewhere.submit(moves, Person("client", CID))
        await elsewhere.stop()

        await bob.ok("chat.watch", chat=chat)
        assert (await dot.push("unwatched"))["chat"] == chat


async def test_watches_stand_while_somebody_elses_rights_change(node: HubNode) -> None:
    cid, dot, chat = await dot_at_work(node)
    ann = await node.join(ANN)
    await change(node, BOB, role=ANSWERS)
    await change(node, DOT, objects=[HOUSE_1, HOUSE_2])
    await dot.push("reset", what="inbox")
    await cid.ok("send", key="k", chat=chat, text="still there?")
    await dot.push("event")
    await ann.quiet()
    assert dot.of("unwatched") == []


async def test_who_comes_in_while_rights_are_read_stays(node: HubNode) -> None:
    roster = node.hub._node.roster

    class Slow(Directories):
        @override
        async def fetch(self, org: str, **wanted: Any) -> Directory | None:
            found = await super().fetch(org, **wanted)
            if KIM not in roster.people:
                await node.join(KIM)
            return found

    await node.join(CID)
    rights = Rights(Slow(node.world.db), roster, Metrics(CollectorRegistry()))
    await rights.look(roster.rooms[SOSNY])
    _, kim = node.devices
    await kim.quiet()
    assert kim.of("bye") == []


async def test_who_comes_back_while_rights_move_is_welcomed_with_what_holds_by_then(
    node: HubNode,
) -> None:
    cid = await node.join(CID)
    chat = await node.chat(cid, said=1)
    slow, reading = slowed(node)
    node.hub.gateway._node = slow
    dot = await node.open()
    resume = {"epoch": EPOCH, "chats": {chat: 1}}
    await dot.say("hello", id=1, token=node.token(DOT), device="test", resume=resume)
    await reading.has_read.wait()
    await change(node, DOT, role=LOOKS)
    await node.hub._delivery._rights.look(slow.roster.rooms[SOSNY])
    reading.may_go_on.set()

    welcome = await dot.push("welcome")

    assert welcome["user"]["permissions"] == ["miniapps.view", "subscriptions.view"]
    assert welcome["resumed"] == {chat: {"code": "not_found"}}
    await dot.quiet()
    assert [frame["type"] for frame in dot.frames] == ["welcome", "pong"]


@pytest.mark.any_kind
async def test_a_token_that_only_sets_up_a_second_factor_prolongs_no_socket(
    node: HubNode,
) -> None:
    dot = await node.join(DOT)
    enrols = node.identity.tokens.issue(Kind.STAFF, DOT, org=SOSNY, lifetime_s=900, enrols=True)
    assert (await dot.refused("auth", token=enrols.token))["code"] == "unauthorized"
    await dot.ok("auth", token=node.token(DOT))


@pytest.mark.any_kind
async def test_the_sockets_of_a_session_that_ends_are_closed_and_no_others(node: HubNode) -> None:
    one, other = [await begin_session(node.world, node.identity, DOT) for _ in range(2)]
    here, there = await node.open(), await node.open()
    await here.hello(one.access_token)
    await there.hello(other.access_token)
    assert one.claims.session is not None

    await end_own_session(node.world, DOT, one.claims.session)

    assert await here.gone() == 4401
    await there.ok("inbox.watch")
    again = await node.open()
    assert (await again.hello(one.access_token))["code"] == "unauthorized"
    assert (await there.refused("auth", token=one.access_token))["code"] == "unauthorized"
