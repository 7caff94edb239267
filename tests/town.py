"""How is a node run as a process of its own, over the demo, and how are its people put to talk?"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from benchmarks.verify import dump
from chatserver.config import Settings
from chatserver.demo import show
from chatserver.identity.keys import token_keys
from chatserver.identity.tokens import Kind, Tokens
from chatserver.world import system_now
from tests.chaos.invariants import broken_promises
from tests.chat_client import ChatClient
from tests.made_demo import Made
from tests.services.processes import free_port, stop
from tests.services.warm import ServerProcess

ROOT = Path(__file__).parents[1]
READY_WITHIN_S = 60
SECRETS = {
    "CHATSERVER_IDENTITY__STAFF_KEY": "s" * 32,
    "CHATSERVER_IDENTITY__CLIENT_KEY": "c" * 32,
}
# Fast enough to be a load; every limit is tested elsewhere.
PACE = {
    "CHATSERVER_HUB__REQUESTS_PER_S": "100000",
    "CHATSERVER_HUB__REQUESTS_BURST": "100000",
    "CHATSERVER_HUB__CLIENT_SENDS_PER_S": "100000",
    "CHATSERVER_HUB__CLIENT_SENDS_BURST": "100000",
    "CHATSERVER_HUB__STAFF_SENDS_PER_S": "100000",
    "CHATSERVER_HUB__STAFF_SENDS_BURST": "100000",
    "CHATSERVER_SERVER__DRAIN_S": "1",
    "CHATSERVER_SERVER__SHUTDOWN_S": "5",
    "CHATSERVER_LOG__LEVEL": "warning",
}


class NodeProcess:
    """`chatserver serve` on a port of its own, which it keeps when it is started again."""

    def __init__(self, folder: Path, name: str, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.ws = f"ws://127.0.0.1:{self.port}/ws"
        self.log = folder / f"{name}.log"
        self._environment = environment | {"CHATSERVER_SERVER__PORT": str(self.port)}
        self._process: ServerProcess | None = None

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        self._process = ServerProcess(["serve"], os.environ | self._environment, self.log)
        async with httpx.AsyncClient() as http, asyncio.timeout(READY_WITHIN_S):
            while not await self._is_ready(http):
                assert self._process.poll() is None, self.log.read_text(errors="replace")
                await asyncio.sleep(0.05)

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

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
            ready = await http.get(f"http://127.0.0.1:{self.port}/readyz")
        except httpx.TransportError:
            return False
        return ready.status_code == httpx.codes.OK


@dataclass(slots=True)
class Town:
    """Nodes over one database with the demo in it, and its people."""

    folder: Path
    url: str
    environment: dict[str, str]
    card: show.Card
    nodes: list[NodeProcess] = field(default_factory=list)
    people: list[ChatClient] = field(default_factory=list)

    async def node(self) -> NodeProcess:
        """Start one more node."""
        node = NodeProcess(self.folder, f"node{len(self.nodes)}", self.environment)
        self.nodes.append(node)
        await node.start()
        return node

    def person(self, kind: Kind, id_: str, *, at: Sequence[NodeProcess]) -> ChatClient:
        """Return somebody's client, who tries these nodes in turn."""
        client = ChatClient([node.ws for node in at], partial(self.token, kind, id_), person=id_)
        self.people.append(client)
        return client

    def token(self, kind: Kind, id_: str) -> str:
        """Return a token of somebody's."""
        with _environment(self.environment):
            tokens = Tokens(token_keys(Settings()), system_now)
        return tokens.issue(kind, id_, org=self.card["org"]["id"], lifetime_s=3600).token

    async def settle(self) -> None:
        """Wait until everybody has read everything; whoever never does is told by the checker."""
        for person in self.people:
            for chat in list(person.positions):
                answer = await person.again("chat.watch", chat=chat, after=0)
                await person.has_seen(chat, answer["last"])

    async def broken_promises(self) -> list[str]:
        """Return what the servers promised and did not keep."""
        return broken_promises(await dump(self.url), self.people)


@asynccontextmanager
async def town(folder: Path, demo: Made, **environment: str) -> AsyncIterator[Town]:
    """Yield this demo, without a node so far."""
    variables = {
        **SECRETS,
        **PACE,
        "CHATSERVER_DATABASE__URL": demo.url,
        "CHATSERVER_FILES__FOLDER": demo.settings.files.folder,
        "PYTHONPATH": str(ROOT),
    }
    there = Town(folder, demo.url, variables | environment, demo.card)
    try:
        yield there
    finally:
        for node in there.nodes:
            node.kill()


@dataclass(slots=True)
class Talk:
    """Pairs of a client and whoever answers it, who write until told to stop."""

    town: Town
    acked: int = 0
    talking: bool = True
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def write(self, person: ChatClient, chat: str) -> None:
        """Write one thing after the other."""
        number = 0
        while self.talking:
            number += 1
            await person.send(chat, f"{person.record.person} says {number}")
            async with self._news:
                self.acked += 1
                self._news.notify_all()

    async def until_acked(self, more: int, *, within_s: float = 60) -> None:
        """Wait until so many more messages were acked: the load is on."""
        wanted = self.acked + more
        async with asyncio.timeout(within_s), self._news:
            await self._news.wait_for(lambda: self.acked >= wanted)


@asynccontextmanager
async def talking(
    there: Town, *, clients: Sequence[NodeProcess], staff: Sequence[NodeProcess], pairs: int = 8
) -> AsyncIterator[Talk]:
    """Have pairs talk while the block runs; afterwards all of them come to rest.

    Clients try the nodes of `clients` in turn, employees those of `staff`.
    """
    card = there.card
    product = next(one["id"] for one in card["products"] if not one["bot"])
    talk = Talk(there)
    tasks: list[asyncio.Task[None]] = []
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as writers:
        desks: dict[str, ChatClient] = {}
        for one in card["clients"][:pairs]:
            client = there.person(Kind.CLIENT, one["id"], at=clients)
            await stack.enter_async_context(client.living())
            chat = (await client.open(product))["id"]
            await client.send(chat, "Добрый день!")
            responsible = (await client.again("chat.watch", chat=chat))["chat"]["staff"]["id"]
            if responsible not in desks:
                desks[responsible] = there.person(Kind.STAFF, responsible, at=staff)
                await stack.enter_async_context(desks[responsible].living())
            await desks[responsible].watch(chat, after=0)
            both = (client, desks[responsible])
            tasks += [writers.create_task(talk.write(one, chat)) for one in both]
        try:
            yield talk
        finally:
            talk.talking = False
        # Each ends with the message that it is at.
        await asyncio.wait(tasks)
        await there.settle()


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
