"""Does a question whose time is over fall once, and whom does it find?"""

import asyncio

import pytest
from sqlalchemy import text

from chatserver.core.chat import State
from chatserver.core.commands import Assign, CloseDialog, Expire
from chatserver.core.refusals import Conflict, StalePrompt
from chatserver.ledger.outcome import SYSTEM
from tests.ledger.house import ANN, BOB, CID, NOON, House, kinds, rows


@pytest.mark.any_kind
async def test_a_fallen_prompt_is_closed_once(house: House) -> None:
    chat = await house.open()
    house.clock.at += 10 * 60_000 - 1
    if house.world.db.dialect == "sqlite":
        early = await house.do(SYSTEM, Expire(chat))
        assert early.chat.state == "bot"
    await fall_due(house)
    await asyncio.gather(*(house.do(SYSTEM, Expire(chat)) for _ in range(3)))
    assert (await kinds(house, chat))[3:] == ["dialog.closed"]


async def fall_due(house: House) -> None:
    """Let the time of every prompt be up."""
    house.clock.at = NOON + 10 * 60_000
    if house.world.db.dialect != "sqlite":
        # There the clock is the database's own: move the deadline instead.
        async with house.world.db.transaction() as session:
            await session.exec(text("UPDATE chat SET expires_at = 1"))  # type: ignore[call-overload]


@pytest.mark.any_kind
async def test_who_is_refused_for_a_fallen_prompt_finds_it_fallen(house: House) -> None:
    chat = await house.open()
    await fall_due(house)
    with pytest.raises(StalePrompt) as refusal:
        await house.pick(chat)
    assert refusal.value.data == {"prompt": None, "state": "closed"}
    assert (await kinds(house, chat))[3:] == ["dialog.closed"]
    assert [event.kind for event in house.commits[-1].changes[0].events] == ["dialog.closed"]
    await house.do(SYSTEM, Expire(chat))
    assert (await kinds(house, chat))[3:] == ["dialog.closed"]


async def test_who_comes_too_late_to_close_finds_the_question_handed_on(house: House) -> None:
    chat = await house.open()
    await house.do(BOB, CloseDialog(chat, house.key(), 1, "solved"))
    await house.say(CID, chat)
    await fall_due(house)
    with pytest.raises(Conflict) as refusal:
        await house.do(ANN, Assign(chat, house.key(), "dep_desk", expect=0))
    now = await house.reading.chat(chat)
    assert now is not None
    assert (now.state, now.cause, now.assignment) == (State.STAFF, "default", 1)
    assert refusal.value.data["assignment"] == 1
    [(why,)] = await rows(house, "SELECT cause FROM assignment")
    assert why == "default"
