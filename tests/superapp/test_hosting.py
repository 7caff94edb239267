"""How are the files of a build handed out, and to whom are they not?"""

from dataclasses import replace
from typing import Any

import httpx2
import jwt
import pytest

from chatserver.actions.miniapps.launches.previews import ticket_for
from chatserver.config import Server
from chatserver.storage.database import Database
from chatserver.storage.tables import Build, Org, Superapp, SuperappOrg
from chatserver.world import World
from tests.doors import Doors, doors
from tests.seeds import APP, FAR_APP, NOON, SOSNY
from tests.shelf import add_release, put_app, set_app
from tests.superapp.opened import on_the_shelf, open_app

HOST = "http://aprdapp.apps.localhost:8080"
FIRST, SECOND = f"{1:064x}", f"{2:064x}"
PAGE, SCRIPT = b"<!doctype html><script src=app.js></script>", b"let x = 1;" * 100_000
HOUR = 3_600_000


async def put_files(door: Doors, app: str = APP, digest: str = FIRST) -> None:
    for path, content in {"index.html": PAGE, "js/app.js": SCRIPT, "Ж 1.svg": b"<svg/>"}.items():
        await door.small.world.files.put_bytes(f"builds/{app}/{digest}/{path}", content)


async def stand(door: Doors, **changes: Any) -> None:
    await put_app(door.small.world, APP, **changes)
    await put_files(door)


async def get(door: Doors, url: str, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await door.caller.get(url, headers=named)


@pytest.mark.any_kind
async def test_a_page_comes_from_its_own_host_and_may_be_kept_for_ever(door: Doors) -> None:
    await stand(door)

    answer = await get(door, f"{HOST}/b/{FIRST}/")

    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in answer.headers
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; script-src 'self';")
    assert "sandbox" not in policy
    assert (
        "connect-src 'self' http://localhost:8080/miniapp/v1/ http://127.0.0.1:8080/miniapp/v1/;"
        in policy
    )
    assert policy.endswith("frame-ancestors http://localhost:8080 http://127.0.0.1:8080")
    # The SDK reads from it who the page's hosts are.
    head = await door.caller.head(f"{HOST}/b/{FIRST}/")
    assert head.headers["content-security-policy"] == policy


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("js/app.js", "text/javascript; charset=utf-8"),
        ("%D0%96%201.svg", "image/svg+xml"),
    ],
)
async def test_every_file_has_the_type_of_its_extension(door: Doors, path: str, kind: str) -> None:
    await stand(door)
    answer = await get(door, f"{HOST}/b/{FIRST}/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


@pytest.mark.any_kind
async def test_elsewhere_it_is_in_a_sandbox_and_has_no_origin(door: Doors) -> None:
    await stand(door)
    folder = f"http://chat.example.com/apps/{APP}/{FIRST}/"

    answer = await get(door, folder)

    assert (answer.status_code, answer.content) == (200, PAGE)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts allow-forms allow-popups allow-downloads; ")
    # Its own files, and none of the console's, which has the same host.
    assert f"script-src {folder};" in policy
    assert f"connect-src {folder} http://chat.example.com/miniapp/v1/;" in policy
    assert "'self'" not in policy
    script = await get(door, f"{folder}js/app.js")
    assert f"script-src {folder};" in script.headers["content-security-policy"]
    assert script.headers["access-control-allow-origin"] == "*"
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.any_kind
async def test_its_folder_ends_with_a_slash(door: Doors) -> None:
    answer = await get(door, f"{HOST}/b/{FIRST}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/b/{FIRST}/")


async def test_a_superapp_may_show_it_in_a_frame(door: Doors) -> None:
    await stand(door)
    async with door.small.world.db.transaction() as session:
        shell = Superapp(
            id="sap_1", name="S", kind="general", origins=["https://app.example"], created_at=NOON
        )
        session.add(shell)
        await session.flush()
        session.add(SuperappOrg(superapp="sap_1", org=SOSNY))
    answer = await get(door, f"{HOST}/b/{FIRST}/")
    assert answer.headers["content-security-policy"].endswith(" https://app.example")


@pytest.mark.any_kind
async def test_parts_heads_and_what_is_known_already(door: Doors) -> None:
    await stand(door)
    url = f"{HOST}/b/{FIRST}/js/app.js"

    part = await get(door, url, range="bytes=4-8")
    beyond = await get(door, url, range="bytes=99999999-")
    head = await door.caller.head(url)
    whole = await get(door, url)
    known = await get(door, url, if_none_match=f'W/"x", {whole.headers["etag"]}')
    newer = await get(door, url, range="bytes=4-8", if_range='"another"')

    assert (part.status_code, part.content) == (206, SCRIPT[4:9])
    assert part.headers["content-range"] == f"bytes 4-8/{len(SCRIPT)}"
    assert (beyond.status_code, beyond.json()["code"]) == (416, "range_not_satisfiable")
    assert beyond.headers["content-range"] == f"bytes */{len(SCRIPT)}"
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(SCRIPT)) == whole.headers["content-length"]
    assert (known.status_code, known.content) == (304, b"")
    assert (newer.status_code, len(newer.content)) == (200, len(SCRIPT))


