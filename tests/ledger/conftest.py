"""Over which household do the tests of the ledger run?"""

from collections.abc import AsyncIterator

import pytest

from chatserver.storage.database import Database
from tests.ledger.house import House, household


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """The small organisation with a working ledger, on both kinds of database."""
    async with household(database) as house:
        yield house
