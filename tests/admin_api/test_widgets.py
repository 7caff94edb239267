"""Do widgets lead where they may, and does each see those that are drawn for them?"""

import asyncio
from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from chatserver.actions.integrations.api_keys import make_superapp_key
from chatserver.core.miniapps import Status
from chatserver.core.visibility import OrgKind, Viewer
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import ClientRow, FileRow, Org, RoleRow
from tests.core.test_visibility import SHOWN
from tests.doors import Doors
from tests.seeds import (
    ANN,
    APP,
    BOB,
    CID,
    FAR_APP,
    FLAT_1,
    FLAT_2,
    FLAT_3,
    HOUSE_1,
    KEEPER,
    KIM,
    NOON,
    QUARTER,
    QUIET,
    SOSNY,
    ZOE,
)
from tests.shelf import put_app, set_app

WIDGETS = "/api/v1/widgets"
BILLS: Mapping[str, Any] = {"screen": "home", "title": "Bills", "target": "bills"}
PASSES: Mapping[str, Any] = {"screen": "home", "title": "Passes", "miniapp": APP}


async def made(door: Doors, body: Mapping[str, Any], *, publish: bool = True) -> str:
    ann = await door.staff(ANN)
    answer = await door.ask("POST", WIDGETS, ann, body)
    assert answer.status_code == 201, answer.text
    id_ = str(answer.json()["id"])
    if publish:
        assert (await door.ask("POST", f"{WIDGETS}/{id_}/publish", ann)).json()["published"]
    return id_


async def drawn(door: Doors, headers: Mapping[str, str], query: str = "") -> list[str]:
    answer = await door.ask("GET", f"/superapp/v1/widgets{query}", headers)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


async def guest(door: Doors) -> dict[str, str]:
    key = await make_superapp_key(door.small.world, "Superapp", [SOSNY], by=SYSTEM)
    minted = await door.ask(
        "POST", "/superapp/v1/client-tokens", {"Authorization": f"Bearer {key}"}, {"guest": True}
    )
    return {"Authorization": f"Bearer {minted.json()['token']}"}


async def change(door: Doors, table: Any, id_: str, **changes: Any) -> None:
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(table, id_)
        for name, value in changes.items():
            setattr(row, name, value)
        session.add(row)


async def test_a_widget_is_a_draft_until_it_is_published_and_again_at_will(door: Doors) -> None:
    ann, cid = await door.staff(ANN), door.client(CID, SOSNY)
    id_ = await made(door, BILLS, publish=False)
    assert await drawn(door, cid) == []
    for act, expected in (("publish", [id_]), ("draft", []), ("publish", [id_])):
        await door.ask("POST", f"{WIDGETS}/{id_}/{act}", ann)
        assert await drawn(door, cid) == expected


async def test_what_is_drawn_says_where_it_leads_and_no_internal_name(door: Doors) -> None:
    await put_app(door.small.world, APP)
    await made(door, {**PASSES, "text": "For guests", "position": 2})
    await made(door, {**BILLS, "position": 1})
    answer = await door.ask("GET", "/superapp/v1/widgets?screen=home", door.client(CID, SOSNY))
    assert [(one["title"], one["target"]) for one in answer.json()["items"]] == [
        ("Bills", {"kind": "screen", "id": "bills"}),
        ("Passes", {"kind": "miniapp", "id": APP}),
    ]
    assert "pines" not in answer.text
    assert await drawn(door, door.client(CID, SOSNY), "?screen=house") == []
    wrong = await door.ask("GET", "/superapp/v1/widgets?screen=cellar", door.client(CID, SOSNY))
    assert wrong.status_code == 422


async def test_only_active_and_tested_mini_apps_are_offered_and_taken(door: Doors) -> None:
    world, ann = door.small.world, await door.staff(ANN)
    await put_app(world, APP, status="testing")
    await put_app(world, QUIET)
    await put_app(world, FAR_APP)
    pages: list[list[str]] = []
    behind: str | None = ""
    while behind is not None:
        page = (await door.ask("GET", f"{WIDGETS}/targets?limit=1{behind}", ann)).json()
        pages.append([one["id"] for one in page["items"]])
        cursor = page["next_cursor"]
        behind = None if cursor is None else f"&cursor={cursor}"
    assert sorted(pages) == sorted([[APP], [QUIET]])
    await set_app(world, QUIET, status="inactive")
    offered = (await door.ask("GET", f"{WIDGETS}/targets", ann)).json()
    assert [(one["id"], one["status"]) for one in offered["items"]] == [(APP, "testing")]
    assert offered["next_cursor"] is None
    assert "bills" in offered["screens"]
    for app in (QUIET, FAR_APP, "app_none"):
        refused = await door.ask("POST", WIDGETS, ann, {**PASSES, "miniapp": app})
        assert [one["pointer"] for one in refused.json()["errors"]] == ["/miniapp"]
    id_ = await made(door, PASSES)
    await set_app(world, APP, status="inactive")
    # What leads to it already stays, and can be changed.
    renamed = await door.ask("PATCH", f"{WIDGETS}/{id_}", ann, {"title": "Gates"})
    assert renamed.json()["title"] == "Gates"


