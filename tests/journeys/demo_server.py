"""How is `chatserver demo` run for a browser, to be killed and started again?"""

import asyncio
import os
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path

import httpx
import msgspec
import pytest

from tests.services.once import once
from tests.services.processes import free_port, stop
from tests.services.warm import ServerProcess, answer

READY_WITHIN_S = 60
# A cut-off screen comes back quickly, and a stopped server does not wait for it.
PACE = {
    "CHATSERVER_HUB__RETRY_CAP_S": "2",
    "CHATSERVER_SERVER__DRAIN_S": "1",
    "CHATSERVER_SERVER__SHUTDOWN_S": "5",
    "CHATSERVER_LOG__LEVEL": "warning",
}


class Employee(msgspec.Struct, frozen=True):
    """One of the staff as `--json` prints them."""

    id: str
    name: str
    email: str
    password: str


class Resident(msgspec.Struct, frozen=True):
    """One of the clients as `--json` prints them."""

    id: str
    name: str
    phone: str
    premises: tuple[str, ...]


class MiniApp(msgspec.Struct, frozen=True):
    """A product: its own name is for staff, the public title for clients."""

    id: str
    name: str
    public_title: str
    bot: bool


class People(msgspec.Struct, frozen=True):
    """Everybody and everything in the demo, in the order in which it is printed."""

    org: dict[str, str]
    api_key: str
    staff: tuple[Employee, ...]
    clients: tuple[Resident, ...]
    products: tuple[MiniApp, ...]
    platform: tuple[Employee, ...]

    def employee(self, surname: str) -> Employee:
        """Return the one employee of that surname."""
        return next(one for one in self.staff if one.name.startswith(f"{surname} "))

    def product(self, title: str) -> MiniApp:
        """Return the mini-app that clients know by that title."""
        return next(one for one in self.products if one.public_title == title)


def make_demo(folder: Path) -> People:
    """Make the demo's data in this folder, without serving it."""
    command = ["demo", "--json", "--no-serve", "--data", str(folder)]
    done = answer(command, os.environ, folder)
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=People)


def copied_demo(
    factory: pytest.TempPathFactory, folder: Path, environment: Mapping[str, str]
) -> "DemoServer":
    """Return a server over a copy in this folder of a demo that is made once in a test run."""

    def fill(made: Path) -> None:
        (made / "people.json").write_bytes(msgspec.json.encode(make_demo(made)))

    seed = once(factory, "seed", fill)
    shutil.copytree(seed, folder, dirs_exist_ok=True)
    people = msgspec.json.decode((seed / "people.json").read_bytes(), type=People)
    return DemoServer(folder, people, environment)


class DemoServer:
    """`chatserver demo` over one folder, on a port that it keeps when it is started again."""

    def __init__(self, folder: Path, people: People, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.people = people
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = f"sqlite+aiosqlite:///{folder / 'chatserver.db'}"
        self._environment = {**PACE, **environment}
        self._log = folder / "server.log"
        self._process: ServerProcess | None = None

    async def start(self) -> None:
        """Start it, unless it runs, and wait until it is ready."""
        if self._process is not None:
            return
        arguments = ["demo", "--json", "--data", str(self.folder), "--port", str(self.port)]
        process = ServerProcess(arguments, os.environ | self._environment, self._log)
        self._process = process
        async with httpx.AsyncClient() as http, asyncio.timeout(READY_WITHIN_S):
            while not await self._is_ready(http):
                assert process.poll() is None, self._log.read_text(errors="replace")
                await asyncio.sleep(0.05)

    @property
    def pid(self) -> int:
        """Its process, while it runs."""
        assert self._process is not None
        return self._process.pid

    def said(self) -> list[str]:
        """Return every line of its log."""
        return self._log.read_text(errors="replace").splitlines()

    def pause(self) -> None:
        """Let it hang: what is sent to it from now on is not answered."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def stop(self) -> None:
        """End it as an operator would."""
        if self._process is not None:
            stop(self._process, by=signal.SIGTERM)
        self._process = None

    async def _is_ready(self, http: httpx.AsyncClient) -> bool:
        try:
            ready = await http.get(f"{self.url}/readyz")
        except httpx.TransportError:
            return False
        return ready.status_code == httpx.codes.OK
