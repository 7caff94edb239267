"""Is the table of chats what the list shows, in words and times that people read?"""

import datetime as dt
import zipfile
from io import BytesIO
from typing import Any, get_args

import httpx2
import pytest
from python_calamine import load_workbook
from sqlmodel import select

from admin_api.words.chats import Column
from chatserver.actions.chats.chat_exports.table import CELLS
from chatserver.core.commands import DeleteMessage, Open, Send, SetComment
from chatserver.core.table_words import COLUMNS
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import ExportRow
from tests.doors import Doors
from tests.seeds import ANN, APP, BOB, CID, DOT, EVE, FLAT_1, KIM, ZOE

HERE = "/api/v1/chats/export.xlsx"
FORMULA = '=HYPERLINK("http://evil.example","Click")'


async def said(door: Doors, client: str, text: str, place: str | None = None) -> str:
    person = Person("client", client, "ios")
    chat = (await door.ledger.submit(Open(APP, place), person)).chat.id
    await door.ledger.submit(Send(chat=chat, key=f"k_{len(text)}", text=text), person)
    return chat


async def table(
    door: Doors, staff: str, language: str = "en", **asked: Any
) -> tuple[list[list[Any]], httpx2.Response]:
    headers = {**await door.staff(staff), "Accept-Language": language}
    answer = await door.caller.get(HERE, params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    sheet = load_workbook(BytesIO(answer.content)).get_sheet_by_index(0)
    return sheet.to_python(), answer


@pytest.mark.any_kind
async def test_the_table_has_the_rows_that_the_list_shows(door: Doors) -> None:
    await said(door, CID, "water", FLAT_1)
    await said(door, KIM, "light")

    names = {}
    for staff in (ANN, BOB, DOT, EVE, ZOE):
        (_, *rows), answer = await table(door, staff, columns=["client", "phone"])
        names[staff] = [row[0] for row in rows if row[0]]
        assert answer.headers["x-rows"] == str(len(names[staff]))
    assert names == {
        ANN: ["Kim Lis", "Cid Orlov"], BOB: ["Cid Orlov"], DOT: ["Cid Orlov"], EVE: [], ZOE: [],
    }  # fmt: skip


@pytest.mark.any_kind
async def test_nothing_of_it_stays_with_the_server(door: Doors) -> None:
    await table(door, ANN)
    async with door.small.world.db.session() as session:
        assert list(await session.exec(select(ExportRow))) == []
    assert [key async for key, _ in door.small.world.files.keys("exports")] == []


async def test_filters_search_order_and_columns_are_kept_to(door: Doors) -> None:
    await said(door, CID, "water", FLAT_1)
    await said(door, KIM, "light")
    rows, _ = await table(door, ANN, "ru", q="orlov", columns="phone,state,number")
    assert rows == [["Телефон", "Состояние", "Номер"], ["+79160000001", "В работе", 1]]
    rows, _ = await table(door, ANN, states="closed")
    assert rows[0] == [english for _, english in COLUMNS.values()]
    unknown = await door.caller.get(f"{HERE}?columns=secret", headers=await door.staff(ANN))
    assert unknown.status_code == 422


@pytest.mark.any_kind
async def test_times_are_dates_in_the_organisations_zone(door: Doors) -> None:
    await said(door, CID, "water", FLAT_1)
    (_, [created]), _ = await table(door, ANN, columns=["created_at"])
    listed = await door.caller.get("/api/v1/chats", headers=await door.staff(ANN))
    at = dt.datetime.fromisoformat(listed.json()["items"][0]["created_at"])
    # Moscow is three hours ahead, the whole year.
    there = at.astimezone(dt.timezone(dt.timedelta(hours=3)))
    assert created == there.replace(tzinfo=None, microsecond=0)


@pytest.mark.any_kind
@pytest.mark.parametrize("text", [FORMULA, "+1+1", "-1", "@SUM(A1)", "\t=1", "a\x01b\x0bc"])
async def test_what_people_wrote_stays_text(door: Doors, text: str) -> None:
    chat = await said(door, CID, text, FLAT_1)
    await door.ledger.submit(SetComment(chat, text, 0), Person("staff", ANN))

    (_, row), answer = await table(door, ANN, columns=["preview", "comment"])

    plain = text.replace("\x01", "").replace("\x0b", "")
    assert row == [plain, plain]
    with zipfile.ZipFile(BytesIO(answer.content)) as parts:
        assert not any(b"<f>" in parts.read(name) or b"<f " in parts.read(name)
                       for name in parts.namelist() if "worksheets" in name)  # fmt: skip


@pytest.mark.any_kind
async def test_a_deleted_last_message_is_told_as_such(door: Doors) -> None:
    cid = Person("client", CID)
    chat = await said(door, CID, "water", FLAT_1)
    last = (await door.ledger.submit(Send(chat, "k2", "wrong chat"), cid)).chat.last
    await door.ledger.submit(DeleteMessage(chat, "k3", last), cid)

    (_, [russian]), _ = await table(door, ANN, "ru", columns=["preview"])
    (_, [english]), _ = await table(door, ANN, columns=["preview"])
    assert (russian, english) == ("Сообщение удалено", "Message deleted")


def test_every_column_has_a_cell() -> None:
    assert list(CELLS) == list(COLUMNS) == list(get_args(Column))
