"""Who may look at a build that nobody is served, and as whom?"""

import pytest

from chatserver.storage.tables import Org
from tests.admin_api.placed import MINIAPPS, ask, card, drafted, submitted
from tests.doors import Doors
from tests.seeds import ANN, DOT, EVE, MOD, NOON, SOSNY, ZOE
from tests.superapp.opened import me
from tests.zips import INDEX

DAY_MS = 86_400_000


async def path_of(door: Doors, app: str) -> str:
    builds = (await ask(door, "GET", f"{MINIAPPS}/{app}/builds")).json()["items"]
    return f"{MINIAPPS}/{app}/builds/{builds[0]['id']}/preview"


@pytest.mark.any_kind
async def test_the_partner_and_a_reviewer_look_at_it_as_somebody_made_up(door: Doors) -> None:
    app = await drafted(door)
    path = await path_of(door, app)
    await submitted(door, app)
    url = ""
    for staff in (ANN, MOD):
        made = await ask(door, "POST", path, by=staff)

        assert made.status_code == 200, made.text
        assert made.json()["expires_at"] == "2026-01-02T12:00:00.000Z"
        url, _, token = made.json()["url"].partition("#token=")
        page = await door.caller.get(url)
        assert (page.status_code, page.content) == (200, INDEX)
        assert (await door.caller.get(f"{url}app.js")).status_code == 200
        read = await me(door, token)
        assert (read.status_code, read.json()["env"]) == (200, "test")
    label = (await card(door, app))["label"]
    at_home = f"http://{label}.apps.localhost/{url.split('/apps/' + app + '/')[1]}"
    assert (await door.caller.get(at_home)).status_code == 200


async def test_nobody_else_gets_there(door: Doors) -> None:
    app = await drafted(door)
    path = await path_of(door, app)
    for staff, status in ((EVE, 403), (DOT, 403), (ZOE, 404)):
        assert (await ask(door, "POST", path, by=staff)).status_code == status
    other = path.replace(app, "app_none")
    assert (await ask(door, "POST", other)).status_code == 404
    none = f"{MINIAPPS}/{app}/builds/bld_none/preview"
    assert (await ask(door, "POST", none)).status_code == 404


@pytest.mark.any_kind
async def test_it_ends_with_the_day_the_build_and_the_organisation(door: Doors) -> None:
    app = await drafted(door)
    path = await path_of(door, app)
    url, _, token = (await ask(door, "POST", path)).json()["url"].partition("#token=")
    await ask(door, "POST", path.replace("preview", "revoke"), {"reason": "It leaks"}, by=MOD)
    assert (await door.caller.get(url)).status_code == 404
    assert (await me(door, token)).status_code == 401
    assert (await ask(door, "POST", path)).status_code == 404

    app = await drafted(door)
    url, _, token = (
        (await ask(door, "POST", await path_of(door, app))).json()["url"].partition("#token=")
    )
    door.small.clock.at = NOON + DAY_MS
    assert (await door.caller.get(url)).status_code == 404
    assert (await me(door, token)).status_code == 401
    door.small.clock.at = NOON
    assert (await me(door, token)).status_code == 200
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(Org, SOSNY)
        row.closed_at = NOON
        session.add(row)
    assert (await door.caller.get(url)).status_code == 404
    assert (await me(door, token)).status_code == 401
