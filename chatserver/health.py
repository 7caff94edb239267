"""Are the database and the file store there, and how is the process?"""

import asyncio
import logging
from contextlib import suppress

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector

from chatserver.files.store import FileStore
from chatserver.storage.database import Database
from chatserver.storage.statement import Statement, ask
from chatserver.storage.trouble import DatabaseTrouble, Unavailable

log = logging.getLogger(__name__)

EVERY_S = 1.0
PATIENCE_S = 2.0
DOWN_AFTER_S = 5.0

# A standby answers, and takes nothing.
READ_ONLY = Statement(
    sqlite="SELECT FALSE", postgres="SELECT current_setting('transaction_read_only') = 'on'"
)
# A change that changes nothing, and is committed as any other.
_TOUCH = "UPDATE meta SET value = value WHERE name = 'log_epoch'"
TOUCH = Statement(sqlite=_TOUCH, postgres=_TOUCH)


class DatabaseHealth:
    """Asks the database every second, for `/readyz` (docs/operations.md, "Watching it").

    One that answers and takes no change, as on a full disk, is tried until it does; meanwhile its
    chats can be read, so that it is not down.
    """

    def __init__(
        self, db: Database, *, every_s: float = EVERY_S, patience_s: float = PATIENCE_S
    ) -> None:
        self._db = db
        self._every_s = every_s
        self._patience_s = patience_s
        self._failing_since: float | None = None
        self._asking: asyncio.Task[None] | None = None

    @property
    def failing(self) -> bool:
        """Whether the last question went unanswered, or the last change was refused."""
        return self._failing_since is not None or self._db.refuses

    @property
    def down(self) -> bool:
        """Whether that has been so for more than five seconds."""
        since = self._failing_since
        return since is not None and asyncio.get_running_loop().time() - since > DOWN_AFTER_S

    def show(self, registry: CollectorRegistry) -> None:
        """Show it among the node's figures, and what the process takes of its machine."""
        ProcessCollector(namespace="chatserver", registry=registry)
        meaning = "1 while the database does not answer, or takes no changes."
        failing = Gauge("chatserver_database_failing", meaning, registry=registry)
        failing.set_function(lambda: self.failing)

    def start(self) -> None:
        """Begin to ask."""
        self._asking = asyncio.create_task(self._ask_on(), name="database-health")

    async def stop(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking

    async def ask(self) -> None:
        """Ask once, and remember whether it is there."""
        begun = asyncio.get_running_loop().time()
        try:
            await self._look()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not there
            if self._failing_since is None:
                log.warning("the database does not answer: %r", error)
                self._failing_since = begun
        else:
            if self._failing_since is not None:
                log.info("the database answers again, after %d s", begun - self._failing_since)
            self._failing_since = None
            await self._touch()

    async def _touch(self) -> None:
        if self._db.refuses:
            with suppress(DatabaseTrouble, TimeoutError):
                async with asyncio.timeout(self._patience_s):
                    await self._db.write(ask(TOUCH))

    async def _ask_on(self) -> None:
        while True:
            await self.ask()
            await asyncio.sleep(self._every_s)

    async def _look(self) -> None:
        async with asyncio.timeout(self._patience_s):
            [(read_only,)] = await self._db.ask(READ_ONLY)
        if read_only:
            raise Unavailable("nothing can be written there")


def show_files(files: FileStore, registry: CollectorRegistry) -> None:
    """Show among the node's figures whether the file store answers."""
    meaning = "1 while the file store does not answer, or takes nothing."
    failing = Gauge("chatserver_files_failing", meaning, registry=registry)
    failing.set_function(lambda: files.failing)
