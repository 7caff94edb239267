"""Where do the machines run, and how does each example get a database of its own?"""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import uvloop

from tests.model.estate_rows import build
from tests.services.engines import opened
from tests.services.postgres import PostgresServer


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all examples: Hypothesis itself knows of none."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        yield runner


@pytest.fixture
def sqlite_estates(
    runner: asyncio.Runner, sqlite_database_url: str, tmp_path: Path
) -> Callable[[], str]:
    """Return the address of a fresh SQLite database with the organisation, each time."""
    runner.run(_furnish(sqlite_database_url))
    source, numbers = sqlite_database_url.removeprefix("sqlite+aiosqlite:///"), count()

    def fresh() -> str:
        copied = shutil.copy(source, tmp_path / f"example-{next(numbers)}.db")
        return f"sqlite+aiosqlite:///{copied}"

    return fresh


@pytest.fixture
def postgres_estates(
    runner: asyncio.Runner, postgres_database_url: str, postgres_server: PostgresServer
) -> Iterator[Callable[[], str]]:
    """Return the address of a fresh PostgreSQL database with the organisation, each time."""
    runner.run(_furnish(postgres_database_url))
    source = postgres_database_url.rpartition("/")[2]
    lent: list[str] = []

    def fresh() -> str:
        # One example is over when the next one begins.
        while lent:
            postgres_server.take_back(lent.pop())
        lent.append(postgres_server.lend(source))
        return postgres_server.url(lent[0])

    yield fresh
    postgres_server.forget(source)


async def _furnish(url: str) -> None:
    async with opened(url) as db:
        await build(db)
