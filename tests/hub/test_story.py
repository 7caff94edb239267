"""Does the story of docs/protocol.md happen over real sockets, as both sides see it?"""

from collections.abc import AsyncIterator

import pytest

from chatserver.storage.database import Database
from tests.hub.hub_node import HubNode, hub_node
from tests.seeds import ANN, APP, CID, DOT, FLAT_1, REPAIRS, SOSNY, WATER


@pytest.fixture
async def node(database: Database) -> AsyncIterator[HubNode]:
    async with hub_node(database) as running:
        yield running


async def test_a_client_picks_a_topic_and_the_chosen_employee_answers(node: HubNode) -> None:
    cid = await node.join(CID, platform="ios")
    dot = await node.join(DOT)
    listed = await dot.ok("inbox.watch")
    assert listed["rows"] == []
    assert listed["counts"] == {"new": 0, "mine": 0, "waiting": 0}

    # The client enters, is greeted and asked.
    opened = await cid.ok("chat.open", product=APP)
    chat = opened["chat"]["id"]
    assert opened["chat"]["product"] == {"id": APP, "kind": "miniapp", "name": "Sosny Help"}
    assert opened["chat"]["place"]["id"] == FLAT_1
    assert (opened["last"], opened["chat"]["state"]) == (3, "bot")
    watched = await cid.ok("chat.watch", chat=chat, after=0)
    kinds = [event["kind"] for event in watched["events"]]
    assert kinds == ["dialog.opened", "greeting", "prompt"]
    assert watched["more"] is False

    # It picks a topic; whom the rules chose sees the chat appear.
    prompt = watched["events"][2]
    picked = await cid.ok("tag.pick", key="k1", chat=chat, prompt=3, tag=WATER)
    assert prompt["body"]["tags"][0] == {"id": WATER, "text": "Water"}
    assert picked["seq"] == 4
    assigned = await cid.push("event", kind="assigned")
    assert assigned["body"]["staff"] == {"id": DOT, "name": "Dot"}
    assert assigned["body"]["department"]["id"] == REPAIRS
    pushed = await dot.push("inbox")
    [change] = pushed["rows"]
    assert (change["op"], change["chat"]) == ("put", chat)
    assert change["row"]["unread"] == 1
    assert change["row"]["product"]["name"] == "App of the pines"
    assert change["row"]["client"]["phone"] == "+79160000001"
    counts = await dot.push("counts")
    assert (counts["new"], counts["mine"]) == (1, 1)

    # The employee looks, reads, types and answers.
    seen = await dot.ok("chat.watch", chat=chat)
    assert [event["seq"] for event in seen["events"]] == [1, 2, 3, 4, 5, 6]
    assert seen["chat"]["comment_version"] == 0
    assert (await dot.ok("read", chat=chat, seq=6))["seq"] == 6
    ticks = await cid.push("marks", staff=6)
    assert ticks["unread"] == 0
    await dot.say("typing", chat=chat, on=True)
    typing = await cid.push("typing", chat=chat)
    assert typing["by"] == {"kind": "staff", "id": DOT, "name": "Dot"}
    sent = await dot.ok("send", key="k2", chat=chat, text="Coming at six.")
    message = await cid.push("event", seq=sent["seq"])
    assert message["body"] == {"text": "Coming at six."}
    assert message["key"] == "k2"
    assert (await cid.push("marks", unread=1))["staff"] == 6

    # A repeat is the first answer again; another text under the same key is refused.
    again = await dot.ok("send", key="k2", chat=chat, text="Coming at six.")
    assert (again["seq"], again["duplicate"]) == (sent["seq"], True)
    assert (await dot.refused("send", key="k2", chat=chat, text="No."))["code"] == "key_conflict"

    # It is corrected while unread, and not after.
    await dot.ok("edit", key="k3", chat=chat, seq=sent["seq"], text="Coming at seven.")
    edited = await cid.push("event", kind="edited")
    assert edited["body"]["text"] == "Coming at seven."
    await cid.ok("read", chat=chat, seq=edited["seq"])
    refused = await dot.refused("edit", key="k4", chat=chat, seq=sent["seq"], text="At eight.")
    assert refused["code"] == "already_read"
    page = await cid.ok("history", chat=chat, before=sent["seq"] + 1, limit=1)
    assert page["events"][0]["body"]["text"] == "Coming at seven."
    assert page["more"] is True

    # The end.
    closed = await dot.ok("dialog.close", key="k5", chat=chat, dialog=1, reason="solved")
    end = await cid.push("event", kind="dialog.closed")
    assert (end["seq"], end["body"]["text"]) == (closed["seq"], "Glad to help.")
    assert end["by"]["name"] == "Dot"
    reopened = await cid.ok("dialog.new", key="k6", chat=chat)
    assert reopened["seq"] == closed["seq"] + 1
    await cid.quiet()
    seqs = [seq for seq, _ in cid.events(chat)]
    assert seqs == list(range(4, seqs[-1] + 1))
    assert node.figure("refused_total", code="internal") == 0


async def test_everybody_who_watches_gets_every_event_in_order_and_once(node: HubNode) -> None:
    cid, phone = await node.join(CID), await node.join(CID)
    ann = await node.join(ANN)
    chat = (await cid.ok("chat.open", product=APP))["chat"]["id"]
    for device in (cid, phone, ann):
        await device.ok("chat.watch", chat=chat)
    for n in range(5):
        await cid.ok("send", key=f"c{n}", chat=chat, text=f"question {n}")
        await ann.ok("send", key=f"a{n}", chat=chat, text=f"answer {n}")
    logs = []
    for device in (cid, phone, ann):
        await device.quiet()
        logs.append(device.events(chat))
    assert logs[0] == logs[1] == logs[2]
    assert [seq for seq, _ in logs[0]] == list(range(4, 4 + len(logs[0])))


@pytest.mark.any_kind
async def test_a_client_learns_of_staff_only_what_is_theirs_to_know(node: HubNode) -> None:
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = (await cid.ok("chat.open", product=APP))["chat"]["id"]
    await cid.ok("chat.watch", chat=chat)
    await cid.ok("send", key="k1", chat=chat, text="Hello")
    await ann.ok("comment", chat=chat, text="SECRET comment", expect=0)
    await ann.ok("send", key="k2", chat=chat, text="Good day")
    await cid.quiet()
    everything = str(cid.frames)
    assert "App of the pines" not in everything
    assert "SECRET" not in everything
    assert "+7916" not in everything
    assert "example.com" not in everything
    assert (await cid.ok("chat.watch", chat=chat))["chat"]["client"] == {
        "id": CID,
        "name": "Cid Orlov",
    }


@pytest.mark.any_kind
async def test_welcome_says_who_one_is_and_what_one_may(node: HubNode) -> None:
    device = await node.open()
    welcome = await device.hello(node.token(DOT))
    assert welcome["user"]["name"] == "Dot"
    assert welcome["user"]["org"] == {"id": SOSNY, "name": "Sosny"}
    assert welcome["user"]["permissions"] == ["chats.send", "chats.view"]
    assert welcome["limits"]["sends_per_s"] == 20
    assert welcome["now"] == "2026-01-01T12:00:00.000Z"
    client = await node.open()
    welcome = await client.hello(node.token(CID))
    assert [place["id"] for place in welcome["user"]["places"]] == ["obj_flat1", "obj_flat2"]
    assert "permissions" not in welcome["user"]