async def test_every_mistake_is_told_at_once(door: Doors) -> None:
    body = {
        "screen": "home",
        "title": " ",
        "text": "x" * 201,
        "miniapp": APP,
        "target": "moon",
        "image": "file_none",
        "objects": ["obj_none", FLAT_1],
    }
    refused = await door.ask("POST", WIDGETS, await door.staff(ANN), body)
    assert refused.status_code == 422
    assert {one["pointer"] for one in refused.json()["errors"]} == {
        "/title",
        "/text",
        "/miniapp",
        "/target",
        "/image",
        "/objects/0",
    }


async def test_a_picture_must_be_one_of_the_organisations_for_widgets(door: Doors) -> None:
    ann = await door.staff(ANN)
    async with door.small.world.db.transaction() as session:
        for id_, purpose in (("file_w", "widget"), ("file_m", "message")):
            session.add(
                FileRow(
                    id=id_, org=SOSNY, purpose=purpose, owner_kind="staff", owner=ANN,
                    name="a.png", mime="image/png", size=1, sha256="0" * 64, at=NOON,
                )
            )  # fmt: skip
    assert (await door.ask("POST", WIDGETS, ann, {**BILLS, "image": "file_w"})).status_code == 201
    wrong = await door.ask("POST", WIDGETS, ann, {**BILLS, "image": "file_m"})
    assert [one["pointer"] for one in wrong.json()["errors"]] == ["/image"]


async def test_the_audience_is_who_lives_below_its_objects(door: Doors) -> None:
    cid, kim = door.client(CID, SOSNY), door.client(KIM, SOSNY)
    quarter = await made(door, {**BILLS, "objects": [QUARTER], "position": 1})
    house = await made(door, {**BILLS, "objects": [HOUSE_1], "position": 2})
    everybody = await made(door, {**BILLS, "position": 3})
    assert await drawn(door, cid) == [quarter, house, everybody]
    assert await drawn(door, cid, f"?place={FLAT_1}") == [quarter, house, everybody]
    assert await drawn(door, cid, f"?place={FLAT_2}") == [quarter, everybody]
    assert await drawn(door, kim) == [everybody]
    foreign = await door.ask("GET", f"/superapp/v1/widgets?place={FLAT_3}", cid)
    assert foreign.status_code == 404


async def test_a_tap_on_a_widget_is_for_its_audience_a_link_for_all(door: Doors) -> None:
    await put_app(door.small.world, APP)
    ann, kim = await door.staff(ANN), door.client(KIM, SOSNY)
    id_ = await made(door, {**PASSES, "objects": [HOUSE_1]})
    path = f"/superapp/v1/miniapps/{APP}/launch"
    tap, link = {"from": "widget", "widget": id_}, {"from": "deeplink"}

    assert (await door.ask("POST", path, kim, tap)).json()["code"] == "not_available"
    assert (await door.ask("POST", path, kim, link)).json()["code"] == "offer_required"
    cid = door.client(CID, SOSNY)
    assert (await door.ask("POST", path, cid, tap)).json()["code"] == "offer_required"
    # Of two flats one is below the widget's objects: nothing is to be chosen.
    other = await door.ask("POST", path, cid, {**tap, "place": FLAT_2})
    assert [one["id"] for one in other.json()["places"]] == [FLAT_1]
    await door.ask("POST", f"{WIDGETS}/{id_}/draft", ann)
    assert (await door.ask("POST", path, cid, tap)).json()["code"] == "not_available"
    both = {**link, "place": FLAT_1}
    assert (await door.ask("POST", path, cid, both)).json()["code"] == "offer_required"
    lost = {"from": "widget", "widget": "wid_none"}
    assert (await door.ask("POST", path, cid, lost)).json()["code"] == "not_available"


@pytest.mark.parametrize(("status", "kind"), list(product(Status, OrgKind)))
async def test_the_table_of_who_sees_what_over_http(
    door: Doors, status: Status, kind: OrgKind
) -> None:
    world = door.small.world
    await put_app(world, APP, status="active")
    id_ = await made(door, PASSES)
    draft = await made(door, PASSES, publish=False)
    first = status in (Status.IN_REVIEW, Status.READY)
    await set_app(world, APP, status=str(status), release=None if first else f"rel_1{APP}")
    await change(door, Org, SOSNY, kind=str(kind))
    await change(door, ClientRow, KIM, tester=True)
    who = {
        Viewer.GUEST: await guest(door),
        Viewer.ORDINARY: door.client(CID, SOSNY),
        Viewer.TESTER: door.client(KIM, SOSNY),
    }
    for viewer, headers in who.items():
        seen = await drawn(door, headers)
        assert (id_ in seen) is ((status, viewer, kind) in SHOWN), viewer
        assert draft not in seen
        link = await door.ask("GET", f"/superapp/v1/deeplinks/{APP}", headers)
        assert (link.status_code == 200) is ((status, viewer, kind) in SHOWN), viewer


