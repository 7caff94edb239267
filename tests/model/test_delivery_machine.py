"""Does everybody get all that they may see, once, in order, and nothing else?"""

import asyncio
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from chatserver.storage.database import Database
from tests.model.delivery_machine import DeliveryMachine
from tests.model.depth import depth, run
from tests.model.estate_rows import build

pytestmark = [pytest.mark.slow, pytest.mark.chaos]


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


async def _furnish(url: str) -> None:
    db = await Database.open(url)
    await build(db)
    await db.close()


def test_two_nodes_over_one_database(
    runner: asyncio.Runner, sqlite_database_url: str, tmp_path: Path
) -> None:
    runner.run(_furnish(sqlite_database_url))
    source, numbers = Path(sqlite_database_url.removeprefix("sqlite+aiosqlite:///")), count()

    def machine() -> DeliveryMachine:
        copied = shutil.copy(source, tmp_path / f"example-{next(numbers)}.db")
        return DeliveryMachine(runner, f"sqlite+aiosqlite:///{copied}")

    run(machine, depth(examples=50, steps=60))
