"""How does the platform make, change, close and open organisations, and what ends with one?"""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from sqlmodel import col, select

from chatserver.actions.attachments.uploads.sweeping import sweep_files
from chatserver.actions.attachments.uploads.taking import About, Uploader, take_file
from chatserver.actions.integrations.api_keys import make_superapp_key
from chatserver.actions.miniapps.launches.app_keys import make_app_key
from chatserver.actions.organisations.closing import DAY_MS
from chatserver.actions.organisations.org_erasures import erase_closed
from chatserver.actions.sign_in.sessions import begin_session
from chatserver.core.commands import Open, Send
from chatserver.core.refusals import NotFound
from chatserver.identity import Kind
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.ledger.reading import Reading
from chatserver.storage.database import Database
from chatserver.storage.tables import (
    AuditRow,
    ClientRow,
    EventRow,
    FileRow,
    Licence,
    Org,
    PasswordLink,
    StaffRow,
    Webhook,
)
from chatserver.world import World
from tests.admin_api.placed import published
from tests.doors import Doors
from tests.pictures import picture
from tests.seeds import ANN, APP, BEREZKI, CID, DESK, DOT, MOD, OLA, SOSNY, ZOE
from tests.serving import joined, serving_in
from tests.small import small
from tests.superapp.opened import bearer, me, on_the_shelf, open_app

DUBKI = {
    "name": "Dubki",
    "kind": "management",
    "administrator": {"name": "Una Lang", "email": "Una@Example.com"},
}


async def made(door: Doors) -> httpx2.Response:
    return await door.ask("POST", "/api/v1/orgs", await door.staff(OLA), DUBKI)


async def moved(door: Doors, act: str, org: str = SOSNY) -> httpx2.Response:
    return await door.ask("POST", f"/api/v1/orgs/{org}/{act}", await door.staff(OLA))


async def test_an_organisation_is_made_with_its_first_administrator(door: Doors) -> None:
    answer = await made(door)

    assert answer.status_code == 201
    body = answer.json()
    assert (body["name"], body["kind"], body["closed_at"]) == ("Dubki", "management", None)
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"/api/v1/orgs/{body['id']}"
    una = await door.staff(body["administrator"])
    who = (await door.ask("GET", "/api/v1/me", una)).json()
    assert (who["org"]["id"], who["administrator"]) == (body["id"], True)
    assert who["email"] == "una@example.com"
    async with door.small.world.db.session() as session:
        links = await session.exec(select(PasswordLink.kind, PasswordLink.staff))
        assert list(links) == [("invite", body["administrator"])]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"administrator": {"name": "Ann", "email": "ann@example.com"}}, "/administrator/email"),
        ({"administrator": {"name": "Ann", "email": "a@b@c"}}, "/administrator/email"),
        ({"kind": "bank"}, "/kind"),
        ({"name": " "}, "/name"),
    ],
)
async def test_an_organisation_that_cannot_be_is_not_made(
    door: Doors, wrong: dict[str, object], pointer: str
) -> None:
    answer = await door.ask("POST", "/api/v1/orgs", await door.staff(OLA), {**DUBKI, **wrong})

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    async with door.small.world.db.session() as session:
        assert set(await session.exec(select(Org.id))) == {SOSNY, BEREZKI}


async def test_organisations_are_listed_page_by_page_by_any_of_the_platform(door: Doors) -> None:
    await made(door)
    mod = await door.staff(MOD)

    first = (await door.ask("GET", "/api/v1/orgs?limit=2", mod)).json()
    cursor = first["next_cursor"]
    rest = (await door.ask("GET", f"/api/v1/orgs?limit=2&cursor={cursor}", mod)).json()

    names = [one["name"] for one in [*first["items"], *rest["items"]]]
    assert sorted(names) == ["Berezki", "Dubki", "Sosny"]
    assert rest["next_cursor"] is None
    developers = (await door.ask("GET", "/api/v1/orgs?kind=developer", mod)).json()["items"]
    assert [one["name"] for one in developers] == ["Berezki"]


@pytest.mark.any_kind
async def test_a_name_is_changed_once_and_the_employees_see_it(door: Doors) -> None:
    ola = await door.staff(OLA)
    path = f"/api/v1/orgs/{SOSNY}"
    tag = (await door.ask("GET", path, ola)).headers["etag"]

    first = await door.ask("PATCH", path, {**ola, "If-Match": tag}, {"name": "New Sosny"})
    second = await door.ask("PATCH", path, {**ola, "If-Match": tag}, {"name": "Older"})

    assert (first.status_code, second.status_code) == (200, 412)
    who = (await door.ask("GET", "/api/v1/me", await door.staff(DOT))).json()
    assert who["org"]["name"] == "New Sosny"


