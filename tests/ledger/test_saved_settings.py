"""Do saved settings of a chat reach a node that knew others, with nobody to tell it?"""

import json
from collections.abc import AsyncIterator

import pytest

from chatserver.actions.chats.chat_settings import save_bot
from chatserver.bus.local import LocalBus
from chatserver.core.commands import Open
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.ledger.reading import Reading
from chatserver.storage.database import Database
from chatserver.world import World
from tests.seeds import ANN, APP, BOT, CID, KIM, SOSNY
from tests.small import small


@pytest.fixture
async def worlds(database_url: str) -> AsyncIterator[tuple[World, World]]:
    """Two nodes over one database; neither hears the other's hints."""
    first, second = await Database.open(database_url), await Database.open(database_url)
    here = (await small(first)).world
    yield here, World(here.settings, second, LocalBus("other"), now=here.now)
    await first.close()
    await second.close()


async def greeting(world: World, ledger: Ledger, client: str) -> str:
    """Enter the chat, and return what the bot says first."""
    chat = (await ledger.submit(Open(APP), Person("client", client, "ios"))).chat
    events = await Reading(world.db, world.links).since(chat.id, 0, limit=10)
    [greets] = [json.loads(one.frame) for one in events if one.kind == "greeting"]
    return str(greets["body"]["text"])


@pytest.mark.any_kind
async def test_the_next_client_on_any_node_meets_the_saved_bot(
    worlds: tuple[World, World],
) -> None:
    here, there = worlds
    ledger = Ledger(there)
    await ledger.start()
    try:
        assert await greeting(there, ledger, CID) == "Hello!"

        new = {**BOT, "greeting": "Good evening!"}
        await save_bot(here, SOSNY, APP, new, by=ANN, expected=None)

        assert await greeting(there, ledger, KIM) == "Good evening!"
    finally:
        await ledger.stop()
