"""Which world do actions change?"""

import pytest

from chatserver.storage.database import Database
from tests.small import Small, small


@pytest.fixture
async def here(database: Database) -> Small:
    """The two small organisations, on both kinds of database."""
    return await small(database)
