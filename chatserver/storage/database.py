"""How does the rest of the server reach the database?"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from socket import gaierror
from typing import Protocol, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.storage.address import dsn_of, engine_at, file_of
from chatserver.storage.postgres import PostgresRunner
from chatserver.storage.sqlite import PRAGMAS, SqliteRunner
from chatserver.storage.statement import Ask, Rows, Statement, Steps
from chatserver.storage.statistics import gather_statistics
from chatserver.storage.trial import end_if_tried
from chatserver.storage.trouble import Locked, Raced, Unavailable, in_words

T = TypeVar("T")

_RACED = ("40001", "40P01")  # serialisation failure, deadlock


class Runner(Protocol):
    """One database driver's way of running steps."""

    async def write(self, steps: Steps[T]) -> T:
        """Run the steps in one write transaction."""

    async def read(self, steps: Steps[T]) -> T:
        """Run the steps on one consistent view."""

    async def ask(self, wanted: Ask) -> Rows:
        """Put one question, which is a view of its own."""

    async def at_once(self, wanted: Ask) -> Rows:
        """Make one change, which is a transaction of its own."""

    async def close(self) -> None:
        """Close every connection."""


# Transactions of actions between two checkpoints that are not the ledger's.
CHECKPOINT_EVERY = 64
# What a connection may keep of the database; a long list is read half as fast without.
LISTS_CACHE_KIB = 16_384
# SQLite's connections read how large the tables are when they are opened.
STATISTICS_EVERY_S = 3600
# Questions of a second or more; whoever else asks finds the other connections free.
LONG_AT_ONCE = 2


class Database:
    """The one door to the database.

    Everything that writes takes `transaction()` or `write()`. On SQLite both take one fair lock
    first and await nothing but the database inside it, so that nobody starves. In a trial both
    raise `Tried` where they would commit.
    """

    def __init__(self, engine: AsyncEngine, runner: Runner) -> None:
        self.engine = engine
        self._runner = runner
        self._lock = asyncio.Lock()
        self._others = 0
        on_sqlite = engine.dialect.name == "sqlite"
        self._views = (
            engine if on_sqlite else engine.execution_options(isolation_level="REPEATABLE READ")
        )
        self._immediate = engine.execution_options(immediate=True)
        self.long_questions = asyncio.Semaphore(LONG_AT_ONCE)
        # Whether a change found it away, read-only or full; until one of the ledger's goes well.
        self.refuses = False

    @classmethod
    async def open(
        cls, url: str, *, pool_size: int = 8, busy_timeout_s: float = 5, serving: bool = False
    ) -> "Database":
        """Open the database at a SQLAlchemy URL: `sqlite+aiosqlite:///…`, `postgresql+asyncpg://…`.

        `serving`: as a node, so that nobody takes it for a database that is not served.
        """
        engine = engine_of(url, pool_size=pool_size, busy_timeout_s=busy_timeout_s)
        runner = await runner_of(
            url, pool_size=pool_size, busy_timeout_s=busy_timeout_s, serving=serving
        )
        return cls(engine, runner)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Yield a session that commits at the end of the block, or rolls back when it raises."""
        if self.dialect != "sqlite":
            async with (
                self._trouble_noted(),
                AsyncSession(self.engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
                end_if_tried()
            return
        async with (
            self._trouble_noted(),
            self._lock,
            AsyncSession(self._immediate, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
            end_if_tried()
        await self._shorten_log()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """Yield a session for reading."""
        async with (
            _in_our_words(),
            AsyncSession(self.engine, expire_on_commit=False) as session,
        ):
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection for questions of ours, of which none can be wrong in itself: whatever
        goes wrong, raises Unavailable. All that is asked of it is answered as of one moment.
        """
        try:
            async with self._views.connect() as connection:
                yield connection
        except (DBAPIError, PoolTimeout, OSError) as error:
            raise Unavailable(in_words(error)) from error

    async def gather_statistics(self) -> None:
        """Learn how large the tables have become, for the plans of what is asked from then on."""
        async with self.transaction() as session:
            await gather_statistics(await session.connection())

    async def _shorten_log(self) -> None:
        """Let the writer checkpoint now and then what others wrote: where no chat changes it would
        not, and the log would only grow.
        """
        self._others += 1
        if self._others % CHECKPOINT_EVERY == 0 and isinstance(self._runner, SqliteRunner):
            async with self._lock:
                await self._runner.checkpoint()

    async def write(self, steps: Steps[T]) -> T:
        """Run the ledger's steps in one write transaction; their result is committed."""
        end_if_tried()
        with self._noted():
            if self.dialect != "sqlite":
                return await self._runner.write(steps)
            async with self._lock:
                return await self._runner.write(steps)

    async def read(self, steps: Steps[T]) -> T:
        """Run steps that only ask, on one consistent view."""
        return await self._runner.read(steps)

    async def ask(self, statement: Statement, *args: object) -> Rows:
        """Put one question. It needs no transaction, which would cost twice as much again."""
        return await self._runner.ask(Ask(statement, args))

    async def at_once(self, statement: Statement, *args: object) -> Rows:
        """Make one change, which is committed when this returns; raises Raced when it undid itself,
        `Reconnected` when nothing was tried.

        On PostgreSQL that is one round trip instead of three.
        """
        end_if_tried()
        with self._noted():
            if self.dialect != "sqlite":
                return await self._runner.at_once(Ask(statement, args))
            async with self._lock:
                return await self._runner.at_once(Ask(statement, args))

    @contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except Unavailable:
            self.refuses = True
            raise
        self.refuses = False

    @asynccontextmanager
    async def _trouble_noted(self) -> AsyncIterator[None]:
        """Where chats are silent, other changes find a full disk; `health.py` tries until one goes
        well.
        """
        try:
            async with _in_our_words():
                yield
        except Unavailable:
            self.refuses = True
            raise

    async def close(self) -> None:
        """Close every connection."""
        await self._runner.close()
        await self.engine.dispose()


def engine_of(url: str, *, pool_size: int = 8, busy_timeout_s: float = 5) -> AsyncEngine:
    """Return SQLAlchemy's way to this database; nothing is connected yet."""
    if file_of(url) is None:
        return engine_at(url, pool_size=pool_size, pool_pre_ping=True, hide_parameters=True)
    engine = engine_at(
        url,
        connect_args={"timeout": busy_timeout_s},
        pool_recycle=STATISTICS_EVERY_S,
        hide_parameters=True,
    )
    _prepare_sqlite(engine)
    return engine


async def runner_of(
    url: str, *, pool_size: int = 8, busy_timeout_s: float = 5, serving: bool = False
) -> Runner:
    """Return the driver's way to this database, connected."""
    file = file_of(url)
    if file is not None:
        return SqliteRunner(file, busy_timeout_s=busy_timeout_s)
    return await PostgresRunner.open(dsn_of(url), size=pool_size, serving=serving)


@asynccontextmanager
async def _in_our_words() -> AsyncIterator[None]:
    """Raise the database's own trouble as ours; what is wrong with a statement stays as it is."""
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError):
        raise
    except (DBAPIError, PoolTimeout, ConnectionError, gaierror) as error:
        said = in_words(error)
        if getattr(getattr(error, "orig", None), "sqlstate", None) in _RACED:
            raise Raced(said) from error
        raise (Locked if "database is locked" in said else Unavailable)(said) from error


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # SQLAlchemy's own transactions begin below, not when the driver sees a change.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, "wal_autocheckpoint = 0", f"cache_size = -{LISTS_CACHE_KIB}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
