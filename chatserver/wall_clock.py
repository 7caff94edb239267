"""Can the machine's clock be believed?"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

CLOCK_JUMP_MS = 60_000


@dataclass(slots=True)
class WallClock:
    """Whether the machine's clock can be believed: it may not run away from the monotonic one.

    A jump of more than a minute is distrusted for a minute: by then it is put right, or it is the
    time (a machine that slept).
    """

    now: Callable[[], int]
    monotonic: Callable[[], float] = time.monotonic
    _offset: float | None = None
    _distrusted_until: float = 0

    def steady(self) -> bool:
        """Whether no jump was seen within the last minute."""
        ticks = self.monotonic()
        offset = self.now() - ticks * 1000
        if self._offset is not None and abs(offset - self._offset) > CLOCK_JUMP_MS:
            log.warning("the clock jumped by %d ms; timers pause a minute", offset - self._offset)
            self._distrusted_until = ticks + CLOCK_JUMP_MS / 1000
        self._offset = offset
        return ticks >= self._distrusted_until
