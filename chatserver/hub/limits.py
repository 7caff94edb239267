"""How much may one person, and one connection, ask of a node?"""

from collections import deque
from dataclasses import dataclass
from typing import Final

MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second for ever, and so many at once after a rest."""

    per_s: float
    burst: int


class Bucket:
    """A token bucket; the caller brings the time, in milliseconds that never go back.

    It keeps one number, when it will be full again, in whole microseconds: what it promises
    by a refusal is exactly what it keeps.
    """

    __slots__ = ("_full_at_us", "_gap_us", "_slack_us")

    def __init__(self, rate: Rate) -> None:
        self._gap_us = round(1_000_000 / rate.per_s)
        self._slack_us = (rate.burst - 1) * self._gap_us
        self._full_at_us = 0

    def take(self, now: int) -> int:
        """Take one token: 0, or in how many milliseconds there will be one.

        Nothing is taken by a refusal, so that asking too early costs no further delay.
        """
        now_us = now * 1000
        ahead_us = self._full_at_us - now_us
        if ahead_us > self._slack_us:
            return -(-(ahead_us - self._slack_us) // 1000)
        self._full_at_us = (self._full_at_us if ahead_us > 0 else now_us) + self._gap_us
        return 0

    def give_back(self) -> None:
        """Return a token that was taken for something that did not happen."""
        self._full_at_us -= self._gap_us

    def is_full(self, now: int) -> bool:
        """Whether forgetting this bucket would change nothing."""
        return self._full_at_us <= now * 1000


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


class Allowance:
    """What one person may still send through this node, over all their connections."""

    __slots__ = ("_requests", "_sends")

    def __init__(self, rates: PersonRates) -> None:
        self._requests = Bucket(rates.requests)
        self._sends = Bucket(rates.sends)

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

    def of(self, person: str, rates: PersonRates) -> Allowance:
        """The one allowance that all connections of `person` share."""
        allowance = self._people.get(person)
        if allowance is None:
            allowance = self._people[person] = Allowance(rates)
        return allowance

    def forget_rested(self, now: int) -> None:
        """Drop those whose buckets are full: whoever comes back gets the same anew."""
        rested = [who for who, allowance in self._people.items() if allowance.is_full(now)]
        for who in rested:
            del self._people[who]
