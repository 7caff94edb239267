"""Text frames past ASGI, over real sockets."""

import asyncio
import base64
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError
from websockets.frames import Frame, Opcode
from websockets.typing import Subprotocol

from chatserver.hub.limits import Rate
from chatserver.hub.sockets import FRAMES_A_TURN
from chatserver.hub.transport import TransportSettings
from tests.hub.fake_transport import Ward
from tests.hub.uvicorn_node import Listener, Node, uvicorn_node

CHAT = [Subprotocol("chat.v1")]
QUICK = TransportSettings(linger_s=0.2)


def joining(url: str) -> connect:
    return connect(url, subprotocols=CHAT, ping_interval=None, compression=None)


def echo(listener: Listener, data: bytes) -> None:
    listener.socket.send(data)


async def close_code(client: ClientConnection) -> int:
    """The code with which the server closes."""
    async with asyncio.timeout(10):
        await client.wait_closed()
    assert client.close_code is not None
    return client.close_code


async def gone(node: Node, listener: Listener) -> None:
    """The transport has ended, and uvicorn holds nothing of it."""
    async with asyncio.timeout(10):
        await listener.gone.wait()
    assert not node.server.server_state.connections


class RawPeer:
    """A websocket without a library, for what no library would do."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def put(self, opcode: Opcode, payload: bytes, *, fin: bool = True, mask: bool = True) -> None:
        self.writer.write(Frame(opcode, payload, fin).serialize(mask=mask))

    async def take(self) -> tuple[int, bytes]:
        """The next frame: its first byte, its payload."""
        async with asyncio.timeout(10):
            first, size = await self.reader.readexactly(2)
            if size == 126:
                size = int.from_bytes(await self.reader.readexactly(2), "big")
            elif size == 127:
                size = int.from_bytes(await self.reader.readexactly(8), "big")
            return first, await self.reader.readexactly(size)


@asynccontextmanager
async def raw_peer(node: Node, *, window: int = 0) -> AsyncIterator[RawPeer]:
    own = socket.socket()
    if window:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    own.connect(("127.0.0.1", node.port))
    reader, writer = await asyncio.open_connection(sock=own, limit=4096 if window else 1 << 16)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        f"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        f"Sec-WebSocket-Protocol: chat.v1\r\n"
        f"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101")
    assert b"permessage-deflate" not in head
    try:
        yield RawPeer(reader, writer)
    finally:
        writer.transport.abort()


async def test_text_goes_in_and_out() -> None:
    async with uvicorn_node(answer=echo) as node, joining(node.url) as client:
        assert client.subprotocol == "chat.v1"
        listener = await node.let_in.get()
        assert listener.socket.remote == "127.0.0.1"
        for text in ("{}", "привет", "x" * 5000, ""):
            await client.send(text)
            assert await client.recv() == text
        await client.send(["one ", "message ", "in parts"])
        assert await client.recv() == "one message in parts"
        await (await client.ping())
        await client.close(1001)
        await listener.until(lambda heard: heard.codes == [1001])


async def test_frames_between_accept_and_attach_are_kept() -> None:
    gate = asyncio.Event()

    async def wait(_: WebSocket) -> None:
        await gate.wait()

    async with uvicorn_node(before_attach=wait) as node, joining(node.url) as client:
        for n in range(100):
            await client.send(f"early {n}")
        gate.set()
        listener = await node.let_in.get()
        await listener.until(lambda heard: len(heard.frames) == 100)
        assert listener.frames == [b"early %d" % n for n in range(100)]


async def test_a_peer_that_left_before_attach_is_reported_at_attach() -> None:
    gate = asyncio.Event()

    async def leave(websocket: WebSocket) -> None:
        await gate.wait()
        assert (await websocket.receive())["type"] == "websocket.disconnect"

    async with uvicorn_node(before_attach=leave) as node:
        async with raw_peer(node):
            pass
        gate.set()
        listener = await node.let_in.get()
        await listener.until(lambda heard: heard.codes == [1006])


async def test_one_turn_is_one_write_and_the_order_holds() -> None:
    def burst(listener: Listener, data: bytes) -> None:
        for n in range(50):
            listener.socket.send(b"%s %d" % (data, n))

    async with uvicorn_node(answer=burst) as node, joining(node.url) as client:
        await client.send("go")
        assert [await client.recv() for _ in range(50)] == [f"go {n}" for n in range(50)]
        listener = await node.let_in.get()
        assert listener.socket._tick.writes == 1


@pytest.mark.parametrize(
    ("payload", "code"),
    [(b"x" * 101, 1009), (b"\xff\xfe" * 4, 1007)],
    ids=["too large", "not UTF-8"],
)
async def test_a_wrong_text_closes(payload: bytes, code: int) -> None:
    settings = TransportSettings(hello_frame_bytes=100)
    async with uvicorn_node(settings) as node, raw_peer(node) as peer:
        peer.put(Opcode.TEXT, payload)
        first, body = await peer.take()
        assert (first, int.from_bytes(body[:2], "big")) == (0x88, code)
        listener = await node.let_in.get()
        assert (listener.frames, listener.codes) == ([], [code])


@pytest.mark.parametrize("parts", [[b"x" * 60, b"y" * 60], [b"\xd0", b"\x41"]])
async def test_limits_hold_for_a_message_in_parts(parts: list[bytes]) -> None:
    settings = TransportSettings(hello_frame_bytes=100)
    async with uvicorn_node(settings) as node, raw_peer(node) as peer:
        peer.put(Opcode.TEXT, parts[0], fin=False)
        peer.put(Opcode.CONT, parts[1])
        first, body = await peer.take()
        assert first == 0x88
        assert int.from_bytes(body[:2], "big") == (1009 if len(parts[0]) > 1 else 1007)


async def test_the_limit_can_be_raised_once_the_peer_is_known() -> None:
    settings = TransportSettings(hello_frame_bytes=100)

    def raise_limit(listener: Listener, _: bytes) -> None:
        listener.socket.limit_frames(1000)

    async with uvicorn_node(settings, answer=raise_limit) as node, joining(node.url) as client:
        await client.send("hello")
        await client.send("x" * 1000)
        await client.send(["y" * 500, "y" * 500])
        listener = await node.let_in.get()
        await listener.until(lambda heard: len(heard.frames) == 3)
        await client.send("z" * 1001)
        assert await close_code(client) == 1009


async def test_binary_is_refused() -> None:
    async with uvicorn_node() as node, joining(node.url) as client:
        await client.send(b"binary")
        assert await close_code(client) == 1003


async def test_an_unmasked_frame_is_refused() -> None:
    async with uvicorn_node() as node, raw_peer(node) as peer:
        peer.put(Opcode.TEXT, b"no mask here", mask=False)
        first, body = await peer.take()
        assert (first, int.from_bytes(body[:2], "big")) == (0x88, 1002)


async def test_a_flood_of_control_frames_is_abuse() -> None:
    settings = TransportSettings(odd_frames=Rate(0.001, 20))
    async with uvicorn_node(settings) as node, raw_peer(node) as peer:
        for _ in range(30):
            peer.put(Opcode.PING, b"!")
        frames = [await peer.take() for _ in range(21)]
        assert [first for first, _ in frames] == [0x8A] * 20 + [0x88]
        assert int.from_bytes(frames[-1][1][:2], "big") == 4400


async def test_a_flood_of_frames_leaves_the_others_their_turn() -> None:
    turn, taken = 0, Counter[int]()
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def count(listener: Listener, _: bytes) -> None:
        taken[turn] += 1
        if len(listener.frames) == 1:
            loop.call_soon(next_turn)
        if len(listener.frames) == 5_000:
            over.set()

    def next_turn() -> None:
        nonlocal turn
        turn += 1
        if not over.is_set():
            loop.call_soon(next_turn)

    async with uvicorn_node(answer=count) as node, raw_peer(node) as peer:
        for number in range(5_000):
            peer.put(Opcode.TEXT, b"%d" % number)
        listener = await node.let_in.get()
        async with asyncio.timeout(10):
            await over.wait()
        assert listener.frames == [b"%d" % number for number in range(5_000)]
    # In one turn what was kept, and what came.
    assert max(taken.values()) <= 2 * FRAMES_A_TURN


async def test_control_frames_wait_for_their_turn_too_and_so_do_those_after_a_close() -> None:
    for closed in (False, True):
        heard: list[bytes] = []
        ward = Ward(other=lambda piece, heard=heard: bool(heard.append(piece)))  # type: ignore[misc]
        if closed:
            ward.socket.close(4400)
        ward.socket.feed(Frame(Opcode.PONG, b"").serialize(mask=True) * 100)
        assert len(heard) == FRAMES_A_TURN
        assert not ward.transport.reading
        await asyncio.sleep(0)  # the others' turn
        assert len(heard) == 100
        assert ward.transport.reading


async def test_a_fault_in_the_hub_costs_this_connection_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_: Listener, data: bytes) -> None:
        if data == b"bad":
            raise LookupError("planted")

    async with (
        uvicorn_node(answer=fail) as node,
        joining(node.url) as one,
        joining(node.url) as two,
    ):
        await one.send("bad")
        assert await close_code(one) == 1011
        await (await two.ping())
    assert "planted" in caplog.text


async def test_the_close_frame_arrives_though_the_peer_goes_on_talking() -> None:
    def stop(listener: Listener, _: bytes) -> None:
        listener.socket.send(b"last words")
        listener.socket.close(4429, "enough")

    async with uvicorn_node(answer=stop) as node, raw_peer(node) as peer:
        for _ in range(50):
            peer.put(Opcode.TEXT, b"x" * 8000)
        assert (await peer.take())[1] == b"last words"
        first, body = await peer.take()
        assert (first, body) == (0x88, (4429).to_bytes(2, "big") + b"enough")
        # It drains on: a megabyte more is taken, then our own close ends it cleanly.
        for _ in range(125):
            peer.put(Opcode.TEXT, b"x" * 8000)
            await peer.writer.drain()
        peer.put(Opcode.CLOSE, (4429).to_bytes(2, "big"))
        assert await peer.reader.read() == b""
        listener = await node.let_in.get()
        await gone(node, listener)
        assert (len(listener.frames), listener.codes) == (1, [4429])


def test_who_has_just_cut_the_line_can_be_closed_all_the_same() -> None:
    ward = Ward()
    ward.transport.cut = True
    ward.socket.close(4410, "moved")
    assert ward.socket.closing
    assert ward.codes == [4410]


async def test_a_peer_that_never_answers_a_close_is_cut_off() -> None:
    async with uvicorn_node(QUICK) as node, raw_peer(node) as peer:
        listener = await node.let_in.get()
        listener.socket.close(4409)
        assert (await peer.take())[0] == 0x88
        assert listener.codes == [4409]
        await gone(node, listener)


async def test_a_stuck_reader_is_noticed_held_and_can_be_closed() -> None:
    async with uvicorn_node(QUICK) as node, raw_peer(node, window=4096):
        listener = await node.let_in.get()
        while not listener.socket.clogged:
            listener.socket.send(b"x" * 100_000)
            await asyncio.sleep(0)
        assert listener.socket.buffered() > 0
        listener.socket.close(4408, "slow")
        assert listener.codes == [4408]
        await gone(node, listener)


async def test_a_reader_that_catches_up_is_reported_writable() -> None:
    async with uvicorn_node() as node, raw_peer(node, window=4096) as peer:
        listener = await node.let_in.get()
        sent = 0
        while not listener.socket.clogged:
            listener.socket.send(b"x" * 100_000)
            sent += 1
            await asyncio.sleep(0)
        for _ in range(sent):
            assert len((await peer.take())[1]) == 100_000
        await listener.until(lambda heard: heard.writable > 0)
        assert listener.socket.buffered() == 0
        assert not listener.socket.clogged


async def test_paused_reading_delivers_nothing_until_resumed() -> None:
    def pause(listener: Listener, data: bytes) -> None:
        if data == b"2":
            listener.socket.pause_reading()

    async with uvicorn_node(answer=pause) as node, raw_peer(node) as peer:
        for n in range(6):
            peer.put(Opcode.TEXT, b"%d" % n)
        listener = await node.let_in.get()
        await listener.until(lambda heard: len(heard.frames) >= 3)
        assert listener.frames == [b"0", b"1", b"2"]
        listener.socket.resume_reading()
        await listener.until(lambda heard: len(heard.frames) == 6)
        assert listener.frames == [b"%d" % n for n in range(6)]


async def test_abort_cuts_at_once() -> None:
    async with uvicorn_node() as node, joining(node.url) as client:
        listener = await node.let_in.get()
        listener.socket.abort()
        with pytest.raises(ConnectionClosedError):
            await client.recv()
        await listener.until(lambda heard: heard.codes == [1006])


async def test_a_shutdown_says_1012() -> None:
    async with uvicorn_node() as node, joining(node.url) as client:
        await node.let_in.get()
        node.server.should_exit = True
        assert await close_code(client) == 1012


async def test_nothing_written_after_the_end_does_harm() -> None:
    async with uvicorn_node() as node, joining(node.url) as client:
        listener = await node.let_in.get()
        await client.close()
        await listener.until(lambda heard: bool(heard.codes))
        listener.socket.send(b"late")
        listener.socket.pause_reading()
        listener.socket.resume_reading()
        listener.socket.close(1000)
        listener.socket.abort()
        assert len(listener.codes) == 1
