"""What does a real server keep of an upload that breaks off, and what do twenty at once cost it?"""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from sqlmodel import select

from chatserver.config import Database as DatabaseSettings
from chatserver.config import Files, Settings
from chatserver.errands import client_token
from chatserver.files import FileStore, open_files
from chatserver.identity import Kind
from chatserver.storage.database import Database
from chatserver.storage.tables import FileRow, UploadRow
from tests.journeys.demo_server import copied_demo
from tests.pictures import PDF, form
from tests.seeds import CID, SOSNY
from tests.serving import serving_in
from tests.small import small

KIB, MIB = 1024, 1024 * 1024
AT_ONCE, EACH_MIB = 20, 10
# Twenty times ten are 200; what grows is buffers, threads and what the allocator keeps.
GROWTH_MIB = 80


@pytest.mark.slow
@pytest.mark.any_kind
async def test_an_upload_that_breaks_off_leaves_nothing(
    database: Database, store: FileStore
) -> None:
    here = await small(database)
    token = here.identity.tokens.issue(Kind.CLIENT, CID, org=SOSNY, lifetime_s=60).token
    body, headers = form(PDF + bytes(9 * MIB), "large.pdf")
    world = replace(here.world, files=store)
    async with serving_in(world) as served:
        host, port = served.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = (
            f"POST /superapp/v1/files HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: {headers['Content-Type']}\r\nContent-Length: {len(body)}\r\n"
            "Expect: 100-continue\r\n\r\n"
        )
        writer.write(head.encode())
        # It says so once the route reads the body.
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
        writer.write(body[: 6 * MIB])
        await writer.drain()
        writer.transport.abort()
    # The server has ended what it was at.
    for folder in ("files", "previews", "uploads"):
        assert [key async for key in store.keys(folder)] == []
    async with database.session() as session:
        assert (await session.exec(select(FileRow.id))).all() == []
        assert (await session.exec(select(UploadRow.id))).all() == []


def peak_mib(pid: int) -> float:
    """The most memory that a process has held since it was asked to count anew."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / KIB


def count_anew(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


async def large(mib: int) -> AsyncIterator[bytes]:
    """A form with a document of so many MiB, made while it is sent."""
    body, _ = form(PDF, "large.pdf")
    begins, ends = body.split(PDF)
    yield begins + PDF
    piece = os.urandom(256 * KIB)
    for _ in range(mib * 4):
        yield piece
    yield ends


@pytest.mark.slow
async def test_twenty_uploads_at_once_do_not_lie_in_memory(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = copied_demo(tmp_path_factory, tmp_path, {})
    await server.start()
    try:
        pid = server.pid
        settings = Settings(
            database=DatabaseSettings(url=server.database),
            files=Files(folder=str(tmp_path / "files")),
        )
        tokens = [await client_token(settings, one.id) for one in server.people.clients[:AT_ONCE]]
        _, kind = form(PDF)

        async def bring(http: httpx2.AsyncClient, token: str, mib: int) -> httpx2.Response:
            told = {"Authorization": f"Bearer {token}", **kind}
            return await http.post("/superapp/v1/files", content=large(mib), headers=told)

        async with httpx2.AsyncClient(base_url=server.url, timeout=300) as http:
            await bring(http, tokens[0], 1)  # what is loaded once is loaded
            count_anew(pid)
            before = peak_mib(pid)
            answers = await asyncio.gather(*(bring(http, one, EACH_MIB) for one in tokens))
        assert {answer.status_code for answer in answers} == {201}
        store = open_files(settings.files)
        for answer in answers:
            assert await store.size(f"files/{answer.json()['id']}") > EACH_MIB * MIB
        assert peak_mib(pid) - before < GROWTH_MIB
    finally:
        server.stop()
