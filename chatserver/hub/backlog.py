"""What waits for one connection, and when may it go?

Frames wait for a slow reader. Changes of the list wait for it, too, and for their turn: they are
pushed four times a second at most.
"""

from collections.abc import Mapping
from typing import Final

from chatserver.hub.heartbeat import Heartbeat
from chatserver.hub.outbox import Outbox, OutboxLimits, Waiting, What
from chatserver.hub.rows import RowsWaiting
from chatserver.hub.sockets import ChatSocket
from chatserver.hub.ticker import Ticker
from chatserver.wire import Close

# What an answer that is still being made may well need.
ANSWER_BYTES: Final = 32 * 1024


class Backlog:
    """What one connection has not been told yet.

    Whoever has one calls `tick` at each step of the ticker until it is `empty`. It ends its socket
    by itself where the reader has been too slow for too long.
    """

    __slots__ = (
        "_heartbeat",
        "_limits",
        "_outbox",
        "_rows",
        "_rows_after",
        "_rows_every_ms",
        "_socket",
        "_ticker",
    )

    def __init__(
        self,
        socket: ChatSocket,
        heartbeat: Heartbeat,
        ticker: Ticker,
        *,
        limits: OutboxLimits,
        rows_every_ms: int,
    ) -> None:
        self._socket = socket
        self._heartbeat = heartbeat
        self._ticker = ticker
        self._limits = limits
        self._rows_every_ms = rows_every_ms
        self._outbox: Outbox | None = None
        self._rows: RowsWaiting | None = None
        self._rows_after = 0

    @property
    def empty(self) -> bool:
        """Whether nothing waits, neither frames nor rows."""
        return self._outbox is None and self._rows is None

    def has_room(self, answers: int) -> bool:
        """Whether so many answers would fit beside what waits."""
        return self._outbox is None or self._outbox.has_room(
            self._socket.buffered(), frames=answers, size=answers * ANSWER_BYTES
        )

    def put(self, what: What, framed: bytes, chat: str = "", seq: int = 0) -> None:
        """Queue a frame for a socket that takes no more."""
        if self._outbox is None:
            self._outbox = Outbox(self._limits)
        waiting = Waiting(what, chat, seq, framed, self._ticker.now)
        self._outbox.put(waiting, outside=self._socket.buffered())
        self._relieve(self._outbox)

    def put_rows(self, rev: int, changes: Mapping[str, bytes]) -> None:
        """Note changes of the list by chat, and push them if it is their turn."""
        if self._rows is None:
            self._rows = RowsWaiting()
        self._rows.put(rev, changes)
        self._push_rows()

    def forget_frames(self, chat: str) -> None:
        """Give up the frames of a chat that wait."""
        if self._outbox is not None:
            self._outbox.forget(chat)

    def forget_row(self, chat: str) -> None:
        """Give up the row of a chat that waits."""
        if self._rows is not None:
            self._rows.forget(chat)

    def take_row_away(self, chat: str) -> None:
        """Tell no more of a chat's row than that it is gone, where anything of it waits."""
        if self._rows is not None:
            self._rows.take_away(chat)

    def forget_rows(self) -> None:
        """Give up whatever waits of the list."""
        self._rows = None

    def drain(self) -> None:
        """The socket has caught up: write what waits, as far as it takes it."""
        socket, outbox = self._socket, self._outbox
        while outbox is not None and not (socket.clogged or socket.closing):
            framed = outbox.take()
            if framed is None:
                self._outbox = outbox = None
            else:
                self._write(framed)
        self._push_rows()

    def tick(self) -> None:
        """A step of the ticker: thin what waits for too long, push rows whose turn it is."""
        if self._outbox is not None:
            self._relieve(self._outbox)
        if not self._socket.closing:
            self._push_rows()

    def _relieve(self, outbox: Outbox) -> None:
        if not outbox.relieve(self._socket.buffered(), self._ticker.now):
            self._socket.close(Close.SLOW, "too slow a reader")

    def _push_rows(self) -> None:
        rows = self._rows
        if rows is None:
            return
        # Where all that waited was forgotten there is nothing to push.
        if len(rows) and self._may_push_rows():
            self._rows_after = self._ticker.steady() + self._rows_every_ms
            self._write(rows.take())
        if not len(rows):
            self._rows = None

    def _may_push_rows(self) -> bool:
        # For a slow reader they stay where newer ones, and lost rights, still reach them.
        return not self._socket.clogged and self._ticker.steady() >= self._rows_after

    def _write(self, framed: bytes) -> None:
        self._heartbeat.said = self._ticker.now
        self._socket.write(framed)
