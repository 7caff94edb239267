"""How does each test get a database of its own without everything being compiled anew?"""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Dialect, event
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from chatserver.storage.database import Database, engine_of, runner_of


class Engine:
    """SQLAlchemy's way to one database after the other.

    What an engine has compiled lives as long as the engine: with one for each test a third of the
    time goes into compiling the same statements again.
    """

    def __init__(self, url: str) -> None:
        self._leads_to: URL = make_url(url)
        self._engine = engine_of(url)
        event.listen(self._engine.sync_engine, "do_connect", self._lead)

    async def open(self, url: str, *, pool_size: int) -> Database:
        """Open this database; the one before is closed."""
        self._leads_to = make_url(url)
        return Database(self._engine, await runner_of(url, pool_size=pool_size))

    def _lead(
        self, dialect: Dialect, _: ConnectionPoolEntry, args: list[Any], named: dict[str, Any]
    ) -> None:
        args[:], there = dialect.create_connect_args(self._leads_to)
        named.update(there)


_IDLE: dict[str, list[Engine]] = defaultdict(list)


@asynccontextmanager
async def opened(url: str, *, pool_size: int = 8) -> AsyncIterator[Database]:
    """Open a database for a test; the driver keeps as many connections as `pool_size` says."""
    idle = _IDLE[make_url(url).drivername]
    engine = idle.pop() if idle else Engine(url)
    database = await engine.open(url, pool_size=pool_size)
    try:
        yield database
    finally:
        await database.close()
        idle.append(engine)
