"""How is one file of SQLite's kept from having two servers, and a restored database from any?"""

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from sqlalchemy import text

from chatserver.storage.address import file_of
from chatserver.storage.migrate import connected
from chatserver.storage.postgres import SERVED
from chatserver.storage.trouble import Unfit

# Nobody else holds a lock of this kind there for others to share.
_WHO = """SELECT DISTINCT coalesce(host(client_addr), 'this machine')
    FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND mode = 'ShareLock' AND datname = current_database()
    ORDER BY 1"""


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Be the one who serves this database until the block ends; on PostgreSQL many may.

    The lock goes with its process, however that ends (docs/decisions/0125). Commands that look, or
    change a little beside a server, do without. Raises `Unfit`.
    """
    file = file_of(url)
    if file is None:
        yield
        return
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Beside the database: a process that closes the file itself would lose SQLite's own locks.
        lock = _opened(file.with_name(f"{file.name}-serving"))
    except OSError as trouble:
        remedy = "let the server's user write there"
        raise Unfit(f"{file.parent}: {trouble.strerror}: {remedy}") from trouble
    try:
        _take(lock, file)
        yield
    finally:
        os.close(lock)


@asynccontextmanager
async def unserved(url: str) -> AsyncIterator[None]:
    """Keep every server away from this database until the block ends. Raises `Unfit` where one
    serves it; one that is started meanwhile waits (docs/decisions/0131).
    """
    if file_of(url) is not None:
        with alone(url):
            yield
        return
    async with connected(url) as connection:
        if not await connection.scalar(text(f"SELECT pg_try_advisory_lock({SERVED})")):
            where = ", ".join(await connection.scalars(text(_WHO)))
            served = f"it is served by a node at {where}: stop every node first"
            raise Unfit(served if where else "another `restored` is at work")
        await connection.commit()  # the lock stays with the connection
        yield


def _opened(name: Path) -> int:
    try:
        return os.open(name, os.O_RDWR | os.O_CREAT, 0o644)
    except PermissionError:
        if not name.exists():
            raise
        return os.open(name, os.O_RDONLY)  # another user left it here: enough for a lock


def _take(lock: int, file: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        who = os.pread(lock, 20, 0).decode(errors="replace").strip()
        raise Unfit(
            f"{file} is served by another process{who and f' ({who})'}: stop that one first;"
            " several nodes share a PostgreSQL"
        ) from None
    with suppress(OSError):
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
