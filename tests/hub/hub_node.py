"""A whole node in the loop of the test: ledger, hub and a real uvicorn over a real database."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Self, cast

import msgspec
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from uvicorn import Config
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from chatserver.config import Hub as HubSettings
from chatserver.hub.http_side import HttpProtocol
from chatserver.hub.hub import Hub, transport_of
from chatserver.hub.transport import chat_protocol
from chatserver.identity import Identity
from chatserver.identity.tokens import Kind
from chatserver.ledger.ledger import Ledger
from chatserver.storage.database import Database
from chatserver.world import World
from tests.hub.uvicorn_node import QuietServer
from tests.seeds import APP, SOSNY
from tests.small import Clock, Small, small

Frame = dict[str, Any]
# For tests of something else than how fast one may be.
NO_HURRY = {
    "requests_per_s": 1e6,
    "requests_burst": 10**6,
    "client_sends_per_s": 1e6,
    "client_sends_burst": 10**6,
    "staff_sends_per_s": 1e6,
    "staff_sends_burst": 10**6,
    "bad_frames_per_minute": 10**6,
}
EPOCH = "epoch1"
QUICK_COUNTS = {"counts_push_every_ms": 50}
PATIENCE_S = 10


class Device:
    """One socket of one device, which writes down every frame and can be waited for."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[Frame] = []
        self.closed: int | None = None
        self._ids = count(1)
        self._news = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, url: str, **options: Any) -> Self:
        """Open a socket without saying hello."""
        options = {"subprotocols": ["chat.v1"], "compression": None, "proxy": None} | options
        return cls(await connect(url, max_size=2**21, ping_interval=None, **options))

    async def _read(self) -> None:
        try:
            async for text in self.socket:
                frame = msgspec.json.decode(text)
                if frame["type"] == "ping":
                    await self.say("pong", n=frame["n"])
                async with self._news:
                    self.frames.append(frame)
                    self._news.notify_all()
        except ConnectionClosed:
            pass
        async with self._news:
            self.closed = self.socket.close_code
            self._news.notify_all()

    async def say(self, kind: str, **fields: Any) -> None:
        """Send a frame as it is."""
        await self.socket.send(msgspec.json.encode({"type": kind} | fields).decode())

    async def ask(self, kind: str, **fields: Any) -> Frame:
        """Send a request and return its answer, `ok` or `error`."""
        id_ = next(self._ids)
        await self.say(kind, id=id_, **fields)
        return await self.until(lambda frame: frame.get("id") == id_)

    async def raw(self, text: str) -> None:
        """Send a text, whatever is in it."""
        await self.socket.send(text)

    async def hello(self, token: str, **fields: Any) -> Frame:
        """Say hello and return the welcome, or the error."""
        return await self.ask("hello", token=token, device="test", **fields)

    async def ok(self, kind: str, **fields: Any) -> Frame:
        """Send a request that has to succeed."""
        answer = await self.ask(kind, **fields)
        assert answer["type"] == "ok", answer
        return answer

    async def refused(self, kind: str, **fields: Any) -> Frame:
        """Send a request that has to be refused."""
        answer = await self.ask(kind, **fields)
        assert answer["type"] == "error", answer
        return answer

    async def until(self, wanted: Callable[[Frame], bool]) -> Frame:
        """Wait for the first frame of all that came, or will come, that is wanted."""

        def find() -> Frame | None:
            return next((frame for frame in self.frames if wanted(frame)), None)

        async with asyncio.timeout(PATIENCE_S), self._news:
            await self._news.wait_for(lambda: find() is not None or self.closed is not None)
        found = find()
        assert found is not None, f"closed with {self.closed}: {self.frames}"
        return found

    async def push(self, type_: str, /, **fields: Any) -> Frame:
        """Wait for a push of this type with these fields."""
        return await self.until(
            lambda frame: (
                frame["type"] == type_
                and all(frame.get(name) == value for name, value in fields.items())
            )
        )

    async def gone(self) -> int:
        """Wait until the socket is closed and return its code."""
        async with asyncio.timeout(PATIENCE_S), self._news:
            await self._news.wait_for(lambda: self.closed is not None)
        assert self.closed is not None
        return self.closed

    def forget(self) -> None:
        """Forget what came so far."""
        self.frames.clear()

    def of(self, kind: str) -> list[Frame]:
        """Return every frame of this type so far."""
        return [frame for frame in self.frames if frame["type"] == kind]

    def events(self, chat: str) -> list[tuple[int, str]]:
        """Return what was pushed of the chat: seq and kind."""
        return [(e["seq"], e["kind"]) for e in self.of("event") if e["chat"] == chat]

    async def quiet(self) -> None:
        """Wait until everything that was caused so far has arrived: a ping goes through behind."""
        n = next(self._ids) + 1_000_000
        await self.say("ping", n=n)
        await self.push("pong", n=n)

    async def close(self) -> None:
        """Leave."""
        await self.socket.close()
        await self._reading


