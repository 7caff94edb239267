"""How does a test bring a table of objects or clients, and see what came of it?"""

import io
from typing import Any

from sqlmodel import select
from xlsxwriter import Workbook

from chatserver.actions.places.imports.work import run_imports
from chatserver.storage.tables import ClientPlace, ClientRow, ImportRow, ObjectRow
from tests.admin_api.test_objects import ask
from tests.doors import Doors
from tests.seeds import APART, FLAT_1, FLAT_2, HOUSE_1, HOUSE_2, QUARTER, SOSNY

REFS = {QUARTER: "q", HOUSE_1: "h1", HOUSE_2: "h2", FLAT_1: "f1", FLAT_2: "f2", APART: "a"}


async def given_references(door: Doors) -> None:
    """Give the seeded objects the references that tables name."""
    async with door.small.world.db.transaction() as session:
        for id_, reference in REFS.items():
            row = await session.get_one(ObjectRow, id_)
            row.external_id = reference
            session.add(row)


async def bring(
    door: Doors, staff: str, kind: str, table: bytes | str, query: str = ""
) -> dict[str, Any]:
    """Bring a table, let a node work, and return how the import ended."""
    content = table.encode() if isinstance(table, str) else table
    answer = await door.caller.post(
        f"/api/v1/{kind}/import{query}", headers=await door.staff(staff), content=content
    )
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "waiting"
    await run_imports(door.small.world)
    ended = await ask(door, staff, "GET", f"imports/{answer.json()['id']}")
    result: dict[str, Any] = ended.json()
    return result


async def wrong(door: Doors, staff: str, job: str) -> list[tuple[int, str, str]]:
    """Return what was found wrong: line, column and code."""
    answer = await ask(door, staff, "GET", f"imports/{job}/findings?limit=200")
    return [(one["line"], one["column"], one["code"]) for one in answer.json()["items"]]


async def people(door: Doors) -> dict[str, tuple[str, str, bool, list[str]]]:
    """Return the clients of Sosny by external id, with their places."""
    async with door.small.world.db.session() as session:
        rows = (await session.exec(select(ClientRow).where(ClientRow.org == SOSNY))).all()
        homes = (await session.exec(select(ClientPlace))).all()
    ordered = sorted(homes, key=lambda one: one.position)
    return {
        row.external_id or "": (
            row.name,
            row.phone,
            row.tester,
            [one.place for one in ordered if one.client == row.id],
        )
        for row in rows
    }


def sheet(*rows: tuple[object, ...]) -> bytes:
    """Return a workbook of one sheet."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return file.getvalue()


CLIENTS = (
    "external_id;ФИО;Телефон;Помещения;Тестировщик\n"
    "77;Сид Орлов;8 (916) 000-00-01;f2|f1;да\n"
    "901;Анна Ёлкина;+7 916 111-22-33;f1;нет\n"
)


async def known_imports(door: Doors) -> list[str]:
    """Return the ids of all imports that the database knows."""
    async with door.small.world.db.session() as session:
        return list(await session.exec(select(ImportRow.id)))
