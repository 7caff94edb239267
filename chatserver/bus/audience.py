"""Who on this node listens to the bus?"""

import logging
from collections.abc import Callable

from chatserver.bus.hints import Hint
from chatserver.bus.port import Heard, Resubscribed

logger = logging.getLogger(__name__)


class Audience:
    """The listeners of one bus; a failure of one costs neither the others nor the bus."""

    def __init__(self) -> None:
        self._listeners: dict[object, tuple[Heard, Resubscribed]] = {}

    def add(self, heard: Heard, resubscribed: Resubscribed) -> Callable[[], None]:
        """Add a listener; what is returned takes it away."""
        seat = object()
        self._listeners[seat] = (heard, resubscribed)

        def leave() -> None:
            self._listeners.pop(seat, None)

        return leave

    def hear(self, hint: Hint) -> None:
        """Pass on a hint."""
        for heard, _ in tuple(self._listeners.values()):
            try:
                heard(hint)
            except Exception:
                logger.exception("a hint could not be followed")

    def resubscribed(self) -> None:
        """Pass on that hints may have been lost."""
        for _, resubscribed in tuple(self._listeners.values()):
            try:
                resubscribed()
            except Exception:
                logger.exception("a sweep could not be begun")
