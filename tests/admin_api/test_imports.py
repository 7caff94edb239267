"""How do whole tables of objects and clients come in over HTTP?"""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from typing_extensions import override
from xlsxwriter import Workbook

from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.places.imports.beginning import COMES_IN_MS, MOST_UNDER_WAY, begin_import
from chatserver.actions.places.imports.reading import convert
from chatserver.actions.places.imports.work import HELD_MS, NODES, run_imports
from chatserver.core.imports import MOST_LINES
from chatserver.files import FileStore
from chatserver.storage.database import Database
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import (
    AuditRow,
    ClientPlace,
    ClientRow,
    ImportRow,
    ObjectRow,
    RoleRow,
    WebhookDelivery,
    WebhookEvent,
)
from tests.admin_api.test_objects import acl, ask, let_edit, paths
from tests.doors import Doors, doors
from tests.seeds import (
    ANN,
    ANSWERS,
    APART,
    BOB,
    CID,
    DOT,
    FLAT_1,
    FLAT_2,
    HOUSE_1,
    HOUSE_2,
    KEEPER,
    NOON,
    QUARTER,
    SOSNY,
    ZOE,
)

REFS = {QUARTER: "q", HOUSE_1: "h1", HOUSE_2: "h2", FLAT_1: "f1", FLAT_2: "f2", APART: "a"}


async def given_references(door: Doors) -> None:
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
    answer = await ask(door, staff, "GET", f"imports/{job}/findings?limit=200")
    return [(one["line"], one["column"], one["code"]) for one in answer.json()["items"]]


async def people(door: Doors) -> dict[str, tuple[str, str, bool, list[str]]]:
    """The clients of Sosny by external id, with their places."""
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
async def test_a_table_of_clients_adds_and_changes(door: Doors, encoding: str) -> None:
    await given_references(door)

    ended = await bring(door, ANN, "clients", CLIENTS.encode(encoding))

    assert (ended["state"], ended["lines"], ended["added"], ended["changed"]) == ("done", 2, 1, 1)
    found = await people(door)
    assert found["77"] == ("Сид Орлов", "+79160000001", True, [FLAT_2, FLAT_1])
    assert found["901"] == ("Анна Ёлкина", "+79161112233", False, [FLAT_1])
    async with door.small.world.db.session() as session:
        audit = (await session.exec(select(AuditRow).where(AuditRow.subject == CID))).one()
    assert (audit.actor, audit.action) == (ANN, "client.change")
    assert audit.before["phone"] == "+7********01"
    assert audit.before["name"] == "Cid Orlov"


async def test_the_same_table_again_changes_nothing(door: Doors) -> None:
    await given_references(door)
    await bring(door, ANN, "clients", CLIENTS)
    before, was = await people(door), await acl(door)

    again = await bring(door, ANN, "clients", CLIENTS)

    assert (again["state"], again["unchanged"], again["changed"]) == ("done", 2, 0)
    assert (await people(door), await acl(door)) == (before, was)


async def test_a_column_that_is_not_there_changes_nothing(door: Doors) -> None:
    head = ("id", "ФИО", "Телефон", "Почта", "Дата рождения")
    dated = sheet(head, (77, "Cid", 79160000001, "Cid@Example.com", date(1990, 5, 17)))
    bare, empty = "id,name,phone\n77,Sid,+79160000001\n", "id,name,phone,email,birth\n77,Sid,{},,\n"

    async def told() -> tuple[str, str | None, str | None]:
        async with door.small.world.db.session() as session:
            row = await session.get_one(ClientRow, CID)
        return row.name, row.email, row.birth

    await bring(door, ANN, "clients", dated)
    assert await told() == ("Cid", "cid@example.com", "1990-05-17")
    again = await bring(door, ANN, "clients", dated)
    assert (again["unchanged"], again["changed"]) == (1, 0)
    await bring(door, ANN, "clients", bare)
    assert await told() == ("Sid", "cid@example.com", "1990-05-17")
    await bring(door, ANN, "clients", empty.format("+79160000001"))
    assert await told() == ("Sid", None, None)
    async with door.small.world.db.session() as session:
        audit = await session.exec(
            select(AuditRow).where(AuditRow.subject == CID).order_by(col(AuditRow.id))
        )
        log = [(one.after["email"], one.after["birth"]) for one in audit]
    assert log == [("c***@example.com", "1990-**-**")] * 2 + [(None, None)]


async def test_ones_own_imports_are_listed_the_newest_first(door: Doors) -> None:
    await given_references(door)
    made = [(await bring(door, ANN, "clients", CLIENTS, "?dry_run=true"))["id"] for _ in range(2)]
    made.append((await bring(door, ANN, "objects", OBJECTS))["id"])

    async def listed(staff: str, query: str = "") -> list[str]:
        answer = await ask(door, staff, "GET", f"imports?limit=2{query}")
        page = answer.json()
        cursor = page["next_cursor"]
        rest = [] if cursor is None else await listed(staff, f"{query}&cursor={cursor}")
        return [*(one["id"] for one in page["items"]), *rest]

    assert await listed(ANN) == made[::-1]
    assert await listed(ANN, "&kind=clients") == made[1::-1]
    # Another's are not one's own.
    await let_edit(door, ANSWERS)
    assert await listed(DOT) == []


