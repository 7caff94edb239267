"""How are a ledger's steps run on PostgreSQL: one statement for all rows of a kind."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Literal, TypeAlias, TypeVar, cast

import asyncpg

from chatserver.storage.ends import to_its_end
from chatserver.storage.statement import Ask, Rows, Steps
from chatserver.storage.trouble import Raced, Reconnected, Unavailable, in_words

T = TypeVar("T")
Connection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
_Isolation = Literal["read_committed", "repeatable_read"]

TIMEOUT_S = 30
# Every connection of a node's holds it together with those of other nodes (alone.py).
SERVED = "hashtext('chatserver.served')"
_AGAIN = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    # What a new chat refers to has just been removed: looked at again, it is not there.
    asyncpg.ForeignKeyViolationError,
)
# What `chats_at_once` ends with when somebody was faster: its own word for it, and a key's.
_FASTER = (asyncpg.DivisionByZeroError, asyncpg.UniqueViolationError)
_DOWN = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # The server has said goodbye, and not hung up yet.
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    # After a failover: a standby, or a server that does not know us yet.
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    OSError,
    TimeoutError,
)


class PostgresRunner:
    """Runs steps: `write` in one READ COMMITTED transaction, `read` on one snapshot."""

    def __init__(self, dsn: str, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._dsn = dsn
        self._pool = pool
        self._turn = asyncio.Lock()
        self._writer: asyncpg.Connection[asyncpg.Record] | None = None

    @classmethod
    async def open(cls, dsn: str, *, size: int, serving: bool = False) -> "PostgresRunner":
        """Connect. `dsn` is a URL without a SQLAlchemy driver in it; `serving`: as a node."""
        try:
            pool = await asyncpg.create_pool(
                dsn,
                min_size=1,
                max_size=size,
                command_timeout=TIMEOUT_S,
                init=_serve if serving else None,
                reset=_as_it_is,
            )
        except _DOWN as error:
            raise Unavailable(in_words(error)) from error
        return cls(dsn, pool)

    async def write(self, steps: Steps[T]) -> T:
        """Run the steps in one transaction and return their result once it is committed."""
        async with self._transaction("read_committed", readonly=False) as connection:
            return await _drive(connection, steps)

    async def read(self, steps: Steps[T]) -> T:
        """Run the steps on one consistent view of what is committed."""
        return await to_its_end(self._read(steps))

    async def _read(self, steps: Steps[T]) -> T:
        async with self._transaction("repeatable_read", readonly=True) as connection:
            return await _drive(connection, steps)

    async def ask(self, wanted: Ask) -> Rows:
        """Put one question, which is a view of its own."""
        return await to_its_end(self._ask(wanted))

    async def _ask(self, wanted: Ask) -> Rows:
        with _in_our_words():
            async with self._pool.acquire() as connection:
                with _let_go_if_confused(connection):
                    return await _run(connection, wanted)

    async def at_once(self, wanted: Ask) -> Rows:
        """Make one change, which is a transaction of its own; raises Raced when it undid itself.

        One after the other, on a connection of its own. Where that has to be made first nothing is
        changed, and `Reconnected` says so.
        """
        async with self._turn:
            return await self._at_once(wanted)

    async def _at_once(self, wanted: Ask) -> Rows:
        with _in_our_words():
            if self._writer is None or self._writer.is_closed():
                self._writer = await self._connect()
                raise Reconnected
            try:
                found = await self._writer.fetch(wanted.statement.postgres, *wanted.args)
                # A record is a sequence of its values, though it is not declared as one.
                return cast("Rows", found)
            except _FASTER as error:
                raise Raced(str(error)) from error
            except BaseException:
                self._writer.terminate()
                self._writer = None
                raise

    async def _connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        # To plan such a statement takes longer than to run it, and nothing in its arguments
        # changes how it is run best.
        return await asyncpg.connect(
            self._dsn,
            command_timeout=TIMEOUT_S,
            server_settings={"plan_cache_mode": "force_generic_plan"},
        )

    async def close(self) -> None:
        """Close every connection."""
        if self._writer is not None:
            await self._writer.close()
        await self._pool.close()

    @asynccontextmanager
    async def _transaction(
        self, isolation: _Isolation, *, readonly: bool
    ) -> AsyncIterator[Connection]:
        with _in_our_words():
            async with self._pool.acquire() as connection:
                with _let_go_if_confused(connection):
                    async with connection.transaction(isolation=isolation, readonly=readonly):
                        yield connection


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except _AGAIN as error:
        raise Raced(str(error)) from error
    except _DOWN as error:
        raise Unavailable(in_words(error)) from error


@contextmanager
def _let_go_if_confused(connection: Connection) -> Iterator[None]:
    """Keep a connection out of the pool that no longer knows what it was asked: whoever got it next
    would fail as well.
    """
    try:
        yield
    except asyncpg.InternalClientError:
        connection.terminate()
        raise


async def _serve(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Be one of those who serve this database, until the connection is closed."""
    await connection.execute(f"SELECT pg_advisory_lock_shared({SERVED})")


async def _as_it_is(_: object) -> None:
    """Give a connection back as it is.

    No statement here changes a session, and a transaction that was left open is rolled back
    anyway; the usual four statements would cost one more round trip for every batch and read.
    """


async def _drive(connection: Connection, steps: Steps[T]) -> T:
    try:
        wanted = next(steps)
        while True:
            wanted = steps.send(await _run(connection, wanted))
    except StopIteration as stop:
        result: T = stop.value
        return result


async def _run(connection: Connection, wanted: Ask) -> Rows:
    args = wanted.args
    if wanted.statement.width:
        if not args[0]:
            return []
        args = tuple(zip(*args[0], strict=True))
    # A record is a sequence of its values, though it is not declared as one.
    return cast("Rows", await connection.fetch(wanted.statement.postgres, *args))
