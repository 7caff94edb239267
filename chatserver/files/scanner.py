"""Is there a virus in a file? (A command, or the daemon of ClamAV; by default nobody looks.)"""

import asyncio
import contextlib
import shlex
from collections.abc import AsyncIterable, Awaitable, Callable
from urllib.parse import urlsplit

from chatserver.apart import PIPE, program
from chatserver.config import Files

# Returns whether it is clean; raises `ScannerDown` when that cannot be said.
Scanner = Callable[[AsyncIterable[bytes]], Awaitable[bool]]

SCHEME = "clamd://"
_PORT = 3310
_CLEAN, _INFECTED = 0, 1  # what clamscan, and others after it, end with


class ScannerDown(Exception):
    """The scanner gave no verdict."""


async def unscanned(_: AsyncIterable[bytes]) -> bool:
    """Take everything for clean."""
    return True


def open_scanner(settings: Files) -> Scanner:
    """Return the scanner of the configuration."""
    if not settings.scanner:
        return unscanned
    look = _Daemon(settings.scanner) if _is_daemon(settings.scanner) else _Command(settings.scanner)

    async def patient(content: AsyncIterable[bytes]) -> bool:
        try:
            async with asyncio.timeout(settings.scanner_timeout_s):
                return await look(content)
        except (TimeoutError, OSError) as trouble:
            raise ScannerDown(type(trouble).__name__) from trouble

    return patient


def _is_daemon(scanner: str) -> bool:
    return scanner.startswith(SCHEME)


class _Command:
    """A program that reads the file from its standard input: 0 clean, 1 infected, else trouble."""

    def __init__(self, command: str) -> None:
        self._words = shlex.split(command)

    async def __call__(self, content: AsyncIterable[bytes]) -> bool:
        async with program(*self._words, stdin=PIPE) as process:
            assert process.stdin is not None
            # It may have seen enough before it has seen everything.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                async for chunk in content:
                    process.stdin.write(chunk)
                    await process.stdin.drain()
            process.stdin.close()
            status = await process.wait()
        if status not in (_CLEAN, _INFECTED):
            raise ScannerDown(f"the command ended with {status}")
        return status == _CLEAN


class _Daemon:
    """clamd's INSTREAM over TCP: pieces behind their length, an empty one, then its verdict."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or _PORT

    async def __call__(self, content: AsyncIterable[bytes]) -> bool:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            # It ends the connection when a file is larger than it takes; its verdict says so.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                await _say(writer, content)
            said = (await reader.read(1024)).rstrip(b"\0\n ")
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        if said.endswith(b" FOUND"):
            return False
        if said != b"stream: OK":
            raise ScannerDown("clamd gave no verdict")
        return True


async def _say(writer: asyncio.StreamWriter, content: AsyncIterable[bytes]) -> None:
    writer.write(b"zINSTREAM\0")
    async for chunk in content:
        writer.write(len(chunk).to_bytes(4, "big") + chunk)
        await writer.drain()
    writer.write(bytes(4))
    await writer.drain()
