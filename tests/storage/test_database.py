"""In which words does the database say that it could not?"""

import asyncio
import gc
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import event, text
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chatserver.storage.database import CHECKPOINT_EVERY, Database
from chatserver.storage.ends import to_its_end
from chatserver.storage.lately import End, said_lately
from chatserver.storage.migrate import renew_epoch
from chatserver.storage.postgres import PostgresRunner
from chatserver.storage.statement import Ask, Statement, Steps
from chatserver.storage.tables import Meta
from chatserver.storage.trial import Tried, trial
from chatserver.storage.trouble import Locked, Reconnected, Unavailable
from tests.bus.silent_proxy import silent_proxy


async def add(database: Database, name: str) -> None:
    async with database.transaction() as session:
        session.add(Meta(name=name, value="x"))


async def test_what_another_process_holds_is_locked_and_free_again_after(
    sqlite_database_url: str,
) -> None:
    database = await Database.open(sqlite_database_url, busy_timeout_s=0.05)
    other = sqlite3.connect(
        sqlite_database_url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None
    )
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Locked):
        await add(database, "one")

    other.execute("ROLLBACK")
    other.close()
    await add(database, "one")
    await database.close()


async def test_who_goes_while_a_transaction_begins_leaves_the_lock_to_others(
    sqlite_database_url: str,
) -> None:
    database = await Database.open(sqlite_database_url)
    file = sqlite_database_url.removeprefix("sqlite+aiosqlite:///")
    other = sqlite3.connect(file, isolation_level=None, timeout=0)
    other.execute("BEGIN IMMEDIATE")

    # Who has a connection waits for nothing any more but the lock.
    begins = asyncio.Event()
    event.listen(database.engine.pool, "checkout", lambda *_: begins.set())
    adding = asyncio.create_task(add(database, "one"))
    await begins.wait()
    adding.cancel()
    other.execute("ROLLBACK")
    with pytest.raises(asyncio.CancelledError):
        await adding

    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    other.close()
    await add(database, "two")
    await database.close()


