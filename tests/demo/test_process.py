"""Does `chatserver demo` tell programs all that they need to step in?"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chat_client import ChatClient
from tests.services.processes import spawn, stop
from tests.services.warm import answer

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
CHATSERVER = [sys.executable, "-m", "chatserver"]
QUIET = {"CHATSERVER_LOG__LEVEL": "warning", "CHATSERVER_SERVER__DRAIN_S": "1"}
WITHIN_S = 60


@asynccontextmanager
async def demo(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dict[str, Any]]:
    """Serve a demo out of this folder and yield the line that it prints."""
    for name, value in QUIET.items():
        monkeypatch.setenv(name, value)
    log = folder / "demo.log"
    command = [*CHATSERVER, "demo", "--data", str(folder), "--port", "0", "--json"]
    process = spawn(command, log=log)
    try:
        async with asyncio.timeout(WITHIN_S):
            while not (text := log.read_text()).endswith("\n"):
                assert process.poll() is None, text
                await asyncio.sleep(0.05)
        yield json.loads(text)
    finally:
        stop(process, by=signal.SIGTERM)
    assert process.returncode == 0


async def first_program(folder: Path, url: str, ticket: str) -> None:
    """Run the program that docs/protocol.md shows until it hears its own message."""
    page = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    _, _, rest = page.partition("### A first program")
    file = folder / "first.py"
    file.write_text(rest.partition("```python\n")[2].partition("```\n")[0], encoding="utf-8")
    program = await asyncio.create_subprocess_exec(
        sys.executable, file, url, ticket, stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout is not None
    try:
        async with asyncio.timeout(WITHIN_S):
            async for line in program.stdout:
                if b"'type': 'event'" in line and b"'text': 'Hello!'" in line:
                    return
        raise AssertionError("it ended before it heard itself")
    finally:
        with suppress(ProcessLookupError):
            program.kill()
        await program.wait()


def token(folder: Path, kind: str, who: str) -> str:
    done = answer(["token", kind, who, "--data", folder], os.environ, folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


async def test_a_program_finds_its_way_in_by_the_line_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with demo(tmp_path, monkeypatch) as card, httpx.AsyncClient(base_url=card["url"]) as http:
        anna, resident = card["staff"][0], card["clients"][0]
        login = await http.post(
            "/api/v1/auth/login", json={"email": anna["email"], "password": anna["password"]}
        )
        minted = await http.post(
            "/superapp/v1/client-tokens",
            json={"client_id": resident["id"]},
            headers={"Authorization": f"Bearer {card['api_key']}"},
        )
        assert (login.status_code, minted.status_code) == (200, 200), (login.text, minted.text)
        by_shell = await asyncio.to_thread(token, tmp_path, "client", resident["phone"])
        staff_by_shell = await asyncio.to_thread(token, tmp_path, "staff", anna["email"])

        for person, ticket in (
            (resident["id"], minted.json()["token"]),
            (resident["id"], by_shell),
            (anna["id"], login.json()["access_token"]),
            (anna["id"], staff_by_shell),
        ):
            client = ChatClient([card["ws"]], partial(str, ticket), person=person)
            async with client.living():
                await client.until(lambda me: me.welcome is not None)
                assert client.welcome is not None
                assert client.welcome["user"]["id"] == person

        await first_program(tmp_path, card["url"], by_shell)
