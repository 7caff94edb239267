"""How are superapps and the keys of their back ends kept, and whom do they let in?"""

from typing import Any

import httpx2
import pytest
from sqlmodel import select
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from chatserver.actions.sign_in.sessions import begin_session
from chatserver.storage.database import Database
from chatserver.storage.tables import AuditRow
from tests.doors import Doors
from tests.seeds import ANN, APP, BEREZKI, CID, FAR_CLIENT, OLA, SOSNY
from tests.serving import serving_in
from tests.shelf import put_app
from tests.small import small
from tests.superapp.opened import bearer

PATH = "/api/v1/superapps"
PRINT = ":".join(["AB"] * 32)
GENERAL: dict[str, Any] = {
    "name": "Domovoy",
    "kind": "general",
    "link_host": "go.example.com",
    "stores": {"app_store": "https://apps.example.com/1"},
    "packages": [{"platform": "android", "id": "ru.domovoy", "fingerprints": [PRINT]}],
    "origins": ["https://app.example.com"],
    "orgs": [SOSNY],
}


async def add(door: Doors, **changes: object) -> dict[str, Any]:
    answer = await door.ask("POST", PATH, await door.staff(OLA), {**GENERAL, **changes})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def new_key(door: Doors, superapp: str) -> dict[str, Any]:
    path = f"{PATH}/{superapp}/keys"
    answer = await door.ask("POST", path, await door.staff(OLA), {"name": "Back end"})
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json()
    return made


async def mint(door: Doors, key: str, **body: object) -> int:
    answer = await door.ask("POST", "/superapp/v1/client-tokens", bearer(key), body)
    return answer.status_code


async def test_a_superapp_is_kept_as_it_was_given(door: Doors) -> None:
    made = await add(door)

    ola = await door.staff(OLA)
    read = await door.ask("GET", f"{PATH}/{made['id']}", ola)
    assert read.json() == made
    assert read.headers["etag"] == '"1"'
    assert {name: made[name] for name in GENERAL if name != "orgs"} == {
        name: value for name, value in GENERAL.items() if name != "orgs"
    }
    assert made["orgs"] == [{"id": SOSNY, "name": "Sosny"}]
    assert [one["id"] for one in (await door.ask("GET", PATH, ola)).json()["items"]] == [made["id"]]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"orgs": [SOSNY, "org_none"]}, "/orgs/1"),
        ({"orgs": [SOSNY, SOSNY]}, "/orgs/1"),
        ({"link_host": "https://go.example.com"}, "/link_host"),
        ({"link_host": "localhost"}, "/link_host"),
        ({"origins": ["https://*.example.com"]}, "/origins/0"),
        ({"origins": ["https://app.example.com/path"]}, "/origins/0"),
        ({"origins": ["http://app.example.com"]}, "/origins/0"),
        ({"stores": {"app_store": "javascript:alert(1)"}}, "/stores/app_store"),
        (
            {"packages": [{"platform": "ios", "id": "T.a", "fingerprints": [PRINT]}]},
            "/packages/0/fingerprints",
        ),
        ({"kind": "own"}, "/kind"),
    ],
)
async def test_what_cannot_be_a_superapp_is_not_stored(
    sqlite_door: Doors, wrong: dict[str, object], pointer: str
) -> None:
    ola = await sqlite_door.staff(OLA)
    answer = await sqlite_door.ask("POST", PATH, ola, {**GENERAL, **wrong})

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert (await sqlite_door.ask("GET", PATH, ola)).json()["items"] == []


async def test_packages_are_changed_with_and_without_fingerprints(door: Doors) -> None:
    made, ola = await add(door), await door.staff(OLA)
    path, apple = f"{PATH}/{made['id']}", {"platform": "ios", "id": "T.a"}

    changed = await door.ask("PATCH", path, ola, {"packages": [apple]})
    wrong = await door.ask("PATCH", path, ola, {"packages": [{**apple, "fingerprints": [PRINT]}]})

    assert changed.json()["packages"] == [{**apple, "fingerprints": []}]
    assert [one["code"] for one in wrong.json()["errors"]] == ["unexpected"]


async def test_an_outdated_change_is_refused_and_changes_nothing(door: Doors) -> None:
    made = await add(door)
    ola, path = await door.staff(OLA), f"{PATH}/{made['id']}"

    first = await door.ask("PATCH", path, {**ola, "If-Match": '"1"'}, {"orgs": [SOSNY, BEREZKI]})
    late = await door.ask("PATCH", path, {**ola, "If-Match": '"1"'}, {"name": "Other", "orgs": []})

    assert (first.status_code, late.status_code) == (200, 412)
    now = (await door.ask("GET", path, ola)).json()
    assert (now["name"], [one["id"] for one in now["orgs"]]) == ("Domovoy", [BEREZKI, SOSNY])


