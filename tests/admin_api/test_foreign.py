"""What is another organisation's, or lies outside one's objects: is it as if it were not there?

Every route is asked for things that exist, by somebody who may not know of them, and for things
that do not: the answers are the same to the byte. And of an organisation the platform's staff see
what D14 lists and nobody's words or phones.
"""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from chatserver.actions.attachments.uploads.pieces import begin_pieces
from chatserver.actions.attachments.uploads.taking import About, Uploader, take_file
from chatserver.core.commands import Open, Send, SetComment
from chatserver.core.rights import ORGANISATION
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import Review
from tests.admin_api.test_legal_entities import ACCOUNT
from tests.admin_api.test_rights import BODIES, needed, personal, routes
from tests.doors import NOTHING, Doors
from tests.pictures import picture
from tests.seeds import (
    ANN,
    ANSWERS,
    APART,
    APP,
    CID,
    DESK,
    DOT,
    FLAT_3,
    KIM,
    MOD,
    NEWS,
    NOON,
    OLA,
    QUARTER,
    REPAIRS,
    SOSNY,
    ZOE,
)
from tests.shelf import put_app
from tests.superapp.shop import put_order

PARAMETER = re.compile(r"{(\w+)}")
SECRETS = ("Kim Lis", "Cid Orlov", "79160000001", "79160000002", "The tap drips", "Calls often")


@dataclass(frozen=True, slots=True)
class Estate:
    """What there is of Sosny, by the parameters of the routes; `kims`: Kim's chat."""

    ids: Mapping[str, str]
    kims: str


@pytest.fixture
def door(sqlite_door: Doors) -> Doors:
    """One kind of database will do: what a route asks for is settled before it is asked."""
    return sqlite_door


async def made(door: Doors, path: str, body: object, *, by: str = ANN) -> str:
    answer = await door.ask("POST", f"/api/v1/{path}", await door.staff(by), body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def talk(door: Doors, client: str) -> str:
    person = Person("client", client, "ios")
    opened = await door.ledger.submit(Open(APP), person)
    await door.ledger.submit(Send(opened.chat.id, f"key_{client}", "The tap drips"), person)
    note = SetComment(opened.chat.id, "Calls often", expect=0)
    await door.ledger.submit(note, Person("staff", ANN))
    return opened.chat.id


async def estate(door: Doors) -> Estate:
    await put_app(door.small.world, APP)
    kims = await talk(door, KIM)
    bills = {"screen": "home", "title": "Bills", "target": "bills"}
    screen = {"kind": "screen", "screen": "bills", "title": "Bills"}
    key = {"name": "CRM", "scopes": ["export.miniapps"]}
    ids = {
        "staff_id": DOT,
        "miniapp_id": APP,
        "chat_id": await talk(door, CID),
        "widget_id": await made(door, "widgets", bills),
        "key_id": await made(door, "api-keys", key),
        "webhook_id": await made(door, "webhooks", {"url": "https://example.com/hooks"}),
        "object_id": QUARTER,
        "department_id": REPAIRS,
        "client_id": CID,
        "product_id": NEWS,
        "item_id": await made(door, "catalogue", screen),
        "org_id": SOSNY,
        "licence_id": f"lic_{APP}",
        "build_id": f"bld_1{APP}",
        "offer_id": f"off_1{APP}",
        "role_id": ANSWERS,
        "seq": "2",  # of the message in each chat
    }
    return Estate(ids, kims)


async def everything(door: Doors) -> Mapping[str, str]:
    """Return one thing of each kind that any route names."""
    world, pines = door.small.world, {"name": "OOO Sosny", "inn": "7707083893", "kpp": "773601001"}
    here = await estate(door)
    entity = await made(door, f"orgs/{SOSNY}/legal-entities", pines, by=OLA)
    ann = await door.staff(ANN)
    path = f"/api/v1/orgs/{SOSNY}/legal-entities/{entity}"
    answer = await door.ask("POST", f"{path}/accounts", await door.staff(OLA), ACCOUNT)
    table = b"external_id,name,phone\n1,One,+79161112233\n"
    job = await door.caller.post("/api/v1/clients/import", headers=ann, content=table)
    export = await door.caller.post("/api/v1/chats/exports", headers=ann)
    by, about = Uploader(SOSNY, "staff", ANN), About("a.png")
    async with world.db.transaction() as session:
        review = Review(id="rev_1", app=APP, state="approved", sent_at=NOON, due_at=NOON)
        review.ended_at = NOON
        session.add(review)
    return {
        **here.ids,
        "entity_id": entity,
        "account_id": answer.json()["accounts"][0]["id"],
        "superapp_id": await made(door, "superapps", {"name": "D", "kind": "general"}, by=OLA),
        "reply_id": await made(door, "canned-replies", {"title": "Hi", "text": "Hello"}),
        "view_id": await made(door, "me/views", {"of": "chats", "name": "Mine"}),
        "import_id": job.json()["id"],
        "export_id": export.json()["id"],
        "file_id": (await take_file(world, by, _once(picture()), lambda: about)).id,
        "upload_id": await begin_pieces(world, by, name="a.pdf", size=999),
        "review_id": "rev_1",
        "order_id": await put_order(world, "ord_1"),
        "delivery_id": await pinged(door, here.ids["webhook_id"]),
    }


async def pinged(door: Doors, webhook: str) -> str:
    path = f"/api/v1/webhooks/{webhook}/ping"
    answer = await door.ask("POST", path, await door.staff(ANN))
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def same_nothing(
    door: Doors, headers: Mapping[str, str], method: str, path: str, ids: Mapping[str, str]
) -> None:
    """Ask for what is there and for what is not: nobody can tell one from the other."""
    body: Any = BODIES.get((method, path), NOTHING)
    asked = {**headers, "If-Match": "*", "X-Request-Id": "same"}
    there = await door.ask(method, PARAMETER.sub(lambda one: ids[one[1]], path), asked, body)
    nothing = {"seq": "999"}
    unknown = PARAMETER.sub(lambda one: nothing.get(one[1], "x_none"), path)
    nowhere = await door.ask(method, unknown, asked, body)
    told = f"{method} {path}: {there.status_code} {there.text} {nowhere.text}"
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content), told
    assert there.status_code in (403, 404), told


