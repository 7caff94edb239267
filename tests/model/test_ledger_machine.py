"""Does the ledger keep its promises in every order of commands, faults and changes of rights?"""

import asyncio
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from chatserver.storage.database import Database
from tests.model.depth import depth, run
from tests.model.estate_rows import build
from tests.model.ledger_machine import LedgerMachine
from tests.services.postgres import PostgresServer

pytestmark = [pytest.mark.slow, pytest.mark.chaos]


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


async def _furnish(url: str) -> None:
    db = await Database.open(url)
    await build(db)
    await db.close()


def test_one_node_on_sqlite(
    runner: asyncio.Runner, sqlite_database_url: str, tmp_path: Path
) -> None:
    runner.run(_furnish(sqlite_database_url))
    source, numbers = Path(sqlite_database_url.removeprefix("sqlite+aiosqlite:///")), count()

    def machine() -> LedgerMachine:
        copied = shutil.copy(source, tmp_path / f"example-{next(numbers)}.db")
        return LedgerMachine(runner, f"sqlite+aiosqlite:///{copied}", nodes=1)

    run(machine, depth(examples=50, steps=80))


@pytest.mark.postgres
def test_two_nodes_on_postgresql(
    runner: asyncio.Runner, postgres_database_url: str, postgres_server: PostgresServer
) -> None:
    runner.run(_furnish(postgres_database_url))
    source = postgres_database_url.rpartition("/")[2]

    def machine() -> LedgerMachine:
        name = postgres_server.create_database(template=source)
        return LedgerMachine(runner, postgres_server.url(name), nodes=2)

    run(machine, depth(examples=15, steps=60))
