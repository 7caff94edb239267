"""Whose endpoints are these tests about?"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chatserver.storage.database import Database
from tests.actions.webhooks.office import Office, office_in
from tests.services.receiver import receiver
from tests.small import small


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    """The small organisation with a receiver, on both kinds of database."""
    async with receiver(tmp_path) as theirs:
        opened = await office_in(await small(database), theirs)
        yield opened
        await opened.world.postman.close()


@pytest.fixture
async def lite(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    """The same where the kind of database changes nothing."""
    async with receiver(tmp_path) as theirs:
        opened = await office_in(await small(sqlite_database), theirs)
        yield opened
        await opened.world.postman.close()
