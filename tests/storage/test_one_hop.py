"""Does a statement take one hop to SQLite's thread, and do all rows come all the same?"""

import sqlite3
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from typing_extensions import override

from chatserver.storage.address import engine_at
from chatserver.storage.one_hop import FIRST, OneHopConnection

COUNTED = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) SELECT"


class Counting(OneHopConnection):
    """Counts how often something went to the thread."""

    hops = 0

    @override
    async def _execute(self, fn: Callable[..., Any], *args: Any, **named: Any) -> Any:
        self.hops += 1
        return await super()._execute(fn, *args, **named)  # type: ignore[no-untyped-call]


@pytest.fixture
async def engine() -> AsyncIterator[AsyncEngine]:
    engine = engine_at("sqlite+aiosqlite:///:memory:")
    async with engine.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE one (a INTEGER PRIMARY KEY, b TEXT)")
    yield engine
    await engine.dispose()


async def test_each_statement_takes_one_hop_and_nothing_to_undo_takes_none() -> None:
    there = Counting(lambda: sqlite3.connect(":memory:", isolation_level=None))
    async with there:
        for sql in ("CREATE TABLE one (a)", "INSERT INTO one VALUES (1) RETURNING a", "SELECT 1"):
            before = there.hops
            cursor = there.cursor()
            await cursor.execute(sql)
            await cursor.fetchall()
            await cursor.close()
            assert there.hops == before + 1, sql
        await there.rollback()
        assert there.hops == 3
        await there.cursor().execute("BEGIN")
        await there.rollback()
        assert (there.hops, there.in_transaction) == (5, False)


@pytest.mark.parametrize("most", [0, 1, FIRST - 1, FIRST, FIRST + 1, 3 * FIRST])
async def test_all_rows_come_in_order_at_once_and_in_pieces(engine: AsyncEngine, most: int) -> None:
    question, wanted = text(f"{COUNTED} i FROM n WHERE i <= :most"), list(range(1, most + 1))
    async with engine.connect() as connection:
        assert list(await connection.scalars(question, {"most": most})) == wanted
        for piece in (1, FIRST // 2, FIRST, FIRST + 1):
            async with connection.stream(
                question, {"most": most}, execution_options={"yield_per": piece}
            ) as result:
                came = [[row.i for row in rows] async for rows in result.partitions()]
            assert [i for rows in came for i in rows] == wanted
            assert all(len(rows) == piece for rows in came[:-1])


async def test_a_stream_that_nobody_reads_to_its_end_is_closed(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        question = text(f"{COUNTED} i FROM n")
        async with connection.stream(question, {"most": 3 * FIRST}) as result:
            first = await result.fetchone()
            assert (first is not None, first and first.i) == (True, 1)
        # What is still being read would keep the table from being dropped.
        await connection.exec_driver_sql("DROP TABLE one")


async def _count(connection: AsyncConnection) -> int:
    return int((await connection.exec_driver_sql("SELECT count(*) FROM one")).scalar_one())


async def test_what_a_change_tells_of_itself_is_told(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        rows = [{"a": n, "b": "x"} for n in range(1, 2 * FIRST + 1)]
        await connection.execute(text("INSERT INTO one VALUES (:a, :b)"), rows)
        assert await _count(connection) == len(rows)
        changed = await connection.execute(text("UPDATE one SET b = 'y' WHERE a <= 7"))
        assert changed.rowcount == 7
        returned = await connection.execute(text("DELETE FROM one RETURNING a"))
        assert len(returned.all()) == len(rows)
        added = await connection.execute(text("INSERT INTO one (b) VALUES ('z')"))
        assert added.lastrowid == 1


async def test_after_an_error_the_connection_serves_on(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.exec_driver_sql("INSERT INTO one VALUES (1, 'x')")
        with pytest.raises(IntegrityError):
            await connection.exec_driver_sql("INSERT INTO one VALUES (1, 'y')")
        assert await _count(connection) == 1


async def test_what_is_closed_says_so() -> None:
    there = OneHopConnection(lambda: sqlite3.connect(":memory:"))
    async with there:
        cursor = there.cursor()
    with pytest.raises(ValueError, match="Connection closed"):
        await cursor.execute("SELECT 1")
