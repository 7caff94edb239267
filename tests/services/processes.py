"""How does a test own a server's process, so that none outlives it?"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

PR_SET_PDEATHSIG = 1


class DidNotStart(Exception):
    """A server that the tests need was started and never answered."""


class Process(Protocol):
    """Of what `subprocess.Popen` has, what it takes to end a server."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def send_signal(self, sig: signal.Signals, /) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...


# Bound and never listening: nobody else is given their ports while the tests run.
_KEPT: list[socket.socket] = []


def free_port() -> int:
    """Return a port of the loopback that nobody has, and keep it for whoever is started there.

    A server may bind it all the same, again and again: it asks for SO_REUSEADDR, as every server
    here does. Only Linux shares a port like that; elsewhere it may be taken meanwhile.
    """
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    port: int = probe.getsockname()[1]
    if sys.platform == "linux":
        _KEPT.append(probe)
    else:
        probe.close()
    return port


def spawn(
    command: Sequence[str | Path], *, log: Path, user: str | None = None, group: int | None = None
) -> subprocess.Popen[bytes]:
    """Start a server whose output goes to `log`, and which dies when this process does."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            # Where its output is; somebody else may not come there, nor write anything of ours.
            cwd=log.parent if user is None else "/",
            # A Ctrl-C in the terminal is for the tests, which then stop their servers.
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - nothing here takes a lock
        )


def die_with_parent() -> None:
    """Have this process told when the one that started it is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def wait_until_ready(
    server: subprocess.Popen[bytes], ready: Callable[[], bool], *, log: Path, within_s: float = 30
) -> None:
    """Return as soon as `ready()` is true; raise with the server's own words when it is not."""
    deadline = time.monotonic() + within_s
    while not ready():
        if server.poll() is not None or time.monotonic() > deadline:
            stop(server)
            raise DidNotStart(log.read_text(errors="replace")[-2000:])
        time.sleep(0.01)


def stop(server: Process, *, by: signal.Signals = signal.SIGINT) -> None:
    """End the server, by force if it does not go by itself."""
    if server.poll() is None:
        os.kill(server.pid, signal.SIGCONT)
        server.send_signal(by)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
