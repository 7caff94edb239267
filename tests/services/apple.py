"""Apple's push service inside the test's process: HTTP/2 over TLS, as the real one speaks it."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded
from typing_extensions import override

from tests.services.certificate import certified

TEAM, KEY_ID, TOPIC = "TEAM123456", "KEY1234567", "org.example.superapp"


@dataclass
class Apple:
    """Keeps what it was given. `refusals` are its next answers: a status and a reason."""

    port: int = 0
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    refusals: list[tuple[int, str]] = field(default_factory=list)
    notices: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    connections: int = 0

    @property
    def endpoint(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def key_file(self, folder: Path) -> str:
        """Write the .p8 file, and return where."""
        file = folder / "AuthKey.p8"
        file.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return str(file)

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        """Return the status and the reason for one request."""
        token = headers["authorization"].removeprefix("bearer ")
        try:
            claims = jwt.decode(
                token, self.key.public_key(), ["ES256"], options={"verify_iat": False}
            )
        except jwt.PyJWTError:
            return 403, "InvalidProviderToken"
        assert claims.keys() == {"iss", "iat"}
        assert (claims["iss"], jwt.get_unverified_header(token)["kid"]) == (TEAM, KEY_ID)
        self.tokens.add(token)
        if self.refusals:
            return self.refusals.pop(0)
        assert len(headers.get("apns-collapse-id", "")) <= 64
        self.notices.append((headers, json.loads(body)))
        return 200, ""


@dataclass
class _Stream:
    headers: dict[str, str]
    body: bytes = b""


class _Talk(asyncio.Protocol):
    """One connection."""

    def __init__(self, apple: Apple) -> None:
        self._apple = apple
        self._h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self._streams: dict[int, _Stream] = {}
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._apple.connections += 1
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by birth
        self._h2.initiate_connection()
        self._transport.write(self._h2.data_to_send())

    @override
    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        for event in self._h2.receive_data(data):
            if isinstance(event, RequestReceived):
                headers = {str(name): str(value) for name, value in event.headers or ()}
                self._streams[event.stream_id or 0] = _Stream(headers)
            elif isinstance(event, DataReceived):
                self._streams[event.stream_id or 0].body += event.data or b""
            elif isinstance(event, StreamEnded):
                self._answer(event.stream_id or 0)
        self._transport.write(self._h2.data_to_send())

    def _answer(self, stream_id: int) -> None:
        stream = self._streams.pop(stream_id)
        status, reason = self._apple.answer(stream.headers, stream.body)
        self._h2.send_headers(stream_id, [(":status", str(status))], end_stream=not reason)
        if reason:
            self._h2.send_data(stream_id, json.dumps({"reason": reason}).encode(), end_stream=True)


@asynccontextmanager
async def apple(folder: Path) -> AsyncIterator[Apple]:
    """Serve until the block ends, with a certificate of its own."""
    service = Apple()
    context, certificate = certified(folder)
    context.set_alpn_protocols(["h2"])
    service.trust = ssl.create_default_context(cafile=str(certificate))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Talk(service), "127.0.0.1", 0, ssl=context)
    service.port = server.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        server.close()
        await server.wait_closed()
