"""Which processes are measured? One node on SQLite, or two on PostgreSQL and Redis, on one core."""

import asyncio
import os
import resource
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.machine import cpu_s
from tests.services.postgres import PostgresServer
from tests.services.processes import free_port, spawn, stop
from tests.services.redis import RedisServer

CONFIG = Path(__file__).with_name("bench.toml")
# What is promised to be kept is kept: the cluster's own defaults, fsync and all.
DURABLE = ("max_connections=100",)
READY_WITHIN_S = 60


@dataclass(slots=True)
class Cluster:
    """The servers of a run: where they listen, what they are, which processes they consist of."""

    name: str
    folder: Path
    environment: dict[str, str]
    nodes: int
    profiles: Path | None = None
    parts: dict[str, int] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def roots(self) -> list[int]:
        """The first process of each part."""
        return list(self.parts.values())

    def used(self) -> dict[str, float]:
        """Return the seconds of user and system time that each part has used so far."""
        return {name: cpu_s([pid]) for name, pid in self.parts.items()}

    @property
    def sockets(self) -> list[str]:
        """Where each node takes websockets."""
        return [url.replace("http://", "ws://") + "/ws" for url in self.urls]

    async def start(self) -> None:
        """Start the nodes and wait until each is ready."""
        for index in range(self.nodes):
            port = free_port()
            environment = {**self.environment, "CHATSERVER_SERVER__PORT": str(port)}
            log = self.folder / f"node{index}.log"
            with _environment(environment), on_core(SERVER_CORE):
                command = [sys.executable, "-m", "chatserver", "serve", "--config", str(CONFIG)]
                process = spawn(command, log=log)
            self._running.append(process)
            self.parts[f"node {index + 1}"] = process.pid
            self.urls.append(f"http://127.0.0.1:{port}")
            await self._ready(process, self.urls[-1], log)

    def stop(self) -> None:
        """End the nodes, all at once and by force if need be."""
        for process in self._running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self._running:
            stop(process, by=signal.SIGTERM)

    @contextmanager
    def watched(self, workload: str, seconds: float) -> Iterator[None]:
        """Have the first node's stacks sampled meanwhile, where profiles are wanted.

        The sampler has the generator's core and stops the node for each sample: the figures of such
        a run are not for comparing.
        """
        if self.profiles is None:
            yield
            return
        spy = subprocess.Popen(
            [Path(sys.executable).with_name("py-spy"), "record", "--pid", str(self._running[0].pid),
             "--duration", str(max(1, round(seconds))), "--rate", "250", "--format", "raw",
             "--output", self.profiles / f"{workload}-{self.nodes}.txt"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield
        finally:
            spy.wait(60)

    def complaints(self) -> list[str]:
        """Return what the nodes said: at this level they are silent when all is well."""
        told = []
        for log in sorted(self.folder.glob("node*.log")):
            text = _said(log)
            if text:
                told.append(f"{log.name}: {text}")
        return told

    async def _ready(self, process: subprocess.Popen[bytes], url: str, log: Path) -> None:
        async with httpx.AsyncClient() as http, asyncio.timeout(READY_WITHIN_S):
            while True:
                if process.poll() is not None:
                    raise RuntimeError(_said(log))
                try:
                    if (await http.get(f"{url}/readyz")).status_code == httpx.codes.OK:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)


@asynccontextmanager
async def one_node(folder: Path) -> AsyncIterator[Cluster]:
    """One node on SQLite, `synchronous=FULL`."""
    url = f"sqlite+aiosqlite:///{folder / 'bench.db'}"
    cluster = Cluster("one node, SQLite", folder, _settings(url), nodes=1)
    try:
        yield cluster
    finally:
        cluster.stop()


@asynccontextmanager
async def two_nodes(folder: Path) -> AsyncIterator[Cluster]:
    """Two nodes on PostgreSQL (fsync on) and Redis; all of it on the servers' core."""
    with ExitStack() as stack, on_core(SERVER_CORE):
        (folder / "postgres").mkdir()
        (folder / "redis").mkdir()
        postgres = PostgresServer(folder / "postgres", options=DURABLE)
        stack.callback(postgres.stop)
        postgres.start()
        redis = RedisServer(folder / "redis")
        stack.callback(redis.stop)
        redis.start()
        settings = _settings(postgres.url(postgres.create_database()))
        settings["CHATSERVER_BUS__URL"] = redis.url
        cluster = Cluster("two nodes, PostgreSQL", folder, settings, nodes=2)
        cluster.parts |= {"postgresql": postgres.pid, "redis": redis.pid}
        use_core(GENERATOR_CORE)
        try:
            yield cluster
        finally:
            cluster.stop()


def _said(log: Path) -> str:
    return log.read_text(errors="replace").strip()[-3000:]


def _settings(url: str) -> dict[str, str]:
    return {
        "CHATSERVER_DATABASE__URL": url,
        "CHATSERVER_IDENTITY__STAFF_KEY": secrets.token_hex(32),
        "CHATSERVER_IDENTITY__CLIENT_KEY": secrets.token_hex(32),
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }


# --- cores -----------------------------------------------------------------------------------

_CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = {_CORES[0]}
GENERATOR_CORE = set(_CORES[1:2]) or {_CORES[0]}
PINNED = len(_CORES) > 1


def use_core(cores: set[int]) -> None:
    """Run this process, and what it starts from now on, on these cores."""
    os.sched_setaffinity(0, cores)


@contextmanager
def on_core(cores: set[int]) -> Iterator[None]:
    """Start processes on these cores; afterwards this one runs where it ran before."""
    before = os.sched_getaffinity(0)
    use_core(cores)
    try:
        yield
    finally:
        use_core(before)


def allow_many_files() -> None:
    """Let this process and its children hold as many sockets as the machine allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Give a child these variables; `spawn` hands down what this process has."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