async def test_a_dry_run_tells_and_stores_nothing(door: Doors) -> None:
    await given_references(door)
    before = await people(door)

    ended = await bring(door, ANN, "clients", CLIENTS, "?dry_run=true")

    assert (ended["state"], ended["added"], ended["changed"]) == ("done", 1, 1)
    assert await people(door) == before


async def test_every_bad_line_is_told_and_nothing_is_half_done(door: Doors) -> None:
    await given_references(door)
    before = await people(door)
    table = (
        "external_id,name,phone,premises,tester,email,birth\n"
        "77,Cid,+79160000001,f1,,cid@example.com,01.01.2026\n"
        ",No id,+79161110001,,,,\n"
        "1,,+79161110002,,,,\n"
        "2,Two,12,,,,\n"
        "3,Three,+79160000002,,,,\n"
        "4,Four,+79161110004,f9|f1,,,\n"
        "5,Five,+79161110005,,perhaps,,\n"
        "5,Five,+79161110006,,,,\n"
        "6,Six,+79161110005,,,,\n"
        "7,Seven,+79161110007,,,seven@,\n"
        "8,Eight,+79161110008,,,,02.01.2026\n"
    )

    ended = await bring(door, ANN, "clients", table)

    assert (ended["state"], ended["lines"], ended["bad"]) == ("refused", 11, 10)
    assert await wrong(door, ANN, ended["id"]) == [
        (3, "external_id", "required"),
        (4, "name", "required"),
        (5, "phone", "not_a_phone"),
        (6, "phone", "phone_taken"),
        (7, "premises", "unknown_premises"),
        (8, "tester", "not_yes_or_no"),
        (9, "external_id", "duplicate"),
        (10, "phone", "duplicate"),
        (11, "email", "not_an_email"),
        (12, "birth", "not_a_birth"),
    ]
    russian = await ask(
        door, ANN, "GET", f"imports/{ended['id']}/findings", **{"Accept-Language": "ru"}
    )
    assert russian.json()["items"][3]["message"] == "Телефон принадлежит другому клиенту."
    assert await people(door) == before


async def test_lines_outside_ones_objects_are_mistakes(door: Doors) -> None:
    await given_references(door)
    await let_edit(door, ANSWERS)  # dot: the first house alone
    table = (
        "external_id,name,phone,premises\n"
        "77,Cid Orlov,+79160000001,f1\n"
        "78,Kim Lis,+79160000002,f1\n"
        "5,Five,+79161110005,f2\n"
        "6,Six,+79161110006,\n"
    )

    ended = await bring(door, DOT, "clients", table)

    assert await wrong(door, DOT, ended["id"]) == [
        (3, "external_id", "outside"),
        (4, "premises", "unknown_premises"),
        (5, "external_id", "outside"),
    ]


OBJECTS = (
    "external_id,kind,name,parent,address\n"
    "n1,premises,Flat 10,n2,Street 10\n"
    "n2,building,House 10,n3,Street\n"
    "n3,group,Group,q,\n"
    "h1,building,House one,a,\n"
)


async def test_a_table_of_objects_makes_and_moves_whole_parts_of_the_tree(door: Doors) -> None:
    await given_references(door)

    ended = await bring(door, ANN, "objects", OBJECTS)

    assert (ended["state"], ended["added"], ended["changed"]) == ("done", 3, 1)
    found = await paths(door)
    assert found[HOUSE_1] == f"/{APART}/{HOUSE_1}/"
    assert found[FLAT_1] == f"/{APART}/{HOUSE_1}/{FLAT_1}/"
    assert found[FLAT_2] == f"/{QUARTER}/{HOUSE_2}/{FLAT_2}/"
    async with door.small.world.db.session() as session:
        rows = (await session.exec(select(ObjectRow))).all()
    made = {row.external_id: row for row in rows}
    chain = [made[one].id for one in ("n3", "n2", "n1")]
    assert made["n1"].path == f"/{QUARTER}/{'/'.join(chain)}/"
    assert (made["n1"].parent, made["n2"].parent) == (chain[1], chain[0])
    assert (made["n1"].search, made["h1"].search) == ("flat 10 street 10 n1", "house one h1")
    again = await bring(door, ANN, "objects", OBJECTS)
    assert (again["unchanged"], again["added"], again["changed"]) == (4, 0, 0)
    assert await paths(door) == {row.id: row.path for row in rows}


async def test_wrong_objects_are_told_line_by_line(door: Doors) -> None:
    await given_references(door)
    before = await paths(door)
    table = (
        "id,вид,название,родитель\n"
        "n1,квартира,Flat,q\n"
        "n2,дом,House,nowhere\n"
        "h1,группа,House,q\n"
        "n3,замок,Castle,\n"
        "n4,дом,House,\n"
    )

    ended = await bring(door, ANN, "objects", table)

    assert await wrong(door, ANN, ended["id"]) == [
        (2, "parent", "misplaced"),
        (3, "parent", "unknown_parent"),
        (4, "kind", "other_kind"),
        (5, "kind", "unknown_kind"),
        (6, "parent", "misplaced"),
    ]
    assert await paths(door) == before


