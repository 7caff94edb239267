"""A real uvicorn with one hub endpoint, in the loop of the test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from typing_extensions import override
from uvicorn import Config, Server

from chatserver.hub.http_side import HttpProtocol
from chatserver.hub.sockets import ChatSocket
from chatserver.hub.transport import TransportSettings, chat_protocol, socket_of


@dataclass
class Listener:
    """A peer that writes down what it hears, and can be waited for."""

    socket: ChatSocket
    frames: list[bytes] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    writable: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    answer: Callable[["Listener", bytes], None] | None = None
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def on_frame(self, data: bytes) -> None:
        self.frames.append(data)
        self._tell()
        if self.answer is not None:
            self.answer(self, data)

    def on_writable(self) -> None:
        self.writable += 1
        self._tell()

    def on_close(self, code: int) -> None:
        self.codes.append(code)
        self._tell()

    def _tell(self) -> None:
        self._told = asyncio.ensure_future(self._notify())

    async def _notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def until(self, condition: Callable[["Listener"], bool]) -> None:
        """Wait until what was heard satisfies `condition`."""
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: condition(self))


@dataclass
class Node:
    """A server that listens, and those whom it has let in."""

    server: Server
    port: int
    let_in: asyncio.Queue[Listener]

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"


class QuietServer(Server):
    """uvicorn without signals, which says when it listens."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    @override
    def capture_signals(self) -> Iterator[None]:
        yield

    @override
    async def startup(self, sockets: object = None) -> None:
        await super().startup()
        self.listening.set()


@contextlib.asynccontextmanager
async def uvicorn_node(
    settings: TransportSettings | None = None,
    *,
    answer: Callable[[Listener, bytes], None] | None = None,
    before_attach: Callable[[WebSocket], Awaitable[None]] | None = None,
    http: type[HttpProtocol] = HttpProtocol,
) -> AsyncIterator[Node]:
    """Serve `/ws`; each connection appears in `let_in`."""
    let_in: asyncio.Queue[Listener] = asyncio.Queue()

    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept(subprotocol="chat.v1")
        if before_attach is not None:
            await before_attach(websocket)
        socket = socket_of(websocket)
        listener = Listener(socket, answer=answer)
        let_in.put_nowait(listener)
        socket.attach(listener)
        await socket.closed()
        listener.gone.set()

    app = Starlette(routes=[WebSocketRoute("/ws", endpoint)])
    server = QuietServer(
        Config(
            app,
            host="127.0.0.1",
            port=0,
            http=http,
            ws=chat_protocol(settings or TransportSettings()),
            lifespan="off",
            log_config=None,
            timeout_graceful_shutdown=5,
        )
    )
    serving = asyncio.create_task(server.serve())
    try:
        await server.listening.wait()
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Node(server, port, let_in)
    finally:
        server.should_exit = True
        await serving
