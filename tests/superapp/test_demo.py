"""How does one step into somebody's shoes, in the demo alone?"""

import re
from pathlib import Path

import httpx2
import pytest

from chatserver.http.headers import superapp_headers
from chatserver.storage.database import Database
from chatserver.superapp.demo_superapp import Superapp
from tests.doors import HOST, Doors
from tests.seeds import ANN, APP, BOB, CID, DOT, FAY, KIM, MOD, OLA, QUIET, SOSNY
from tests.shelf import put_app
from tests.superapp.opened import bearer, me
from tests.superapp.shop import opened_shop


@pytest.mark.any_kind
async def test_the_page_leads_into_every_screen(door: Doors) -> None:
    page = await door.caller.get("/demo/")

    assert f'href="/chat/?demo={CID}"' in page.text
    assert f'href="/console/?demo={DOT}"' in page.text
    assert f'href="/demo/app/?demo={CID}"' in page.text
    assert "Cid Orlov" in page.text
    assert "flat1 street" in page.text
    assert FAY not in page.text


async def test_who_can_meet_stands_together_and_the_platform_last(door: Doors) -> None:
    page = (await door.caller.get("/demo/")).text

    circles = dict(zip(
        re.findall("<h2>(.*?)</h2>", page),
        [set(re.findall("demo=([a-z_]+)", circle)) for circle in page.split("<h2>")[1:]],
        strict=True,
    ))  # fmt: skip
    assert list(circles) == ["Berezki", "Sosny", "The platform"], "of one second: by id"
    assert {ANN, DOT, CID} <= circles["Sosny"]
    assert circles["Berezki"] & circles["Sosny"] == set()
    assert {MOD, OLA} <= circles["The platform"]


@pytest.mark.any_kind
async def test_the_page_speaks_russian_too(door: Doors) -> None:
    page = await door.caller.get("/demo/", headers={"Accept-Language": "ru"})

    assert "Сотрудники" in page.text


async def test_the_page_is_found_without_its_last_slash(door: Doors) -> None:
    assert (await door.caller.get("/demo")).headers["location"] == "/demo/"


@pytest.mark.any_kind
async def test_a_client_gets_a_token_for_the_socket(door: Doors) -> None:
    answer = await door.ask("POST", "/demo/tokens", {}, {"client": CID})

    body = answer.json()
    assert set(body) == {"kind", "token", "expires_at"}
    claims = await door.small.identity.verify_socket(body["token"])
    assert (claims.kind, claims.id, claims.org) == ("client", CID, SOSNY)


async def test_an_employee_gets_what_a_login_gives(door: Doors) -> None:
    given = (await door.ask("POST", "/demo/tokens", {}, {"staff": BOB})).json()
    login = (
        await door.ask(
            "POST", "/api/v1/auth/login", {}, {"email": "bob@example.com", "password": "bob"}
        )
    ).json()

    assert set(given) - set(login) == {"kind", "token", "expires_at"}
    assert given["me"] == login["me"]
    assert given["token"] == given["access_token"]
    renewed = await door.ask(
        "POST", "/api/v1/auth/refresh", {}, {"refresh_token": given["refresh_token"]}
    )
    assert renewed.status_code == 200


@pytest.mark.any_kind
@pytest.mark.parametrize("who", [{"client": "cl_none"}, {"staff": "st_none"}, {"staff": FAY}])
async def test_whom_there_is_not_nobody_can_be(door: Doors, who: dict[str, str]) -> None:
    answer = await door.ask("POST", "/demo/tokens", {}, who)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.any_kind
@pytest.mark.parametrize("who", [{}, {"client": CID, "staff": DOT}, {"client": ""}, []])
async def test_one_is_one_person(door: Doors, who: object) -> None:
    answer = await door.ask("POST", "/demo/tokens", {}, who)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation")


@pytest.mark.any_kind
async def test_a_client_sees_the_screens_of_their_superapp(door: Doors) -> None:
    await put_app(door.small.world, APP)
    ann = await door.staff(ANN)
    for widget in (
        {"screen": "services", "title": "Passes <now>", "miniapp": APP},
        {"screen": "home", "title": "Posters", "target": "events"},
    ):
        made = (await door.ask("POST", "/api/v1/widgets", ann, widget)).json()["id"]
        await door.ask("POST", f"/api/v1/widgets/{made}/publish", ann)

    page = (await door.caller.get(f"/demo/miniapps/{CID}")).text

    assert page.index("Posters") < page.index("Passes &lt;now&gt;")
    assert f'href="/demo/miniapps/{CID}/{APP}"' in page
    assert f'href="/demo/miniapps/{KIM}"' in (await door.caller.get("/demo/")).text


@pytest.mark.any_kind
async def test_a_mini_app_opens_once_its_offer_is_accepted(door: Doors) -> None:
    await put_app(door.small.world, APP)
    address = f"/demo/miniapps/{CID}/{APP}"

    asked = await door.caller.get(address)
    agreed = await door.caller.post(address)
    opened = await door.caller.get(address)

    assert asked.status_code == agreed.status_code == 200
    assert "profile.phone" in asked.text
    url, _, token = opened.headers["location"].partition("#token=")
    assert (opened.status_code, url) == (303, f"{HOST}/apps/{APP}/{1:064x}/")
    assert (await me(door, token)).json()["name"] == "Cid Orlov"


@pytest.mark.any_kind
@pytest.mark.parametrize("path", [f"{CID}/{QUIET}", f"{CID}/app_none", "cl_none", f"cl_none/{APP}"])
async def test_nothing_opens_that_is_not_there(door: Doors, path: str) -> None:
    assert (await door.caller.get(f"/demo/miniapps/{path}")).status_code == 404


async def test_the_superapp_is_found_without_its_last_slash(door: Doors) -> None:
    answer = await door.caller.get(f"/demo/app?demo={CID}")

    assert answer.headers["location"] == f"{HOST}/demo/app/?demo={CID}"


async def test_the_superapp_frames_mini_apps_and_the_chat_and_nobody_frames_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "index.html").write_text("<p>tiles</p>")
    page = Superapp(tmp_path, superapp_headers("https://*.apps.example"))
    transport = httpx2.ASGITransport(app=page)
    async with httpx2.AsyncClient(transport=transport, base_url="http://here") as caller:
        headers = (await caller.get("/?demo=cl_1")).headers

    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["frame-src"] == "'self' https://*.apps.example"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert headers["cache-control"] == "no-cache"


async def test_the_back_end_of_the_demo_sells_parking_at_its_own_price(
    sqlite_database: Database,
) -> None:
    async with opened_shop(sqlite_database) as shop:
        wanted = {"guest": " Mary ", "day": "2031-05-01", "amount": 1}
        path = "/miniapp/v1/demo/parking"
        sold = await shop.door.ask("POST", path, bearer(shop.token), wanted)
        order = await shop.read(sold.json()["order"])
        refused = [
            await shop.door.ask("POST", path, bearer("nobody's"), wanted),
            await shop.door.ask("POST", path, bearer(shop.token), {**wanted, "day": "tomorrow"}),
        ]
        found = await shop.door.ask(
            "GET", f"/api/v1/miniapps/{APP}/orders", await shop.door.staff(ANN)
        )

    assert sold.status_code == 201
    assert (order["amount"], order["state"], order["env"]) == (35_000, "created", "live")
    assert order["description"] == "Парковка: Mary, 2031-05-01"
    assert [one.status_code for one in refused] == [401, 422]
    assert len(found.json()["items"]) == 1
