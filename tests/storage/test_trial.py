"""Does anything stay of what is only tried?"""

import pytest
from sqlalchemy import func
from sqlmodel import select

from chatserver.core.commands import Open
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.storage.database import Database
from chatserver.storage.devices import REMOVE
from chatserver.storage.statement import ask
from chatserver.storage.tables import Department
from chatserver.storage.trial import Tried, trial
from tests.seeds import APP, CID, SOSNY
from tests.small import small


async def test_a_trial_ends_each_change_where_it_would_last(database: Database) -> None:
    here = await small(database)
    ledger = Ledger(here.world)
    with trial():
        with pytest.raises(Tried):
            await ledger.submit(Open(APP), Person("client", CID))
        with pytest.raises(Tried):
            await add_department(database)
        with pytest.raises(Tried):
            await database.write(ask(REMOVE, "cl_cid", "dev_none"))
    assert await departments(database) == 3


async def test_after_a_trial_things_are_done_again(database: Database) -> None:
    await small(database)
    with trial(), pytest.raises(Tried):
        await add_department(database)
    await add_department(database)
    assert await departments(database) == 4


async def add_department(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Department(id="dep_new", org=SOSNY, name="New"))
        await session.flush()


async def departments(database: Database) -> int:
    async with database.session() as session:
        return (await session.exec(select(func.count()).select_from(Department))).one()
