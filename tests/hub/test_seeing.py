"""Is an organisation as it is known good enough for what is asked of it?"""

from chatserver.actions.products import NewProduct, add_products
from chatserver.core.chat import Chat
from chatserver.hub.seeing import directory_with
from chatserver.ledger.directory import Directories
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.database import Database
from tests.seeds import BASIC, CID, NOON, SOSNY
from tests.small import small


async def test_a_chat_of_a_product_that_has_just_been_made_is_known(database: Database) -> None:
    world = (await small(database)).world
    directories = Directories(world.db)
    await directories.fetch(SOSNY, clients=[CID])
    [made] = await add_products(world, SOSNY, [NewProduct("Lifts and doors", BASIC)], by=SYSTEM)
    chat = Chat("chat_1", 1, SOSNY, CID, made, None, None, created_at=NOON, updated_at=NOON)
    directory = await directory_with(directories, SOSNY, [chat])
    assert made in directory.products