async def test_what_carries_the_organisations_name_carries_the_new_one(door: Doors) -> None:
    ola, ann = await door.staff(OLA), await door.staff(ANN)
    unnamed, named = [
        (await door.ask("POST", "/api/v1/products", ann, {"name": "A new one", **about})).json()
        for about in ({"department": DESK}, {"department": DESK, "public_title": "The desk"})
    ]
    assert unnamed["public_title"] == "Sosny"

    path, name = f"/api/v1/orgs/{SOSNY}", "New Sosny with a name of more than thirty characters"
    answer = await door.ask("PATCH", path, {**ola, "If-Match": "*"}, {"name": name})
    assert answer.status_code == 200, answer.text

    products = (await door.ask("GET", "/superapp/v1/products", door.client(CID, SOSNY))).json()
    titles = {one["id"]: one["name"] for one in products["items"]}
    assert titles[unnamed["id"]] == name[:30]
    assert titles[named["id"]] == "The desk"


async def test_with_an_organisation_everything_that_lets_in_ends(door: Doors) -> None:
    world = door.small.world
    await on_the_shelf(door)
    page = (await open_app(door)).json()["token"]
    back_end = (await make_app_key(world, SOSNY, APP, "Back end", by=ANN)).value
    host = await make_superapp_key(world, "Superapp", [SOSNY, BEREZKI], by=SYSTEM)
    ann, dot = await door.staff(ANN), await door.staff(DOT)
    session = await begin_session(world, door.small.identity, ANN)
    cid = door.client(CID, SOSNY)
    door.small.clock.at += 1000

    assert (await moved(door, "close")).status_code == 200

    refresh = {"refresh_token": session.refresh_token}
    asked = [
        await door.ask("GET", "/api/v1/me", ann),
        await door.ask("GET", "/api/v1/staff", dot),
        await door.ask("GET", "/superapp/v1/me", cid),
        await me(door, page),
        await door.ask("POST", "/miniapp/v1/tokens/check", bearer(back_end), {"token": page}),
        await door.ask("POST", "/api/v1/auth/refresh", {}, refresh),
    ]
    assert [one.status_code for one in asked] == [401] * len(asked)
    minted = {"client_id": CID, "org": SOSNY}
    gone = await door.ask("POST", "/superapp/v1/client-tokens", bearer(host), minted)
    guest = {"guest": True, "org": SOSNY}
    assert gone.status_code == 404
    assert (
        await door.ask("POST", "/superapp/v1/client-tokens", bearer(host), guest)
    ).status_code == 404
    # It is the platform's key: the other organisation's clients come in as before.
    others = {"client_id": "cl_far"}
    assert (
        await door.ask("POST", "/superapp/v1/client-tokens", bearer(host), others)
    ).status_code == 200
    with pytest.raises(NotFound):
        await door.ledger.submit(Open(APP), Person("client", CID, "ios"))
    async with world.db.session() as stored:
        [licence] = await stored.exec(select(Licence).where(Licence.org == SOSNY))
        assert (licence.app, licence.revoked_at) == (None, None)
    assert (await door.ask("GET", "/api/v1/me", await door.staff(ZOE))).status_code == 200


@pytest.mark.any_kind
async def test_nobody_but_its_administrators_comes_back_and_they_fetch_what_is_theirs(
    door: Doors,
) -> None:
    await moved(door, "close")
    door.small.clock.at += 1000
    ann, dot = await door.staff(ANN), await door.staff(DOT)

    assert (await door.ask("GET", "/api/v1/me", dot)).status_code == 401
    assert (await door.ask("GET", "/api/v1/me", ann)).json()["id"] == ANN
    found = (await door.ask("GET", "/api/v1/clients", ann)).json()["items"]
    assert CID in [one["id"] for one in found]
    taken = await door.ask(
        "POST", f"/api/v1/clients/{CID}/export", ann, {"reason": "We are closing"}
    )
    assert taken.status_code == 200
    for path in ("staff", "objects", "departments", f"clients/{CID}", "widgets", "miniapps"):
        answer = await door.ask("GET", f"/api/v1/{path}", ann)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


@pytest.mark.any_kind
async def test_an_organisation_that_is_opened_again_has_what_was_stored_and_no_old_keys(
    door: Doors,
) -> None:
    world = door.small.world
    await on_the_shelf(door)
    page = (await open_app(door)).json()["token"]
    back_end = (await make_app_key(world, SOSNY, APP, "Back end", by=ANN)).value
    chat = (await door.ledger.submit(Open(APP), Person("client", CID, "ios"))).chat.id
    old = door.client(CID, SOSNY)
    await moved(door, "close")
    door.small.clock.at += 29 * DAY_MS

    answer = await moved(door, "reopen")

    assert (answer.status_code, answer.json()["closed_at"]) == (200, None)
    ann = await door.staff(ANN)
    card = (await door.ask("GET", f"/api/v1/miniapps/{APP}", ann)).json()
    assert (card["status"], card["licence"]) == ("inactive", None)
    assert (await door.ask("GET", f"/api/v1/chats/{chat}/routing", ann)).status_code == 200
    assert (await me(door, page)).status_code == 401
    check = {"token": page}
    refused = await door.ask("POST", "/miniapp/v1/tokens/check", bearer(back_end), check)
    assert refused.status_code == 401
    assert (await door.ask("GET", "/superapp/v1/me", old)).status_code == 401
    assert (await door.ask("GET", "/superapp/v1/me", door.client(CID, SOSNY))).status_code == 200


