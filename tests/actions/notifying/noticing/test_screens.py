"""Is anybody told of a chat that is before their eyes?"""

import pytest

from chatserver.actions.notifying.looking import LEASE_MS, Looks
from chatserver.actions.notifying.telling import LOOK_AGAIN_MS, LOOKED_AT_MS
from tests.actions.notifying.noticing.house import DELAY, STAFF, House
from tests.seeds import CID, DOT, KIM


async def test_a_chat_on_a_screen_is_not_told_while_it_is_there(house: House) -> None:
    """Whatever node the device is connected to, and only while that node lives."""
    await house.subscribe(CID)
    chat = await house.picked()
    node = Looks(house.world)
    await node.tell([(CID, chat.id)])
    await house.say(STAFF[DOT], chat, "on my way")
    await house.notice()
    house.here.clock.at += DELAY
    await house.deliver()
    assert house.bodies(CID) == []

    await node.tell([])
    house.here.clock.at += LOOK_AGAIN_MS
    await house.deliver()
    assert house.bodies(CID) == ["on my way"]


async def test_a_node_that_died_holds_no_notice_back(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    await Looks(house.world).tell([(CID, chat.id)])
    await house.say(STAFF[DOT], chat, "on my way")
    await house.notice()
    for _ in range(LEASE_MS // LOOK_AGAIN_MS + 1):
        house.here.clock.at += LOOK_AGAIN_MS
        await house.deliver()
    assert house.bodies(CID) == ["on my way"]


@pytest.mark.slow
@pytest.mark.any_kind
async def test_what_stands_before_the_eyes_for_long_was_seen(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    node = Looks(house.world)
    await house.say(STAFF[DOT], chat, "on my way")
    await house.notice()
    while await house.waiting():
        await node.tell([(CID, chat.id)])
        house.here.clock.at += LOOK_AGAIN_MS
        await house.deliver()
    assert house.bodies(CID) == []
    assert house.here.clock.at >= LOOKED_AT_MS


@pytest.mark.any_kind
async def test_another_chat_on_the_screen_hides_nothing(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    await Looks(house.world).tell([(CID, "chat_other"), (KIM, chat.id)])
    await house.say(STAFF[DOT], chat, "on my way")
    await house.tell()
    assert house.bodies(CID) == ["on my way"]


async def test_more_words_meanwhile_are_one_notice_with_those_on_the_screen(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    node = Looks(house.world)
    for text in ("one", "two", "three"):
        await node.tell([(CID, chat.id)])
        await house.say(STAFF[DOT], chat, text)
        await house.notice()
        house.here.clock.at += LOOK_AGAIN_MS
        await house.deliver()
    assert len(await house.waiting()) == 1
