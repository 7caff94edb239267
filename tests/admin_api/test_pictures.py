"""Do pictures go that nobody shows any more, and does every other stay?"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlmodel import select

from chatserver.actions.attachments.uploads.sweeping import sweep_files
from chatserver.actions.attachments.uploads.taking import About, Uploader, take_file
from chatserver.actions.attachments.uploads.unused import DAY_MS
from chatserver.core.commands import Open, Send
from chatserver.core.events import Link
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import FileRow
from tests.admin_api.test_objects import ask
from tests.doors import Doors
from tests.pictures import picture
from tests.seeds import ANN, APP, CID, DOT, FLAT_1, SOSNY

TEN_MINUTES = 600_000
BILLS = {"screen": "home", "title": "Bills", "target": "bills"}
WALK = {"kind": "service", "title": "A walk"}


async def brought(door: Doors, purpose: str) -> str:
    async def once() -> AsyncIterator[bytes]:
        yield picture()

    by, about = Uploader(SOSNY, "staff", ANN), About("a.png", purpose)
    return (await take_file(door.small.world, by, once(), lambda: about)).id


async def there(door: Doors) -> set[str]:
    """The pictures of which there is anything, a row or bytes: of each both."""
    world = door.small.world
    async with world.db.session() as session:
        rows = set(await session.exec(select(FileRow.id)))
    assert {key async for key, _ in world.files.keys("files")} == {f"files/{one}" for one in rows}
    return rows


async def days_go_by(door: Doors, days: float) -> None:
    """Time goes on, and the sweep comes when it always comes."""
    await sweep_files(door.small.world)
    door.small.clock.at += int(days * DAY_MS)
    await sweep_files(door.small.world)
    door.small.clock.at += TEN_MINUTES
    await sweep_files(door.small.world)


async def made(door: Doors, method: str, path: str, body: Any) -> Any:
    answer = await ask(door, ANN, method, path, body)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def test_a_picture_goes_a_day_after_the_last_widget_that_showed_it(door: Doors) -> None:
    first, second = await brought(door, "widget"), await brought(door, "widget")
    widget = (await made(door, "POST", "widgets", {**BILLS, "image": first}))["id"]
    await made(door, "PATCH", f"widgets/{widget}", {"image": second})
    await days_go_by(door, 0.9)
    assert await there(door) == {first, second}
    await days_go_by(door, 0.2)
    assert await there(door) == {second}
    assert (await door.ask("GET", f"/superapp/v1/pictures/{first}", {})).status_code == 404

    await days_go_by(door, 90)
    assert await there(door) == {second}
    await made(door, "DELETE", f"widgets/{widget}", None)
    await days_go_by(door, 1)
    assert await there(door) == set()


async def test_whoever_shows_it_a_draft_too_keeps_it(door: Doors) -> None:
    widget, thing, logo = [await brought(door, one) for one in ("widget", "catalogue", "widget")]
    nobody = await brought(door, "catalogue")
    await made(door, "POST", "widgets", {**BILLS, "image": widget})
    item = (await made(door, "POST", "catalogue", {**WALK, "image": thing}))["id"]
    any_version = {"If-Match": "*"}
    assert (await ask(door, ANN, "PATCH", "settings", {"logo": logo}, **any_version)).is_success

    await days_go_by(door, 1)
    assert await there(door) == {widget, thing, logo}
    assert nobody not in await there(door)

    await made(door, "DELETE", f"catalogue/{item}", None)
    assert (await ask(door, ANN, "PATCH", "settings", {"logo": None}, **any_version)).is_success
    await days_go_by(door, 1)
    assert await there(door) == {widget}


@pytest.mark.any_kind
async def test_a_message_keeps_what_it_was_sent_with(door: Doors) -> None:
    image = await brought(door, "catalogue")
    item = (await made(door, "POST", "catalogue", {**WALK, "image": image}))["id"]
    chat = (await door.ledger.submit(Open(APP, FLAT_1), Person("client", CID, "ios"))).chat.id
    for key in ("k1", "k2"):
        link = Link("service", item)
        await door.ledger.submit(Send(chat, key, None, None, link), Person("staff", DOT))
    await made(door, "DELETE", f"catalogue/{item}", None)

    await days_go_by(door, 90)
    assert await there(door) == {image}
    assert (await door.ask("GET", f"/superapp/v1/pictures/{image}", {})).is_success


async def test_who_takes_it_up_again_in_time_has_it_and_later_nobody(door: Doors) -> None:
    image = await brought(door, "widget")
    await days_go_by(door, 0.9)
    widget = (await made(door, "POST", "widgets", {**BILLS, "image": image}))["id"]
    await days_go_by(door, 5)
    assert await there(door) == {image}
    await made(door, "PATCH", f"widgets/{widget}", {"image": None})
    await days_go_by(door, 1)
    late = await ask(door, ANN, "PATCH", f"widgets/{widget}", {"image": image})
    assert [(one["pointer"], one["code"]) for one in late.json()["errors"]] == [
        ("/image", "unknown")
    ]


@pytest.mark.any_kind
@pytest.mark.parametrize("turn", range(4))
async def test_it_is_shown_or_swept_and_never_both(door: Doors, turn: int) -> None:
    image = await brought(door, "widget")
    await sweep_files(door.small.world)
    door.small.clock.at += DAY_MS + 1 + turn

    shown, _ = await asyncio.gather(
        ask(door, ANN, "POST", "widgets", {**BILLS, "image": image}), sweep_files(door.small.world)
    )
    await days_go_by(door, 2)
    assert await there(door) == ({image} if shown.status_code == 201 else set())