@pytest.mark.any_kind
async def test_suspended_and_unlicensed_are_drawn_for_nobody(door: Doors) -> None:
    await put_app(door.small.world, APP)
    await made(door, PASSES)
    cid = door.client(CID, SOSNY)
    assert len(await drawn(door, cid)) == 1
    await set_app(door.small.world, APP, suspended_at=NOON)
    assert await drawn(door, cid) == []


async def test_an_employee_makes_widgets_for_their_own_objects_alone(door: Doors) -> None:
    await change(door, RoleRow, KEEPER, permissions=["widgets.edit"])
    await door.ask("PATCH", f"/api/v1/staff/{BOB}", await door.staff(ANN), {"department": None})
    bob = await door.staff(BOB)
    everybody = await made(door, BILLS)
    apart = await made(door, {**BILLS, "objects": ["obj_apart"]})
    mixed = await made(door, {**BILLS, "objects": [HOUSE_1, "obj_apart"]})

    refused = await door.ask("POST", WIDGETS, bob, BILLS)
    assert [one["code"] for one in refused.json()["errors"]] == ["required"]
    foreign = await door.ask("POST", WIDGETS, bob, {**BILLS, "objects": ["obj_apart"]})
    assert [one["pointer"] for one in foreign.json()["errors"]] == ["/objects/0"]
    own = await door.ask("POST", WIDGETS, bob, {**BILLS, "objects": [HOUSE_1]})
    assert own.status_code == 201

    seen = (await door.ask("GET", WIDGETS, bob)).json()["items"]
    assert {one["id"] for one in seen} == {everybody, mixed, own.json()["id"]}
    assert (await door.ask("GET", f"{WIDGETS}/{apart}", bob)).status_code == 404
    for id_ in (everybody, apart, mixed):
        assert (await door.ask("POST", f"{WIDGETS}/{id_}/draft", bob)).status_code == 404
    assert (await door.ask("DELETE", f"{WIDGETS}/{own.json()['id']}", bob)).status_code == 204


async def test_cards_carry_an_etag_and_a_stale_change_is_refused(door: Doors) -> None:
    ann = await door.staff(ANN)
    id_ = await made(door, BILLS)
    card = await door.ask("GET", f"{WIDGETS}/{id_}", ann)
    tag = card.headers["etag"]
    changed = await door.ask(
        "PATCH", f"{WIDGETS}/{id_}", {**ann, "If-Match": tag}, {"target": "events", "text": "Now"}
    )
    assert (changed.json()["target"], changed.json()["title"]) == ("events", "Bills")
    stale = {**ann, "If-Match": tag}
    assert (await door.ask("PATCH", f"{WIDGETS}/{id_}", stale, {"text": ""})).status_code == 412
    assert (await door.ask("DELETE", f"{WIDGETS}/{id_}", stale)).status_code == 412
    assert (await door.ask("DELETE", f"{WIDGETS}/{id_}", ann)).status_code == 204
    assert (await door.ask("GET", f"{WIDGETS}/{id_}", ann)).status_code == 404


async def test_a_new_target_takes_the_old_ones_place(door: Doors) -> None:
    await put_app(door.small.world, APP)
    ann = await door.staff(ANN)
    id_ = await made(door, BILLS)
    to_app = await door.ask("PATCH", f"{WIDGETS}/{id_}", ann, {"miniapp": APP})
    assert (to_app.json()["miniapp"]["id"], to_app.json()["target"]) == (APP, None)
    back = await door.ask("PATCH", f"{WIDGETS}/{id_}", ann, {"target": "bills"})
    assert (back.json()["miniapp"], back.json()["target"]) == (None, "bills")
    none = await door.ask("PATCH", f"{WIDGETS}/{id_}", ann, {"target": None})
    assert none.status_code == 422


async def test_lists_go_on_by_cursor_and_foreign_widgets_are_nowhere(door: Doors) -> None:
    ann, zoe = await door.staff(ANN), await door.staff(ZOE)
    ids = [await made(door, {**BILLS, "position": n % 3}) for n in range(7)]
    got: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = f"?limit=3&cursor={cursor}" if cursor else "?limit=3"
        page = (await door.ask("GET", f"{WIDGETS}{query}", ann)).json()
        got += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert got == sorted(ids, key=lambda id_: (ids.index(id_) % 3, id_))
    assert (await door.ask("GET", WIDGETS, zoe)).json()["items"] == []
    assert (await door.ask("GET", f"{WIDGETS}/{ids[0]}", zoe)).status_code == 404


async def test_changes_at_once_are_both_kept(door: Doors) -> None:
    ann = await door.staff(ANN)
    id_ = await made(door, BILLS)
    await asyncio.gather(
        door.ask("PATCH", f"{WIDGETS}/{id_}", ann, {"title": "One"}),
        door.ask("PATCH", f"{WIDGETS}/{id_}", ann, {"text": "Two"}),
        door.ask("POST", f"{WIDGETS}/{id_}/draft", ann),
    )
    card = (await door.ask("GET", f"{WIDGETS}/{id_}", ann)).json()
    assert (card["title"], card["text"], card["published"]) == ("One", "Two", False)
