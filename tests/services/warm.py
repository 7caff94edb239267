"""How is the server started as a process again and again, when its modules take most of a start?

A process that has read them waits, and each server is a fork of it: a process of its own, with a
memory of its own, that is killed as any other. `tests/demo/test_process.py` and
`tests/test_main_module.py` start the program itself.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from .processes import die_with_parent

# What `serve` and `demo` read, their drivers and uvicorn's among it, which come last.
_READ = (
    "chatserver.__main__",
    "chatserver.demo.run",
    "aiosqlite",
    "asyncpg",
    "redis.asyncio",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
)
_WARM = get_context("forkserver")
_WARM.set_forkserver_preload(list(_READ))


class ServerProcess:
    """`chatserver` with these arguments, and nothing but this environment."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._process: ForkServerProcess = _WARM.Process(
            target=_run, args=(list(arguments), dict(environment), log)
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Return how it ended, if it has."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended, as soon as it has; raises `TimeoutExpired`."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("chatserver", timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Tell it something."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()


def _run(arguments: list[str], environment: dict[str, str], log: Path) -> None:
    die_with_parent()
    os.setsid()
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.close(out)
    os.chdir(log.parent)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["chatserver", *arguments]
    from chatserver.__main__ import main

    main()
