"""How is an archive looked through without harm to the server: apart, and not for long?"""

import asyncio
import os
import sys
from pathlib import Path

from chatserver.archives.archive import Report
from chatserver.archives.process import from_text
from chatserver.core.archives import Finding

# By the clock, whatever the process waits for; its own bound is the processor's time.
WITHIN_S = 120
# At once on this node: each takes a processor for a second or two.
_AT_ONCE = 2
# What a Python of ours needs to start, and none of the server's secrets.
_KEPT = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "TMPDIR")


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
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "chatserver.archives.process",
            str(path),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
        )
        try:
            async with asyncio.timeout(self._within_s):
                said, _ = await process.communicate()
        except TimeoutError:
            return None
        finally:
            # Also when whoever uploaded it has gone.
            if process.returncode is None:
                process.kill()
                await process.wait()
        return said if process.returncode == 0 else None
