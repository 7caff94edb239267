"""How does a websocket of uvicorn become a socket of the hub?

Beside `http_side.py` the one module that knows uvicorn. HTTP, the handshake and the life of the
connection stay with Starlette; text frames go past ASGI, which costs three times less a message.
What ASGI gave is put back here: limits of size, masking, UTF-8, slow and stuck readers.
"""

import asyncio
import logging
import socket
from asyncio.transports import BaseTransport
from dataclasses import dataclass
from typing import Any, ClassVar, Final, cast

from starlette.websockets import WebSocket
from typing_extensions import override
from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

from chatserver.hub.limits import Bucket, Rate
from chatserver.hub.sockets import GONE, ChatSocket
from chatserver.hub.write_tick import WriteTick
from chatserver.wire import Close

EXTENSION: Final = "chatserver.socket"
STATUS_SWITCHING: Final = 101
ODD_FRAMES: Final = Rate(50, 200)


# uvicorn tells of each socket that comes and goes, and from whose address: with a city of phones
# that is millions of lines a day, and of people. What is counted says enough.
_SOCKETS = logging.getLogger("uvicorn.error.sockets")
_SOCKETS.setLevel(logging.WARNING)


class _Nowhere(asyncio.Queue[ASGIReceiveEvent]):
    """Where ASGI's events go when nobody asks for them; one for all, each keeps a kilobyte."""

    @override
    def put_nowait(self, item: ASGIReceiveEvent) -> None: ...


NOWHERE: Final = _Nowhere()
ALWAYS: Final = asyncio.Event()
ALWAYS.set()


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """What the transport is allowed, for every socket of a node."""

    hello_frame_bytes: int = 8 * 1024
    # A peer that acknowledges nothing for so long is gone, whatever the kernel hopes.
    user_timeout_ms: int = 30_000
    # What the kernel holds unsent cannot be thinned for a slow reader, so it holds little.
    unsent_bytes: int = 128 * 1024
    # How long a closing handshake may take.
    linger_s: float = 5.0
    # Control frames and fragments: no client of ours needs them, each costs ten texts.
    odd_frames: Rate = ODD_FRAMES


