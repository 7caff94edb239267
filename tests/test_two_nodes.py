"""Do a client and an employee meet when each is at another node?"""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from chatserver.identity.tokens import Kind
from tests.chat_client import ChatClient, Frame, new_key
from tests.made_demo import Made
from tests.town import Town, town

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.redis]


@pytest.fixture
async def there(tmp_path: Path, postgres_demo: Made, redis_url: str) -> AsyncIterator[Town]:
    async with town(tmp_path, postgres_demo, CHATSERVER_BUS__URL=redis_url) as it:
        yield it


async def push(person: ChatClient, type_: str, holds: Callable[[Frame], bool]) -> Frame:
    """Wait for a push; those before it are of no interest."""
    async with asyncio.timeout(20):
        while True:
            frame = await person.pushes.get()
            if frame["type"] == type_ and holds(frame):
                return frame


async def test_the_whole_story_is_told_across_two_nodes(there: Town) -> None:
    first, second = await there.node(), await there.node()
    product = next(one["id"] for one in there.card["products"] if one["bot"])
    client = there.person(Kind.CLIENT, there.card["clients"][0]["id"], at=[first])
    anna = there.person(Kind.STAFF, there.card["staff"][0]["id"], at=[second])

    async with client.living(), anna.living():
        await anna.ask("inbox.watch", filter={"tab": "mine"})

        opened = await client.open(product)
        chat = opened["id"]
        assert client.kinds(chat) == ["dialog.opened", "greeting", "prompt"]

        prompt = opened["prompt"]["seq"]
        page = await client.again("history", chat=chat, before=prompt + 1, limit=1)
        tag = page["events"][0]["body"]["tags"][0]["id"]
        await client.write("tag.pick", chat, prompt=prompt, tag=tag)
        listed = await push(anna, "inbox", lambda f: any(r["chat"] == chat for r in f["rows"]))
        row = next(r["row"] for r in listed["rows"] if r["chat"] == chat)
        assert (row["unread"], row["staff"]["id"]) == (1, anna.record.person)

        await anna.watch(chat, after=0)
        await anna.say("typing", chat=chat, on=True)
        await push(client, "typing", lambda f: f["chat"] == chat and f["on"])
        answered = await anna.send(chat, "Мастер уже едет.")
        await client.has_seen(chat, answered["seq"])
        await client.again("read", chat=chat, seq=answered["seq"])
        marks = await push(anna, "marks", lambda f: f["client"] == answered["seq"])
        assert marks["chat"] == chat

        closed = await anna.write("dialog.close", chat, dialog=1, reason="solved")
        await client.has_seen(chat, closed["seq"])
        await there.settle()

    assert client.kinds(chat) == [
        "dialog.opened", "greeting", "prompt", "tag", "autoreply", "assigned", "message",
        "dialog.closed",
    ]  # fmt: skip
    assert client.positions[chat].applied == anna.positions[chat].applied
    assert await there.broken_promises() == []


async def test_a_key_is_known_on_every_node(there: Town) -> None:
    first, second = await there.node(), await there.node()
    product = there.card["products"][-1]["id"]
    someone = there.card["clients"][0]["id"]
    here = there.person(Kind.CLIENT, someone, at=[first])
    elsewhere = there.person(Kind.CLIENT, someone, at=[second])

    async with here.living(), elsewhere.living():
        chat = (await here.open(product))["id"]
        key = new_key()
        told = await here.write("send", chat, key=key, text="once")
        again = await elsewhere.write("send", chat, key=key, text="once")

        assert (again["seq"], again["duplicate"]) == (told["seq"], True)
        assert "duplicate" not in told
