"""How do whole tables of objects and clients come in over HTTP?"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from chatserver.actions.places.imports.reading import convert
from chatserver.actions.places.imports.work import run_imports
from chatserver.core.imports import MOST_LINES
from chatserver.storage.tables import AuditRow, ClientRow, ObjectRow, WebhookDelivery, WebhookEvent
from tests.admin_api.tables import (
    CLIENTS,
    bring,
    given_references,
    known_imports,
    people,
    sheet,
    wrong,
)
from tests.admin_api.test_objects import acl, ask, let_edit, paths
from tests.doors import Doors
from tests.seeds import (
    ANN,
    ANSWERS,
    APART,
    CID,
    DOT,
    FLAT_1,
    FLAT_2,
    HOUSE_1,
    HOUSE_2,
    QUARTER,
    ZOE,
)


@pytest.mark.any_kind
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


@pytest.mark.any_kind
async def test_the_same_table_again_changes_nothing(door: Doors) -> None:
    await given_references(door)
    await bring(door, ANN, "clients", CLIENTS)
    before, was = await people(door), await acl(door)

    again = await bring(door, ANN, "clients", CLIENTS)

    assert (again["state"], again["unchanged"], again["changed"]) == ("done", 2, 0)
    assert (await people(door), await acl(door)) == (before, was)


@pytest.mark.any_kind
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


@pytest.mark.any_kind
async def test_a_dry_run_tells_and_stores_nothing(door: Doors) -> None:
    await given_references(door)
    before = await people(door)

    ended = await bring(door, ANN, "clients", CLIENTS, "?dry_run=true")

    assert (ended["state"], ended["added"], ended["changed"]) == ("done", 1, 1)
    assert await people(door) == before


@pytest.mark.any_kind
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


@pytest.mark.any_kind
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


@pytest.mark.any_kind
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


@pytest.mark.any_kind
async def test_a_table_may_be_the_file_of_a_form(door: Doors) -> None:
    await given_references(door)

    answer = await door.caller.post(
        "/api/v1/clients/import",
        headers=await door.staff(ANN),
        files={"file": ("жильцы.csv", CLIENTS.encode(), "text/csv")},
    )
    await run_imports(door.small.world)
    ended = await ask(door, ANN, "GET", f"imports/{answer.json()['id']}")

    assert (ended.json()["state"], ended.json()["name"]) == ("done", "жильцы.csv")
    assert {"77", "901"} <= set(await people(door))


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


@pytest.mark.any_kind
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
