"""What waits for a slow reader, and what of it is given up first?"""

from collections import deque
from dataclasses import dataclass
from enum import Enum
from typing import Final

from chatserver.hub.frames import text_frame
from chatserver.wire import encode
from chatserver.wire.pushes import Lag

LAG_BYTES: Final = 96


class What(Enum):
    """What a frame is worth when there is too much."""

    # Never thinned.
    ANSWER = "answer"
    CONTROL = "control"
    # All of one chat become one `lag`: the database has them.
    EVENT = "event"
    LAG = "lag"
    # The newest is enough.
    MARKS = "marks"
    COUNTS = "counts"
    # Worth nothing a moment later.
    TYPING = "typing"


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """How much may wait for one connection, and how long."""

    frames: int = 256
    size: int = 1024 * 1024
    lag_after_ms: int = 10_000
    close_after_ms: int = 30_000


@dataclass(slots=True)
class Waiting:
    """One frame in the queue; `at` is when it, or what it replaced, was put there."""

    what: What
    chat: str
    seq: int
    framed: bytes
    at: int


class Outbox:
    """The queue of one connection whose transport is not taking more.

    `outside` is what waits in the transport already: it counts, since it is kept for the
    same reader, and cannot be thinned.
    """

    __slots__ = ("_full_since", "_lags", "_limits", "_queue", "_size")

    def __init__(self, limits: OutboxLimits) -> None:
        self._limits = limits
        self._queue: deque[Waiting] = deque()
        self._lags: dict[str, int] = {}
        self._size = 0
        self._full_since: int | None = None

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def size(self) -> int:
        """How many bytes wait here."""
        return self._size

    def put(self, waiting: Waiting, *, outside: int) -> None:
        """Queue a frame, or let it be forgotten where nobody would miss it."""
        if waiting.what is What.EVENT and waiting.chat in self._lags:
            self._lags[waiting.chat] = max(waiting.seq, self._lags[waiting.chat])
            return
        if waiting.what is What.TYPING and self.is_half_full(outside):
            return
        self._queue.append(waiting)
        self._size += len(waiting.framed)

    def take(self) -> bytes | None:
        """The next frame to write, or None."""
        if not self._queue:
            return None
        waiting = self._queue.popleft()
        self._size -= len(waiting.framed)
        if waiting.what is What.LAG:
            # Made this late, so that it names the newest; after it events flow again, and
            # the reader sees by their `seq` whether it needs them.
            return text_frame(encode(Lag(waiting.chat, self._lags.pop(waiting.chat))))
        return waiting.framed

    def is_half_full(self, outside: int) -> bool:
        """Whether what is worth little should not come in any more."""
        return 2 * len(self._queue) >= self._limits.frames or (
            2 * (self._size + outside) >= self._limits.size
        )

    def is_full(self, outside: int, now: int) -> bool:
        """Whether too much waits, or the first for too long."""
        if len(self._queue) >= self._limits.frames or self._size + outside >= self._limits.size:
            return True
        return bool(self._queue) and now - self._queue[0].at > self._limits.lag_after_ms

    def has_room(self, outside: int, *, frames: int, size: int) -> bool:
        """Whether so much more would fit."""
        return (
            len(self._queue) + frames <= self._limits.frames
            and self._size + outside + size <= self._limits.size
        )

    def relieve(self, outside: int, now: int) -> bool:
        """Thin a full queue; false when it has been full for too long all the same."""
        if self.is_full(outside, now):
            self.thin()
        if not self.is_full(outside, now):
            self._full_since = None
            return True
        if self._full_since is None:
            self._full_since = now
        return now - self._full_since < self._limits.close_after_ms

    def thin(self) -> None:
        """Replace the events of each chat by one `lag`, and states by their newest."""
        newest = {(w.what, w.chat): w for w in self._queue}
        thinned = [self._thinned(w, newest) for w in self._queue]
        self._keep([w for w in thinned if w is not None])

    def _thinned(self, waiting: Waiting, newest: dict[tuple[What, str], Waiting]) -> Waiting | None:
        match waiting.what:
            case What.EVENT:
                return self._lag_for(waiting)
            case What.TYPING:
                return None
            case What.MARKS | What.COUNTS:
                # Who watches a chat again is told its marks.
                lags = waiting.chat in self._lags or (What.EVENT, waiting.chat) in newest
                last = newest[waiting.what, waiting.chat] is waiting
                return waiting if last and not lags else None
            case _:
                return waiting

    def _lag_for(self, event: Waiting) -> Waiting | None:
        """The `lag` in the place of a chat's first event; its later ones need none."""
        known = event.chat in self._lags
        self._lags[event.chat] = event.seq
        if known:
            return None
        return Waiting(What.LAG, event.chat, 0, b" " * LAG_BYTES, event.at)

    def forget(self, chat: str) -> None:
        """Give up all that waits of one chat: the reader may not see it, or gets it otherwise."""
        self._keep([w for w in self._queue if w.chat != chat])
        self._lags.pop(chat, None)

    def _keep(self, kept: list[Waiting]) -> None:
        self._queue = deque(kept)
        self._size = sum(len(w.framed) for w in kept)
