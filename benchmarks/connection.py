"""How does one process hold thousands of chat.v1 connections, cheaply?

A websocket client of its own on bare asyncio transports: it frames by hand, decodes of a frame only
what a workload looks at, and never waits. Whole, unmasked text frames are all that it reads, which
is all that the server sends.
"""

import asyncio
import itertools
import secrets
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec
from typing_extensions import override
from websockets.speedups import apply_mask

# For setting up; what is measured has no such limit.
PATIENCE_S = 30

_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA
_FIN = 0x80
_MASKED = 0x80
_LARGE, _HUGE = 126, 127


class Frame(msgspec.Struct, gc=False):
    """What a workload looks at of any frame."""

    type: str
    id: int | None = None
    chat: Any = ""  # the id in a push, the whole chat in an answer
    seq: int = 0
    kind: str = ""
    key: str | None = None
    code: Any = ""  # a word in an error, a number in a `bye`
    last: int = 0
    duplicate: bool = False
    retry_ms: int | None = None


_decode_frame = msgspec.json.Decoder(Frame).decode
decode: Callable[[bytes], dict[str, Any]] = msgspec.json.Decoder(dict[str, Any]).decode
encode = msgspec.json.Encoder().encode

Hear = Callable[["Connection", Frame, bytes], None]


class Refusal(Exception):
    """The server answered a request of the setting-up with an error."""


class Connection(asyncio.Protocol):
    """One device. Pushes, and answers that nobody awaits, go to `hear` as they come."""

    def __init__(self, url: str, hear: Hear) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self._path = parts.path or "/ws"
        self.hear = hear
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = False
        self.close_code: int | None = None
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._shaken = False
        self._ids = itertools.count(1)
        self._awaited: dict[int, asyncio.Future[bytes]] = {}

    @classmethod
    async def open(cls, url: str, hear: Hear) -> "Connection":
        """Connect and shake hands."""
        self = cls(url, hear)
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, self.host, self.port)
        async with asyncio.timeout(PATIENCE_S):
            await self.opened
        return self

    async def hello(self, token: str, *, device: str = "bench") -> dict[str, Any]:
        """Say who it is; return the `welcome`."""
        return await self.request({"type": "hello", "token": token, "device": device})

    async def request(self, frame: dict[str, object]) -> dict[str, Any]:
        """Ask and wait for the answer; for setting up, not for measuring."""
        id_ = next(self._ids)
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._awaited[id_] = future
        self.write(encode({**frame, "id": id_}))
        async with asyncio.timeout(PATIENCE_S):
            answer = decode(await future)
        if answer["type"] == "error":
            raise Refusal(f"{frame['type']}: {answer['code']} {answer.get('data', '')}")
        return answer

    def next_id(self) -> int:
        """Return a request id for a frame that the workload writes itself."""
        return next(self._ids)

    def write(self, payload: bytes) -> None:
        """Send one text frame."""
        if self._transport is not None and not self.closed:
            self._transport.write(_frame(_TEXT, payload))

    def close(self) -> None:
        """Say goodbye and hang up."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(_frame(_CLOSE, (1000).to_bytes(2, "big")))
            self._transport.close()

    def abort(self) -> None:
        """Vanish, as a phone in a tunnel does."""
        if self._transport is not None:
            self._transport.abort()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is one in all but its class.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {_KEY}\r\nSec-WebSocket-Protocol: chat.v1\r\n\r\n".encode()
        )

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        lost = ConnectionError(f"closed with {self.close_code}: {exc}")
        waiting: list[asyncio.Future[Any]] = [self.opened, *self._awaited.values()]
        for future in waiting:
            if not future.done():
                future.set_exception(lost)
        self._awaited.clear()

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer = data if not self._buffer else self._buffer + data
        if not self._shaken and not self._shake():
            return
        buffer, at = self._buffer, 0
        size = len(buffer)
        while size - at >= 2:
            length, start = buffer[at + 1], at + 2
            if length == _LARGE:
                length, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif length == _HUGE:
                length, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            end = start + length
            if end > size or start > size:
                break
            self._take(buffer[at] & 0x0F, buffer[start:end])
            at = end
        self._buffer = buffer[at:]

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == _TEXT:
            frame = _decode_frame(payload)
            awaited = self._awaited.pop(frame.id, None) if frame.id and self._awaited else None
            if awaited is not None:
                if not awaited.done():
                    awaited.set_result(payload)
            elif frame.type == "ping":
                self.write(b'{"type":"pong"}')
            else:
                self.hear(self, frame, payload)
        elif opcode == _PING and self._transport is not None:
            self._transport.write(_frame(_PONG, payload))
        elif opcode == _CLOSE:
            self.close_code = int.from_bytes(payload[:2], "big") if payload else None
            self.closed = True
            if self._transport is not None:
                self._transport.close()

    def _shake(self) -> bool:
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return False
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            self.opened.set_exception(ConnectionError(head.split(b"\r\n", 1)[0].decode()))
            assert self._transport is not None
            self._transport.abort()
            return False
        self._shaken = True
        self._buffer = rest
        self.opened.set_result(None)
        return True


# One for all: the server's answer to it is not checked here, the tests of the hub do that.
_KEY = "AAAAAAAAAAAAAAAAAAAAAA=="
_MASK = secrets.token_bytes(4)


def _frame(opcode: int, payload: bytes) -> bytes:
    length = len(payload)
    if length < _LARGE:
        head = bytes((_FIN | opcode, _MASKED | length))
    elif length < 65536:
        head = bytes((_FIN | opcode, _MASKED | _LARGE)) + length.to_bytes(2, "big")
    else:
        head = bytes((_FIN | opcode, _MASKED | _HUGE)) + length.to_bytes(8, "big")
    return head + _MASK + apply_mask(payload, _MASK)
