"""Is a table that is asked for written once, told of on its way, and its owner's alone?"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook
from sqlalchemy import update
from sqlmodel import col, select
from typing_extensions import override

from chatserver.actions.chats.chat_exports.asking import (
    KEPT_MS,
    MOST_GOING,
    MOST_KEPT,
    ExportCard,
)
from chatserver.actions.chats.chat_exports.making import HELD_MS, TRIES, run_exports, sweep_exports
from chatserver.core.commands import Open, Send
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import AuditRow, ExportRow
from chatserver.workbooks.bindery import Bindery, Book
from tests.doors import Doors
from tests.seeds import ANN, APART, APP, BOB, CID, EVE, FLAT_1, HOUSE_1, HOUSE_2, KIM, ZOE

HERE = "/api/v1/chats/exports"


async def talked(door: Doors) -> None:
    for client, place in ((CID, FLAT_1), (KIM, None)):
        person = Person("client", client, "ios")
        chat = (await door.ledger.submit(Open(APP, place), person)).chat.id
        await door.ledger.submit(Send(chat=chat, key=f"k_{client}", text="water"), person)


async def begun(door: Doors, staff: str, **asked: Any) -> str:
    answer = await door.caller.post(HERE, params=asked, headers=await door.staff(staff))
    assert answer.status_code == 202, answer.text
    assert (answer.json()["state"], answer.json()["percent"]) == ("waiting", 0)
    return str(answer.json()["id"])


async def card(door: Doors, staff: str, export: str) -> Any:
    answer = await door.ask("get", f"{HERE}/{export}", await door.staff(staff))
    return answer.json() if answer.is_success else answer.status_code


async def fetched(door: Doors, staff: str, export: str) -> Any:
    """The rows, or with which status they are refused."""
    answer = await door.ask("get", f"{HERE}/{export}/file", await door.staff(staff))
    if not answer.is_success:
        return answer.status_code
    return load_workbook(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


async def written(door: Doors) -> int:
    return await run_exports(door.small.world, door.ledger.directories)


async def shelf(door: Doors) -> list[str]:
    return [key async for key, _ in door.small.world.files.keys("exports")]


async def changed(door: Doors, staff: str, **values: object) -> None:
    answer = await door.ask("patch", f"/api/v1/staff/{staff}", await door.staff(ANN), values)
    assert answer.is_success, answer.text


async def stands(door: Doors, export: str, **values: object) -> None:
    async with door.small.world.db.transaction() as session:
        await session.exec(update(ExportRow).where(col(ExportRow.id) == export).values(**values))


@pytest.mark.any_kind
async def test_a_table_is_asked_for_followed_and_fetched(door: Doors) -> None:
    await talked(door)
    export = await begun(door, ANN, q="orlov", columns=["client", "number"])
    assert await fetched(door, ANN, export) == 404

    assert await written(door) == 1

    told = await card(door, ANN, export)
    assert (told["state"], told["percent"], told["rows"], told["total"]) == ("done", 100, 1, 1)
    assert told["size"] > 1_000
    assert await fetched(door, ANN, export) == [["Client", "Number"], ["Cid Orlov", 1]]
    async with door.small.world.db.session() as session:
        audited = select(AuditRow).where(AuditRow.action == "chats.export")
        [row] = await session.exec(audited)
    assert (row.actor, row.after) == (ANN, {"chats": 1, "columns": ["client", "number"]})


async def test_it_shows_what_its_owner_may_see_when_it_is_written(door: Doors) -> None:
    await talked(door)
    exports = [(staff, await begun(door, staff, columns=["client"])) for staff in (ANN, BOB, EVE)]
    assert await written(door) == len(exports)
    seen = {staff: await fetched(door, staff, export) for staff, export in exports}
    assert seen == {
        ANN: [["Client"], ["Kim Lis"], ["Cid Orlov"]],
        BOB: [["Client"], ["Cid Orlov"]],
        EVE: [["Client"]],
    }


@pytest.mark.any_kind
async def test_it_is_its_owners_alone(door: Doors) -> None:
    await talked(door)
    export = await begun(door, ANN)
    await written(door)
    nothing = (await door.ask("get", f"{HERE}/exp_none", await door.staff(BOB))).json()
    for other in (BOB, ZOE):
        headers = await door.staff(other)
        for method, path in (("get", ""), ("get", "/file"), ("delete", "")):
            answer = await door.ask(method, f"{HERE}/{export}{path}", headers)
            assert answer.status_code == 404
            assert {**answer.json(), "request_id": ""} == {**nothing, "request_id": ""}
    assert len(await fetched(door, ANN, export)) == 3


@pytest.mark.any_kind
async def test_somebody_who_sees_less_than_then_does_not_get_it(door: Doors) -> None:
    await talked(door)
    export = await begun(door, BOB)
    await written(door)
    await changed(door, BOB, objects=[HOUSE_2])
    assert await fetched(door, BOB, export) == 404
    assert (await card(door, BOB, export))["state"] == "done"


async def test_who_lost_a_house_that_moved_does_not_get_it(door: Doors) -> None:
    await talked(door)
    exports = {staff: await begun(door, staff) for staff in (ANN, BOB)}
    await written(door)
    ann = await door.staff(ANN)
    for change, got in (({"name": "House"}, 2), ({"parent": APART}, None)):
        answer = await door.ask("patch", f"/api/v1/objects/{HOUSE_1}", ann, change)
        assert answer.is_success, answer.text
        table = await fetched(door, BOB, exports[BOB])
        assert table == 404 if got is None else len(table) == got
    assert len(await fetched(door, ANN, exports[ANN])) == 3


async def test_so_many_of_one_are_on_their_way_and_no_more(door: Doors) -> None:
    headers = await door.staff(ANN)
    answers = await asyncio.gather(*(door.ask("post", HERE, headers) for _ in range(5)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [202] * MOST_GOING + [429] * (5 - MOST_GOING)
    await begun(door, BOB)
    assert await written(door) == MOST_GOING + 1

    # One that is done makes room, until too many lie about.
    kept = []
    for _ in range(MOST_KEPT - MOST_GOING):
        kept.append(await begun(door, ANN))
        await stands(door, kept[-1], state="done")
    assert (await door.ask("post", HERE, headers)).status_code == 429
    assert (await door.ask("delete", f"{HERE}/{kept[-1]}", headers)).status_code == 204
    await begun(door, ANN)


async def test_one_whose_node_died_is_written_by_another_but_not_for_ever(door: Doors) -> None:
    export = await begun(door, ANN)
    now = door.small.clock.at
    await stands(door, export, state="running", tries=1, held_until=now + HELD_MS)
    assert await written(door) == 0
    door.small.clock.at += HELD_MS + 1
    assert await written(door) == 1
    assert (await card(door, ANN, export))["state"] == "done"
    assert await shelf(door) == [f"exports/{export}/2"]

    export = await begun(door, ANN)
    await stands(door, export, state="running", tries=TRIES, held_until=now)
    assert await written(door) == 0
    assert (await card(door, ANN, export))["state"] == "failed"


async def test_one_that_two_nodes_find_is_written_once(door: Doors) -> None:
    await begun(door, ANN)
    assert sorted(await asyncio.gather(written(door), written(door))) == [0, 1]
    assert len(await shelf(door)) == 1


@pytest.mark.any_kind
async def test_whoever_may_see_no_chats_any_more_gets_none_written(door: Doors) -> None:
    export = await begun(door, BOB)
    await changed(door, BOB, active=False)
    await written(door)
    async with door.small.world.db.session() as session:
        assert (await session.get_one(ExportRow, export)).state == "failed"
    assert await shelf(door) == []


class Slow(Bindery):
    """A bindery whose books are begun and never end."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()

    @override
    @asynccontextmanager
    async def book(self, path: Path, sheet: str, columns: Sequence[str]) -> AsyncIterator[Book]:
        async with super().book(path, sheet, columns) as book:
            self.begun.set()
            await asyncio.Event().wait()
            yield book


