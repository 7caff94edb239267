"""A whole node inside the test's own process: real uvicorn, real sockets, a port of its own."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from websockets.asyncio.client import ClientConnection as Socket
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from chatserver.config import Settings
from chatserver.identity import Kind
from chatserver.main import Node, NodeServer, open_world, running_in, server_config
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Served:
    """A node that answers: `url` for HTTP, `ws` for sockets."""

    url: str
    ws: str
    node: Node
    server: uvicorn.Server


@asynccontextmanager
async def serving_in(world: World, *, demo: bool = False) -> AsyncIterator[Served]:
    """Serve in this world until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    started = asyncio.Event()
    async with running_in(world, demo=demo) as node:
        server = NodeServer(server_config(node), node.hub, started.set)
        serving = asyncio.create_task(uvicorn.Server._serve(server, [listener]))
        try:
            waiting = asyncio.create_task(started.wait())
            await asyncio.wait({waiting, serving}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            yield Served(f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}/ws", node, server)
        finally:
            await node.hub.stop()
            server.should_exit = True
            await serving


@asynccontextmanager
async def joined(served: Served, kind: Kind, who: str, *, org: str) -> AsyncIterator[Socket]:
    """Yield a socket of this person, who has been welcomed."""
    token = served.node.identity.tokens.issue(kind, who, org=org, lifetime_s=600).token
    protocols = [Subprotocol("chat.v1")]
    async with connect(served.ws, subprotocols=protocols) as socket:
        hello = {"type": "hello", "id": 1, "token": token, "device": "test"}
        await socket.send(json.dumps(hello))
        assert json.loads(await socket.recv())["type"] == "welcome"
        yield socket


@asynccontextmanager
async def serving(
    settings: Settings, *, demo: bool = False, change: Callable[[World], World] = lambda w: w
) -> AsyncIterator[Served]:
    """Serve with these settings; `change` may put a test's clock or chance into the world."""
    async with open_world(settings) as world, serving_in(change(world), demo=demo) as served:
        yield served
