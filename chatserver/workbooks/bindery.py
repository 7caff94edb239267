"""Where are workbooks written, so that the chats do not wait for them?

A library that writes a sheet holds the interpreter for a quarter of a second; a process of its own
holds nobody. Rows go to it as it takes them, so that neither side keeps the table in memory.
"""

import asyncio
import pickle
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from chatserver.apart import PIPE, our_program
from chatserver.workbooks.sheet import Row

# At once on this node: each takes a processor for some seconds.
_AT_ONCE = 2


class Unwritten(Exception):
    """The process that writes has ended before its workbook was there."""


class Book:
    """A workbook that is being written."""

    def __init__(self, pages: asyncio.StreamWriter) -> None:
        self._pages = pages

    async def add(self, rows: Sequence[Row]) -> None:
        """Write these rows, once there is room for them; raises `Unwritten`."""
        if rows:
            await self.tell(list(rows))

    async def tell(self, piece: object) -> None:
        """Hand something over to the process; raises `Unwritten` when there is none any more."""
        if self._pages.is_closing():  # To write all the same is a RuntimeError on uvloop.
            raise Unwritten("it has gone")
        self._pages.write(pickle.dumps(piece, protocol=pickle.HIGHEST_PROTOCOL))
        try:
            await self._pages.drain()
        except (BrokenPipeError, ConnectionResetError) as gone:
            raise Unwritten("it has gone") from gone


class Bindery:
    """Writes workbooks, a few at a time."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(_AT_ONCE)

    @property
    def full(self) -> bool:
        """Whether the next book would have to wait."""
        return self._room.locked()

    @asynccontextmanager
    async def book(self, path: Path, sheet: str, columns: Sequence[str]) -> AsyncIterator[Book]:
        """Yield a book to add rows to; behind the block it lies at `path`, or `Unwritten` is
        raised. Who leaves by an exception leaves no process behind.
        """
        async with (
            self._room,
            our_program("chatserver.workbooks.process", str(path), stdin=PIPE) as process,
        ):
            assert process.stdin is not None
            book = Book(process.stdin)
            await book.tell((sheet, tuple(columns)))
            yield book
            await book.tell([])
            status = await process.wait()
            if status != 0:
                raise Unwritten(f"it ended with {status}")