@pytest.mark.any_kind
async def test_a_key_serves_the_organisations_that_its_superapp_has_now(door: Doors) -> None:
    made = await add(door)
    key = await new_key(door, made["id"])

    assert await mint(door, key["secret"], client_id=CID) == 200
    assert await mint(door, key["secret"], client_id=FAR_CLIENT, org=BEREZKI) == 404
    ola = await door.staff(OLA)
    await door.ask("PATCH", f"{PATH}/{made['id']}", ola, {"orgs": [BEREZKI]})
    assert await mint(door, key["secret"], client_id=CID, org=SOSNY) == 404
    assert await mint(door, key["secret"], client_id=FAR_CLIENT) == 200
    await door.ask("PATCH", f"{PATH}/{made['id']}", ola, {"orgs": []})
    assert await mint(door, key["secret"], client_id=FAR_CLIENT) == 404


async def test_a_key_is_shown_once_ends_at_once_and_each_mint_is_written_down(
    door: Doors,
) -> None:
    made = await add(door)
    key = await new_key(door, made["id"])
    await mint(door, key["secret"], client_id=CID)
    ola, path = await door.staff(OLA), f"{PATH}/{made['id']}/keys"

    listed = (await door.ask("GET", path, ola)).json()["items"]
    ended = await door.ask("DELETE", f"{path}/{key['id']}", ola)

    [one] = listed
    assert set(one) == {"id", "name", "maker", "maker_active", "created_at", "used_at"}
    assert (one["maker"]["id"], one["maker_active"]) == (OLA, True)
    assert one["used_at"] is not None
    assert ended.status_code == 204
    assert await mint(door, key["secret"], client_id=CID) == 401
    assert (await door.ask("DELETE", f"{path}/{key['id']}", ola)).status_code == 404
    async with door.small.world.db.session() as session:
        rows = await session.exec(select(AuditRow).where(AuditRow.action == "client_token.mint"))
        assert [(one.actor_kind, one.actor, one.org) for one in rows] == [
            ("api_key", key["id"], SOSNY)
        ]
        stored = (await session.exec(select(AuditRow))).all()
        assert not any(key["secret"] in f"{one.before}{one.after}" for one in stored)


async def test_a_superapp_that_is_used_stays(door: Doors) -> None:
    made = await add(door)
    key = await new_key(door, made["id"])
    ola, path = await door.staff(OLA), f"{PATH}/{made['id']}"

    used = await door.ask("DELETE", path, ola)
    assert (used.status_code, used.json()["uses"]) == (409, {"orgs": 1, "keys": 1})
    await door.ask("DELETE", f"{path}/keys/{key['id']}", ola)
    await door.ask("PATCH", path, ola, {"orgs": []})
    assert (await door.ask("DELETE", path, ola)).status_code == 204
    assert (await door.ask("GET", path, ola)).status_code == 404


@pytest.mark.any_kind
async def test_links_of_a_mini_app_lead_into_the_superapps_of_its_organisation(
    door: Doors,
) -> None:
    await put_app(door.small.world, APP)
    await add(door)
    await add(door, name="Far", link_host="far.example.com", orgs=[BEREZKI])

    answer = await door.ask("GET", f"/api/v1/miniapps/{APP}/deeplinks", await door.staff(ANN))

    assert [one["url"] for one in answer.json()["items"]] == [f"https://go.example.com/m/{APP}"]


async def test_pages_of_a_superapp_may_call_open_sockets_and_show_the_chat(
    database: Database,
) -> None:
    here = await small(database)
    async with (
        serving_in(here.world) as served,
        httpx2.AsyncClient(base_url=served.url) as caller,
    ):
        ola = bearer((await begin_session(here.world, here.identity, OLA)).access_token)
        page = {"Origin": "https://app.example.com"}
        protocols = [Subprotocol("chat.v1")]
        with pytest.raises(InvalidStatus):
            await connect(
                served.ws, subprotocols=protocols, origin=Origin("https://app.example.com")
            )
        assert (await caller.post(PATH, headers=ola, json=GENERAL)).status_code == 201
        await served.node.superapps.refresh(here.world)

        async with connect(
            served.ws, subprotocols=protocols, origin=Origin("https://app.example.com")
        ) as socket:
            assert socket.subprotocol == "chat.v1"
        allowed = "access-control-allow-origin"
        theirs = await caller.get("/superapp/v1/me", headers=page)
        assert theirs.headers[allowed] == "https://app.example.com"
        asked = {
            **page,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "Authorization",
        }
        preflight = await caller.options(f"/superapp/v1/miniapps/{APP}/launch", headers=asked)
        assert preflight.headers[allowed] == "https://app.example.com"
        others = await caller.get("/superapp/v1/me", headers={"Origin": "https://evil.example"})
        assert allowed not in others.headers
        assert allowed not in (await caller.get("/api/v1/me", headers=page)).headers
        policy = (await caller.get("/chat/")).headers["content-security-policy"]
        assert "frame-ancestors 'self' https://app.example.com" in policy
