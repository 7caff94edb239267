"""How do bytes that come slowly lie on the local disk until they are all there?"""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from chatserver.files.trouble import StoreDown, TooLarge

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stored:
    """What was kept: its size in bytes, and the SHA-256 of it in hex."""

    size: int
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> "Stored":
        """Return what is told of these bytes."""
        return cls(len(content), hashlib.sha256(content).hexdigest())


class Counted:
    """Counts bytes while they pass, `most` of them."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._digest = hashlib.sha256()
        self._size = 0

    async def passing(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """Yield what comes; raises `TooLarge`."""
        async for chunk in chunks:
            self._size += len(chunk)
            if self._size > self._most:
                raise TooLarge
            self._digest.update(chunk)
            yield chunk

    @property
    def stored(self) -> Stored:
        """What has passed."""
        return Stored(self._size, self._digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Spooled:
    """Bytes that lie on the local disk."""

    path: Path
    stored: Stored


@asynccontextmanager
async def spooled(chunks: AsyncIterable[bytes], *, most: int) -> AsyncIterator[Spooled]:
    """Lay what comes on the local disk until the block ends; memory holds a chunk at a time.

    Raises `TooLarge`, `StoreDown` where the disk has no room, and whatever goes wrong where the
    chunks come from.
    """
    counted = Counted(most=most)
    folder = await _on_disk(lambda: tempfile.TemporaryDirectory(prefix="chatserver-"))
    try:
        path = Path(folder.name) / "spooled"
        file = await _on_disk(lambda: path.open("wb"))
        try:
            async for chunk in counted.passing(chunks):
                await _on_disk(partial(file.write, chunk))
            await _on_disk(file.flush)
        finally:
            file.raw.close()  # not `close()`: what a full disk did not take it would try again
        yield Spooled(path, counted.stored)
    finally:
        await asyncio.to_thread(folder.cleanup)


async def _on_disk(act: Callable[[], T]) -> T:
    try:
        return await asyncio.to_thread(act)
    except OSError as trouble:
        raise StoreDown(trouble.strerror or type(trouble).__name__) from trouble