async def test_one_that_is_given_up_stops(door: Doors) -> None:
    slow = Slow()
    world = replace(door.small.world, bindery=slow)
    export = await begun(door, ANN)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(run_exports(world, door.ledger.directories))
        await slow.begun.wait()
        assert (await card(door, ANN, export))["state"] == "running"
        path = f"{HERE}/{export}"
        assert (await door.ask("delete", path, await door.staff(ANN))).status_code == 204
        assert await writing == 1
    assert await card(door, ANN, export) == 404
    assert await shelf(door) == []


async def test_what_nobody_fetched_is_swept_after_an_hour(door: Doors) -> None:
    world = door.small.world
    export = await begun(door, ANN)
    await written(door)
    await world.files.put_bytes("exports/exp_nobodys/1", b"left behind")
    door.small.clock.at += KEPT_MS
    assert await sweep_exports(world) == 0
    assert await shelf(door) == [f"exports/{export}/1"]
    door.small.clock.at += 1
    assert await sweep_exports(world) == 1
    assert await shelf(door) == []
    async with world.db.session() as session:
        assert list(await session.exec(select(ExportRow))) == []


async def test_nobody_who_was_erased_stays_in_one(door: Doors) -> None:
    await talked(door)
    export = await begun(door, ANN)
    await written(door)
    path, why = f"/api/v1/clients/{CID}/erase", {"reason": "asked for"}
    answer = await door.ask("post", path, await door.staff(ANN), why)
    assert answer.is_success, answer.text
    assert await card(door, ANN, export) == 404
    assert await shelf(door) == []


@pytest.mark.parametrize(
    ("state", "rows", "total", "percent"),
    [
        ("waiting", 0, None, 0),
        ("running", 0, None, 0),
        ("running", 0, 0, 0),
        ("running", 1, 3, 33),
        ("running", 3, 3, 99),
        ("running", 4, 3, 99),
        ("done", 0, 0, 100),
        ("failed", 2, 4, 50),
    ],
)
def test_a_hundred_percent_means_that_it_is_there(
    state: str, rows: int, total: int | None, percent: int
) -> None:
    assert ExportCard("exp_1", state, rows, total, 0, 0, None).percent == percent
