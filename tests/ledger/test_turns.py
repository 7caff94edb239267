"""In which order are batches written, announced and answered?"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from chatserver.core.commands import Send
from chatserver.ledger.outcome import Answer
from chatserver.storage.database import Database, Runner
from chatserver.storage.statement import Ask, Rows, Steps
from tests.ledger.house import CID, household

T = TypeVar("T")


class Watched:
    """A runner that tells of each change before it makes it."""

    def __init__(self, runner: Runner, told: Callable[[], None]) -> None:
        self._runner = runner
        self._told = told

    async def write(self, steps: Steps[T]) -> T:
        self._told()
        return await self._runner.write(steps)

    async def at_once(self, wanted: Ask) -> Rows:
        self._told()
        return await self._runner.at_once(wanted)

    async def read(self, steps: Steps[T]) -> T:
        return await self._runner.read(steps)

    async def ask(self, wanted: Ask) -> Rows:
        return await self._runner.ask(wanted)

    async def close(self) -> None:
        await self._runner.close()


async def test_what_waits_is_written_before_what_is_done_is_told(database: Database) -> None:
    seen: list[str] = []
    waiting: list[Callable[[], None]] = []

    def written() -> None:
        seen.append("written")
        if waiting:
            waiting.pop()()

    watched = Database(database.engine, Watched(database._runner, written))
    async with household(watched) as house:
        chat = await house.open()
        # By now the ledger knows the database's clock, and its connection is an old one.
        for _ in range(3):
            await house.say(CID, chat)
        last: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        house.ledger.listen(lambda _: seen.append("announced"))

        def say(done: Callable[[Answer], None]) -> None:
            house.ledger.post(Send(chat, house.key(), text="hello"), CID, done)

        seen.clear()
        waiting.append(lambda: say(last.set_result))
        last.add_done_callback(lambda _: seen.append("answered"))
        say(lambda _: seen.append("answered"))
        await last

    told = ["announced", "answered"]
    assert seen == ["written", "written", *told, *told]
