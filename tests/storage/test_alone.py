"""Can a file of SQLite's have two servers, or a database any while it is made fit for them?"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chatserver.storage.alone import alone, unserved
from chatserver.storage.database import Database
from chatserver.storage.statement import Statement
from chatserver.storage.trouble import Unfit

HOLD = """
import sys
from chatserver.storage.alone import alone
with alone(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/var/chat.db"


def test_the_second_is_told_who_the_first_is(tmp_path: Path) -> None:
    with alone(url(tmp_path)), pytest.raises(Unfit) as refused, alone(url(tmp_path)):
        pass
    said = str(refused.value)
    assert f"var/chat.db is served by another process ({os.getpid()}): stop that one" in said
    with alone(url(tmp_path)):
        assert not (tmp_path / "var" / "chat.db").exists()
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, url(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(Unfit, match=f"another process \\({first.pid}\\)"), alone(url(tmp_path)):
            pass
        first.send_signal(signal.SIGKILL)
        first.wait()
        with alone(url(tmp_path)):
            pass


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(Unfit, match="let the server's user write there"), alone(url(tmp_path)):
        pass


def test_a_postgresql_has_as_many_as_it_is_given() -> None:
    there = "postgresql+asyncpg://me@127.0.0.1/chat"
    with alone(there), alone(there):
        pass


@pytest.mark.postgres
async def test_no_node_of_postgres_serves_what_is_restored(postgres_url: str) -> None:
    one = await Database.open(postgres_url, pool_size=1, serving=True)
    other = await Database.open(postgres_url, pool_size=1, serving=True)
    beside = await Database.open(postgres_url, pool_size=1)
    await one.close()
    with pytest.raises(Unfit, match=r"served by a node at .+: stop every node first"):
        async with unserved(postgres_url):
            pass
    await other.close()

    async with unserved(postgres_url):
        assert await beside.ask(Statement(sqlite="", postgres="SELECT 1")) == [(1,)]
        with pytest.raises(Unfit, match="another `restored` is at work"):
            async with unserved(postgres_url):
                pass
    await beside.close()
