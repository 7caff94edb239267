"""Which node works on an import, and what becomes of it when that node ends?"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from typing_extensions import override

from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.places.imports.beginning import COMES_IN_MS, MOST_UNDER_WAY, begin_import
from chatserver.actions.places.imports.work import HELD_MS, NODES, run_imports
from chatserver.files import FileStore
from chatserver.storage.database import Database
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import ImportRow, RoleRow
from tests.admin_api.tables import CLIENTS, given_references, known_imports, people
from tests.admin_api.test_objects import ask, let_edit
from tests.doors import Doors, doors
from tests.seeds import ANN, BOB, KEEPER, NOON, SOSNY


class SlowFiles(FileStore):
    """A file store that gives nothing out before it may."""

    def __init__(self, files: FileStore) -> None:
        super().__init__(files._store)
        self.asked, self.go_on = asyncio.Event(), asyncio.Event()

    @override
    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        self.asked.set()
        await self.go_on.wait()
        async for part in super().read(key, start, end):
            yield part


async def test_an_import_whose_node_fell_silent_is_taken_up_again(door: Doors) -> None:
    await given_references(door)
    answer = await door.caller.post(
        "/api/v1/clients/import", headers=await door.staff(ANN), content=CLIENTS.encode()
    )
    world = door.small.world
    async with world.db.transaction() as session:
        row = await session.get_one(ImportRow, answer.json()["id"])
        row.state, row.held_until = "running", world.now() + 1
        session.add(row)

    assert await run_imports(world) == 0
    door.small.clock.at += 1_000_000
    assert await run_imports(world) == 1
    assert set(await people(door)) == {"77", "78", "901"}


async def test_an_import_whose_node_fell_silent_once_it_was_stored_is_told_of_as_it_was(
    sqlite_database: Database,
) -> None:
    async with doors(sqlite_database) as door:
        await given_references(door)
        answer = await door.caller.post(
            "/api/v1/clients/import", headers=await door.staff(ANN), content=CLIENTS.encode()
        )
        world, path = door.small.world, f"imports/{answer.json()['id']}"
        async with world.db.engine.begin() as connection:
            never_ends = """CREATE TRIGGER ends BEFORE UPDATE ON import
                WHEN NEW.state <> 'running' AND OLD.state = 'running'
                BEGIN SELECT RAISE(ABORT, 'the node is gone'); END"""
            await connection.execute(text(never_ends))
        with pytest.raises(IntegrityError):
            await run_imports(world)
        assert "901" in await people(door)
        async with world.db.engine.begin() as connection:
            await connection.execute(text("DROP TRIGGER ends"))
        door.small.clock.at += HELD_MS + 1

        assert await run_imports(world) == 1
        done = (await ask(door, ANN, "GET", path)).json()

        assert (done["state"], done["added"], done["changed"]) == ("done", 1, 1)
        assert [key async for key, _ in world.files.keys("imports")] == []


@pytest.mark.any_kind
async def test_who_may_not_change_clients_any_more_imports_none(door: Doors) -> None:
    await given_references(door)
    await let_edit(door, KEEPER)
    before = await people(door)
    answer = await door.caller.post(
        "/api/v1/clients/import", headers=await door.staff(BOB), content=CLIENTS.encode()
    )
    assert answer.status_code == 202
    async with door.small.world.db.transaction() as session:
        role = await session.get_one(RoleRow, KEEPER)
        role.permissions = [one for one in role.permissions if one != "clients.edit"]
        session.add(role)
        await bump_acl(session, SOSNY)

    await run_imports(door.small.world)

    assert await people(door) == before
    async with door.small.world.db.session() as session:
        job = await session.get_one(ImportRow, answer.json()["id"])
        assert (job.state, job.added, job.changed) == ("refused", 0, 0)


async def test_a_node_that_was_silent_for_too_long_leaves_the_import_to_the_next(
    door: Doors,
) -> None:
    await given_references(door)
    answer = await door.caller.post(
        "/api/v1/clients/import", headers=await door.staff(ANN), content=CLIENTS.encode()
    )
    world, path = door.small.world, f"imports/{answer.json()['id']}"
    slow = SlowFiles(world.files)
    silent = asyncio.create_task(run_imports(replace(world, files=slow)))
    await slow.asked.wait()

    door.small.clock.at += HELD_MS + 1
    assert await run_imports(world) == 1
    done = (await ask(door, ANN, "GET", path)).json()
    slow.go_on.set()
    await silent

    assert done["state"] == "done"
    assert (await ask(door, ANN, "GET", path)).json() == done


async def test_an_import_over_which_nodes_end_again_and_again_is_given_up(door: Doors) -> None:
    await given_references(door)
    answer = await door.caller.post(
        "/api/v1/clients/import", headers=await door.staff(ANN), content=CLIENTS.encode()
    )
    world, id_ = door.small.world, answer.json()["id"]
    async with world.db.transaction() as session:
        row = await session.get_one(ImportRow, id_)
        row.state, row.held_until, row.tries = "running", world.now() - 1, NODES
        session.add(row)

    assert await run_imports(world) == 1
    assert (await ask(door, ANN, "GET", f"imports/{id_}")).json()["state"] == "failed"
    assert "901" not in await people(door)
    assert [key async for key, _ in world.files.keys("imports")] == []


async def test_a_table_that_did_not_come_in_whole_leaves_nothing(door: Doors) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield CLIENTS.encode()
        raise ConnectionResetError

    directory = await door.ledger.directories.fetch(SOSNY)
    assert directory is not None
    ann = Viewer(ANN, frozenset(), directory)
    world = door.small.world
    with pytest.raises(ConnectionResetError):
        await begin_import(world, ann, "clients", broken(), dry_run=False, name="")

    assert await known_imports(door) == []
    assert [key async for key, _ in world.files.keys("imports")] == []


async def test_a_node_that_ends_while_a_table_comes_in_leaves_a_failure(door: Doors) -> None:
    world = door.small.world
    row = ImportRow(id="imp_1", org=SOSNY, kind="clients", by=ANN, state="running", at=NOON)
    row.held_until = world.now() + COMES_IN_MS
    async with world.db.transaction() as session:
        session.add(row)

    assert await run_imports(world) == 0
    door.small.clock.at += COMES_IN_MS + 1
    assert await run_imports(world) == 1
    told = (await ask(door, ANN, "GET", "imports/imp_1")).json()
    assert told["state"] == "refused"


async def test_a_table_that_comes_in_too_slowly_stays_refused(door: Doors) -> None:
    world = door.small.world

    async def slow() -> AsyncIterator[bytes]:
        yield CLIENTS.encode()
        door.small.clock.at += COMES_IN_MS + 1
        assert await run_imports(world) == 1

    await given_references(door)
    before = await people(door)
    directory = await door.ledger.directories.fetch(SOSNY)
    assert directory is not None
    ann = Viewer(ANN, frozenset(), directory)

    job = await begin_import(world, ann, "clients", slow(), dry_run=False, name="")

    assert await run_imports(world) == 0
    assert (await ask(door, ANN, "GET", f"imports/{job}")).json()["state"] == "refused"
    assert await people(door) == before
    assert [key async for key, _ in world.files.keys("imports")] == []


async def test_nobody_lets_too_many_tables_wait(door: Doors) -> None:
    headers = await door.staff(ANN)
    for _ in range(MOST_UNDER_WAY):
        answer = await door.caller.post("/api/v1/clients/import", headers=headers, content=b"x")
        assert answer.status_code == 202
    late = await door.caller.post("/api/v1/clients/import", headers=headers, content=b"x")
    assert (late.status_code, late.json()["code"]) == (429, "rate_limited")
    assert len(await known_imports(door)) == MOST_UNDER_WAY

    assert await run_imports(door.small.world) == MOST_UNDER_WAY
    again = await door.caller.post("/api/v1/clients/import", headers=headers, content=b"x")
    assert again.status_code == 202
