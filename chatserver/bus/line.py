"""How does a node talk with Redis when all it does is publish and hear?

redis-py takes a pool, a pipeline and several tasks and timeouts for each hint: a node's cheapest
work would be its dearest (docs/decisions/0099). It reads the address here, and nothing more.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final, cast

import hiredis
from redis.asyncio.connection import (
    AbstractConnection,
    Connection,
    ConnectionPool,
    SSLConnection,
    UnixDomainSocketConnection,
)
from redis.exceptions import RedisError
from typing_extensions import override

from chatserver.config_file import ConfigError

_NO_ADDRESS: Final = (
    "bus.url: must be like redis://USER:PASSWORD@HOST:6379, with options that redis-py knows; a "
    "slash in the password is written %2F"
)
RESP: Final = "3"  # the version that lets a connection publish and hear at once


class Address:
    """Where Redis is and who one is there: a URL redis://, rediss:// (that is TLS) or unix://.

    A number of a database in it means nothing: channels are the same in all of them. Raises
    `ConfigError` for what is none.
    """

    def __init__(self, url: str) -> None:
        try:
            pool = ConnectionPool.from_url(url)
            self._told: AbstractConnection = pool.make_connection()  # type: ignore[no-untyped-call]
        except (TypeError, ValueError, RedisError):
            # What the library says of it may hold a part of the password.
            raise ConfigError(_NO_ADDRESS) from None

    @property
    def greeting(self) -> bytes:
        """What is to be said first."""
        told = self._told
        words = ["HELLO", RESP]
        if told.username or told.password:
            words += ["AUTH", told.username or "default", told.password or ""]
        return _command(*(word.encode() for word in words))

    async def dial(self, line: "Line") -> None:
        """Connect the line; raises OSError."""
        loop, told = asyncio.get_running_loop(), self._told
        if isinstance(told, UnixDomainSocketConnection):
            await loop.create_unix_connection(lambda: line, told.path)
        elif isinstance(told, Connection):
            tls = told.ssl_context.get() if isinstance(told, SSLConnection) else None
            await loop.create_connection(lambda: line, told.host, told.port, ssl=tls)


class Line(asyncio.Protocol):
    """One connection, from its beginning to its end, subscribed to a fixed set of channels.

    Nobody waits for an answer: that what is said arrives is the probe's to find out. `subscribed`
    is called once, `free` then and whenever there is room again after there was none.
    """

    def __init__(
        self,
        greeting: bytes,
        channels: Iterable[bytes],
        *,
        heard: Callable[[bytes, bytes], None],
        subscribed: Callable[[], None],
        free: Callable[[], None],
    ) -> None:
        self._greeting = greeting
        self._unconfirmed = set(channels)
        self._heard = heard
        self._subscribed = subscribed
        self._free = free
        self._reader = hiredis.Reader()
        self._transport: asyncio.Transport | None = None
        self._is_full = False
        self.settled = asyncio.Event()
        self._ended: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()

    @property
    def takes(self) -> bool:
        """Whether something can be said now: it is subscribed, and not too much waits already."""
        if self._unconfirmed or self._is_full or self._transport is None:
            return False
        return not self._transport.is_closing()

    def publish(self, messages: Iterable[tuple[bytes, bytes]]) -> None:
        """Say all of these, each on its channel."""
        assert self._transport is not None
        self._transport.write(b"".join([_command(b"PUBLISH", *one) for one in messages]))

    def end(self, reason: Exception) -> None:
        """Drop the connection, whatever it looks like; only the first reason counts."""
        if not self._ended.done():
            self._ended.set_result(reason)
        self.settled.set()
        if self._transport is not None:
            self._transport.abort()

    async def ended(self) -> Exception:
        """Wait until it is over, and return why."""
        return await self._ended

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = wire = cast("asyncio.Transport", transport)  # uvloop's is none by birth
        wire.write(self._greeting + _command(b"SUBSCRIBE", *self._unconfirmed))

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.end(exc or ConnectionResetError("Redis closed the connection"))

    @override
    def pause_writing(self) -> None:
        self._is_full = True

    @override
    def resume_writing(self) -> None:
        self._is_full = False
        if self.takes:
            self._free()

    @override
    def data_received(self, data: bytes) -> None:
        reader = self._reader
        try:
            reader.feed(data)
            while (reply := reader.gets()) is not False:
                if isinstance(reply, hiredis.PushNotification):
                    self._take(reply)
                elif isinstance(reply, hiredis.ReplyError):
                    self.end(reply)
        except hiredis.ProtocolError as error:
            self.end(error)

    def _take(self, pushed: "hiredis.PushNotification") -> None:
        if pushed[0] == b"message":
            self._heard(pushed[1], pushed[2])
        elif pushed[0] == b"subscribe" and self._unconfirmed:
            self._unconfirmed.discard(pushed[1])
            # Only with the last channel nothing can be missed any more.
            if not self._unconfirmed:
                self.settled.set()
                self._subscribed()
                self._free()


def _command(*words: bytes) -> bytes:
    return b"*%d\r\n" % len(words) + b"".join([b"$%d\r\n%b\r\n" % (len(w), w) for w in words])
