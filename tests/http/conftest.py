"""At which door do these tests knock?"""

from collections.abc import AsyncIterator

import pytest

from chatserver.storage.database import Database
from tests.doors import Doors, doors


@pytest.fixture
async def door(sqlite_database_url: str) -> AsyncIterator[Doors]:
    """All HTTP doors over the two small organisations; which database it is does not matter."""
    database = await Database.open(sqlite_database_url)
    async with doors(database) as opened:
        yield opened
    await database.close()
