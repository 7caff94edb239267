"""How is the same archive looked through once, though a hundred tests upload it?"""

import asyncio
from hashlib import sha256
from pathlib import Path

from typing_extensions import override

from chatserver.archives.archive import Report
from chatserver.archives.gate import Gate

_FOUND: dict[bytes, Report] = {}


class RememberingGate(Gate):
    """Looks through each archive in a process of its own, and through the same one once."""

    @override
    async def inspected(self, path: Path) -> Report:
        known = sha256(await asyncio.to_thread(path.read_bytes)).digest()
        if known not in _FOUND:
            _FOUND[known] = await super().inspected(path)
        return _FOUND[known]
