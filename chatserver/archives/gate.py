"""How is an archive looked through without harm to the server: apart, and not for long?"""

import asyncio
from pathlib import Path

from chatserver.apart import PIPE, our_program
from chatserver.archives.archive import Report
from chatserver.archives.process import from_text
from chatserver.core.archives import Finding

# By the clock, whatever the process waits for; its own bound is the processor's time.
WITHIN_S = 120
# At once on this node: each takes a processor for a second or two.
_AT_ONCE = 2


class Gate:
    """Looks through archives, a few at a time, each in a process of its own."""

    def __init__(self, *, within_s: float = WITHIN_S) -> None:
        self._within_s = within_s
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def inspected(self, path: Path) -> Report:
        """Return what is found: what eats memory or time is ended there, and told as a finding."""
        async with self._room:
            said = await self._said(path)
        if said is None:
            text = "looking through it took too much memory or time"
            return Report(findings=[Finding("too_expensive", "", text)])
        return from_text(said)

    async def _said(self, path: Path) -> bytes | None:
        try:
            # It ends also when whoever uploaded it has gone.
            async with (
                our_program("chatserver.archives.process", str(path), stdout=PIPE) as process,
                asyncio.timeout(self._within_s),
            ):
                said, _ = await process.communicate()
        except TimeoutError:
            return None
        return said if process.returncode == 0 else None
