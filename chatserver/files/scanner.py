"""Is there a virus in a file? (A command, or the daemon of ClamAV; by default nobody looks.)"""

import asyncio
import contextlib
import os
import shlex
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

from chatserver.apart import PIPE, program
from chatserver.config import ENV_PREFIX, Files

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
        # It reads what strangers sent: none of the server's own secrets are to be had from it.
        env = {name: value for name, value in os.environ.items() if not _is_ours(name)}
        async with program(*self._words, stdin=PIPE, env=env) as process:
            assert process.stdin is not None
            # It may have seen enough before it has seen everything.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                await _pour(process.stdin, content)
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
                await _pour(writer, _in_pieces(content))
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


def _is_ours(name: str) -> bool:
    return name.upper().startswith(ENV_PREFIX)


async def _in_pieces(content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    yield b"zINSTREAM\0"
    async for chunk in content:
        yield len(chunk).to_bytes(4, "big") + chunk
    yield bytes(4)


async def _pour(writer: asyncio.StreamWriter, content: AsyncIterable[bytes]) -> None:
    """Write it for as long as somebody reads; raises an OSError when they have gone."""
    async for chunk in content:
        if writer.is_closing():  # To write all the same is a RuntimeError on uvloop.
            raise ConnectionResetError
        writer.write(chunk)
        await writer.drain()
