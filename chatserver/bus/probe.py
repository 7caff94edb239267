"""Do hints that a node sends to itself still come back?"""

MISSES: int = 2


class Probe:
    """The book of the hints to oneself; the caller brings the time, in seconds.

    A connection that is up but delivers nothing shows no error, for ever: only what comes
    back through the same way that hints take proves that they come through.
    """

    def __init__(self) -> None:
        self._number = 0
        self._sent: dict[int, float] = {}
        self._lag = 0.0

    def send(self, now: float) -> int:
        """The number of the next probe, which goes out now."""
        self._number += 1
        self._sent[self._number] = now
        return self._number

    def came_back(self, number: int, now: float) -> bool:
        """Note a probe that was heard; false for one that is not awaited."""
        sent_at = self._sent.get(number)
        if sent_at is None:
            return False
        self._lag = now - sent_at
        self._sent = {later: at for later, at in self._sent.items() if later > number}
        return True

    def forget(self) -> None:
        """What is on its way will not come back: count anew."""
        self._sent.clear()

    @property
    def is_lost(self) -> bool:
        """Whether so many are missing that the way is to be taken for broken."""
        return len(self._sent) >= MISSES

    def lag_s(self, now: float) -> float:
        """How long the last one took, or the oldest that is still out has been."""
        if not self._sent:
            return self._lag
        return max(self._lag, now - min(self._sent.values()))
