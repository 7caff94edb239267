"""What do the transport and a connection cost by themselves, without rules or a database?

`python -m benchmarks.ground`: microseconds a frame in and out, beside websockets' own parser, and
the memory of an idle connection of a real uvicorn in a process of its own.
"""

import asyncio
import gc
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from typing_extensions import override
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from chatserver.hub.connection import Connection, ConnectionRules
from chatserver.hub.frames import FrameReader, text_frame
from chatserver.hub.limits import Allowances, PersonRates
from chatserver.hub.sockets import ChatSocket
from chatserver.hub.ticker import Ticker
from chatserver.hub.transport import TransportSettings, chat_protocol, socket_of
from chatserver.hub.write_tick import WriteTick

FRAMES = 100_000
READERS = 1_000
IDLE = 2_000
FAR_MS = 1 << 50
PAYLOAD = b'{"type":"send","id":17,"key":"01890a5d-ac96","chat":"chat_17","text":"%s"}' % (
    b"x" * 120
)
HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Protocol: chat.v1\r\n\r\n"
)


class Nobody:
    """A door behind which nothing is done."""

    def on_frame(self, _: Connection, __: bytes) -> None: ...

    def on_close(self, _: Connection, __: int) -> None: ...


class Nowhere(asyncio.Transport):
    """A transport that takes everything and sends nothing."""

    @override
    def write(self, data: "bytes | bytearray | memoryview[int]") -> None: ...

    @override
    def get_write_buffer_size(self) -> int:
        return 0

    @override
    def is_closing(self) -> bool:
        return False

    @override
    def resume_reading(self) -> None: ...


def _steady() -> int:
    return time.monotonic_ns() // 1_000_000


def _ticker() -> Ticker:
    return Ticker(steady=_steady, wall=_steady)


def _microseconds(work: Callable[[], object], times: int) -> float:
    gc.collect()
    began = time.process_time_ns()
    work()
    return (time.process_time_ns() - began) / 1000 / times


def frames_in() -> float:
    """From the bytes of one chunk to the door."""
    reader = FrameReader(limit=65536, text=lambda _: None, other=lambda _: False)
    reader.release()
    chunk = Frame(Opcode.TEXT, PAYLOAD).serialize(mask=True)

    def work() -> None:
        for _ in range(FRAMES):
            reader.feed(chunk)

    return _microseconds(work, FRAMES)


def frames_in_websockets() -> float:
    """The same by websockets' own parser, which stands behind ours for all other frames."""
    protocol = ServerProtocol(state=OPEN)
    chunk = Frame(Opcode.TEXT, PAYLOAD).serialize(mask=True)
    times = FRAMES // 10

    def work() -> None:
        for _ in range(times):
            protocol.receive_data(chunk)
            protocol.events_received()

    return _microseconds(work, times)


async def frames_out() -> float:
    """One frame to each of many readers, up to the transport."""
    tick, ticker, people = WriteTick(), _ticker(), Allowances()

    def made(number: int) -> Connection:
        ours = ChatSocket(Nowhere(), tick, other=lambda _: False, goodbye=lambda: None, limit=65536)
        connection = Connection(ours, Nobody(), ticker, ConnectionRules())
        connection.admit(people.of(f"cl_{number}", PersonRates()), FAR_MS)
        ours.attach(connection)
        return connection

    readers = [made(number) for number in range(READERS)]
    rounds = FRAMES // READERS

    def work() -> None:
        for seq in range(rounds):
            framed = text_frame(PAYLOAD)
            for reader in readers:
                reader.event("chat_17", seq, framed)
            tick.flush()

    return _microseconds(work, FRAMES)


def idle_kib() -> float:
    """What one more idle connection adds to the memory of a node."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    node = subprocess.Popen([sys.executable, "-m", "benchmarks.ground", "node", str(port)])
    try:
        kept = [_connected(port) for _ in range(100)]
        before = _settled_kib(node.pid)
        kept += [_connected(port) for _ in range(IDLE)]
        after = _settled_kib(node.pid)
        for one in kept:
            one.close()
        return (after - before) / IDLE
    finally:
        node.terminate()
        node.wait(20)


def _connected(port: int) -> socket.socket:
    one = _dialled(port)
    one.sendall(HANDSHAKE)
    if not one.recv(4096).startswith(b"HTTP/1.1 101"):
        raise ConnectionError("no upgrade")
    return one


def _dialled(port: int) -> socket.socket:
    deadline = time.monotonic() + 20
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=20)
        except ConnectionRefusedError:
            # The node is still starting.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _settled_kib(pid: int) -> int:
    time.sleep(2)  # the node collects its garbage twice a second
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4


def serve(port: int) -> None:
    """Be the node whose memory is measured."""
    ticker, people, door, rules = _ticker(), Allowances(), Nobody(), ConnectionRules()

    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept(subprotocol="chat.v1")
        ours = socket_of(websocket)
        connection = Connection(ours, door, ticker, rules)
        connection.admit(people.of(f"cl_{id(connection)}", PersonRates()), FAR_MS)
        ours.attach(connection)
        await ours.closed()

    async def run() -> None:
        app = Starlette(routes=[WebSocketRoute("/ws", endpoint)])
        protocol = chat_protocol(TransportSettings())
        config = uvicorn.Config(
            app, port=port, ws=protocol, lifespan="off", log_config=None, backlog=IDLE
        )
        collecting = asyncio.create_task(_collect())
        try:
            await uvicorn.Server(config).serve()
        finally:
            collecting.cancel()

    with asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(run())


def _loop() -> asyncio.AbstractEventLoop:
    import uvloop

    return uvloop.new_event_loop()


async def _collect() -> None:
    while True:
        await asyncio.sleep(0.5)
        gc.collect()


def main() -> None:
    print(f"in, our parser        {frames_in():6.2f} us a frame")
    print(f"in, websockets' own   {frames_in_websockets():6.2f} us a frame")
    print(f"out, {READERS} readers     {asyncio.run(frames_out()):6.2f} us a frame, without send()")
    print(f"idle, {IDLE} of them    {idle_kib():6.1f} KiB a connection")


if __name__ == "__main__":
    if sys.argv[1:2] == ["node"]:
        serve(int(sys.argv[2]))
    else:
        main()