@dataclass
class HubNode:
    """A running node, and the devices that a test has opened at it."""

    world: World
    identity: Identity
    ledger: Ledger
    hub: Hub
    clock: Clock
    registry: CollectorRegistry
    server: QuietServer
    port: int
    devices: list[Device] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def token(self, person: str, *, org: str | None = SOSNY, lifetime_s: int = 900) -> str:
        """Return a token of this person."""
        kind = Kind.CLIENT if person.startswith("cl_") else Kind.STAFF
        tokens = self.identity.tokens
        return tokens.issue(kind, person, org=org, lifetime_s=lifetime_s).token

    async def open(self, **options: Any) -> Device:
        """Open a socket without saying hello."""
        device = await Device.open(self.url, **options)
        self.devices.append(device)
        return device

    async def join(self, person: str, *, org: str | None = SOSNY, **fields: Any) -> Device:
        """Open a socket as this person, welcomed."""
        device = await self.open()
        welcome = await device.hello(self.token(person, org=org), **fields)
        assert welcome["type"] == "welcome", welcome
        return device

    async def chat(self, device: Device, product: str = APP, *, said: int = 0) -> str:
        """Have a client open its chat and write so many messages; return the chat's id."""
        chat: str = (await device.ok("chat.open", product=product))["chat"]["id"]
        for n in range(said):
            await device.ok("send", key=f"{chat[-8:]}-said-{n}", chat=chat, text=f"message {n}")
        return chat

    def figure(self, name: str, **labels: str) -> float:
        """Return a metric's value."""
        return self.registry.get_sample_value(f"chatserver_{name}", labels) or 0.0


@contextlib.asynccontextmanager
async def hub_node(
    database: Database,
    *,
    limits: Mapping[str, Any] | None = None,
    seeded: Small | None = None,
) -> AsyncIterator[HubNode]:
    """Serve the two small organisations; `limits` are settings of `[hub]`."""
    house = seeded or await small(database)
    hub_settings = HubSettings(**cast("dict[str, Any]", QUICK_COUNTS | dict(limits or {})))
    settings = house.world.settings.model_copy(update={"hub": hub_settings})
    world = replace(house.world, settings=settings)
    ledger = Ledger(world)
    registry = CollectorRegistry()
    hub = Hub(
        world,
        ledger,
        house.identity,
        epoch=EPOCH,
        origin_allowed=lambda origin, _: origin in (None, "https://chat.example"),
        registry=registry,
    )
    server = QuietServer(
        Config(
            Starlette(routes=[hub.route]),
            host="127.0.0.1",
            port=0,
            http=HttpProtocol,
            ws=chat_protocol(transport_of(hub_settings)),
            lifespan="off",
            log_config=None,
            timeout_graceful_shutdown=5,
        )
    )
    await ledger.start()
    await hub.start()
    serving = asyncio.create_task(server.serve())
    await server.listening.wait()
    port = server.servers[0].sockets[0].getsockname()[1]
    node = HubNode(world, house.identity, ledger, hub, house.clock, registry, server, port)
    try:
        yield node
    finally:
        for device in node.devices:
            await device.close()
        await hub.stop()
        await ledger.stop()
        server.should_exit = True
        await serving
