"""How do frames reach one peer, and how does its socket come to an end?"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from typing_extensions import override

from chatserver.hub.frames import FrameReader, close_frame, text_frame
from chatserver.hub.write_tick import WriteTick
from chatserver.wire import Close

logger = logging.getLogger(__name__)

# Written at once when a tick has made so much for one socket: what the kernel does not
# take then waits where it can still be thinned, not in one long list.
EAGER_BYTES: Final = 64 * 1024
# Frames of one read that are taken in one turn of the loop. A read brings thousands, and uvloop
# reads on while there is more: who floods with what needs no answer would have the node alone.
FRAMES_A_TURN: Final = 64
LOST: Final = 1006


class Peer(Protocol):
    """Who hears what a socket receives."""

    def on_frame(self, data: bytes, /) -> None:
        """One whole text frame, valid UTF-8 and within the limit."""

    def on_writable(self) -> None:
        """All that was written has left for the kernel, after a time when it had not."""

    def on_close(self, code: int, /) -> None:
        """It is over: whoever closed said so, or it was lost (1006). The last thing heard."""


class _Gone(asyncio.Transport):
    """What stands in the place of a transport that was lost, so that nothing holds on to it."""

    @override
    def is_closing(self) -> bool:
        return True

    @override
    def close(self) -> None: ...

    @override
    def abort(self) -> None: ...

    @override
    def get_write_buffer_size(self) -> int:
        return 0


GONE: Final = _Gone()


class ChatSocket:
    """One open websocket, as the hub sees it: no call waits, none raises.

    It keeps what arrives until somebody is attached. Closing is the server's half of the
    closing handshake, after which the peer's bytes are still read, and thrown away, until
    it has answered: a server that stops reading before its close stalls behind what the
    peer has sent, and the reset that follows can eat the close frame.
    """

    __slots__ = (
        "_finished",
        "_goodbye",
        "_other",
        "_out",
        "_out_bytes",
        "_paused",
        "_peer",
        "_resting",
        "_taken",
        "_tick",
        "_transport",
        "_waiter",
        "clogged",
        "closing",
        "reader",
        "remote",
    )

    def __init__(
        self,
        transport: asyncio.Transport,
        tick: WriteTick,
        *,
        other: Callable[[bytes], bool],
        goodbye: Callable[[], None],
        limit: int,
        remote: str | None = None,
    ) -> None:
        self._transport = transport
        self.reader = FrameReader(limit=limit, text=self.receive, other=self._receive_other)
        self._other = other
        self._tick = tick
        self._goodbye = goodbye
        self.remote = remote
        self._peer: Peer | None = None
        self._out: list[bytes] = []
        self._out_bytes = 0
        self._waiter: asyncio.Future[None] | None = None
        self._finished: int | None = None
        self._paused = self._resting = False
        self._taken = 0
        self.clogged = False
        self.closing = False

    # Out.

    def send(self, payload: bytes) -> None:
        """Send one UTF-8 text."""
        self.write(text_frame(payload))

    def write(self, framed: bytes) -> None:
        """Send a frame made by `text_frame`; the same bytes serve every socket."""
        if self.closing:
            return
        out = self._out
        if not out:
            self._tick.add(self)
        out.append(framed)
        self._out_bytes += len(framed)
        if self._out_bytes > EAGER_BYTES:
            self.flush()

    def flush(self) -> None:
        """Hand over what this turn has written so far."""
        out = self._out
        if not out:
            return
        self._out = []
        self._tick.writes += 1
        self._out_bytes = 0
        self._transport.write(out[0] if len(out) == 1 else b"".join(out))

    def buffered(self) -> int:
        """How many bytes wait on our side of the kernel."""
        return self._out_bytes + self._transport.get_write_buffer_size()

    # In.

    def attach(self, peer: Peer) -> None:
        """Give everything to `peer` from here on, first what has come meanwhile."""
        self._peer = peer
        if self._finished is not None:
            peer.on_close(self._finished)
            return
        self.resume_reading()

    def limit_frames(self, size: int) -> None:
        """Take frames of up to `size` bytes; one above it closes with 1009."""
        self.reader.limit = size

    def feed(self, data: bytes) -> None:
        """Take the next bytes from the peer."""
        self._taken = 0
        self.reader.feed(data)
        if self.reader.held and not self._transport.is_closing():
            # What is kept is one chunk; the rest waits in the kernel.
            self._transport.pause_reading()

    def pause_reading(self) -> None:
        """Deliver no more frames, and let TCP push the peer back."""
        self._paused = True
        self._stop()

    def resume_reading(self) -> None:
        """Go on where `pause_reading` stopped."""
        self._paused = False
        if not self._resting:
            self._go_on()

    def _stop(self) -> None:
        self.reader.hold()
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def _go_on(self) -> None:
        self.reader.release()
        if not self.reader.held and not self._transport.is_closing():
            self._transport.resume_reading()

    def _receive_other(self, piece: bytes) -> bool:
        self._count()
        return self._other(piece)

    def _count(self) -> None:
        self._taken += 1
        if self._taken == FRAMES_A_TURN:
            self._rest()

    def _rest(self) -> None:
        """Let the other sockets have their turn."""
        self._resting = True
        self._stop()
        asyncio.get_running_loop().call_soon(self._rested)

    def _rested(self) -> None:
        self._resting = False
        self._taken = 0
        if not self._paused:
            self._go_on()

    def receive(self, text: bytes) -> None:
        """A whole text has come."""
        self._count()
        if self.closing:
            return
        peer = self._peer
        assert peer is not None, "the reader holds until there is a peer"
        if not text.isascii():
            try:
                text.decode()
            except UnicodeDecodeError:
                self.close(Close.BAD_UTF8, "not UTF-8")
                return
        try:
            peer.on_frame(text)
        except Exception:
            # A fault of ours must cost this connection alone.
            logger.exception("a frame could not be handled")
            self.close(Close.FAULT)

    def drained(self) -> None:
        """The transport has got rid of everything."""
        self.clogged = False
        if self._peer is not None and not self.closing:
            self._peer.on_writable()

    # The end.

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye after what has been written, and go on draining what comes.

        The peer hears `on_close` at once; `goodbye` bounds how long the draining may take.
        """
        if self.closing:
            return
        self._out.append(close_frame(code, reason))
        self.flush()
        self.closing = True
        if self._transport.can_write_eof():
            # A peer that has just cut the line is not connected any more: asyncio raises then.
            with suppress(OSError):
                self._transport.write_eof()
        self._goodbye()
        self.resume_reading()
        self.finish(code)

    def abort(self) -> None:
        """Cut the connection now; the peer sees 1006."""
        self.closing = True
        self._out = []
        self._transport.abort()

    def finish(self, code: int) -> None:
        """Nothing more goes either way: tell whoever is attached, once."""
        self.closing = True
        if self._finished is not None:
            return
        self._finished = code
        if self._peer is not None:
            try:
                self._peer.on_close(code)
            except Exception:
                logger.exception("the end of a connection could not be handled")

    def lost(self) -> None:
        """The transport is gone."""
        self.finish(LOST)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        # What this turn has written has nowhere to go any more.
        self._out = []
        self._out_bytes = 0
        # Let go of one another, so that no collector is needed.
        self._peer = None
        self._goodbye = _nothing
        self._other = _unheard
        self._transport = GONE
        self.reader.retire()

    async def closed(self) -> None:
        """Wait until the transport is gone."""
        if not self.reader.retired:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter


def _nothing() -> None: ...


def _unheard(_: bytes) -> bool:
    return False
