"""Do colleagues who have the same chat on their screens learn of each other, and clients never?"""

from collections.abc import AsyncIterator

import pytest

from chatserver.actions.notifying.looking import Looks
from chatserver.storage.database import Database
from tests.hub.hub_node import NO_HURRY, Device, HubNode, hub_node
from tests.seeds import ANN, CID, DOT


@pytest.fixture
async def node(database: Database) -> AsyncIterator[HubNode]:
    async with hub_node(database, limits=NO_HURRY) as running:
        yield running


async def looked(node: HubNode, looks: Looks) -> None:
    """A second passes: the node says what is on its people's screens, then asks."""
    await looks.tell(node.hub.looking())
    await node.hub.viewing.look()


async def focused(device: Device, chat: str | None) -> None:
    await device.say("focus", chat=chat)
    await device.ok("chat.watch", chat=chat) if chat else await device.ok("inbox.unwatch")


@pytest.mark.any_kind
async def test_who_opens_a_chat_that_a_colleague_has_open_sees_them(node: HubNode) -> None:
    cid, dot, ann = await node.join(CID), await node.join(DOT), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    looks = Looks(node.world)
    await focused(cid, chat)
    await focused(dot, chat)
    await looked(node, looks)
    await focused(ann, chat)
    await looked(node, looks)

    assert (await ann.push("viewers"))["staff"] == [{"id": DOT, "name": "Dot"}]
    assert (await dot.push("viewers"))["staff"] == [{"id": ANN, "name": "Ann"}]

    await focused(dot, None)
    await looked(node, looks)

    assert (await ann.push("viewers", staff=[]))["chat"] == chat
    assert not [one for one in cid.frames if one["type"] == "viewers"]


async def test_who_comes_back_to_a_chat_at_once_is_told_again(node: HubNode) -> None:
    cid, dot, ann = await node.join(CID), await node.join(DOT), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    looks = Looks(node.world)
    await focused(dot, chat)
    await focused(ann, chat)
    await looked(node, looks)
    await ann.push("viewers")
    for leave in (("focus", {"chat": None}), ("chat.unwatch", {"id": 901, "chat": chat})):
        ann.forget()
        await ann.say(leave[0], **leave[1])
        await focused(ann, chat)
        await looked(node, looks)
        assert (await ann.push("viewers"))["staff"] == [{"id": DOT, "name": "Dot"}]


@pytest.mark.any_kind
async def test_who_does_not_watch_what_they_show_learns_nothing(node: HubNode) -> None:
    cid, dot, ann = await node.join(CID), await node.join(DOT), await node.join(ANN)
    chat = await node.chat(cid, said=1)
    looks = Looks(node.world)
    await focused(dot, chat)
    await ann.say("focus", chat=chat)
    await ann.ok("inbox.unwatch")
    await looked(node, looks)

    await dot.push("viewers", staff=[{"id": ANN, "name": "Ann"}])
    assert not [one for one in ann.frames if one["type"] == "viewers"]
    await cid.quiet()