async def test_another_organisations_things_are_not_there(door: Doors) -> None:
    ids = await everything(door)
    zoe, walked = await door.staff(ZOE), 0
    for method, path, _ in routes(door):
        named = PARAMETER.findall(path)
        if named and not personal(path):
            assert ids.keys() >= set(named), f"{path} names what this test does not make"
            await same_nothing(door, zoe, method, path, ids)
            walked += 1
    assert walked > 70


async def test_what_lies_outside_ones_objects_is_not_there(door: Doors) -> None:
    """Somebody who may do everything, in one quarter: Kim lives in another."""
    here = await estate(door)
    ann = await door.staff(ANN)
    role = await made(door, "roles", {"name": "All", "permissions": sorted(ORGANISATION)})
    keeper = {"name": "Guy", "email": "guy@example.com", "role": role, "objects": [QUARTER]}
    guy = await door.staff(await made(door, "staff", {**keeper, "department": DESK}))
    outside = {"client_id": KIM, "chat_id": here.kims, "object_id": APART, "seq": "2"}
    walked = 0
    for method, path, operation in routes(door):
        named = PARAMETER.findall(path)
        if named and outside.keys() >= set(named):
            assert needed(operation) or "object" in path
            await same_nothing(door, guy, method, path, outside)
            walked += 1
    assert walked > 12
    for path in ("clients", "chats", "objects"):
        seen = (await door.ask("GET", f"/api/v1/{path}", guy)).text
        assert all(one not in seen for one in (KIM, here.kims, APART, FLAT_3)), path
        everything = (await door.ask("GET", f"/api/v1/{path}", ann)).text
        assert any(one in everything for one in (KIM, here.kims, APART)), path
    token = {"client_id": KIM, "premises_id": FLAT_3}
    made_up = {"client_id": "cl_none", "premises_id": "obj_none"}
    answers = [
        await door.ask(
            "POST", f"/api/v1/miniapps/{APP}/tokens", {**guy, "X-Request-Id": "same"}, body
        )
        for body in (token, made_up)
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


async def test_of_an_organisation_the_platform_sees_what_it_lists_and_no_client(
    door: Doors,
) -> None:
    here = await estate(door)
    for who in (MOD, OLA):
        headers, seen = await door.staff(who), set()
        for method, path, operation in routes(door):
            named = PARAMETER.findall(path)
            if method != "get" or personal(path) or not here.ids.keys() >= set(named):
                continue
            asked = PARAMETER.sub(lambda one: here.ids[one[1]], path)
            answer = await door.ask("GET", asked, headers)
            assert answer.status_code in (200, 403, 404, 422), f"{path}: {answer.text}"
            assert not any(secret in answer.text for secret in SECRETS), path
            if answer.status_code == 200 and named:
                assert any(one.startswith("platform.") for one in needed(operation)), path
                seen.add(path.removeprefix("/api/v1/"))
        assert seen == {
            "orgs/{org_id}",
            "orgs/{org_id}/legal-entities",
            "orgs/{org_id}/licences",
            "orgs/{org_id}/miniapps",
            "orgs/{org_id}/staff",
            "miniapps/{miniapp_id}",
            "miniapps/{miniapp_id}/analytics",
            "miniapps/{miniapp_id}/builds",
            "miniapps/{miniapp_id}/offer",
            "miniapps/{miniapp_id}/offer/{offer_id}",
            "miniapps/{miniapp_id}/reviews",
        }


async def test_the_platform_reads_an_organisations_people_and_mini_apps(door: Doors) -> None:
    await put_app(door.small.world, APP)
    mod = await door.staff(MOD)

    staff = (await door.ask("GET", f"/api/v1/orgs/{SOSNY}/staff?limit=2", mod)).json()
    rest = f"/api/v1/orgs/{SOSNY}/staff?cursor={staff['next_cursor']}"
    more = (await door.ask("GET", rest, mod)).json()
    apps = (await door.ask("GET", f"/api/v1/orgs/{SOSNY}/miniapps", mod)).json()["items"]

    people = [*staff["items"], *more["items"]]
    assert [one["name"] for one in people] == ["Ann", "Bob", "Dot", "Eve", "Fay"]
    assert [one["administrator"] for one in people] == [True, False, False, False, False]
    assert [one["id"] for one in apps] == [APP]
    for path in ("staff", "miniapps", "licences", "legal-entities"):
        nowhere = await door.ask("GET", f"/api/v1/orgs/org_none/{path}", mod)
        assert nowhere.status_code == 404, path
