"""Where do links to a mini-app lead, and do they tell nobody what is there?"""

from collections.abc import Mapping
from typing import Any

import pytest

from chatserver.storage.tables import Superapp, SuperappOrg
from tests.doors import Doors
from tests.seeds import ANN, APP, BEREZKI, CID, EVE, FAR_APP, NOON, SOSNY, ZOE
from tests.shelf import put_app

HOUSE: Mapping[str, Any] = {
    "id": "sap_house",
    "name": "Our house",
    "kind": "branded",
    "link_host": "house.example.com",
    "stores": {"google_play": "https://play.example.com/house", "ios": "javascript:alert(1)"},
    "packages": [
        {"platform": "android", "id": "com.example.house", "fingerprints": ["AB:CD"]},
        {"platform": "ios", "id": "TEAM1.com.example.house"},
    ],
}
CITY: Mapping[str, Any] = {
    "id": "sap_city",
    "name": "City",
    "kind": "general",
    "link_host": "city.example.com",
    "packages": [{"platform": "ios", "id": "TEAM2.com.example.city"}],
}


async def with_superapps(door: Doors) -> None:
    async with door.small.world.db.transaction() as session:
        for one in (HOUSE, CITY):
            session.add(Superapp(**one, created_at=NOON))
        await session.flush()
        for superapp, org in (("sap_house", SOSNY), ("sap_city", SOSNY), ("sap_city", BEREZKI)):
            session.add(SuperappOrg(superapp=superapp, org=org))


async def test_a_link_for_each_superapp_of_the_organisation(door: Doors) -> None:
    await with_superapps(door)
    await put_app(door.small.world, APP)
    await put_app(door.small.world, FAR_APP)
    listed = await door.ask("GET", f"/api/v1/miniapps/{APP}/deeplinks", await door.staff(EVE))
    assert listed.json()["items"] == [
        {
            "superapp": {"id": "sap_city", "name": "City", "kind": "general"},
            "url": f"https://city.example.com/m/{APP}",
        },
        {
            "superapp": {"id": "sap_house", "name": "Our house", "kind": "branded"},
            "url": f"https://house.example.com/m/{APP}",
        },
    ]
    zoe = await door.staff(ZOE)
    assert (await door.ask("GET", f"/api/v1/miniapps/{APP}/deeplinks", zoe)).status_code == 404
    far = await door.ask("GET", f"/api/v1/miniapps/{FAR_APP}/deeplinks", zoe)
    assert [one["superapp"]["id"] for one in far.json()["items"]] == ["sap_city"]
    ann = await door.staff(ANN)
    assert (await door.ask("GET", "/api/v1/miniapps/app_none/deeplinks", ann)).status_code == 404


@pytest.mark.any_kind
async def test_a_link_tells_nothing_about_what_is_hidden(door: Doors) -> None:
    await put_app(door.small.world, APP, status="inactive")
    await put_app(door.small.world, FAR_APP)
    headers = {**door.client(CID, SOSNY), "X-Request-Id": "same"}
    answers = [
        await door.ask("GET", f"/superapp/v1/deeplinks/{app}", headers)
        for app in (APP, FAR_APP, "app_none", "ä")
    ]
    assert {one.status_code for one in answers} == {404}
    assert len({one.text for one in answers}) == 1


@pytest.mark.any_kind
async def test_a_link_that_opens_gives_the_name_for_clients_and_no_token(door: Doors) -> None:
    await put_app(door.small.world, APP)
    found = await door.ask(
        "GET", f"/superapp/v1/deeplinks/{APP}?start=bill_7", door.client(CID, SOSNY)
    )
    assert found.json() == {"id": APP, "title": "Sosny Help", "sign_in": False}
    odd = await door.ask("GET", f"/superapp/v1/deeplinks/{APP}?start=a b", door.client(CID, SOSNY))
    assert odd.status_code == 422


@pytest.mark.any_kind
async def test_the_page_of_a_link_is_the_same_whatever_is_there(door: Doors) -> None:
    await with_superapps(door)
    await put_app(door.small.world, APP)
    at_house = {"Host": "house.example.com"}
    known = await door.ask("GET", f"/m/{APP}?start=x", at_house)
    unknown = await door.ask("GET", "/m/app_none?start=x", at_house)
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert known.text.replace(APP, "?") == unknown.text.replace("app_none", "?")
    assert f"intent://house.example.com/m/{APP}?start=x#Intent;scheme=https;" in known.text
    assert 'href="https://play.example.com/house"' in known.text
    assert "Our house: Google Play<" in known.text
    assert "javascript:" not in known.text
    assert "City" not in known.text
    assert "script-src" not in known.headers["content-security-policy"]


async def test_what_is_in_the_address_is_text_on_the_page(door: Doors) -> None:
    await with_superapps(door)
    odd = await door.ask("GET", '/m/app_1?start="><script>alert(1)</script>', {})
    assert "<script" not in odd.text
    assert (await door.ask("GET", "/m/%3Cscript%3E", {})).status_code == 404


@pytest.mark.any_kind
async def test_phones_learn_which_apps_open_the_hosts_links(door: Doors) -> None:
    await with_superapps(door)
    at_house = {"Host": "house.example.com"}
    android = await door.ask("GET", "/.well-known/assetlinks.json", at_house)
    apple = await door.ask("GET", "/.well-known/apple-app-site-association", at_house)
    assert android.json() == [
        {
            "relation": ["delegate_permission/common.handle_all_urls"],
            "target": {
                "namespace": "android_app",
                "package_name": "com.example.house",
                "sha256_cert_fingerprints": ["AB:CD"],
            },
        }
    ]
    assert apple.headers["content-type"] == "application/json"
    assert apple.json() == {
        "applinks": {
            "details": [{"appIDs": ["TEAM1.com.example.house"], "components": [{"/": "/m/*"}]}]
        }
    }


async def test_a_partner_may_keep_the_keys_for_a_while(door: Doors) -> None:
    keys = await door.ask("GET", "/.well-known/jwks.json", {"Origin": "https://partner.example"})
    assert keys.headers["cache-control"] == "public, max-age=300"
    assert keys.headers["access-control-allow-origin"] == "*"
    (key,) = keys.json()["keys"]
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("OKP", "Ed25519", "EdDSA", "sig")
