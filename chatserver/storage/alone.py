"""How is one file of SQLite's kept from having two servers?"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chatserver.storage.address import file_of
from chatserver.storage.trouble import Unfit


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


def _opened(name: Path) -> int:
    try:
        return os.open(name, os.O_RDWR | os.O_CREAT, 0o644)
    except PermissionError:
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
