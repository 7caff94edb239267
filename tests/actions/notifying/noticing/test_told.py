"""Who is told of what happens in chats, and in which words?"""

import asyncio
import json
from dataclasses import replace

import pytest
from sqlmodel import col, update

from chatserver.config import Notices
from chatserver.core.commands import Open, SetComment
from chatserver.storage.database import Database
from chatserver.storage.tables import RoleRow, StaffRow
from tests.actions.notifying.noticing.house import (
    CLIENT,
    DELAY,
    OTHER,
    STAFF,
    House,
    acl_moved,
    at_home,
)
from tests.seeds import ADMINISTRATOR, ANN, ANSWERS, APP, BOB, CID, DESK, DOT, EVE, KIM, NEWS, SOSNY


@pytest.mark.any_kind
async def test_whoever_is_made_responsible_is_told_once(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.tell()
    await house.tell()

    [shown] = house.browsers[DOT].shown
    assert shown == {
        "title": "Cid Orlov",
        "body": "You were made responsible: Water",
        "tag": f"{chat.id}:{DOT}:assigned",
        "data": {"kind": "chat", "org": SOSNY, "chat": chat.id, "product": APP},
    }


async def test_a_new_message_is_told_after_a_short_while(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.tell()
    await house.say(CLIENT, chat, "the tap drips")
    await house.notice()
    house.here.clock.at += DELAY - 1
    await house.deliver()
    assert len(house.browsers[DOT].shown) == 1
    house.here.clock.at += 1
    await house.deliver()
    assert house.bodies(DOT)[1:] == ["the tap drips (2)"]


@pytest.mark.any_kind
async def test_a_burst_is_one_notice_with_the_last_words(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.tell()
    for text in ("one", "two", "three"):
        await house.say(CLIENT, chat, text)
        await house.notice()
    await house.tell()
    assert house.bodies(DOT)[1:] == ["three (4)"]


@pytest.mark.any_kind
async def test_a_client_reads_the_public_title_and_never_the_apps_own_name(house: House) -> None:
    phone, tablet = await house.subscribe(CID), await house.subscribe(CID, "tablet")
    chat = await house.picked()
    await house.say(STAFF[DOT], chat, "on my way")
    await house.tell()
    for device in (phone, tablet):
        [shown] = device.shown
        assert (shown["title"], shown["body"]) == ("Sosny Help", "on my way")
        assert "pines" not in json.dumps(shown)


@pytest.mark.any_kind
async def test_nobody_is_told_of_their_own_words(house: House) -> None:
    await house.subscribe(DOT)
    await house.subscribe(CID)
    chat = await house.picked()
    await house.tell()
    await house.read(STAFF[DOT], chat)
    await house.say(STAFF[DOT], chat)
    await house.read(CLIENT, chat)
    await house.say(CLIENT, chat)
    await house.read(STAFF[DOT], chat)
    await house.tell()
    assert (len(house.bodies(DOT)), house.bodies(CID)) == (1, [])


async def test_without_a_responsible_those_of_the_department_who_may_see_it_are_told(
    house: House,
) -> None:
    """Dot may look at chats and answer none; eve, of the same department, may not even look."""
    for one in (ANN, BOB, DOT, EVE):
        await house.subscribe(one)
    async with house.world.db.transaction() as session:
        looks = update(RoleRow).where(col(RoleRow.id) == ANSWERS)
        await session.exec(looks.values(permissions=["chats.view"]))
        away = update(StaffRow).where(col(StaffRow.id).in_([ANN, BOB]))
        await session.exec(away.values(active=False))
        moved = update(StaffRow).where(col(StaffRow.id).in_([DOT, EVE]))
        await session.exec(moved.values(department=DESK))
        await session.exec(acl_moved())
    chat = await house.picked()
    await house.tell()
    assert (chat.staff, chat.department) == (None, DESK)
    assert {who: house.bodies(who) for who in house.browsers} == {
        ANN: [],
        BOB: [],
        DOT: ["Water"],
        EVE: [],
    }


@pytest.mark.any_kind
async def test_only_what_the_role_switched_on_rings(house: House) -> None:
    await house.switch(ANSWERS, "message_push")
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.tell()
    assert house.bodies(DOT) == ["Water"]
    await house.switch(ANSWERS, "assigned_push", "message_mail", "assigned_mail")
    await house.say(CLIENT, chat)
    await house.tell()
    assert house.bodies(DOT) == ["Water"]


@pytest.mark.any_kind
async def test_whoever_passes_a_chat_on_is_not_told_and_the_next_is(house: House) -> None:
    await house.switch(ADMINISTRATOR, "assigned_push")
    for one in (ANN, DOT):
        await house.subscribe(one)
    chat = await house.picked()
    await house.read(STAFF[DOT], chat)
    await house.tell()
    before = house.bodies(DOT)
    await house.give(DOT, chat, ANN)
    await house.tell()
    assert (house.bodies(ANN), house.bodies(DOT)) == (["You were made responsible: Water"], before)
    await house.give(ANN, chat, ANN)
    await house.tell()
    assert len(house.bodies(ANN)) == 1


@pytest.mark.any_kind
async def test_a_comment_on_unread_words_tells_nothing_again(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.tell()
    await house.do(STAFF[ANN], SetComment(chat.id, "look here", chat.comment_version))
    await house.tell()
    assert len(house.bodies(DOT)) == 1


@pytest.mark.any_kind
async def test_without_previews_no_words_of_the_chat_leave_the_house(house: House) -> None:
    quiet = house.world.settings.model_copy(update={"notices": Notices(preview=False)})
    house.here.world = replace(house.world, settings=quiet)
    await house.subscribe(DOT)
    await house.subscribe(CID)
    chat = await house.picked()
    await house.say(STAFF[DOT], chat, "secret")
    await house.tell()
    assert house.bodies(DOT) + house.bodies(CID) == ["You were made responsible", "New message"]


async def test_two_nodes_that_look_at_once_tell_once(house: House) -> None:
    await house.subscribe(DOT)
    await house.subscribe(CID)
    for person in (CLIENT, OTHER):
        await house.do(person, Open(APP))
    chat = await house.picked()
    for text in ("one", "two"):
        await house.say(STAFF[DOT], chat, text)
    await asyncio.gather(*(house.notice() for _ in range(6)))
    assert len(await house.waiting()) == 2
    house.here.clock.at += DELAY
    await asyncio.gather(*(house.deliver() for _ in range(6)))
    assert (len(house.bodies(DOT)), house.bodies(CID)) == (1, ["two (2)"])


@pytest.mark.any_kind
async def test_more_chats_than_a_page_holds_are_all_told(database: Database) -> None:
    async with at_home(database, mails=False) as house:
        ledger = house.world.settings.ledger.model_copy(update={"batch": 1})
        settings = house.world.settings.model_copy(update={"ledger": ledger})
        house.here.world = replace(house.world, settings=settings)
        await house.subscribe(CID)
        await house.subscribe(KIM)
        for person in (CLIENT, OTHER):
            for product in (APP, NEWS):
                chat = (await house.ledger.submit(Open(product), person)).chat
                await house.say(person, chat)
                await house.say(STAFF[ANN], chat, f"for {person.id} in {product}")
        await house.tell()
        assert sorted(house.bodies(CID) + house.bodies(KIM)) == sorted(
            f"for {who} in {product}" for who in (CID, KIM) for product in (APP, NEWS)
        )


@pytest.mark.any_kind
@pytest.mark.parametrize("mails", [False, True])
async def test_where_nobody_can_be_reached_nothing_is_written_or_told_later(
    database: Database, mails: bool
) -> None:
    async with at_home(database, mails=mails) as house:
        chat = await house.picked()
        await house.notice()
        assert await house.waiting() == []
        await house.subscribe(DOT)
        await house.tell()
        assert house.bodies(DOT) == []
        await house.say(CLIENT, chat, "and now?")
        await house.tell()
        assert len(house.bodies(DOT)) == 1