class ChatProtocol(WebSocketsSansIOProtocol):
    """One websocket: uvicorn's until it is accepted, the hub's from then on."""

    settings: ClassVar[TransportSettings]
    tick: ClassVar[WriteTick]

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.logger = self.conn.logger = _SOCKETS
        # Compression costs half as much again for every frame, and a browser always offers it.
        self.conn.available_extensions = None
        self.conn.max_message_size = self.settings.hello_frame_bytes
        self._odd: Bucket | None = None
        self.chat_socket: ChatSocket = None  # type: ignore[assignment]  # made with the transport

    @override
    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        _tune(transport.get_extra_info("socket"), self.settings)
        # Any byte that the kernel does not take is news: the outbox starts to fill.
        self.transport.set_write_buffer_limits(high=0)
        self.chat_socket = ChatSocket(
            self.transport,
            self.tick,
            other=self._on_other,
            goodbye=self._on_goodbye,
            limit=self.settings.hello_frame_bytes,
            remote=self.client[0] if self.client else None,
        )

    @override
    def data_received(self, data: bytes) -> None:
        if not self.handshake_initiated:
            super().data_received(data)
            return
        self.chat_socket.feed(data)

    @override
    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == STATUS_SWITCHING:
            # The task that will read the scope runs in the next turn at the earliest.
            extensions = cast("dict[str, object]", self.scope["extensions"])
            extensions[EXTENSION] = self

    def claim(self) -> ChatSocket:
        """Hand the socket over to the hub; uvicorn's side of it is needed no more.

        What only ASGI used is let go of: more than a third of what an idle connection weighs.
        """
        extensions = cast("dict[str, object]", self.scope["extensions"])
        del self.request, self.response, extensions[EXTENSION]
        self.queue = NOWHERE
        self.writable = ALWAYS
        return self.chat_socket

    @override
    def start_keepalive(self) -> None:
        """The hub's own ping is JSON, so that every client sees and answers it."""

    @override
    def pause_writing(self) -> None:
        if self.writable is not ALWAYS:
            super().pause_writing()
        self.chat_socket.clogged = True

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        self.chat_socket.drained()

    @override
    async def send(self, message: ASGISendEvent) -> None:
        if message["type"] == "websocket.close" and self.conn.state is not State.CONNECTING:
            # Starlette's way out is the hub's: one closing handshake, bounded.
            self.chat_socket.close(message.get("code") or Close.NORMAL, message.get("reason") or "")
            return
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and self.close_sent:
            # Else uvicorn takes each refusal for an application that forgot to answer, and logs an
            # error that any stranger can cause.
            self.handshake_complete = True

    @override
    def shutdown(self) -> None:
        if self.conn.state is State.OPEN:
            self.chat_socket.close(Close.RESTART, "restart")
        else:
            super().shutdown()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.chat_socket.lost()
        # What holds one another would be garbage that only the collector finds: when thousands
        # leave at once it would stop everybody for most of a second.
        self.conn.parser.close()
        self.transport = GONE

    # The frames that are not common.

    def _on_other(self, piece: bytes) -> bool:
        conn = self.conn
        conn.max_message_size = self.chat_socket.reader.limit
        conn.receive_data(piece)
        if conn.parser_exc is not None:
            assert conn.close_sent is not None
            self.chat_socket.close(conn.close_sent.code, conn.close_sent.reason)
            return False
        for event in conn.events_received():
            assert isinstance(event, Frame), "the handshake is over"
            self._on_odd_frame(event)
        return conn.current_size is not None

    def _on_odd_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.CLOSE:
            self._on_peer_close()
        elif self._is_too_odd():
            self.chat_socket.close(Close.ABUSE, "too many control frames or fragments")
        elif frame.opcode is Opcode.PING:
            self._answer_ping()
        elif frame.opcode is Opcode.BINARY:
            self.chat_socket.close(Close.BINARY, "text frames only")
        elif frame.opcode is not Opcode.PONG:
            self._collect(frame)

    def _is_too_odd(self) -> bool:
        now = int(self.loop.time() * 1000)
        if self._odd is None:
            self._odd = Bucket(self.settings.odd_frames)
        return self._odd.take(now) > 0

    def _answer_ping(self) -> None:
        pong = b"".join(self.conn.data_to_send())
        # A peer that does not read would make us keep its own bytes for it; RFC 6455 5.5.3
        # lets a server answer the newest ping only.
        if not self.chat_socket.clogged:
            self.chat_socket.write(pong)

    def _collect(self, fragment: Frame) -> None:
        self.frames.append(bytes(fragment.data))
        if fragment.fin:
            whole, self.frames = b"".join(self.frames), []
            self.chat_socket.receive(whole)

    def _on_peer_close(self) -> None:
        assert self.conn.close_rcvd is not None
        echo = b"".join(self.conn.data_to_send())
        if not self.chat_socket.closing:
            self.chat_socket.write(echo)
            self.chat_socket.flush()
            self._on_goodbye()
            self.chat_socket.finish(self.conn.close_rcvd.code)
        self.transport.close()

    def _on_goodbye(self) -> None:
        # Both are uvicorn's: with them its end of the endpoint leaves the socket to us. And
        # `transport.close()` waits for a stuck reader for ever, so this must be an abort.
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.settings.linger_s, self.transport.abort)


def chat_protocol(settings: TransportSettings) -> type[ChatProtocol]:
    """The class to give uvicorn as `ws` for one node."""

    class NodeProtocol(ChatProtocol):
        pass

    NodeProtocol.settings = settings
    NodeProtocol.tick = WriteTick()
    return NodeProtocol


def socket_of(websocket: WebSocket) -> ChatSocket:
    """The hub's end of a websocket that Starlette holds.

    To be asked once, after `accept`; then `attach` to it, and stay in the endpoint until
    `closed()`, since uvicorn closes when the endpoint returns. `websocket` itself receives
    nothing any more; its `close` works.
    """
    protocol = websocket.scope["extensions"].get(EXTENSION)
    assert isinstance(protocol, ChatProtocol), "uvicorn must run with ws=chat_protocol(...)"
    return protocol.claim()


def _tune(sock: socket.socket | None, settings: TransportSettings) -> None:
    if sock is None or sock.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    # That nothing is held back (TCP_NODELAY) is what both event loops do by themselves.
    for option, value in (
        ("TCP_USER_TIMEOUT", settings.user_timeout_ms),
        ("TCP_NOTSENT_LOWAT", settings.unsent_bytes),
    ):
        if hasattr(socket, option):  # Linux has both
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
