"""What does a node owe one socket of one device, and when does it give up on it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

from chatserver.hub.backlog import Backlog
from chatserver.hub.conduct import Conduct
from chatserver.hub.frames import text_frame
from chatserver.hub.heartbeat import Due, Heartbeat, Patience
from chatserver.hub.limits import Allowance
from chatserver.hub.outbox import OutboxLimits, What
from chatserver.hub.sockets import EAGER_BYTES, ChatSocket
from chatserver.hub.ticker import Ticker
from chatserver.wire import Close, encode, rfc3339
from chatserver.wire.pushes import AuthExpiring, Bye, Ping

TOO_LATE: Final = MappingProxyType(
    {
        Due.NO_HELLO: Close.ABUSE,
        Due.NO_WELCOME: Close.LATER,
        Due.EXPIRED: Close.TOKEN,
        Due.NO_PONG: Close.NO_PONG,
    }
)


@dataclass(frozen=True, slots=True)
class ConnectionRules:
    """How long a node is patient with a connection, and how much it takes from it."""

    frame_bytes: int = 64 * 1024
    unanswered: int = 32
    bad_frames: int = 20
    violations: int = 50
    rows_every_ms: int = 250
    patience: Patience = field(default_factory=Patience)
    outbox: OutboxLimits = field(default_factory=OutboxLimits)


class Door(Protocol):
    """Who understands the frames of a connection."""

    def on_frame(self, connection: "Connection", data: bytes, /) -> None:
        """A frame has come."""

    def on_close(self, connection: "Connection", code: int, /) -> None:
        """It is over, whoever ended it. Once, and the last thing heard."""


class _Closed:
    """The door of a connection that is over: it, and the one before, hold each other no more."""

    def on_frame(self, _: "Connection", __: bytes) -> None: ...

    def on_close(self, _: "Connection", __: int) -> None: ...


CLOSED: Final = _Closed()


class Connection:
    """One socket of one device.

    Nothing here waits: a frame is written, or queued, or given up, and whoever is too slow
    harms only itself. A frame for a socket that keeps up is one append to what this turn of
    the event loop writes.
    """

    __slots__ = (
        "_allowance",
        "_backlog",
        "_conduct",
        "_door",
        "_heartbeat",
        "_holding",
        "_pings",
        "_rules",
        "_socket",
        "_ticker",
        "_unanswered",
        "closed",
        "wake_s",
    )

    def __init__(
        self, socket: ChatSocket, door: Door, ticker: Ticker, rules: ConnectionRules
    ) -> None:
        self._socket = socket
        self._door = door
        self._ticker = ticker
        self._rules = rules
        self._allowance: Allowance | None = None
        # Made at the first frame that has to wait: nearly all connections need none.
        self._backlog: Backlog | None = None
        self._conduct = Conduct(bad_frames=rules.bad_frames, violations=rules.violations)
        self._heartbeat = Heartbeat(rules.patience, ticker.now)
        self._pings = 0
        self._unanswered = 0
        self._holding = False
        self.closed = False
        self.wake_s = 0
        self._appoint()

    @property
    def remote(self) -> str | None:
        """The peer's address."""
        return self._socket.remote

    @property
    def allowance(self) -> Allowance:
        """What the person may still send; all their connections share it."""
        assert self._allowance is not None, "admit first"
        return self._allowance

    @property
    def unanswered(self) -> int:
        """How many requests wait for their answer."""
        return self._unanswered

    # Who it is.

    def knock(self) -> None:
        """A `hello` has come, and is looked at."""
        self._heartbeat.knock(self._ticker.now)

    def admit(self, allowance: Allowance, expires_at: int) -> None:
        """The `hello` was good: take larger frames, and hold it to the life of its token."""
        self._allowance = allowance
        self._socket.limit_frames(self._rules.frame_bytes)
        self._heartbeat.admit(expires_at)
        self._appoint()

    def welcome(self, framed: bytes) -> None:
        """Say welcome; from here on the end of the token is announced."""
        self.answer(framed)
        self._heartbeat.announce()
        self._appoint()

    def renew(self, expires_at: int) -> None:
        """The token is good until `expires_at` (epoch); a later one may follow."""
        self._heartbeat.admit(expires_at)
        self._heartbeat.announce()
        self._appoint()

    # In.

    def on_frame(self, data: bytes) -> None:
        """A frame has come: a sign of life, whatever it is."""
        self._heartbeat.heard = self._ticker.now
        self._door.on_frame(self, data)

    def allow(self, *, send: bool = False, told: bool = True) -> int:
        """Count one rated frame: 0, or the `retry_ms` of its refusal, which is `told` or not.

        Who asks again before that has passed, too often, is closed with 4429.
        """
        assert self._allowance is not None, "admit first"
        now = self._ticker.steady()
        wait, ignored = self._conduct.ask(self._allowance, now, send=send, told=told)
        if ignored:
            self.close(Close.RATE, "rate limit ignored")
        return wait

    def blame(self) -> None:
        """A frame made no sense, and has been answered so; too many close with 4400."""
        if self._conduct.bad_frame(self._ticker.steady()):
            self.close(Close.ABUSE, "too many bad frames")

    def begin(self) -> None:
        """A request has been taken that will be answered by `finish`."""
        self._unanswered += 1
        backlog = self._backlog
        waits = backlog is not None and not backlog.empty
        if waits or self._unanswered >= self._rules.unanswered:
            self._weigh()

    def finish(self, framed: bytes) -> None:
        """Answer a request that was begun."""
        self._unanswered -= 1
        self.answer(framed)
        if self._holding:
            self._weigh()

    def _weigh(self) -> None:
        """Read on only while the answer to one more request would fit."""
        waiting = self._unanswered
        hold = waiting >= self._rules.unanswered or (
            self._backlog is not None and not self._backlog.has_room(waiting)
        )
        if hold is self._holding or self.closed:
            return
        self._holding = hold
        if hold:
            self._socket.pause_reading()
        else:
            # While we did not listen it could not be heard.
            self._heartbeat.heard = self._ticker.now
            self._socket.resume_reading()

    # Out. All take frames made by `text_frame`, once for everybody.

    def answer(self, framed: bytes) -> None:
        """Answer; never given up."""
        self._push(What.ANSWER, framed)

    def tell(self, framed: bytes) -> None:
        """Push what must not be lost: `reset`, `unwatched`, `pong` …"""
        self._push(What.CONTROL, framed)

    def changes(
        self, chat: str, events: Sequence[tuple[int, bytes]], marks: bytes, joined: bytes
    ) -> None:
        """Push what happened to a chat: its events, its marks if they moved, and both in one piece.

        A reader that keeps up gets the piece; for the others each frame is weighed by itself.
        """
        socket = self._socket
        if not socket.clogged and len(joined) <= EAGER_BYTES:
            self._heartbeat.said = self._ticker.now
            socket.write(joined)
            return
        for seq, framed in events:
            self.event(chat, seq, framed)
        if marks:
            self.marks(chat, marks)

    def event(self, chat: str, seq: int, framed: bytes) -> None:
        """Push an event of a chat; a slow reader gets one `lag` for many."""
        # The same as _push, without the call: this is done for every reader of every event.
        socket = self._socket
        if socket.clogged:
            self._queue(What.EVENT, framed, chat, seq)
        else:
            self._heartbeat.said = self._ticker.now
            socket.write(framed)

    def marks(self, chat: str, framed: bytes) -> None:
        """Push a chat's marks; the newest count."""
        self._push(What.MARKS, framed, chat)

    def counts(self, framed: bytes) -> None:
        """Push the counts of the tabs; the newest count."""
        self._push(What.COUNTS, framed)

    def typing(self, chat: str, framed: bytes) -> None:
        """Push that somebody types in a chat, if there is room."""
        self._push(What.TYPING, framed, chat)

    def rows(self, rev: int, changes: Mapping[str, bytes]) -> None:
        """Push changes of the watched list, by chat, as encoded `RowChange`s.

        Four pushes a second at most; what comes between is joined, the newest of a chat wins.
        """
        if self.closed:
            return
        backlog = self._behind()
        backlog.put_rows(rev, changes)
        self._follow(backlog)

    def forget_rows(self) -> None:
        """The list is watched no more, or anew: older changes are nothing to it."""
        if self._backlog is not None:
            self._backlog.forget_rows()

    def forget_row(self, chat: str) -> None:
        """A newer row of the chat goes out with a page: what waits of it is older."""
        if self._backlog is not None:
            self._backlog.forget_row(chat)

    def supersede(self, chat: str) -> None:
        """A page of the chat goes out: what waits of the chat is in it, a `lag` for later not."""
        if self._backlog is not None:
            self._backlog.forget_frames(chat)

    def forget_chat(self, chat: str) -> None:
        """The person may not see the chat any more: nothing that waits may still go out."""
        self.supersede(chat)
        if self._backlog is not None:
            self._backlog.take_row_away(chat)

    def bye(self, code: int, why: str, after_ms: int) -> None:
        """Announce that a `close` follows, and when to come back."""
        self.tell(text_frame(encode(Bye(code, why, after_ms))))

    def _push(self, what: What, framed: bytes, chat: str = "") -> None:
        socket = self._socket
        if socket.clogged:
            self._queue(what, framed, chat)
        else:
            self._heartbeat.said = self._ticker.now
            socket.write(framed)

    # The slow reader.

    def _queue(self, what: What, framed: bytes, chat: str = "", seq: int = 0) -> None:
        if self.closed:
            return
        backlog = self._behind()
        backlog.put(what, framed, chat, seq)
        self._follow(backlog)

    def _behind(self) -> Backlog:
        if self._backlog is None:
            self._backlog = Backlog(
                self._socket,
                self._heartbeat,
                self._ticker,
                limits=self._rules.outbox,
                rows_every_ms=self._rules.rows_every_ms,
            )
        return self._backlog

    def _follow(self, backlog: Backlog) -> None:
        """Look at what waits at each step until nothing does; read on only as far as it allows."""
        if not (self.closed or backlog.empty):
            self._ticker.each(self)
        self._weigh()

    def on_writable(self) -> None:
        """The socket has caught up: go on with what waits, as far as it takes it."""
        if self._backlog is not None:
            self._backlog.drain()
        self._weigh()

    # Its clock.

    def on_tick(self) -> None:
        """A step of the ticker, while something waits."""
        if self._backlog is not None:
            self._backlog.tick()
            self._weigh()
        if self._backlog is None or self._backlog.empty:
            self._ticker.rest(self)

    def on_wake(self) -> None:
        """Look whether it is too late for something, and write down when to look next."""
        if self._holding:
            # What we do not read cannot be heard.
            self._heartbeat.heard = self._ticker.now
        match self._heartbeat.due(self._ticker.now, self._ticker.wall()):
            case Due.PING:
                self._pings += 1
                self.tell(text_frame(encode(Ping(self._pings))))
            case Due.EXPIRING:
                self.tell(text_frame(encode(AuthExpiring(rfc3339(self._heartbeat.expires_at)))))
            case Due() as late:
                self.close(TOO_LATE[late], late.value)
        self._appoint()

    def _appoint(self) -> None:
        if not self.closed:
            ticker = self._ticker
            ticker.wake(self, self._heartbeat.next_at(ticker.now, ticker.wall()))

    # The end.

    def close(self, code: int, reason: str = "") -> None:
        """Close after what has been written; what still waits in the queue is given up."""
        self._socket.close(code, reason)

    def on_close(self, code: int) -> None:
        """It is over, whoever ended it."""
        self.closed = True
        self._backlog = None
        self._ticker.forget(self)
        door, self._door = self._door, CLOSED
        door.on_close(self, code)
