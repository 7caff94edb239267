"""In which house are people told of their chats?"""

from collections.abc import AsyncIterator

import pytest

from chatserver.storage.database import Database
from tests.actions.notifying.noticing.house import House, at_home


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with at_home(database, mails=False) as made:
        yield made


@pytest.fixture
async def mailing(database: Database) -> AsyncIterator[House]:
    async with at_home(database, mails=True) as made:
        yield made