@pytest.mark.any_kind
@pytest.mark.parametrize(
    "path",
    [
        "b/{0}/none.js",
        "b/{0}/js/",
        "b/{0}/js",
        "b/{0}/js/%2e%2e/index.html",
        "b/{0}/%00.js",
        "b/{0}/%01.js",
        "b/{0}/a//b.js",
        f"b/{{0}}/{'a' * 300}.js",
        "b/{1}/",
        "b/nothing/",
        "b/{0}%00/",
        "",
        "console/",
        "api/v1/me",
        "openapi.json",
        "livez",
        "miniapp/v1/me",
        "p/ticket/{0}/",
        f"apps/{APP}/{{0}}/",
    ],
)
async def test_nothing_else_is_on_its_host(door: Doors, path: str) -> None:
    await stand(door)
    answer = await get(door, f"{HOST}/{path.format(FIRST, SECOND)}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.any_kind
async def test_only_what_is_read_is_answered(door: Doors) -> None:
    await stand(door)
    answer = await door.ask("POST", f"{HOST}/b/{FIRST}/", {}, {})
    assert answer.status_code == 405


@pytest.mark.any_kind
async def test_no_service_worker_gets_in(door: Doors) -> None:
    await stand(door)
    answer = await get(door, f"{HOST}/b/{FIRST}/js/app.js", service_worker="script")
    assert answer.status_code == 404


async def test_a_host_has_its_own_mini_app_alone(door: Doors) -> None:
    await stand(door)
    await put_app(door.small.world, FAR_APP)
    await put_files(door, FAR_APP)
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(Build, f"bld_1{FAR_APP}")
        row.digest = SECOND
        session.add(row)
    await put_files(door, FAR_APP, SECOND)
    far = "http://aprdfar.apps.localhost:8080"
    assert (await get(door, f"{far}/b/{SECOND}/")).status_code == 200
    assert (await get(door, f"{HOST}/b/{SECOND}/")).status_code == 404
    assert (await get(door, f"{far}/b/{FIRST}/")).status_code == 404


async def test_older_releases_stay_drafts_do_not_come(door: Doors) -> None:
    await stand(door, release=f"rel_2{APP}")
    await add_release(door.small.world, APP, 2)
    await put_files(door, digest=SECOND)
    async with door.small.world.db.transaction() as session:
        draft = Build(
            id="bld_3", app=APP, digest=f"{3:064x}", state="validated", size=1, unpacked=1,
            entries=1, at=NOON,
        )  # fmt: skip
        session.add(draft)
    await put_files(door, digest=f"{3:064x}")

    found = [(await get(door, f"{HOST}/b/{n:064x}/")).status_code for n in (1, 2, 3)]

    assert found == [200, 200, 404]
    await set_app(door.small.world, APP, status="inactive")
    found = [(await get(door, f"{HOST}/b/{n:064x}/")).status_code for n in (1, 2, 3)]
    assert found == [404, 200, 404]


@pytest.mark.any_kind
async def test_a_ticket_opens_one_build_for_a_day(door: Doors) -> None:
    await stand(door, approved=False, release=None, status="inactive")
    identity, now = door.small.identity, door.small.clock.at
    ticket = ticket_for(identity, FIRST, now + HOUR)
    url = f"{HOST}/p/{ticket}/{FIRST}/"
    on_this_host = f"http://chat.example.com/apps/{APP}/p/{ticket}/{FIRST}/"

    answer = await get(door, url)

    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["cache-control"] == "private, no-store"
    assert (await get(door, f"{url}js/app.js")).status_code == 200
    there = await get(door, on_this_host)
    assert f"script-src {on_this_host};" in there.headers["content-security-policy"]
    assert (await get(door, f"{HOST}/b/{FIRST}/")).status_code == 404
    for wrong in (ticket[:-1], f"{now + 9 * HOUR:x}.{ticket.partition('.')[2]}", "x.y", "", "."):
        assert (await get(door, f"{HOST}/p/{wrong}/{FIRST}/")).status_code == 404
    assert (await get(door, url.replace(FIRST, SECOND))).status_code == 404
    door.small.clock.at = now + HOUR
    assert (await get(door, url)).status_code == 404


async def test_a_closed_organisations_builds_are_gone(door: Doors) -> None:
    await stand(door)
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(Org, SOSNY)
        row.closed_at = NOON
        session.add(row)
    assert (await get(door, f"{HOST}/b/{FIRST}/")).status_code == 404


@pytest.mark.any_kind
async def test_with_a_domain_of_their_own_mini_apps_are_there_and_nowhere_else(
    database: Database,
) -> None:
    server = Server(apps_domain="apps.example", public_url="https://chat.example")

    def with_domain(world: World) -> World:
        return replace(world, settings=world.settings.model_copy(update={"server": server}))

    async with doors(database, change=with_domain) as door:
        await on_the_shelf(door)
        await put_files(door)

        opened = (await open_app(door)).json()
        url, claims = (
            opened["url"],
            jwt.decode(opened["token"], options={"verify_signature": False}),
        )

        assert url == f"https://aprdapp.apps.example/b/{FIRST}/"
        assert claims["iss"] == "https://chat.example"
        answer = await get(door, url)
        assert (answer.status_code, answer.content) == (200, PAGE)
        policy = answer.headers["content-security-policy"]
        assert "connect-src 'self' https://chat.example/miniapp/v1/;" in policy
        assert policy.endswith("frame-ancestors https://chat.example")
        here = f"http://chat.example.com/apps/{APP}/{FIRST}/"
        for elsewhere in (here, f"{HOST}/b/{FIRST}/", "https://aprdapp.apps.example/console/"):
            assert (await get(door, elsewhere)).status_code == 404


@pytest.mark.any_kind
async def test_on_this_machine_a_launch_leads_to_a_host_of_its_own(door: Doors) -> None:
    await on_the_shelf(door)
    await put_files(door)
    opened = await door.caller.post(
        f"http://127.0.0.1:8080/superapp/v1/miniapps/{APP}/launch",
        headers=door.client("cl_cid", SOSNY),
        json={"from": "deeplink", "place": "obj_flat1"},
    )
    url = opened.json()["url"]
    assert url == f"{HOST}/b/{FIRST}/"
    assert (await get(door, url)).content == PAGE
