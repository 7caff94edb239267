"""Does the scanner's verdict count, and is no verdict never taken for a good one?"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chatserver.config import Files
from chatserver.files import Scanner, ScannerDown, open_scanner

VIRUS = b"the virus of this test"
MIB = 1024 * 1024


async def content(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def command(program: str, **more: float) -> Scanner:
    """A scanner that is this Python program."""
    return open_scanner(Files(scanner=f'{sys.executable} -c "{program}"', **more))


@dataclass
class Clamd:
    """The daemon's side of INSTREAM (clamd(8)): it finds VIRUS, and takes `most` bytes."""

    most: int = 25 * MIB
    says: bytes | None = None
    heard: list[int] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        body = b""
        said = b"stream: OK\0"
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            body += await reader.readexactly(size)
            if len(body) > self.most:
                said = b"INSTREAM size limit exceeded. ERROR\0"
                break
        if VIRUS in body:
            said = b"stream: Test-Virus FOUND\0"
        self.heard.append(len(body))
        writer.write(self.says if self.says is not None else said)
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def clamd(daemon: Clamd) -> AsyncIterator[str]:
    server = await asyncio.start_server(daemon.serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"clamd://127.0.0.1:{port}"


async def test_by_default_nobody_looks() -> None:
    assert await open_scanner(Files())(content(VIRUS))


async def test_a_command_says_clean_or_infected() -> None:
    scan = command(f"import sys; sys.exit({VIRUS!r} in sys.stdin.buffer.read())")
    assert await scan(content(b"good ", b"words"))
    assert not await scan(content(b"bad ", VIRUS))


async def test_a_command_is_told_none_of_the_servers_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHATSERVER_IDENTITY__STAFF_KEY", "secret")
    monkeypatch.setenv("SCANS_LIKE", "this")
    scan = command(
        "import os, sys; told = os.environ; "
        "sys.exit('CHATSERVER_IDENTITY__STAFF_KEY' in told or 'SCANS_LIKE' not in told)"
    )
    assert await scan(content(b"words"))


async def test_a_command_may_have_seen_enough_before_the_end() -> None:
    scan = command("import sys; sys.stdin.buffer.read(9); sys.exit(1)")
    assert not await scan(content(*[bytes(MIB)] * 8))


async def test_a_command_may_have_gone_before_there_is_anything(tmp_path: Path) -> None:
    async def late() -> AsyncIterator[bytes]:
        await asyncio.to_thread(gone.read_bytes)
        await asyncio.to_thread(os.listdir)  # by then the loop has heard of its end
        yield b"words"

    os.mkfifo(gone := tmp_path / "gone")
    scan = command(f"import os; os.open('{gone}', os.O_WRONLY); os._exit(1)")
    assert not await scan(late())


@pytest.mark.parametrize("program", ["import sys; sys.exit(2)", "import os; os.abort()"])
async def test_a_command_that_fails_gives_no_verdict(program: str) -> None:
    with pytest.raises(ScannerDown):
        await command(program)(content(b"words"))


async def test_a_command_that_is_not_there_or_never_ends_gives_no_verdict() -> None:
    with pytest.raises(ScannerDown):
        await open_scanner(Files(scanner="/no/such/scanner -"))(content(b"words"))
    with pytest.raises(ScannerDown):
        await command("import time; time.sleep(60)", scanner_timeout_s=0.5)(content(b"words"))


async def test_clamd_says_clean_or_infected() -> None:
    daemon = Clamd()
    async with clamd(daemon) as address:
        scan = open_scanner(Files(scanner=address))
        assert await scan(content(b"good ", bytes(MIB)))
        assert not await scan(content(VIRUS[:5], VIRUS[5:]))
    assert daemon.heard == [5 + MIB, len(VIRUS)]


@pytest.mark.parametrize(
    "daemon", [Clamd(most=MIB), Clamd(says=b""), Clamd(says=b"UNKNOWN COMMAND\0")]
)
async def test_clamd_without_a_verdict_is_none(daemon: Clamd) -> None:
    async with clamd(daemon) as address:
        with pytest.raises(ScannerDown):
            await open_scanner(Files(scanner=address))(content(*[bytes(MIB)] * 4))


async def test_clamd_that_is_not_there_gives_no_verdict() -> None:
    with pytest.raises(ScannerDown):
        await open_scanner(Files(scanner="clamd://127.0.0.1:9"))(content(b"words"))
