"""The other end of a socket, without a network: real frames both ways, read or left lying."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from typing_extensions import override

from chatserver.hub.session import Session
from chatserver.hub.sockets import LOST, ChatSocket
from chatserver.hub.write_tick import WriteTick
from tests.hub.fake_transport import FakeTransport
from tests.hub.sent_frames import sent_frames
from tests.model.hub_nodes import HubNode

Frame = dict[str, Any]
TEXT, CLOSE = 0x81, 0x88
_MASK = b"\0\0\0\0"


class _Transport(FakeTransport):
    """Hands on what it takes, frame by frame."""

    def __init__(self, heard: Callable[[int, bytes], None]) -> None:
        super().__init__()
        self._heard = heard

    @override
    def write(self, data: "bytes | bytearray | memoryview[int]") -> None:
        super().write(data)
        self.hand_on()

    def hand_on(self) -> None:
        """Give what has been sent to whoever reads."""
        taken, self.sent = bytes(self.sent), bytearray()
        for first, payload in sent_frames(taken):
            self._heard(first, payload)


class WireEnd:
    """A device's socket at a node, at the narrow seam below which there is only TCP."""

    def __init__(
        self, node: HubNode, read: Callable[[Frame, bytes], None], gone: Callable[[int], None]
    ) -> None:
        self._read = read
        self._gone = gone
        self._open = True
        self._transport = _Transport(self._heard)
        self._socket = ChatSocket(
            self._transport, WriteTick(), other=lambda _: False, goodbye=lambda: None, limit=8192
        )
        self._transport.socket = self._socket
        session = Session(node.parts, self._socket, node.hub.gateway)
        self._socket.attach(session.connection)

    def say(self, frame: Frame) -> None:
        """Send a frame, masked as a client's."""
        payload = msgspec.json.encode(frame)
        size = len(payload)
        assert size < 65536
        head = bytes((0x80 | size,)) if size < 126 else bytes((0xFE, size >> 8, size & 0xFF))
        self._socket.reader.feed(bytes((TEXT,)) + head + _MASK + payload)

    def stall(self) -> None:
        """Read nothing for a while."""
        self._transport.stuck = True

    def catch_up(self) -> None:
        """Read again, first what has come meanwhile."""
        while self._transport.stuck and self._open:
            # What was queued behind may fill it again.
            self._transport.unstick()
            self._transport.hand_on()

    def cut(self, code: int = LOST) -> None:
        """The network is gone, or both sides have said goodbye."""
        if self._open:
            self._open = False
            self._socket.lost()
            self._gone(code)

    def _heard(self, first: int, payload: bytes) -> None:
        if not self._open:
            return
        if first == CLOSE:
            code = int.from_bytes(payload[:2], "big")
            asyncio.get_running_loop().call_soon(self.cut, code)
        elif first == TEXT:
            self._read(msgspec.json.decode(payload), payload)
