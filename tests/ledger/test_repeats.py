"""Is what comes again under its key done once, and answered alike?"""

import asyncio
from dataclasses import replace

import pytest

from chatserver.core.chat import State
from chatserver.core.commands import Assign, CloseDialog, EditMessage, NewDialog, PickTag, Send
from chatserver.core.refusals import Closed, Conflict, KeyConflict, StalePrompt
from chatserver.storage.database import Database
from tests.ledger.house import ANN, BOB, CID, House, household, kinds, second_node


@pytest.mark.any_kind
async def test_the_same_key_is_stored_once_and_answered_alike(house: House) -> None:
    chat = await house.open()
    await house.pick(chat)
    send = Send(chat, "key_x", text="hello")
    first = await house.do(CID, send)
    again = await house.do(CID, send)
    assert (again.seq, again.at, again.duplicate) == (first.seq, first.at, True)
    assert (await kinds(house, chat)).count("message") == 1


async def test_many_repeats_at_once_are_one_message(house: House) -> None:
    chat = await house.open()
    send = Send(chat, "key_x", text="hello")
    outcomes = await asyncio.gather(*(house.do(CID, send) for _ in range(20)))
    assert len({outcome.seq for outcome in outcomes}) == 1
    assert [outcome.duplicate for outcome in outcomes].count(False) == 1
    assert (await kinds(house, chat)).count("message") == 1


@pytest.mark.any_kind
async def test_a_key_serves_one_command_only(house: House) -> None:
    chat = await house.open()
    await house.do(CID, Send(chat, "key_x", text="hello"))
    for other in (Send(chat, "key_x", text="bye"), EditMessage(chat, "key_x", 4, "hello")):
        with pytest.raises(KeyConflict):
            await house.do(CID, other)


@pytest.mark.any_kind
async def test_two_people_may_use_the_same_key(house: House) -> None:
    chat = await house.open()
    await house.pick(chat)
    await house.do(CID, Send(chat, "key_x", text="hello"))
    answered = await house.do(ANN, Send(chat, "key_x", text="hello"))
    assert not answered.duplicate


@pytest.mark.any_kind
async def test_a_repeated_assignment_gets_its_number_again(house: House) -> None:
    chat = await house.open()
    await house.pick(chat)
    assign = Assign(chat, "key_a", "dep_desk", 1, staff="st_bob")
    first = await house.do(ANN, assign)
    await house.do(ANN, Assign(chat, "key_b", "dep_desk", 2, staff="st_ann"))
    again = await house.do(ANN, assign)
    assert (first.assignment, again.assignment, again.duplicate) == (2, 2, True)


@pytest.mark.any_kind
async def test_who_ends_a_dialog_in_anothers_name_gets_the_first_answer_again(
    house: House,
) -> None:
    chat = await house.open()
    await house.pick(chat)
    close = CloseDialog(chat, "key_x", 1, "solved")
    first = await house.do(BOB, close)
    again = await house.do(BOB, close)
    assert (again.seq, again.duplicate) == (first.seq, True)
    [frame] = [event.frame for event in await house.reading.since(chat, 6, limit=9)]
    assert b'"id":"st_ann"' in frame
    # The key is the presser's: the responsible may use the same one for something else.
    assert not (await house.do(ANN, Send(chat, "key_x", text="bye"))).duplicate


async def test_two_nodes_store_one_key_once(database: Database) -> None:
    async with household(database) as one, second_node(database) as two:
        chat = await one.open()
        for turn in range(10):
            send = Send(chat, f"key_{turn}", text="hello")
            both = await asyncio.gather(one.do(CID, send), two.do(CID, send))
            assert both[0].seq == both[1].seq
        assert (await kinds(one, chat)).count("message") == 10


@pytest.mark.any_kind
async def test_what_was_done_is_answered_again_though_it_would_be_refused_by_now(
    house: House,
) -> None:
    chat = await house.open()
    standing = await house.reading.chat(chat)
    assert standing is not None
    assert standing.prompt is not None
    topic = PickTag(chat, "topic", standing.prompt, "tag_water")
    end = CloseDialog(chat, "end", 1, "solved")
    first = [await house.do(CID, topic), await house.do(BOB, end)]
    for person, command, before in ((CID, topic, first[0]), (BOB, end, first[1])):
        with pytest.raises((Closed, StalePrompt)):
            await house.do(person, replace(command, key=house.key()))
        again = await house.do(person, command)
        assert (again.seq, again.at, again.duplicate) == (before.seq, before.at, True)
    with pytest.raises(KeyConflict):
        await house.do(BOB, replace(end, reason="no_answer"))


@pytest.mark.any_kind
async def test_only_what_was_done_before_is_answered_again(house: House) -> None:
    chat = await house.open()
    await house.pick(chat)
    end = CloseDialog(chat, "end", 1, "solved")
    ended = await house.do(BOB, end)

    early = CloseDialog(chat, "early", 2, "solved")
    asked = ((BOB, early), (CID, NewDialog(chat, "anew")), (BOB, end))
    work = [asyncio.ensure_future(house.do(person, command)) for person, command in asked]
    too_early, anew, again = await asyncio.gather(*work, return_exceptions=True)

    # The first was refused when it was its turn, and stays so though that dialog is there by now.
    assert isinstance(too_early, Conflict)
    assert not isinstance(anew, BaseException)
    assert not isinstance(again, BaseException)
    assert (again.seq, again.duplicate) == (ended.seq, True)
    assert anew.chat.state is State.BOT
