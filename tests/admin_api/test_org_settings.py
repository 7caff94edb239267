"""How does an organisation set up how it is served?"""

from typing import Any

import httpx2
import pytest
from sqlmodel import select

from chatserver.storage.tables import AuditRow, FileRow
from tests.doors import Doors
from tests.seeds import ANN, BEREZKI, BOB, DOT, NOON, SOSNY, ZOE

PATH = "/api/v1/settings"
DEFAULTS = {
    "time_zone": "Europe/Moscow",
    "locale": "ru",
    "colours": {"primary": None, "accent": None},
    "logo": None,
    "require_totp": False,
    "version": 1,
}


async def change(door: Doors, body: Any, *, who: str = ANN, tag: str = "*") -> httpx2.Response:
    headers = {**await door.staff(who), "If-Match": tag}
    return await door.ask("PATCH", PATH, headers, body)


async def put_picture(door: Doors, id_: str, org: str, **changes: Any) -> None:
    fields: dict[str, Any] = {
        "purpose": "catalogue",
        "owner_kind": "staff",
        "owner": ANN,
        "name": "logo.png",
        "mime": "image/png",
        "size": 10,
        "sha256": "0" * 64,
        "preview": False,
        "at": NOON,
    }
    async with door.small.world.db.transaction() as session:
        session.add(FileRow(id=id_, org=org, **{**fields, **changes}))


@pytest.mark.any_kind
async def test_what_was_never_set_has_its_default(door: Doors) -> None:
    answer = await door.ask("GET", PATH, await door.staff(DOT))

    assert answer.json() == DEFAULTS
    assert answer.headers["etag"] == '"1"'


@pytest.mark.any_kind
async def test_an_administrator_sets_what_is_named_and_the_rest_stays(door: Doors) -> None:
    await put_picture(door, "file_logo", SOSNY)
    first = await change(door, {"time_zone": "Asia/Omsk", "logo": "file_logo"}, tag='"1"')
    second = await change(door, {"colours": {"primary": "#1C7ED6"}, "locale": "en"}, tag='"2"')
    third = await change(door, {"colours": {"accent": "#ffffff"}, "logo": None}, tag='"3"')

    assert (first.status_code, second.status_code, third.status_code) == (200, 200, 200)
    assert third.json() == {
        "time_zone": "Asia/Omsk",
        "locale": "en",
        "colours": {"primary": "#1C7ED6", "accent": "#ffffff"},
        "logo": None,
        "require_totp": False,
        "version": 4,
    }
    far = await door.ask("GET", PATH, await door.staff(ZOE))
    assert far.json() == DEFAULTS
    async with door.small.world.db.session() as session:
        told = select(AuditRow).where(AuditRow.action == "org.settings").order_by(AuditRow.id)
        rows = list(await session.exec(told))
    assert [(one.org, one.actor) for one in rows] == [(SOSNY, ANN)] * 3
    assert (rows[0].before["time_zone"], rows[0].after["time_zone"]) == (
        "Europe/Moscow",
        "Asia/Omsk",
    )


@pytest.mark.any_kind
async def test_a_change_is_made_to_what_was_read(door: Doors) -> None:
    without = await door.ask("PATCH", PATH, await door.staff(ANN), {"locale": "en"})
    await change(door, {"locale": "en"}, tag='"1"')
    late = await change(door, {"locale": "ru"}, tag='"1"')

    assert (without.status_code, without.json()["code"]) == (428, "precondition_required")
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert (await door.ask("GET", PATH, await door.staff(ANN))).json()["locale"] == "en"


@pytest.mark.any_kind
async def test_nobody_but_an_administrator_changes_them(door: Doors) -> None:
    answer = await change(door, {"require_totp": True}, who=BOB)

    assert (answer.status_code, answer.json()["permission"]) == (403, "administrator")
    assert (await door.ask("GET", PATH, await door.staff(BOB))).json()["require_totp"] is False


@pytest.mark.parametrize(
    ("wrong", "pointers"),
    [
        ({"time_zone": "Europe/Atlantis"}, ["/time_zone"]),
        ({"time_zone": "../etc/passwd"}, ["/time_zone"]),
        ({"locale": "de"}, ["/locale"]),
        ({"colours": {"primary": "red"}}, ["/colours/primary"]),
        ({"colours": {"border": "#000000"}}, ["/colours/border"]),
        ({"logo": "file_far", "time_zone": "Mars"}, ["/time_zone", "/logo"]),
        ({"logo": "file_message"}, ["/logo"]),
        ({"logo": "file_gone"}, ["/logo"]),
        ({"require_totp": "yes"}, ["/require_totp"]),
        ({"currency": "RUB"}, ["/currency"]),
    ],
)
async def test_what_makes_no_sense_is_not_stored(
    sqlite_door: Doors, wrong: dict[str, object], pointers: list[str]
) -> None:
    await put_picture(sqlite_door, "file_far", BEREZKI)
    await put_picture(sqlite_door, "file_message", SOSNY, purpose="message")
    await put_picture(sqlite_door, "file_gone", SOSNY, gone_at=NOON)

    answer = await change(sqlite_door, wrong)

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == pointers
    assert (await sqlite_door.ask("GET", PATH, await sqlite_door.staff(ANN))).json() == DEFAULTS