async def test_after_thirty_days_it_stays_closed_and_its_people_are_overwritten(
    door: Doors,
) -> None:
    world = door.small.world
    cid = Person("client", CID, "ios")
    chat = (await door.ledger.submit(Open(APP), cid)).chat.id
    await door.ledger.submit(Send(chat, "key_1", "My secret"), cid)
    hook, ann = {"url": "https://example.com/hooks"}, await door.staff(ANN)
    assert (await door.ask("POST", "/api/v1/webhooks", ann, hook)).status_code == 201
    await moved(door, "close")
    door.small.clock.at += 30 * DAY_MS - 1
    assert await erase_closed(world) == 0
    door.small.clock.at += 1

    late = await moved(door, "reopen")
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert await erase_closed(world) == 1
    revisions = await Reading(world.db, world.links).revisions([SOSNY])
    assert await erase_closed(world) == 0
    # Nor does any node look at its people's rights anew, hour after hour.
    assert await Reading(world.db, world.links).revisions([SOSNY]) == revisions

    assert (await moved(door, "reopen")).status_code == 409
    card = (await door.ask("GET", f"/api/v1/orgs/{SOSNY}", await door.staff(OLA))).json()
    assert (card["reopen_until"], card["erased_at"] is None) == (None, False)
    async with world.db.session() as session:
        clients = (await session.exec(select(ClientRow).where(ClientRow.org == SOSNY))).all()
        assert {one.name for one in clients} == {"Удалённый клиент"}
        staff = (await session.exec(select(StaffRow).where(StaffRow.org == SOSNY))).all()
        assert {(one.name, one.active, one.password_hash) for one in staff} == {
            ("Former employee", False, None)
        }
        assert not any("example.com" in one.email for one in staff)
        events = (await session.exec(select(EventRow).where(EventRow.chat == chat))).all()
        assert not any("secret" in one.body for one in events)
        assert (await session.exec(select(Webhook))).all() == []
        far = await session.get_one(ClientRow, "cl_far")
        assert far.name == "Far Away"


async def stored(world: World) -> set[str]:
    """The folders of the file store in which something lies."""
    return {key.split("/")[0] async for key, _ in world.files.keys("")}


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def picture_of(world: World, org: str, purpose: str) -> str:
    """Keep a picture that an employee uploaded."""
    by, about = Uploader(org, "staff", ANN), About("a.png", purpose)
    return (await take_file(world, by, once(picture()), lambda: about)).id


async def test_after_thirty_days_nothing_of_it_is_left_in_the_file_store(door: Doors) -> None:
    world = door.small.world
    await published(door)
    screen = {"kind": "screen", "screen": "bills", "title": "Bills"}
    shown = {**screen, "image": await picture_of(world, SOSNY, "catalogue")}
    answer = await door.ask("POST", "/api/v1/catalogue", await door.staff(ANN), shown)
    assert answer.status_code == 201, answer.text
    for purpose in ("widget", "message"):
        await picture_of(world, SOSNY, purpose)
    far = await picture_of(world, BEREZKI, "widget")
    assert await stored(world) == {"builds", "offers", "files", "previews"}
    await moved(door, "close")
    door.small.clock.at += 30 * DAY_MS

    await erase_closed(world)
    await sweep_files(world)

    assert await stored(world) == {"erasures", "files"}
    assert [key async for key, _ in world.files.keys("files")] == [f"files/{far}"]
    async with world.db.session() as session:
        assert list(await session.exec(select(FileRow.id))) == [far]


async def test_closing_twice_or_opening_what_is_open_is_a_conflict(door: Doors) -> None:
    assert (await moved(door, "reopen")).status_code == 409
    assert (await moved(door, "close")).status_code == 200
    assert (await moved(door, "close")).status_code == 409
    ola = await door.staff(OLA)
    assert (await door.ask("PATCH", f"/api/v1/orgs/{SOSNY}", ola, {"name": "X"})).status_code == 409
    async with door.small.world.db.session() as session:
        rows = await session.exec(select(AuditRow.action).where(col(AuditRow.subject) == SOSNY))
        assert sorted(rows) == ["org.close"]


async def test_of_two_who_close_at_once_one_does(door: Doors) -> None:
    answers = await asyncio.gather(moved(door, "close"), moved(door, "close"))

    assert sorted(one.status_code for one in answers) == [200, 409]


@pytest.mark.any_kind
async def test_sockets_of_a_closed_organisation_are_cut(database: Database) -> None:
    here = await small(database)
    async with (
        serving_in(here.world) as served,
        joined(served, Kind.CLIENT, CID, org=SOSNY) as cid,
        joined(served, Kind.STAFF, DOT, org=SOSNY) as dot,
        httpx2.AsyncClient(base_url=served.url) as caller,
    ):
        ola = await begin_session(here.world, here.identity, OLA)
        path = f"/api/v1/orgs/{SOSNY}/close"
        answer = await caller.post(path, headers=bearer(ola.access_token))
        assert answer.status_code == 200
        async with asyncio.timeout(10):
            await asyncio.gather(cid.wait_closed(), dot.wait_closed())
        assert (cid.close_code, dot.close_code) == (4403, 4403)
