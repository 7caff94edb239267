"""What is left of a notice by the time it would be told?"""

import pytest
from sqlmodel import col, update

from chatserver.core.commands import CloseDialog, DeleteMessage, EditMessage
from chatserver.storage.tables import StaffRow
from tests.actions.notifying.noticing.house import CLIENT, STAFF, House, acl_moved
from tests.seeds import ADMINISTRATOR, ANN, ANSWERS, BOB, CID, DOT


@pytest.mark.any_kind
async def test_what_was_read_first_is_told_to_nobody(house: House) -> None:
    await house.subscribe(DOT)
    await house.subscribe(CID)
    chat = await house.picked()
    await house.say(CLIENT, chat)
    await house.say(STAFF[DOT], chat, "on my way")
    await house.notice()
    await house.read(STAFF[DOT], chat)
    await house.read(CLIENT, chat)
    await house.tell()
    assert (house.bodies(DOT), house.bodies(CID)) == ([], [])
    assert await house.waiting() == []


@pytest.mark.any_kind
async def test_what_a_colleague_read_is_no_new_message_but_still_an_assignment(
    house: House,
) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.notice()
    await house.read(STAFF[ANN], chat)
    await house.tell()
    assert house.bodies(DOT) == ["You were made responsible: Water"]


@pytest.mark.any_kind
async def test_what_was_deleted_first_is_told_to_nobody(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    await house.say(STAFF[DOT], chat, "a slip")
    await house.notice()
    seq = (await house.chat(chat.id)).last
    await house.do(STAFF[DOT], DeleteMessage(chat.id, house.key(), seq))
    await house.tell()
    assert house.bodies(CID) == []


@pytest.mark.any_kind
async def test_an_edit_is_told_in_its_new_words(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    await house.say(STAFF[DOT], chat, "at six")
    await house.notice()
    seq = (await house.chat(chat.id)).last
    await house.do(STAFF[DOT], EditMessage(chat.id, house.key(), seq, text="at five"))
    await house.tell()
    assert house.bodies(CID) == ["at five"]


async def test_a_switch_that_goes_off_meanwhile_holds(house: House) -> None:
    await house.subscribe(DOT)
    await house.picked()
    await house.notice()
    await house.switch(ANSWERS)
    await house.tell()
    assert house.bodies(DOT) == []


async def test_a_chat_that_is_passed_on_meanwhile_is_told_to_the_new_one_alone(
    house: House,
) -> None:
    await house.switch(ADMINISTRATOR, "assigned_push")
    for one in (ANN, DOT):
        await house.subscribe(one)
    chat = await house.picked()
    await house.notice()
    await house.give(BOB, chat, ANN)
    await house.tell()
    assert (len(house.bodies(ANN)), house.bodies(DOT)) == (1, [])


async def test_a_right_that_is_taken_away_meanwhile_holds(house: House) -> None:
    await house.subscribe(DOT)
    await house.picked()
    await house.notice()
    async with house.world.db.transaction() as session:
        await session.exec(update(StaffRow).where(col(StaffRow.id) == DOT).values(active=False))
        await session.exec(acl_moved())
    await house.tell()
    assert house.bodies(DOT) == []


@pytest.mark.any_kind
async def test_a_closed_chat_is_told_to_nobody(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.notice()
    await house.do(STAFF[ANN], CloseDialog(chat.id, house.key(), 1, "solved"))
    await house.tell()
    assert house.bodies(DOT) == []
