"""When did the demo's past happen?"""

from collections.abc import Callable


class Calendar:
    """A clock that the demo's maker moves by hand, forward only and never past the real one.

    On PostgreSQL the ledger asks the database instead, and the past happens now.
    """

    def __init__(self, now: Callable[[], int]) -> None:
        self._real = now
        self._at: int | None = None

    def __call__(self) -> int:
        """Return the time in milliseconds: the real one until it was first set."""
        real = self._real()
        return real if self._at is None else min(self._at, real)

    def real(self) -> int:
        """Return the time that it is by the real clock."""
        return self._real()

    def set(self, at: int) -> None:
        """Go to this instant, unless it is later already."""
        self._at = at if self._at is None else max(at, self._at)

    def forward(self, ms: int) -> None:
        """Let some time pass."""
        if self._at is not None:
            self._at += ms
