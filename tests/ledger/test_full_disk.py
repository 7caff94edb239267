"""What becomes of a message for which the disk has no room?"""

from itertools import count

from chatserver.core.commands import Open, Send
from chatserver.health import DatabaseHealth
from chatserver.ledger.outcome import Trouble
from chatserver.storage.database import Database
from chatserver.storage.statement import Statement, ask
from tests.ledger.house import APP, CID, House, household

LONG = "ж" * 4000


async def grow_to(database: Database, pages: int) -> None:
    """Let the file have so many pages, or what it has by now."""
    await database.write(ask(Statement(f"PRAGMA max_page_count = {pages}", "")))


async def fill(house: House, chat: str) -> tuple[Send, str]:
    """Write until there is no room; return what found none, and what was said of it."""
    for number in count():
        last = Send(chat, f"key_{number}", LONG)
        try:
            await house.do(CID, last)
        except Trouble as trouble:
            return last, trouble.code
    raise AssertionError


async def test_it_is_refused_whole_and_goes_through_once_there_is_room(
    sqlite_database: Database,
) -> None:
    async with household(sqlite_database) as house:
        chat = (await house.do(CID, Open(APP))).chat.id
        await grow_to(sqlite_database, 1)
        refused, said = await fill(house, chat)
        assert said == "unavailable"

        health = DatabaseHealth(sqlite_database)
        assert health.failing
        assert not health.down
        kept = await house.reading.since(chat, 0, limit=200)
        assert [event.seq for event in kept] == list(range(1, len(kept) + 1))

        await grow_to(sqlite_database, 1_000_000)
        assert not DatabaseHealth(sqlite_database).failing
        again = await house.do(CID, refused)
        assert (again.seq, again.duplicate) == (len(kept) + 1, False)
