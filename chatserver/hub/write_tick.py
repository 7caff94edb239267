"""How do many small writes of one turn become one?"""

import asyncio
import logging
from typing import Protocol

logger = logging.getLogger(__name__)


class Writes(Protocol):
    """A socket that keeps what is written to it until it is flushed."""

    def flush(self) -> None:
        """Hand over what this turn has written so far."""

    def abort(self) -> None:
        """Cut the connection now."""


class WriteTick:
    """Joins what one turn of the event loop writes to one socket into one write.

    Shared by all sockets of a node, so that a turn costs one callback, not one for each.
    """

    __slots__ = ("_dirty", "writes")

    def __init__(self) -> None:
        self._dirty: list[Writes] = []
        self.writes = 0

    def add(self, socket: Writes) -> None:
        """Have `socket` flushed at the end of this turn."""
        if not self._dirty:
            asyncio.get_running_loop().call_soon(self.flush)
        self._dirty.append(socket)

    def flush(self) -> None:
        """Write all that waits."""
        dirty, self._dirty = self._dirty, []
        for socket in dirty:
            try:
                socket.flush()
            except Exception:
                # One broken transport must not cost the others their frames.
                logger.exception("a socket could not be written to")
                socket.abort()