async def test_what_stands_in_a_bad_object_is_no_mistake_of_its_own(door: Doors) -> None:
    await given_references(door)
    table = (
        "external_id,kind,name,parent\n"
        "n1,building,,q\n"
        "n2,premises,1,n1\n"
        "n3,premises,2,n1\n"
        "n4,premises,3,nowhere\n"
    )

    ended = await bring(door, ANN, "objects", table)

    assert (ended["state"], ended["bad"]) == ("refused", 2)
    assert await wrong(door, ANN, ended["id"]) == [
        (2, "name", "required"),
        (5, "parent", "unknown_parent"),
    ]


def test_of_too_many_lines_none_is_taken(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("external_id,kind,name\n" + "".join(_objects(MOST_LINES + 1)))

    count, findings = convert("objects", source, tmp_path / "lines", today=date(2026, 1, 1))

    assert (count, [one.code for one in findings]) == (MOST_LINES + 1, ["too_many_lines"])


def _objects(count: int) -> Iterator[str]:
    return (f"{number},premises,1\n" for number in range(count))


async def test_a_spreadsheet_is_read_as_well(door: Doors) -> None:
    await given_references(door)
    table = sheet(("id", "name", "phone", "premises"), (901, "Anna", 79161112233, "f1"))

    ended = await bring(door, ANN, "clients", table)

    assert (ended["state"], ended["added"]) == ("done", 1)
    assert (await people(door))["901"] == ("Anna", "+79161112233", False, [FLAT_1])


def hostile(what: str) -> bytes:
    file = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(sheet(("id", "name", "phone"), ("1", "x", "y"))))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in good.infolist():
            content = good.read(info)
            if what == "entity" and info.filename.endswith("sheet1.xml"):
                doctype = b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'
                content = content.replace(b"<worksheet", doctype + b"<worksheet", 1)
            archive.writestr(info.filename, content)
        if what == "bomb":
            archive.writestr("xl/media/zeros.bin", bytes(30_000_000))
    return file.getvalue()


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (hostile("entity"), "archive_invalid"),
        (hostile("bomb"), "archive_invalid"),
        (b"PK\x03\x04 not a zip", "archive_invalid"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not_a_table"),
        (b"", "empty"),
        (b"external_id,name,phone\n", "empty"),
        (b"external_id,name\n1,x\n", "missing_column"),
        (b"external_id,name,phone,hat\n1,x,y,z\n", "unknown_column"),
        (b"external_id,name,phone,name\n1,x,y,z\n", "repeated_column"),
    ],
)
async def test_what_is_no_such_table_is_refused(door: Doors, table: bytes, code: str) -> None:
    ended = await bring(door, ANN, "clients", table)

    assert ended["state"] == "refused"
    assert [one[2] for one in await wrong(door, ANN, ended["id"])] == [code]


async def test_a_table_that_is_too_large_is_refused_at_the_door(door: Doors) -> None:
    large = b"external_id,name,phone\n" + b"x" * (20 * 1024 * 1024)

    answer = await door.caller.post(
        "/api/v1/clients/import", headers=await door.staff(ANN), content=large
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert await known_imports(door) == []


async def test_an_import_is_read_by_who_brought_it_alone(door: Doors) -> None:
    ended = await bring(door, ANN, "clients", CLIENTS)

    for staff in (ZOE, DOT):
        for path in (f"imports/{ended['id']}", f"imports/{ended['id']}/findings"):
            answer = await ask(door, staff, "GET", path)
            assert answer.status_code == (404 if staff == ZOE else 403)


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


async def known_imports(door: Doors) -> list[str]:
    async with door.small.world.db.session() as session:
        return list(await session.exec(select(ImportRow.id)))


async def test_an_endpoint_hears_of_each_client_that_a_table_adds_or_changes(door: Doors) -> None:
    hook = {"url": "https://example.com/hooks", "types": ["client.created", "client.updated"]}
    made = await door.ask("POST", "/api/v1/webhooks", await door.staff(ANN), hook)
    assert made.status_code == 201, made.text
    table = "external_id,name,phone\nn1,New One,+79161112233\nn2,New Two,+79161112244\n"
    assert (await bring(door, ANN, "clients", table))["added"] == 2
    assert (await bring(door, ANN, "clients", table))["unchanged"] == 2
    assert (await bring(door, ANN, "clients", table.replace("Two", "Three")))["changed"] == 1

    async with door.small.world.db.session() as session:
        rows = (await session.exec(select(WebhookEvent).order_by(col(WebhookEvent.id)))).all()
        sent = len((await session.exec(select(WebhookDelivery))).all())
    assert [row.kind for row in rows] == ["client.created", "client.created", "client.updated"]
    assert sent == 3
    assert rows[1].body.partition('"data"')[2] == rows[2].body.partition('"data"')[2]
    assert "New" not in "".join(row.body for row in rows)
