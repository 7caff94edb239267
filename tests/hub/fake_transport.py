"""A transport whose reader may stop, and the connection on it, without a network."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from errno import ENOTCONN
from typing import Any

import msgspec
from typing_extensions import override

from chatserver.hub.connection import Connection, ConnectionRules
from chatserver.hub.frames import text_frame
from chatserver.hub.limits import Allowance, PersonRates
from chatserver.hub.sockets import ChatSocket
from chatserver.hub.ticker import Ticker
from chatserver.hub.write_tick import WriteTick
from tests.hub.sent_frames import sent_frames

EPOCH = 1_700_000_000_000
HOUR = 3_600_000


class FakeTransport(asyncio.Transport):
    """Takes every byte until `stuck`; then keeps them, as a transport of asyncio does."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = bytearray()
        self.kept = bytearray()
        self.stuck = False
        self.writes = 0
        self.reading = True
        self.aborted = False
        self.eof = False
        self.cut = False
        self.socket: ChatSocket | None = None

    @override
    def write(self, data: "bytes | bytearray | memoryview[int]") -> None:
        self.writes += 1
        if not self.stuck:
            self.sent += data
            return
        self.kept += data
        assert self.socket is not None
        self.socket.clogged = True

    def unstick(self) -> None:
        """The peer reads again: all that is kept leaves."""
        self.stuck = False
        self.sent += self.kept
        self.kept.clear()
        assert self.socket is not None
        self.socket.drained()

    @override
    def get_write_buffer_size(self) -> int:
        return len(self.kept)

    @override
    def pause_reading(self) -> None:
        self.reading = False

    @override
    def resume_reading(self) -> None:
        self.reading = True

    @override
    def is_closing(self) -> bool:
        return self.aborted

    @override
    def can_write_eof(self) -> bool:
        return True

    @override
    def write_eof(self) -> None:
        if self.cut:
            raise OSError(ENOTCONN, "Transport endpoint is not connected")
        self.eof = True

    @override
    def abort(self) -> None:
        self.aborted = True


@dataclass
class Hand:
    """The time of a test, moved by hand."""

    steady_ms: int = 5_000_000
    wall_ms: int = EPOCH

    def steady(self) -> int:
        return self.steady_ms

    def wall(self) -> int:
        return self.wall_ms

    def move(self, ms: int) -> None:
        self.steady_ms += ms
        self.wall_ms += ms


@dataclass
class Ward:
    """A connection, and everything around it that a test looks at."""

    rules: ConnectionRules = field(default_factory=ConnectionRules)
    transport: FakeTransport = field(default_factory=FakeTransport)
    hand: Hand = field(default_factory=Hand)
    tick: WriteTick = field(default_factory=WriteTick)
    frames: list[bytes] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    other: Callable[[bytes], bool] = lambda _: False
    on_frame_do: Callable[[bytes], None] = lambda _: None
    on_close_do: Callable[[int], None] = lambda _: None

    def __post_init__(self) -> None:
        self.ticker = Ticker(steady=self.hand.steady, wall=self.hand.wall)
        self.socket = ChatSocket(
            self.transport, self.tick, other=self.other, goodbye=lambda: None, limit=8192
        )
        self.transport.socket = self.socket
        self.connection = Connection(self.socket, self, self.ticker, self.rules)
        self.socket.attach(self.connection)

    # The door.

    def on_frame(self, connection: Connection, data: bytes) -> None:
        assert connection is self.connection
        self.frames.append(data)
        self.on_frame_do(data)

    def on_close(self, connection: Connection, code: int) -> None:
        assert connection is self.connection
        self.codes.append(code)
        self.on_close_do(code)

    # What a test does.

    def admit(self, *, expires_in: int = HOUR) -> "Ward":
        self.knock(expires_in=expires_in)
        self.connection.renew(self.hand.wall_ms + expires_in)
        return self

    def knock(self, *, expires_in: int = HOUR) -> None:
        """Be known, and not welcomed yet."""
        self.connection.admit(Allowance(PersonRates()), self.hand.wall_ms + expires_in)

    def pass_time(self, ms: int) -> None:
        """Let time pass in steps, as the ticker takes them."""
        while ms > 0:
            self.hand.move(min(ms, 250))
            ms -= 250
            self.ticker.tick()
            self.tick.flush()

    def stick(self) -> "Ward":
        """The peer stops reading, and a first frame shows it."""
        self.transport.stuck = True
        self.connection.tell(text_frame(b'{"type":"filler"}'))
        self.tick.flush()
        return self

    def told(self) -> list[dict[str, Any]]:
        """Every text that reached the peer, in order."""
        self.tick.flush()
        texts = [body for first, body in sent_frames(bytes(self.transport.sent)) if first == 0x81]
        return [msgspec.json.decode(text) for text in texts]

    def closed_with(self) -> list[int]:
        """The codes of the close frames that were written, read or not."""
        self.tick.flush()
        everything = sent_frames(bytes(self.transport.sent + self.transport.kept))
        return [int.from_bytes(body[:2], "big") for first, body in everything if first == 0x88]


def framed(kind: str, n: int = 0, size: int = 0) -> bytes:
    return text_frame(b'{"type":"%s","n":%d,"pad":"%s"}' % (kind.encode(), n, b"x" * size))


def short(ward: Ward) -> list[str]:
    """What the peer was told, in short, without the filler."""
    return [
        f"{frame['type']} {frame.get('last', frame.get('n', ''))}"
        for frame in ward.told()
        if frame["type"] != "filler"
    ]


def row(n: int) -> dict[str, bytes]:
    return {"c1": b'{"op":"put","chat":"c1","row":{"n":%d}}' % n}
