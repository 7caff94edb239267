"""How is a long text handed out again and again, without being made each time?

Anybody may ask for the documents, who need not show who they are, and each takes from a twentieth
of a second to two: made for each who asks, they would hold up the chats.
"""

import asyncio
from collections.abc import Callable


class KeptTexts:
    """Texts by name, made when they are first asked for, on a thread, one after the other."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._turn = asyncio.Lock()

    async def get(self, name: str, make: Callable[[], str]) -> str:
        """Return the text of this name, which is what `make` returns at any time."""
        if name not in self._texts:
            async with self._turn:
                if name not in self._texts:
                    self._texts[name] = await asyncio.to_thread(make)
        return self._texts[name]
