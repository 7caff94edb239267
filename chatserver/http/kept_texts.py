"""How is a long text handed out again and again, without being made each time?

Anybody may ask for the documents, who need not show who they are, and each takes from a twentieth
of a second to two: made for each who asks, they would hold up the chats. And what is on its way to
many who read slowly, or not at all, is the same bytes for all of them.
"""

import asyncio
from collections.abc import Callable


class KeptTexts:
    """Texts by name, made when they are first asked for, on a thread, one after the other."""

    def __init__(self) -> None:
        self._texts: dict[str, bytes] = {}
        self._turn = asyncio.Lock()

    async def get(self, name: str, make: Callable[[], str]) -> bytes:
        """Return the text of this name in UTF-8, which is what `make` returns at any time."""
        if name not in self._texts:
            async with self._turn:
                if name not in self._texts:
                    self._texts[name] = (await asyncio.to_thread(make)).encode()
        return self._texts[name]
