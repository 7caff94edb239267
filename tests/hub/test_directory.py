"""What do live sockets learn of a client who changes or goes, and of a link that is sent?"""

from collections.abc import AsyncIterator

import pytest

from chatserver.actions.attachments.catalogue import add_item
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.clients.client_changes import change_client
from chatserver.actions.clients.erasures import erase_client
from chatserver.actions.clients.overwriting import NOBODY
from chatserver.storage.database import Database
from tests.hub.hub_node import NO_HURRY, HubNode, hub_node
from tests.seeds import ANN, BOB, CID, DOT, EVE, KIM, SOSNY


@pytest.fixture
async def node(database: Database) -> AsyncIterator[HubNode]:
    async with hub_node(database, limits=NO_HURRY) as running:
        yield running


async def as_ann(node: HubNode) -> Viewer:
    directory = await node.ledger.directories.fetch(SOSNY)
    assert directory is not None
    return Viewer(ANN, directory.staff[ANN].permissions, directory)


@pytest.mark.any_kind
async def test_who_lost_their_phone_needs_a_new_token(node: HubNode) -> None:
    cid, kim = await node.join(CID), await node.join(KIM)
    token = node.token(CID)

    await change_client(
        node.world, await as_ann(node), CID, {"phone": "+79169999999"}, expected=None
    )

    assert await cid.gone() == 4401
    again = await node.open()
    assert (await again.hello(token))["code"] == "unauthorized"
    assert await again.gone() == 4401
    await kim.quiet()


async def test_who_is_erased_is_out_and_the_list_shows_nobody(node: HubNode) -> None:
    cid, dot = await node.join(CID), await node.join(DOT)
    chat = await node.chat(cid, said=1)
    await dot.ok("inbox.watch")

    await erase_client(node.world, node.ledger, await as_ann(node), CID, reason="asked for")

    assert await cid.gone() == 4403
    await dot.until(
        lambda frame: (
            frame["type"] == "inbox"
            and any(
                one.get("row", {}).get("client", {}).get("name") == NOBODY["ru"]
                for one in frame["rows"]
            )
        )
    )
    watched = await dot.ok("chat.watch", chat=chat)
    said = [one["body"] for one in watched["events"] if one["kind"] == "message"]
    assert said == [{"deleted": True}]
    assert watched["chat"]["client"] == {"id": CID, "name": NOBODY["ru"], "phone": ""}


@pytest.mark.any_kind
async def test_who_holds_an_erased_clients_chat_drops_it(node: HubNode) -> None:
    """On the screen, or from before: no event takes back what was said."""
    dot, bob, eve = await node.join(DOT), await node.join(BOB), await node.join(EVE)
    chat = await node.chat(await node.join(CID), said=1)
    await dot.ok("chat.watch", chat=chat)

    await erase_client(node.world, node.ledger, await as_ann(node), CID, reason="asked for")

    for one in (dot, bob):
        reset = await one.push("reset")
        assert (reset["what"], reset["chat"], reset["why"]) == ("chat", chat, "access")
    await eve.quiet()
    assert eve.of("reset") == []  # she sees no chats


@pytest.mark.any_kind
async def test_a_link_is_sent_and_seen_by_both_sides(node: HubNode) -> None:
    cid, dot = await node.join(CID), await node.join(DOT)
    chat = await node.chat(cid, said=1)
    item = {"kind": "event", "title": "Spring fair", "text": "In the yard"}
    event = await add_item(node.world, await as_ann(node), item)
    await cid.ok("chat.watch", chat=chat)

    await dot.ok("send", key="k", chat=chat, link={"to": "event", "target": event})

    pushed = await cid.push("event", kind="message", key="k")
    assert pushed["body"] == {
        "link": {
            "to": "event",
            "url": f"/superapp/v1/links/{event}",
            "target": event,
            "title": "Spring fair",
            "text": "In the yard",
        }
    }
    none = {"to": "event", "target": "cat_none"}
    refused = await dot.refused("send", key="l", chat=chat, link=none)
    own = await cid.refused("send", key="m", chat=chat, link={"to": "event", "target": event})
    assert (refused["code"], own["code"]) == ("link_unavailable", "forbidden")
