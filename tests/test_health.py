"""Does a node notice that its database is not there, whatever it says?"""

import asyncio
from dataclasses import dataclass, field

import pytest

from chatserver.health import DatabaseHealth
from chatserver.storage.database import Database
from chatserver.storage.statement import Ask, Rows, Steps
from chatserver.storage.trouble import Unavailable


@dataclass
class Broken:
    """A driver that answers nothing but this."""

    trouble: Exception
    asked: int = 0
    thrice: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, _: Ask) -> Rows:
        self.asked += 1
        if self.asked == 3:
            self.thrice.set()
        raise self.trouble

    async def read(self, _: Steps[object]) -> object:
        raise self.trouble

    async def write(self, _: Steps[object]) -> object:
        raise self.trouble

    async def at_once(self, _: Ask) -> Rows:
        raise self.trouble

    async def close(self) -> None: ...


@pytest.mark.parametrize("trouble", [Unavailable("no route"), RuntimeError("another password")])
async def test_it_goes_on_asking_and_says_that_nothing_comes_back(
    sqlite_database: Database, trouble: Exception
) -> None:
    broken = Broken(trouble)
    health = DatabaseHealth(Database(sqlite_database.engine, broken), every_s=0)  # type: ignore[arg-type]  # it returns nothing
    health.start()
    async with asyncio.timeout(10):
        await broken.thrice.wait()
    assert health.failing
    await health.stop()
