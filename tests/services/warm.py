"""How is the server started as a process again and again, when its modules take most of a start?

A process that has read them waits, and each server is a fork of it: a process of its own, with a
memory of its own, that is killed as any other. `tests/demo/test_process.py` starts the program
itself.
"""

import os
import signal
import subprocess
import sys
import tempfile
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
ENDS_WITHIN_S = 60
_WARM = get_context("forkserver")
_WARM.set_forkserver_preload(list(_READ))


class ServerProcess:
    """`chatserver` with these arguments, and nothing but this environment."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._process: ForkServerProcess = _WARM.Process(
            target=_serve, args=(list(arguments), dict(environment), log)
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


def answer(
    arguments: Sequence[str | Path], environment: Mapping[str, str], folder: Path, says: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `chatserver` with these arguments in this folder to its end, and return what it told."""
    with tempfile.TemporaryDirectory() as beside:
        into, *told = (Path(beside) / name for name in ("in", "out", "err"))
        into.write_text(says, encoding="utf-8")
        words = [str(one) for one in arguments]
        process = _WARM.Process(
            target=_answer, args=(words, dict(environment), folder, (into, *told))
        )
        process.start()
        process.join(ENDS_WITHIN_S)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(words, ENDS_WITHIN_S)
        out, err = (one.read_text(encoding="utf-8") for one in told)
    return subprocess.CompletedProcess(words, process.exitcode, out, err)


def _serve(arguments: list[str], environment: dict[str, str], log: Path) -> None:
    die_with_parent()
    os.setsid()
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.close(out)
    _main(arguments, environment, log.parent)


def _answer(
    arguments: list[str], environment: dict[str, str], folder: Path, streams: Sequence[Path]
) -> None:
    die_with_parent()
    for stream, path in enumerate(streams):
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, stream)
        os.close(opened)
    # The parent's was closed by whoever forked it.
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    _main(arguments, environment, folder)


def _main(arguments: list[str], environment: dict[str, str], folder: Path) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["chatserver", *arguments]
    from chatserver.__main__ import main

    main()
