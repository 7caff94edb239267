"""Does a client say over a socket how a dialog was, and who hears of it?"""

from collections.abc import AsyncIterator

import pytest

from chatserver.core.rating import RATE_MS
from chatserver.storage.database import Database
from tests.hub.hub_node import NO_HURRY, HubNode, hub_node
from tests.seeds import ANN, CID, KIM, ask_rating


@pytest.fixture
async def node(database: Database) -> AsyncIterator[HubNode]:
    async with hub_node(database) as running:
        yield running


async def test_two_devices_rate_a_dialog_and_all_see_the_same(node: HubNode) -> None:
    await ask_rating(node.world.db)
    cid, phone, ann = await node.join(CID), await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    assert "asks" not in await phone.ok("chat.watch", chat=chat)
    assert (await ann.ok("chat.watch", chat=chat))["asks"] is True
    await ann.ok("send", key="a1", chat=chat, text="It is done")
    await ann.ok("dialog.close", key="a2", chat=chat, dialog=1, reason="solved")
    end = await phone.push("event", kind="dialog.closed")
    assert end["body"]["asks"] is True
    seq = end["seq"]

    # Refused, and nothing comes of it: of the other side, of another client, of another form.
    assert (await ann.refused("dialog.rate", key="a3", chat=chat, seq=seq, score=5))[
        "code"
    ] == "forbidden"
    kim = await node.join(KIM)
    assert (await kim.refused("dialog.rate", key="m1", chat=chat, seq=seq, score=5))[
        "code"
    ] == "not_found"
    for score, comment, code in (
        (0, "", "bad_frame"),
        (6, "", "bad_frame"),
        (5, "x" * 501, "too_large"),
    ):
        fields = {"chat": chat, "seq": seq, "score": score, "comment": comment}
        assert (await phone.refused("dialog.rate", key="p0", **fields))["code"] == code

    leader = await node.join(ANN)
    assert (await leader.ok("inbox.watch", filter={"scores": [1, 2]}))["rows"] == []
    first = await phone.ok("dialog.rate", key="p1", chat=chat, seq=seq, score=2)
    [added] = (await leader.push("inbox"))["rows"]
    assert (added["row"]["id"], added["row"]["score"]) == (chat, 2)
    leader.forget()
    second = await cid.ok("dialog.rate", key="c1", chat=chat, seq=seq, score=5, comment="quick")
    again = await phone.ok("dialog.rate", key="p1", chat=chat, seq=seq, score=2)
    assert (again["seq"], again["duplicate"]) == (first["seq"], True)
    other = await phone.refused("dialog.rate", key="p1", chat=chat, seq=seq, score=3)
    assert other["code"] == "key_conflict"
    assert (await leader.push("inbox"))["rows"] == [{"op": "remove", "chat": chat}]
    await cid.ok("send", key="c2", chat=chat, text="One more thing")
    for device in (phone, ann):
        await device.quiet()
        rated = [f for f in device.frames if f.get("kind") == "dialog.rated"]
        assert [(one["seq"], one["body"]) for one in rated] == [
            (first["seq"], {"dialog": 1, "target": seq, "score": 2}),
            (second["seq"], {"dialog": 1, "target": seq, "score": 5, "comment": "quick"}),
        ]
        assert rated[0]["by"]["id"] == CID

    # The next dialog ends without a question, and for the first one the time runs out.
    await ann.ok("send", key="a4", chat=chat, text="Of course")
    silent = await ann.ok("dialog.close", key="a5", chat=chat, dialog=2, reason="solved", ask=False)
    refused = await cid.refused("dialog.rate", key="c3", chat=chat, seq=silent["seq"], score=5)
    assert refused["code"] == "rating_closed"
    assert node.figure("refused_total", code="internal") == 0


@pytest.mark.any_kind
async def test_the_time_to_rate_runs_out(node: HubNode) -> None:
    await ask_rating(node.world.db)
    cid, ann = await node.join(CID), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    await ann.ok("send", key="a1", chat=chat, text="It is done")
    end = await ann.ok("dialog.close", key="a2", chat=chat, dialog=1, reason="no_answer")
    node.clock.at += RATE_MS
    refused = await cid.refused("dialog.rate", key="c1", chat=chat, seq=end["seq"], score=5)
    assert refused["code"] == "rating_closed"


async def test_ratings_are_held_to_the_rate_of_messages(sqlite_database: Database) -> None:
    slow = NO_HURRY | {"client_sends_per_s": 0.01, "client_sends_burst": 2}
    async with hub_node(sqlite_database, limits=slow) as node:
        await ask_rating(node.world.db)
        cid, ann = await node.join(CID), await node.join(ANN)
        chat = await node.chat(cid, said=1)
        await ann.ok("send", key="a1", chat=chat, text="It is done")
        ended = await ann.ok("dialog.close", key="a2", chat=chat, dialog=1, reason="solved")
        rated = {"chat": chat, "seq": ended["seq"], "score": 5}
        await cid.ok("dialog.rate", key="c1", **rated)
        refused = await cid.refused("dialog.rate", key="c2", **rated)
    assert refused["code"] == "rate_limited"
