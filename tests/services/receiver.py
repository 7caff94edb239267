"""An organisation's own server inside the test's process: HTTPS, and it keeps what it was sent."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from chatserver.notify.webhooks import Postman
from tests.services.certificate import certified

NAME = "hooks.example.com"


@dataclass(frozen=True)
class Reply:
    """What it answers. Without a status it says nothing until it is let go on."""

    status: int | None = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Got:
    """One request."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    server_name: str | None


@dataclass
class Receiver:
    """`replies` are its next answers by path; with none left it takes everything."""

    trust: ssl.SSLContext
    port: int = 0
    got: list[Got] = field(default_factory=list)
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0
    names: list[str | None] = field(default_factory=list)

    def url(self, path: str = "/hooks", host: str = NAME) -> str:
        return f"https://{host}:{self.port}{path}"

    def postman(self, **how: Any) -> Postman:
        """Who may come here, and finds it under any name."""
        settings = {"private": True, "tls": self.trust, "resolve": lambda *_: ["127.0.0.1"], **how}
        return Postman(**settings)

    async def until(self, many: int) -> None:
        """Return when so many requests have come."""
        async with self.came:
            await self.came.wait_for(lambda: len(self.got) >= many)

    def at(self, path: str) -> list[Got]:
        return [one for one in self.got if one.path == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        path = head[0].split(" ")[1]
        pairs = (line.split(": ", 1) for line in head[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        name = self.names[-1] if self.names else None
        async with self.came:
            self.got.append(Got(path, headers, body, name))
            self.came.notify_all()
        waiting = self.replies.get(path)
        reply = waiting.pop(0) if waiting else Reply()
        if reply.status is None:
            await self.go_on.wait()
            reply = Reply()
        extra = "".join(f"{key}: {value}\r\n" for key, value in reply.headers.items())
        start = f"HTTP/1.1 {reply.status} X\r\ncontent-length: {len(reply.body)}\r\n{extra}\r\n"
        writer.write(start.encode() + reply.body)
        await writer.drain()
        return True


@asynccontextmanager
async def receiver(folder: Path) -> AsyncIterator[Receiver]:
    """Listen until the block ends."""
    speaks, trusted = certified(folder, NAME)
    here = Receiver(ssl.create_default_context(cafile=str(trusted)))

    def named(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
        here.names.append(name)

    speaks.sni_callback = cast("Any", named)
    server = await asyncio.start_server(here.serve, "127.0.0.1", 0, ssl=speaks)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        here.go_on.set()
        server.close()
