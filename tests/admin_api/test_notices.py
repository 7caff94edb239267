"""How does an employee read notices over HTTP?"""

from chatserver.actions.notifying.notices import notify_staff
from tests.admin_api.test_objects import ask
from tests.doors import Doors
from tests.seeds import ANN, APP, BOB, DOT, SOSNY


async def given(door: Doors, *names: str) -> None:
    world = door.small.world
    async with world.db.transaction() as session:
        for name in names:
            data = {"app": name, "reason": "A breach"}
            await notify_staff(session, world, SOSNY, "miniapp.suspended", subject=APP, data=data)


async def test_they_are_told_in_the_readers_language(door: Doors) -> None:
    await given(door, "Cleaning")
    russian = await ask(door, BOB, "GET", "notices", **{"Accept-Language": "ru"})
    english = await ask(door, BOB, "GET", "notices", **{"Accept-Language": "en"})

    [one] = english.json()["items"]
    assert one == {
        "id": one["id"],
        "kind": "miniapp.suspended",
        "subject": APP,
        "title": "Suspended: Cleaning",
        "text": "The platform suspended the mini-app. The reason: A breach",
        "data": {"app": "Cleaning", "reason": "A breach"},
        "at": "2026-01-01T12:00:00.000Z",
        "read": False,
    }
    assert russian.json()["items"][0]["title"] == "Приостановлено: Cleaning"
    assert (russian.headers["content-language"], english.json()["unread"]) == ("ru", 1)


async def test_pages_go_from_the_newest_to_the_oldest(door: Doors) -> None:
    await given(door, "one", "two", "three")
    seen, cursor = [], ""
    while True:
        page = (await ask(door, BOB, "GET", f"notices?limit=2{cursor}")).json()
        seen += [one["data"]["app"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == ["three", "two", "one"]


async def test_they_are_marked_as_read_and_are_ones_own(door: Doors) -> None:
    await given(door, "one", "two")
    first, second = (await ask(door, BOB, "GET", "notices")).json()["items"]

    assert (await ask(door, ANN, "POST", f"notices/{first['id']}/read")).status_code == 404
    assert (await ask(door, BOB, "POST", f"notices/{first['id']}/read")).status_code == 204
    assert (await ask(door, BOB, "POST", f"notices/{first['id']}/read")).status_code == 204
    left = (await ask(door, BOB, "GET", "notices?unread=true")).json()
    assert ([one["id"] for one in left["items"]], left["unread"]) == ([second["id"]], 1)
    assert (await ask(door, BOB, "POST", "notices/read", {})).status_code == 204
    assert (await ask(door, BOB, "GET", "notices")).json()["unread"] == 0
    assert (await ask(door, ANN, "GET", "notices")).json()["unread"] == 2
    assert (await ask(door, DOT, "GET", "notices")).json()["items"] == []
