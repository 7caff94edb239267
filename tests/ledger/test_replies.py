"""Does a reply find its message, wherever that was written, and come back as one?"""

import asyncio
import json

import pytest

from chatserver.core.commands import DeleteMessage, Reply, Send
from chatserver.core.refusals import KeyConflict, NotFound
from tests.ledger.house import BOB, CID, DOT, House


async def body(house: House, chat: str, seq: int) -> dict[str, object]:
    [event] = await house.reading.since(chat, seq - 1, limit=1)
    found: dict[str, object] = json.loads(event.frame)["body"]
    return found


async def test_a_reply_finds_what_lies_in_the_log_and_is_stored_with_it(house: House) -> None:
    chat = await house.open()
    said = await house.say(CID, chat, "my tap drips")
    await house.say(BOB, chat, "one moment")
    answer = await house.do(BOB, Reply(chat, "r", text="which one?", reply=said.seq or 0))
    stored = await body(house, chat, answer.seq or 0)
    assert stored == {"text": "which one?", "reply": said.seq}


async def test_a_reply_finds_what_its_own_batch_wrote(house: House) -> None:
    chat = await house.open()
    last = (await house.reading.since(chat, 0, limit=200))[-1].seq
    said, _, answer = await asyncio.gather(
        house.do(CID, Send(chat, "1", text="my tap drips")),
        house.do(CID, DeleteMessage(chat, "2", last + 1)),
        house.do(BOB, Reply(chat, "3", text="which one?", reply=last + 1)),
    )
    assert said.seq == last + 1
    assert (await body(house, chat, last + 1)) == {"deleted": True}
    assert (await body(house, chat, answer.seq or 0))["reply"] == last + 1


async def test_nothing_of_another_chat_is_replied_to(house: House) -> None:
    theirs = await house.open(DOT)
    said = await house.say(DOT, theirs, "the far end of another log")
    chat = await house.open()
    with pytest.raises(NotFound):
        await house.do(CID, Reply(chat, "r", text="hello", reply=(said.seq or 0) + 9))
    with pytest.raises(NotFound):
        await house.do(CID, Reply(theirs, "r", text="hello", reply=said.seq or 0))


async def test_a_key_stands_for_one_reply(house: House) -> None:
    chat = await house.open()
    first, second = await house.say(CID, chat, "one"), await house.say(CID, chat, "two")
    reply = Reply(chat, "r", text="yes", reply=first.seq or 0)
    done, again = await house.do(BOB, reply), await house.do(BOB, reply)
    assert (again.seq, again.duplicate) == (done.seq, True)
    others = (Reply(chat, "r", text="yes", reply=second.seq or 0), Send(chat, "r", text="yes"))
    for other in others:
        with pytest.raises(KeyConflict):
            await house.do(BOB, other)
