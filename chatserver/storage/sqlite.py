"""How are a ledger's steps run on SQLite: one writer on a thread of its own, readers beside it."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from chatserver.storage.statement import VALUES_HERE, Ask, Rows, Steps
from chatserver.storage.trouble import Locked, Raced, Unavailable, in_words

T = TypeVar("T")

# WAL lets readers go on while a batch is written; FULL makes a commit survive a power cut.
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
# Rows of a bulk statement go in groups of these sizes, so that few texts are prepared.
_GROUPS = (256, 64, 16, 4, 1)
_READERS = 2
# A page that is written again before the checkpoint is copied into the database once; and a rare
# checkpoint holds up fewer commits, each for longer. The log then takes 32 MiB.
CHECKPOINT_PAGES = 8_000
CACHE_KIB = 65_536


def connect(path: Path, *, busy_timeout_s: float, checkpoints: bool) -> sqlite3.Connection:
    """Open a connection that leaves transactions to its user.

    Only one connection may checkpoint: with a second one the WAL-reset race of SQLite before
    3.51.3 would have its other actor.
    """
    connection = sqlite3.connect(
        path,
        isolation_level=None,
        check_same_thread=False,
        timeout=busy_timeout_s,
        cached_statements=512,
    )
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    connection.execute(
        f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES if checkpoints else 0}"
    ).close()
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}").close()
    return connection


class SqliteRunner:
    """Runs steps: `write` in one transaction on the writer thread, `read` on a reader."""

    def __init__(self, path: Path, *, busy_timeout_s: float) -> None:
        with _in_our_words():
            self._writer = connect(path, busy_timeout_s=busy_timeout_s, checkpoints=True)
        self._commits = 0
        # `PRAGMA data_version` tells what others have committed; this, what we have.
        self._writer.create_function("commits", 0, lambda: self._commits)
        self._write_thread = ThreadPoolExecutor(1, "sqlite-writer")
        self._read_threads = ThreadPoolExecutor(_READERS, "sqlite-reader")
        self._readers: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        for _ in range(_READERS):
            with _in_our_words():
                one = connect(path, busy_timeout_s=busy_timeout_s, checkpoints=False)
            self._readers.put(one)

    async def write(self, steps: Steps[T]) -> T:
        """Run the steps in one write transaction and return their result once it is committed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._write_thread, self._write, steps)

    async def read(self, steps: Steps[T]) -> T:
        """Run the steps on one consistent view of what is committed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._read_threads, self._read, steps)

    async def ask(self, wanted: Ask) -> Rows:
        """Put one question, which is a view of its own."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._read_threads, self._ask, wanted)

    async def at_once(self, wanted: Ask) -> Rows:
        """Make one change, which is a transaction of its own."""
        return await self.write(_only(wanted))

    async def checkpoint(self) -> None:
        """Copy what is in the log into the database, as far as no reader needs it yet."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._write_thread, self._checkpoint)

    def _checkpoint(self) -> None:
        with _in_our_words():
            self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    async def close(self) -> None:
        """Finish what runs, then close every connection."""
        await asyncio.to_thread(self._write_thread.shutdown)
        await asyncio.to_thread(self._read_threads.shutdown)
        self._writer.close()
        for _ in range(_READERS):
            self._readers.get().close()

    def _write(self, steps: Steps[T]) -> T:
        result = _transact(self._writer, "BEGIN IMMEDIATE", steps)
        self._commits += 1
        return result

    def _read(self, steps: Steps[T]) -> T:
        with self._reader() as connection:
            return _transact(connection, "BEGIN", steps)

    def _ask(self, wanted: Ask) -> Rows:
        with self._reader() as connection, _in_our_words():
            return _run(connection, wanted)

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        connection = self._readers.get()
        try:
            yield connection
        finally:
            self._readers.put(connection)


def _only(wanted: Ask) -> Steps[Rows]:
    return (yield wanted)


def _transact(connection: sqlite3.Connection, begin: str, steps: Steps[T]) -> T:
    with _in_our_words():
        connection.execute(begin)
        try:
            result = _drive(connection, steps)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return result


# What two repeats of one command break: a second event, or note, under its key.
_KEYS = ("UNIQUE constraint failed: event.", "UNIQUE constraint failed: note.author")


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        if any(key in str(error) for key in _KEYS):
            raise Raced(str(error)) from error
        raise
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise Locked(str(error)) from error
        raise Unavailable(in_words(error)) from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:
            raise
        raise Unavailable(in_words(error)) from error  # it is damaged, or none


def _drive(connection: sqlite3.Connection, steps: Steps[T]) -> T:
    try:
        wanted = next(steps)
        while True:
            wanted = steps.send(_run(connection, wanted))
    except StopIteration as stop:
        result: T = stop.value
        return result


def _run(connection: sqlite3.Connection, wanted: Ask) -> Rows:
    statement = wanted.statement
    if not statement.width:
        return connection.execute(statement.sqlite, _scalars(wanted.args)).fetchall()
    rows: Rows = wanted.args[0]
    if VALUES_HERE not in statement.sqlite:
        return [()] * connection.executemany(statement.sqlite, rows).rowcount
    found: list[Any] = []
    one = "(" + ", ".join("?" * statement.width) + ")"
    for group in _groups(rows):
        text = statement.sqlite.replace(VALUES_HERE, ", ".join([one] * len(group)))
        found += connection.execute(text, [value for row in group for value in row]).fetchall()
    return found


def _scalars(args: tuple[Any, ...]) -> list[Any]:
    return [json.dumps(a, ensure_ascii=False) if isinstance(a, list) else a for a in args]


def _groups(rows: Rows) -> Iterator[Rows]:
    start = 0
    for size in _GROUPS:
        while len(rows) - start >= size:
            yield rows[start : start + size]
            start += size
