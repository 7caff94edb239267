"""Does a node notice that its database is not there, whatever it says?"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from typing_extensions import override

from chatserver.health import TOUCH, DatabaseHealth
from chatserver.storage.database import Database
from chatserver.storage.statement import Ask, Rows, Statement, Steps, ask
from chatserver.storage.trouble import Reconnected, Unavailable


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


@dataclass
class Full(Broken):
    """A driver that answers, and has no room for a change."""

    room: bool = False
    away: bool = False

    @override
    async def ask(self, _: Ask) -> Rows:
        if self.away:
            raise self.trouble
        return [(False,)]

    @override
    async def write(self, _: Steps[object]) -> object:
        if not self.room:
            raise self.trouble
        return None


async def test_one_that_has_no_room_is_tried_until_it_has(sqlite_database: Database) -> None:
    full = Full(Unavailable("database or disk is full"))
    database = Database(sqlite_database.engine, full)  # type: ignore[arg-type]  # as above
    health = DatabaseHealth(database)
    await health.ask()
    assert not DatabaseHealth(database).failing  # nobody has wanted to change anything

    with pytest.raises(Unavailable):
        await database.write(ask(TOUCH))
    await health.ask()
    assert health.failing
    assert not health.down

    full.room = True
    await health.ask()
    assert not DatabaseHealth(database).failing


async def overfill(database: Database) -> None:
    async with database.transaction() as session:
        there = await session.connection()
        await there.exec_driver_sql("PRAGMA max_page_count = 1")
        await there.exec_driver_sql("INSERT INTO meta VALUES ('a', hex(zeroblob(999999)))")


async def test_a_full_disk_is_noticed_where_nobody_chats(sqlite_database: Database) -> None:
    health = DatabaseHealth(sqlite_database)
    with pytest.raises(Unavailable, match="disk is full"):
        await overfill(sqlite_database)
    assert health.failing

    await health.ask()
    assert not health.failing


@pytest.fixture
async def read_only(postgres_url: str) -> AsyncIterator[Database]:
    """A database that takes nothing, as a standby does."""
    database = await Database.open(postgres_url)
    name = postgres_url.rpartition("/")[2]
    freeze = f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'
    await database.write(ask(Statement(sqlite="", postgres=freeze)))
    await database.close()
    database = await Database.open(postgres_url)
    yield database
    await database.close()


@pytest.mark.postgres
async def test_a_database_that_takes_nothing_is_not_there(
    read_only: Database, caplog: pytest.LogCaptureFixture
) -> None:
    health = DatabaseHealth(read_only, every_s=0)
    with caplog.at_level("WARNING"):
        await health.ask()
    assert health.failing
    assert "nothing can be written there" in caplog.text


@pytest.mark.postgres
async def test_what_cannot_be_written_there_is_told_as_unavailable(read_only: Database) -> None:
    make = Statement(sqlite="", postgres="CREATE TABLE thing ()")
    with pytest.raises(Unavailable):
        await read_only.write(ask(make))
    with pytest.raises(Reconnected):
        await read_only.at_once(make)
    with pytest.raises(Unavailable):
        await read_only.at_once(make)
    with pytest.raises(Unavailable):
        async with read_only.transaction() as session:
            await (await session.connection()).exec_driver_sql(make.postgres)


@dataclass
class Stuck(Full):
    """A driver that answers questions, and a change never."""

    @override
    async def ask(self, _: Ask) -> Rows:
        self.asked += 1
        if self.asked == 3:
            self.thrice.set()
        return [(False,)]

    @override
    async def write(self, _: Steps[object]) -> object:
        return await asyncio.Event().wait()


async def test_a_change_that_hangs_keeps_nobody_from_asking(sqlite_database: Database) -> None:
    stuck = Stuck(RuntimeError())
    database = Database(sqlite_database.engine, stuck)  # type: ignore[arg-type]  # as above
    database.refuses = True
    health = DatabaseHealth(database, every_s=0, patience_s=0.01)
    health.start()
    async with asyncio.timeout(10):
        await stuck.thrice.wait()
    assert health.failing
    assert not health.down
    await health.stop()


async def test_that_it_is_back_is_told_as_well(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    driver = Full(Unavailable("no route"))
    health = DatabaseHealth(Database(sqlite_database.engine, driver))  # type: ignore[arg-type]  # as above
    with caplog.at_level("INFO"):
        await health.ask()
        assert caplog.text == ""
        driver.away = True
        await health.ask()
        driver.away = False
        await health.ask()
        await health.ask()
    told = [one.getMessage() for one in caplog.records]
    assert told == ["the database does not answer: Unavailable('no route')", told[-1]]
    assert told[-1].startswith("the database answers again, after ")
