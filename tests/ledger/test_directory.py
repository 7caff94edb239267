"""Is what the rules know of an organisation as new as it says?"""

import asyncio
import threading
from typing import TypeVar

import pytest
from sqlalchemy import text

from bots.settings import complete_basic, complete_bot
from bots.texts import TEXTS
from chatserver.core.commands import Open
from chatserver.ledger.directory import Directories
from chatserver.storage.database import Database
from chatserver.storage.orgs import bump_acl
from chatserver.storage.statement import Ask, Rows, Steps
from chatserver.storage.tables import Org, ProductRow
from tests.ledger.house import APP, DOT, household
from tests.seeds import SOSNY
from tests.small import small

T = TypeVar("T")


class SlowReader:
    """A runner whose first read stops after its first answer, until it may go on."""

    def __init__(self, db: Database) -> None:
        self._runner = db._runner
        self.reads = 0
        self.reached = threading.Event()
        self.go_on = threading.Event()

    async def read(self, steps: Steps[T]) -> T:
        self.reads += 1
        return await self._runner.read(steps if self.reached.is_set() else self._slowly(steps))

    async def write(self, steps: Steps[T]) -> T:
        return await self._runner.write(steps)

    async def ask(self, wanted: Ask) -> Rows:
        return await self._runner.ask(wanted)

    async def at_once(self, wanted: Ask) -> Rows:
        return await self._runner.at_once(wanted)

    async def close(self) -> None:
        await self._runner.close()

    def _slowly(self, steps: Steps[T]) -> Steps[T]:
        answer = yield next(steps)
        self.reached.set()
        assert self.go_on.wait(10)
        try:
            while True:
                answer = yield steps.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result


async def test_who_asks_meanwhile_is_answered_by_the_next_reading(
    sqlite_database_url: str,
) -> None:
    db = await Database.open(sqlite_database_url)
    async with household(db):
        reader = SlowReader(db)
        directories = Directories(Database(db.engine, reader))
        first = asyncio.create_task(directories.fetch("org_a"))
        await asyncio.to_thread(reader.reached.wait, 10)
        called_off = asyncio.create_task(directories.fetch("org_a", clients=["cl_dot"]))
        later = [
            asyncio.create_task(directories.fetch("org_a", clients=[client]))
            for client in ("cl_cid", "cl_dot", "cl_nobody")
        ]
        await asyncio.sleep(0)
        async with db.transaction() as session:
            await bump_acl(session, "org_a")

        called_off.cancel()
        reader.go_on.set()
        before = await first
        after = await asyncio.gather(*later)

        assert reader.reads == 2
        assert before is not None
        assert before.acl == 1
        for directory in after:
            # As of after the question, whenever the reading that was under way had begun.
            assert directory is not None
            assert directory.acl == 2
            assert directory.clients.keys() == {"cl_cid", "cl_dot"}
        assert called_off.cancelled()
    await db.close()


async def test_an_old_view_adds_nothing_to_a_newer_directory(sqlite_database_url: str) -> None:
    db = await Database.open(sqlite_database_url)
    async with household(db) as house:
        reader = SlowReader(db)
        directories: Directories = house.ledger.directories
        directories._db = Database(db.engine, reader)
        fetching = asyncio.create_task(directories.fetch("org_a", clients=["cl_cid"]))
        await asyncio.to_thread(reader.reached.wait, 10)

        async with db.transaction() as session:
            await (await session.connection()).execute(
                text("DELETE FROM client_place WHERE client = 'cl_cid'")
            )
            await bump_acl(session, "org_a")
        await house.do(DOT, Open(APP))
        reader.go_on.set()
        directory = await fetching

        assert directory is not None
        assert directory.acl == 2
        assert directory.clients["cl_cid"].places == ()
    await db.close()


@pytest.mark.any_kind
async def test_the_built_in_words_are_in_the_organisations_language(database: Database) -> None:
    world = (await small(database)).world
    silent = ProductRow(id="prd_silent", org=SOSNY, name="Lifts", title="Lifts", created_at=0)
    silent.basic, silent.bot = complete_basic({}), complete_bot({})
    async with world.db.transaction() as session:
        session.add(silent)
    said = []
    for settings in ({}, {"locale": "en"}):
        async with world.db.transaction() as session:
            (await session.get_one(Org, SOSNY)).settings = settings
            await bump_acl(session, SOSNY)
        known = await Directories(world.db).fetch(SOSNY)
        assert known is not None
        product = known.products[silent.id]
        said.append((product.basic.text, product.bot.solved, product.bot.no_answer))
    assert said == [(one.basic, one.solved, one.no_answer) for one in (TEXTS["ru"], TEXTS["en"])]