@pytest.mark.slow
async def test_the_log_does_not_grow_where_only_actions_write(sqlite_database_url: str) -> None:
    database = await Database.open(sqlite_database_url)
    log = Path(sqlite_database_url.removeprefix("sqlite+aiosqlite:///") + "-wal")
    size = 100_000

    for number in range(4 * CHECKPOINT_EVERY):
        async with database.transaction() as session:
            await session.merge(Meta(name="x", value=f"{number:04}" * (size // 4)))
    length = (await asyncio.to_thread(log.stat)).st_size
    await database.close()

    assert length < 2 * CHECKPOINT_EVERY * size


async def test_the_command_line_leaves_a_running_servers_log_alone(
    sqlite_database_url: str,
) -> None:
    database = await Database.open(sqlite_database_url)
    file = Path(sqlite_database_url.removeprefix("sqlite+aiosqlite:///"))
    async with database.transaction() as session:
        # More pages than SQLite by itself lets the log have.
        await session.merge(Meta(name="x", value="x" * 8_000_000))
    before = (await asyncio.to_thread(file.stat)).st_size
    await renew_epoch(sqlite_database_url)
    after = (await asyncio.to_thread(file.stat)).st_size
    await database.close()
    assert after == before


async def test_what_does_not_fit_is_the_statements_own_fault(database: Database) -> None:
    await add(database, "one")

    with pytest.raises(IntegrityError):
        await add(database, "one")


async def test_one_change_is_a_transaction_of_its_own(database: Database) -> None:
    await add(database, "one")
    change = Statement(
        sqlite="UPDATE meta SET value = ? WHERE name = ? RETURNING name",
        postgres="UPDATE meta SET value = $1 WHERE name = $2 RETURNING name",
    )
    # PostgreSQL's own connection for these is made first, and says so.
    with suppress(Reconnected):
        await database.at_once(change, "x", "none")
    assert [row[0] for row in await database.at_once(change, "y", "one")] == ["one"]
    async with database.session() as session:
        assert (await session.get_one(Meta, "one")).value == "y"
    with trial(), pytest.raises(Tried):
        await database.at_once(change, "z", "one")
    async with database.session() as session:
        assert (await session.get_one(Meta, "one")).value == "y"


@pytest.mark.postgres
async def test_a_connection_that_is_about_to_be_closed_is_told_as_unavailable(
    postgres_database_url: str,
) -> None:
    url, farewell = make_url(postgres_database_url), b"SFATAL\0VFATAL\0C57P01\0Mbye\0\0"
    look = Statement(sqlite="", postgres="SELECT 1")
    async with silent_proxy(url.port or 0) as proxy:
        way = url.set(port=proxy.port).render_as_string(hide_password=False)
        database = await Database.open(way)
        with pytest.raises(Reconnected):
            await database.at_once(look)
        await database.ask(look)
        # The server says goodbye, and has not hung up yet.
        proxy.say(b"E" + (len(farewell) + 4).to_bytes(4, "big") + farewell)
        for asked in (database.at_once(look), database.ask(look)):
            with pytest.raises(Unavailable):
                await asked
        await database.close()


async def asks(database: Database) -> object:
    return await database.ask(Statement(sqlite="", postgres="SELECT 1 FROM pg_sleep(0.01)"))


async def lists(database: Database) -> object:
    return await said_lately(database, {"chat_1": End(1, 0, None)})


@pytest.mark.postgres
@pytest.mark.parametrize("ask", [asks, lists])
async def test_who_goes_while_a_question_is_on_its_way_leaves_no_trouble_behind(
    postgres_database_url: str, ask: Callable[[Database], Coroutine[None, None, object]]
) -> None:
    troubles: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: troubles.append(told))
    database = await Database.open(postgres_database_url)

    async def ask_and_go(turns: int) -> None:
        asked = [asyncio.create_task(ask(database)) for _ in range(8)]
        for _ in range(turns):
            await asyncio.sleep(0)
        for one in asked:
            one.cancel()
        await asyncio.wait(asked)

    for turns in range(20):
        await ask_and_go(turns)
    await ask(database)
    await database.close()
    gc.collect()
    assert troubles == []


async def test_two_questions_of_one_view_are_answered_as_of_one_moment(database: Database) -> None:
    async def there(connection: AsyncConnection) -> int:
        found: int = (await connection.execute(text("SELECT count(*) FROM meta"))).scalar_one()
        return found

    async with database.reading() as connection:
        before = await there(connection)
        await add(database, "meanwhile")
        assert await there(connection) == before
    async with database.reading() as connection:
        assert await there(connection) == before + 1


async def test_how_a_question_failed_whose_asker_has_gone_troubles_nobody() -> None:
    troubles: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: troubles.append(told))
    gone = asyncio.Event()

    async def fail() -> None:
        await gone.wait()
        raise Unavailable("nobody asks any more")

    asked = asyncio.create_task(to_its_end(fail()))
    await asyncio.sleep(0)
    asked.cancel()
    await asyncio.wait([asked])
    gone.set()
    for _ in range(3):
        await asyncio.sleep(0)
    gc.collect()
    assert troubles == []


@pytest.mark.postgres
async def test_a_connection_that_is_confused_is_not_lent_again(postgres_database_url: str) -> None:
    runner = await PostgresRunner.open(postgres_database_url.replace("+asyncpg", ""), size=1)
    who = Ask(Statement("", "SELECT pg_backend_pid()"), ())
    [[before]] = await runner.ask(who)

    def confused() -> Steps[None]:
        yield who
        raise asyncpg.InternalClientError("got result for unknown protocol state 3")

    with pytest.raises(Unavailable):
        await runner.read(confused())
    [[after]] = await runner.ask(who)
    assert after != before
    await runner.close()
