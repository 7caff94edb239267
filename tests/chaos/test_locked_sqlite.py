"""What happens while another process holds SQLite's one write lock?"""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.engine.url import make_url

from chatserver.identity.tokens import Kind
from tests.chat_client import Refused
from tests.made_demo import Made
from tests.town import talking, town

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
SOME = 100


async def test_writers_are_told_to_come_again_and_readers_notice_nothing(
    tmp_path: Path, sqlite_demo: Made
) -> None:
    patience = {"CHATSERVER_DATABASE__BUSY_TIMEOUT_S": "0.5"}
    file = make_url(sqlite_demo.url).database or ""
    async with town(tmp_path, sqlite_demo, **patience) as there:
        node = await there.node()
        async with talking(there, clients=[node], staff=[node]) as talk:
            await talk.until_acked(SOME)
            reader = there.person(Kind.STAFF, there.card["staff"][0]["id"], at=[node])
            async with reader.living():
                chat = next(iter(there.people[0].positions))
                other = await asyncio.to_thread(_lock, file)
                with pytest.raises(Refused) as refused:
                    await reader.ask("send", chat=chat, key="locked", text="?")
                read = await reader.ask("chat.watch", chat=chat, after=0)
                await asyncio.to_thread(_release, other)
            there.people.remove(reader)
            await talk.until_acked(SOME)

        assert (refused.value.code, "retry_ms" in refused.value.answer) == ("overloaded", True)
        assert read["events"]
        assert await there.broken_promises() == []


def _lock(file: str) -> sqlite3.Connection:
    other = sqlite3.connect(file, isolation_level=None, timeout=30, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


def _release(other: sqlite3.Connection) -> None:
    other.execute("ROLLBACK")
    other.close()
