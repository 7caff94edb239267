"""When is a connection's turn to look at its own clock?"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, Protocol

logger = logging.getLogger(__name__)

STEP_MS: Final = 250
# Longer than this between two steps, it is we who were away, not our peers.
LONGEST_STEP_MS: Final = 1_000


class Woken(Protocol):
    """Who has appointments."""

    wake_s: int

    def on_wake(self) -> None:
        """The time of `Ticker.wake` has come."""

    def on_tick(self) -> None:
        """One step has passed, for those who asked for each."""


class Ticker:
    """One clock hand for all connections of a node: no task and no timer each.

    `now` counts the milliseconds during which this process was running, as of the last
    step: a node that was suspended, or starved, does not blame its peers for the silence.
    """

    __slots__ = ("_buckets", "_every", "_last", "_second", "now", "steady", "wall")

    def __init__(self, *, steady: Callable[[], int], wall: Callable[[], int]) -> None:
        self.steady = steady
        self.wall = wall
        self.now = 1
        self._last = steady()
        self._second = 0
        self._buckets: dict[int, set[Woken]] = {}
        self._every: set[Woken] = set()

    def wake(self, who: Woken, when: int) -> None:
        """Call `who.on_wake` once `now` is `when`, up to a second later, never earlier.

        It replaces the appointment that `who` had; `wake_s` is where it is written down.
        """
        second = max(when // 1000, self._second) + 1
        if who.wake_s == second:
            return
        self._cancel(who)
        who.wake_s = second
        self._buckets.setdefault(second, set()).add(who)

    def each(self, who: Woken) -> None:
        """Call `who.on_tick` at each step from now on."""
        self._every.add(who)

    def rest(self, who: Woken) -> None:
        """No longer at each step."""
        self._every.discard(who)

    def forget(self, who: Woken) -> None:
        """Call `who` no more."""
        self._cancel(who)
        self._every.discard(who)

    def tick(self) -> None:
        """Take one step."""
        steady = self.steady()
        self.now += min(max(0, steady - self._last), LONGEST_STEP_MS)
        self._last = steady
        while self._second < self.now // 1000:
            self._second += 1
            for who in self._buckets.pop(self._second, ()):
                who.wake_s = 0
                _call(who.on_wake)
        for who in tuple(self._every):
            _call(who.on_tick)

    async def run(self) -> None:
        """Step for ever."""
        while True:
            await asyncio.sleep(STEP_MS / 1000)
            self.tick()

    def _cancel(self, who: Woken) -> None:
        bucket = self._buckets.get(who.wake_s)
        if bucket is not None:
            bucket.discard(who)
        who.wake_s = 0


def _call(what: Callable[[], None]) -> None:
    try:
        what()
    except Exception:
        logger.exception("a connection could not be looked after")
