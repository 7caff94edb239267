"""At which door do these tests knock?"""

from collections.abc import AsyncIterator

import pytest

from chatserver.storage.database import Database
from tests.doors import Doors, doors


@pytest.fixture
async def door(sqlite_database: Database) -> AsyncIterator[Doors]:
    """All HTTP doors over the two small organisations; which database it is does not matter."""
    async with doors(sqlite_database) as opened:
        yield opened
