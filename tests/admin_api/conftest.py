"""At which door do these tests knock?"""

from collections.abc import AsyncIterator

import pytest

from chatserver.storage.database import Database
from tests.doors import Doors, doors


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Doors]:
    """Both HTTP doors over the two small organisations, on both kinds of database."""
    async with doors(database) as opened:
        yield opened


@pytest.fixture
async def sqlite_door(sqlite_database: Database) -> AsyncIterator[Doors]:
    """Both HTTP doors, where what is asked does not hang on the kind of database."""
    async with doors(sqlite_database) as opened:
        yield opened
