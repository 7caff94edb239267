"""How much may one person, and one connection, ask of a node?"""

from collections import deque
from dataclasses import dataclass
from math import ceil
from typing import Final

MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second for ever, and so many at once after a rest."""

    per_s: float
    burst: int


class Bucket:
    """A token bucket; the caller brings the time, in milliseconds that never go back."""

    __slots__ = ("_at", "_rate", "_tokens")

    def __init__(self, rate: Rate, now: int) -> None:
        self._rate = rate
        self._tokens = float(rate.burst)
        self._at = now

    def take(self, now: int) -> int:
        """Take one token: 0, or in how many milliseconds there will be one; at least 1.

        Nothing is taken by a refusal, so that asking too early costs no further delay.
        """
        self._refill(now)
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            return 0
        return max(1, ceil((1.0 - self._tokens) * 1000 / self._rate.per_s))

    def give_back(self) -> None:
        """Return a token that was taken for something that did not happen."""
        self._tokens = min(float(self._rate.burst), self._tokens + 1.0)

    def is_full(self, now: int) -> bool:
        """Whether forgetting this bucket would change nothing."""
        self._refill(now)
        return self._tokens >= self._rate.burst

    def _refill(self, now: int) -> None:
        if now > self._at:
            grown = self._tokens + (now - self._at) * self._rate.per_s / 1000
            self._tokens = min(float(self._rate.burst), grown)
            self._at = now


class Strikes:
    """Whether something has happened too often within a window."""

    __slots__ = ("_limit", "_times", "_window_ms")

    def __init__(self, limit: int, window_ms: int = MINUTE_MS) -> None:
        self._limit = limit
        self._window_ms = window_ms
        self._times: deque[int] = deque(maxlen=limit)

    def strike(self, now: int) -> bool:
        """Note one more; true when it is the last that is borne, or above it."""
        self._times.append(now)
        return len(self._times) == self._limit and now - self._times[0] < self._window_ms


@dataclass(frozen=True, slots=True)
class PersonRates:
    """What the people of one kind may send through one node."""

    requests: Rate = Rate(20, 40)
    sends: Rate = Rate(5, 10)


CLIENT_RATES: Final = PersonRates()
STAFF_RATES: Final = PersonRates(sends=Rate(20, 40))


class Allowance:
    """What one person may still send through this node, over all their connections."""

    __slots__ = ("_requests", "_sends")

    def __init__(self, rates: PersonRates, now: int) -> None:
        self._requests = Bucket(rates.requests, now)
        self._sends = Bucket(rates.sends, now)

    def take(self, now: int, *, send: bool = False) -> int:
        """Count one request, a `send` twice over: 0, or the `retry_ms` of its refusal.

        A refused `send` costs no request either, else a patient sender would starve.
        """
        wait = self._requests.take(now)
        if wait or not send:
            return wait
        wait = self._sends.take(now)
        if wait:
            self._requests.give_back()
        return wait

    def is_full(self, now: int) -> bool:
        """Whether the person has rested long enough to be forgotten."""
        return self._requests.is_full(now) and self._sends.is_full(now)


class Allowances:
    """The allowance of every person who was here lately.

    It outlives the connection, or reconnecting would buy a fresh burst.
    """

    def __init__(self) -> None:
        self._people: dict[str, Allowance] = {}

    def __len__(self) -> int:
        return len(self._people)

    def of(self, person: str, rates: PersonRates, now: int) -> Allowance:
        """The one allowance that all connections of `person` share."""
        allowance = self._people.get(person)
        if allowance is None:
            allowance = self._people[person] = Allowance(rates, now)
        return allowance

    def forget_rested(self, now: int, *, keep: frozenset[str] = frozenset()) -> None:
        """Drop those whose buckets are full again, but for the people who are here."""
        rested = [
            person
            for person, allowance in self._people.items()
            if person not in keep and allowance.is_full(now)
        ]
        for person in rested:
            del self._people[person]
