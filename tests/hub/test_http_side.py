"""What is not a request is listened to within bounds, over real sockets."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from itertools import repeat

import pytest

from chatserver.hub.http_side import HEAD_BYTES, MOST_WAITING, STUCK_MS, HttpProtocol
from tests.hub.uvicorn_node import Node, uvicorn_node

HEAD = b"GET /nowhere HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"
PIECE = 4096
# What is on its way before the end is heard of.
ON_THE_WAY = 1024 * 1024


class Impatient(HttpProtocol):
    head_s = 0.05


@asynccontextmanager
async def caller(node: Node) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
    try:
        async with asyncio.timeout(10):
            yield reader, writer
    finally:
        writer.close()


async def swallowed(node: Node, begins: bytes, pieces: Iterator[bytes]) -> int:
    """How many bytes were taken of something without end, before it was cut off."""
    sent = 0
    async with caller(node) as (_, writer):
        try:
            writer.write(begins)
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)  # else the kernel takes some megabytes first
                sent += len(piece)
                assert sent < ON_THE_WAY, "nobody minds"
        except ConnectionError:
            pass
    return sent


async def test_what_has_no_end_is_cut_off() -> None:
    endless = {
        "a head": (HEAD, repeat(b"x-a: b\r\n" * (PIECE // 8))),
        "a header": (HEAD + b"x-a: ", repeat(b"a" * PIECE)),
        "an address": (b"GET /", repeat(b"a" * PIECE)),
        "trailers": (CHUNKED + b"0\r\n", repeat(b"x-a: b\r\n" * (PIECE // 8))),
        "what a chunk says of itself": (CHUNKED + b"1;a=", repeat(b"a" * PIECE)),
    }
    async with uvicorn_node() as node:
        for name, (begins, pieces) in endless.items():
            assert await swallowed(node, begins, pieces) < ON_THE_WAY, name
        assert not node.server.server_state.connections


@pytest.mark.parametrize("says", [b"", b"GET /now", HEAD + b"x-a: "])
async def test_who_says_nothing_more_is_let_go(says: bytes) -> None:
    async with uvicorn_node(http=Impatient) as node, caller(node) as (reader, writer):
        writer.write(says)
        # Let go before they were read, on a busy machine, the last words make a reset of the end.
        with suppress(ConnectionResetError):
            assert await reader.read() == b""


async def test_what_is_whole_is_answered_however_large_its_body_is() -> None:
    body = b"a" * (4 * HEAD_BYTES)
    asks = b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    async with uvicorn_node() as node, caller(node) as (reader, writer):
        for _ in range(2):
            writer.write(asks)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 404")
            await reader.readexactly(len(b"Not Found"))


async def test_requests_that_wait_behind_another_are_few() -> None:
    whole = HEAD + b"\r\n"
    async with uvicorn_node() as node, caller(node) as (reader, writer):
        writer.write(whole * (MOST_WAITING + 1))
        for _ in range(MOST_WAITING + 1):
            assert (await reader.readuntil(b"\r\n\r\nNot Found")).startswith(b"HTTP/1.1 404")
        writer.write(whole * (MOST_WAITING + 2))
        assert (await reader.read()).startswith(b"HTTP/1.1 400")


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux alone has it")
async def test_who_takes_nothing_of_an_answer_is_let_go_by_the_kernel() -> None:
    async with uvicorn_node() as node, caller(node) as (reader, writer):
        writer.write(HEAD + b"\r\n")
        await reader.readuntil(b"\r\n\r\nNot Found")
        [connection] = node.server.server_state.connections
        assert isinstance(connection, HttpProtocol)
        theirs = connection.transport.get_extra_info("socket")
        assert theirs.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == STUCK_MS
