"""Is the peer still there, and is its token still good?"""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a node waits for a connection to speak."""

    hello_ms: int = 10_000
    ping_ms: int = 25_000
    pong_ms: int = 10_000
    expiring_ms: int = 60_000


class Due(Enum):
    """What has to be done for a connection now."""

    PING = "ping"
    NO_PONG = "no pong"
    NO_HELLO = "no hello in time"
    NO_WELCOME = "no welcome in time"
    EXPIRING = "token expires soon"
    EXPIRED = "token expired"


class Heartbeat:
    """The clock of one connection; `now` is the ticker's, `wall` the world's.

    `heard` and `said` are when the last frame came and went: set by the connection at every
    frame, so they are plain attributes.
    """

    __slots__ = (
        "_admitted",
        "_deadline",
        "_knocked",
        "_patience",
        "_pinged",
        "_warned",
        "expires_at",
        "heard",
        "said",
    )

    def __init__(self, patience: Patience, now: int) -> None:
        self._patience = patience
        self._deadline = now + patience.hello_ms
        self._admitted = self._knocked = False
        self.expires_at = 0
        self._warned = True  # nothing comes before the welcome
        self._pinged = 0
        self.heard = now
        self.said = now

    def knock(self, now: int) -> None:
        """Its `hello` has come: what takes too long from here on is our fault."""
        self._knocked = True
        self._deadline = now + self._patience.hello_ms

    def admit(self, expires_at: int) -> None:
        """It is known who it is, until `expires_at` (epoch); a fresh token says so again."""
        self._admitted = True
        self.expires_at = expires_at

    def announce(self) -> None:
        """From here on the end of the token is told of, once."""
        self._warned = False

    def due(self, now: int, wall: int) -> Due | None:
        """What has to be done now, if anything; of a token's end it is told once."""
        if not self._admitted:
            late = Due.NO_WELCOME if self._knocked else Due.NO_HELLO
            return late if now >= self._deadline else None
        left = self.expires_at - wall
        if left <= 0:
            return Due.EXPIRED
        if left <= self._patience.expiring_ms and not self._warned:
            self._warned = True
            return Due.EXPIRING
        return self._silence(now)

    def _silence(self, now: int) -> Due | None:
        if self.heard < self._pinged:
            return Due.NO_PONG if now - self._pinged >= self._patience.pong_ms else None
        # Our own silence counts too: the peer gives us up for it.
        if now - min(self.heard, self.said) >= self._patience.ping_ms:
            self._pinged = self.said = now
            return Due.PING
        return None

    def next_at(self, now: int, wall: int) -> int:
        """When to ask again, in the ticker's time."""
        if not self._admitted:
            return self._deadline
        patience = self._patience
        left = self.expires_at - wall - (0 if self._warned else patience.expiring_ms)
        if self.heard < self._pinged:
            return min(now + left, self._pinged + patience.pong_ms)
        return min(now + left, min(self.heard, self.said) + patience.ping_ms)
