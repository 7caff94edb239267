"""How does each test get a database of its own without everything being compiled anew?"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
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
        self._busy = False
        self._engine = engine_of(url)
        event.listen(self._engine.sync_engine, "do_connect", self._lead)

    @asynccontextmanager
    async def database(self, url: str) -> AsyncIterator[Database]:
        """Open this database; there is one at a time, for an engine leads to one."""
        assert not self._busy, "another database is open; Database.open makes an engine of its own"
        opened = Database(self._engine, await runner_of(url))
        self._busy, self._leads_to = True, make_url(url)
        try:
            yield opened
        finally:
            await opened.close()
            self._busy = False

    def _lead(
        self, dialect: Dialect, _: ConnectionPoolEntry, args: list[Any], named: dict[str, Any]
    ) -> None:
        args[:], there = dialect.create_connect_args(self._leads_to)
        named.update(there)


_ENGINES: dict[str, Engine] = {}


def opened(url: str) -> AbstractAsyncContextManager[Database]:
    """Open a database for a test; one of each kind at a time."""
    kind = make_url(url).drivername
    if kind not in _ENGINES:
        _ENGINES[kind] = Engine(url)
    return _ENGINES[kind].database(url)
