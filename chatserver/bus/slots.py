"""Which hints wait to be sent, when they come faster than they go?"""

from collections.abc import Callable
from typing import Final

from chatserver.bus.hints import Hint, merged, plain, weight

MOST_BYTES: Final = 4 * 2**20


class Slots:
    """A bounded queue with one slot for each organisation, and one for each typist.

    A newer one of the same organisation joins the one that waits, and when all slots are taken
    the oldest is given up: whoever misses it finds out by the sweep. What hints carry may take
    `most_bytes` in all; beyond that they say only where to look. That a chat has many messages
    therefore never makes the queue longer.
    """

    def __init__(
        self,
        size: int,
        on_drop: Callable[[], None] = lambda: None,
        *,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._size = size
        self._on_drop = on_drop
        self._most_bytes = most_bytes
        self._bytes = 0
        self._slots: dict[tuple[str, ...], Hint] = {}

    def __len__(self) -> int:
        return len(self._slots)

    def put(self, hint: Hint) -> None:
        """Add a hint; never waits."""
        self._bytes += weight(hint)
        if self._bytes > self._most_bytes:
            hint = plain(hint)
        slot = _slot(hint)
        known = self._slots.get(slot)
        if known is not None:
            self._slots[slot] = hint if hint.typing else merged(known, hint)
            return
        if len(self._slots) >= self._size:
            del self._slots[next(iter(self._slots))]
            self._on_drop()
        self._slots[slot] = hint

    def take_all(self) -> list[Hint]:
        """Everything that waits, the oldest first."""
        taken, self._slots, self._bytes = list(self._slots.values()), {}, 0
        return taken


def _slot(hint: Hint) -> tuple[str, ...]:
    typing = hint.typing
    return (hint.org,) if typing is None else (hint.org, typing.chat, typing.by_id)
