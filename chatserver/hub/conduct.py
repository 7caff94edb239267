"""Does a connection keep to the rules, or does it have to go?"""

from chatserver.hub.limits import Allowance, Strikes


class Conduct:
    """What one connection has done lately that it should not have.

    The counters are made at the first misdeed: nearly all connections need none.
    """

    __slots__ = ("_bad", "_bad_limit", "_refused_until", "_violation_limit", "_violations")

    def __init__(self, *, bad_frames: int, violations: int) -> None:
        self._bad_limit = bad_frames
        self._violation_limit = violations
        self._bad: Strikes | None = None
        self._violations: Strikes | None = None
        self._refused_until = 0

    def ask(
        self, allowance: Allowance, now: int, *, send: bool = False, told: bool = True
    ) -> tuple[int, bool]:
        """Take one rated frame from what the person may send; `told`: a refusal will be answered.

        Returns 0, or the `retry_ms` of the refusal; and whether this was one frame too many
        that did not wait for the `retry_ms` of the one before. Who was told none cannot wait.
        """
        ignored = now < self._refused_until and self._violates(now)
        wait = allowance.take(now, send=send)
        if wait and told:
            self._refused_until = now + wait
        return wait, ignored

    def bad_frame(self, now: int) -> bool:
        """Note a frame that made no sense; true when it is one too many."""
        if self._bad is None:
            self._bad = Strikes(self._bad_limit)
        return self._bad.strike(now)

    def _violates(self, now: int) -> bool:
        if self._violations is None:
            self._violations = Strikes(self._violation_limit)
        return self._violations.strike(now)
