"""How does an event reach an endpoint, signed, and nothing else than what may be reached?

Standard Webhooks (standardwebhooks.com): three headers, HMAC-SHA256, the same id over all tries.
The name is resolved once, every address it has is looked at, and the connection goes to one of
these; certificate and SNI are the name's. No redirect is followed.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

import httpcore
import httpx
from typing_extensions import override

from chatserver.notify.webhook_addresses import address_mistakes, permitted

PREFIX = "whsec_"
SECRET_BYTES = 32
KEPT_BYTES = 1024  # of an answer
_AGENT = "chatserver-webhooks/1"
_RESOLVERS = 8
_CONNECTIONS = 200
_IDLE = 50
_IDLE_S = 15

Resolve = Callable[[str, int], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: `at` is the time of this try in seconds, `secrets` those that sign it."""

    url: str
    id: str
    at: int
    body: str
    secrets: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try. Without a `status` nobody answered, and `failure` says why: `timeout`,
    `tls`, or `unreachable`, which is said of an address that may not be reached, too.
    """

    duration_ms: int
    status: int | None = None
    failure: str | None = None
    text: str = ""
    retry_after_ms: int | None = None


def fresh_secret() -> bytes:
    """Return a new secret."""
    return secrets.token_bytes(SECRET_BYTES)


def shown_secret(secret: bytes) -> str:
    """Return a secret as a developer keeps it."""
    return PREFIX + base64.b64encode(secret).decode()


def signature(secret: bytes, *, id_: str, at: int, body: str) -> str:
    """Return what stands in `webhook-signature` for one secret."""
    signed = f"{id_}.{at}.{body}".encode()
    digest = hmac.new(secret, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def system_resolve(host: str, port: int) -> list[str]:
    """Return every address that a host has by the system's own resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


class Postman:
    """Sends letters. `private`: also to addresses of this network, and over http (development)."""

    def __init__(
        self,
        *,
        private: bool = False,
        timeout_s: float = 15,
        tls: ssl.SSLContext | None = None,
        resolve: Resolve = system_resolve,
    ) -> None:
        self.private = private
        self._timeout_s = timeout_s
        self._tls = tls
        self._resolve = resolve

    async def send(self, letter: Letter) -> Answer:
        """Send one letter, and return what came of it; nothing is raised."""
        begun = time.monotonic()

        def after() -> int:
            return int((time.monotonic() - begun) * 1000)

        # It was looked at when it was written; the setting may be another by now.
        if any(address_mistakes(letter.url, private=self.private)):
            return Answer(0, failure="unreachable")
        try:
            async with asyncio.timeout(self._timeout_s):
                status, text, wish_ms = await self._post(letter)
        except (TimeoutError, httpcore.TimeoutException):
            return Answer(after(), failure="timeout")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as trouble:
            return Answer(after(), failure="tls" if _is_tls(trouble) else "unreachable")
        except UnicodeError:
            # So the resolver refuses a name that is none.
            return Answer(after(), failure="unreachable")
        return Answer(after(), status, text=text, retry_after_ms=wish_ms)

    async def close(self) -> None:
        """Let all connections go."""
        if "_pool" in self.__dict__:
            await self._pool.aclose()

    async def _post(self, letter: Letter) -> tuple[int, str, int | None]:
        content = letter.body.encode()
        signed = (signature(one, id_=letter.id, at=letter.at, body=letter.body)
                  for one in letter.secrets)  # fmt: skip
        headers = [
            (b"host", _authority(letter.url)),
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
            (b"user-agent", _AGENT.encode()),
            (b"webhook-id", letter.id.encode()),
            (b"webhook-timestamp", str(letter.at).encode()),
            (b"webhook-signature", " ".join(signed).encode()),
        ]
        sent = self._pool.stream("POST", letter.url, headers=headers, content=content)
        async with sent as answer:
            kept = b""
            async for chunk in answer.aiter_stream():
                kept += chunk
                if len(kept) >= KEPT_BYTES:
                    break
        return answer.status, _readable(kept[:KEPT_BYTES]), _wish_ms(answer.headers)

    @cached_property
    def _pool(self) -> httpcore.AsyncConnectionPool:
        # Made when first needed: most processes that hold settings send nothing.
        return httpcore.AsyncConnectionPool(
            ssl_context=self._tls or httpx.create_ssl_context(),
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_IDLE,
            keepalive_expiry=_IDLE_S,
            network_backend=Looking(self._resolve, private=self.private),
        )


class Looking(httpcore.AsyncNetworkBackend):
    """Connects to what may be reached, by an address that was looked at."""

    def __init__(self, resolve: Resolve, *, private: bool) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._resolve = resolve
        self._private = private
        # Its own threads: a name server that says nothing holds up nobody else in the server.
        self._resolvers = ThreadPoolExecutor(_RESOLVERS, thread_name_prefix="webhooks")

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's addresses that answers."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._resolvers, self._resolve, host, port)
        addresses = list(dict.fromkeys(found))
        if not self._private and not all(permitted(one) for one in addresses):
            raise httpcore.ConnectError("an address that may not be reached")
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError as refused:
                failure = refused
        raise failure

    @override
    async def sleep(self, seconds: float) -> None:
        """Wait, between two tries of the pool's own; it is not told to make any."""
        await self._inner.sleep(seconds)


def _authority(url: str) -> bytes:
    return httpx.URL(url).netloc


def _is_tls(trouble: BaseException) -> bool:
    seen: BaseException | None = trouble
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _readable(content: bytes) -> str:
    """Return the beginning of an answer as a text that any database takes."""
    return content.decode("utf-8", "replace").replace("\0", "\ufffd")


def _wish_ms(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """Return for how long whoever answered wants to be left alone (RFC 9110 §10.2.3)."""
    wish = next((value for name, value in headers if name.lower() == b"retry-after"), b"")
    text = wish.decode("ascii", "replace").strip()
    if text.isascii() and text.isdigit():
        return int(text[:9]) * 1000
    try:
        until = parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0, int((until - time.time()) * 1000))
