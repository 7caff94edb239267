"""Is an organisation as it is known good enough for what is asked of it?"""

import pytest

from bots.settings import complete_basic
from chatserver.core.chat import Chat
from chatserver.hub.seeing import directory_with
from chatserver.ledger.directory import Directories
from chatserver.storage.database import Database
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import ProductRow
from tests.seeds import CID, NOON, SOSNY
from tests.small import small

MADE = "prd_made"


@pytest.mark.any_kind
async def test_a_chat_of_a_product_that_has_just_been_made_is_known(database: Database) -> None:
    world = (await small(database)).world
    directories = Directories(world.db)
    await directories.fetch(SOSNY, clients=[CID])
    async with world.db.transaction() as session:
        made = ProductRow(id=MADE, org=SOSNY, name="Lifts", title="Lifts", bot={}, created_at=NOON)
        made.basic = complete_basic({})
        session.add(made)
        await bump_acl(session, SOSNY)
    chat = Chat("chat_1", 1, SOSNY, CID, MADE, None, None, created_at=NOON, updated_at=NOON)
    directory = await directory_with(directories, SOSNY, [chat])
    assert MADE in directory.products
