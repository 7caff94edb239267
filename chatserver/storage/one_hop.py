"""How does a statement reach SQLite's thread and come back with its rows in one go?

aiosqlite takes each step of a cursor to its thread and back: make, execute, fetch, close. A hop
costs more than most questions do, so here the four are one (decision 117).
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Self, TypeVar

import aiosqlite
from typing_extensions import override

T = TypeVar("T")
Rows = Sequence[tuple[Any, ...]]
# For one execution: by place or by name.
Values = Sequence[Any] | dict[str, Any]

# Rows that come back with the execution itself; for more of them somebody hops again.
FIRST = 256


def connect(path: str, **options: Any) -> aiosqlite.Connection:  # noqa: ANN401 - sqlite3's own
    """Return a connection that opens when it is awaited, as SQLAlchemy's `async_creator_fn`."""
    return OneHopConnection(lambda: sqlite3.connect(path, **options))


class OneHopConnection(aiosqlite.Connection):
    """A connection for SQLAlchemy, which enters each cursor and closes it."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, FIRST)
        # As SQLAlchemy does it: a connection that nobody closed keeps no process from its end.
        self._thread.daemon = True

    async def hop(self, step: Callable[[sqlite3.Connection], T]) -> T:
        """Take this step in the connection's thread."""
        done: T = await self._execute(lambda: step(self._conn))  # type: ignore[no-untyped-call]
        return done

    @override
    def cursor(self) -> "OneHopCursor":  # type: ignore[override]
        return OneHopCursor(self)

    @override
    async def rollback(self) -> None:
        """Undo what was begun; a pool asks for it whenever a connection comes back."""
        if self.in_transaction:
            await super().rollback()


class OneHopCursor:
    """What SQLAlchemy asks of a cursor, in one hop when the rows are few.

    Of many rows the rest is read when it is asked for, so that a stream stays one.
    """

    def __init__(self, connection: OneHopConnection) -> None:
        self._connection = connection
        self._rows: Rows = ()
        # The cursor itself while it has more rows.
        self._open: sqlite3.Cursor | None = None
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        """Return this cursor: SQLite's own comes with the execution."""
        return self

    async def execute(self, sql: str, values: Values = ()) -> None:
        """Execute it and read the first rows."""
        await self._connection.hop(lambda there: self._began(there.execute(sql, values)))

    async def executemany(self, sql: str, values: Sequence[Values]) -> None:
        """Execute it once for each of these."""
        await self._connection.hop(lambda there: self._began(there.executemany(sql, values)))

    async def fetchall(self) -> Rows:
        """Return the rows that are left."""
        rows, self._rows = self._rows, ()
        return [*rows, *await self._read(-1)] if self._open else rows

    async def fetchmany(self, size: int = 1) -> Rows:
        """Return so many of them, or fewer; none: there are no more."""
        if not self._rows and self._open:
            self._rows = await self._read(max(size, FIRST))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next, if there is one."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def close(self) -> None:
        """Let go of what was not read."""
        self._rows = ()
        if self._open:
            cursor, self._open = self._open, None
            await self._connection.hop(lambda _: cursor.close())

    async def _read(self, size: int) -> Rows:
        return await self._connection.hop(lambda _: self._take(size))

    def _began(self, cursor: sqlite3.Cursor) -> None:
        self._open, self.description = cursor, cursor.description
        self._rows = self._take(FIRST if cursor.description else 0)
        # With rows to return a change is done, and counted, when they have been read.
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid

    def _take(self, size: int) -> Rows:
        """Read so many rows, in the thread: all if it is less than none. The last one closes."""
        assert self._open is not None
        rows: Rows = self._open.fetchall() if size < 0 else self._open.fetchmany(size)
        if size <= 0 or len(rows) < size:
            self._open.close()
            self._open = None
        return rows
