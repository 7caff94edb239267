"""How does a partner make a mini-app, and on which licence does it stand?"""

import pytest
from sqlmodel import select

from chatserver.core.rights import Permission
from chatserver.storage.tables import AuditRow, Licence, Miniapp, RulesConsent
from tests.admin_api.placed import (
    CARD,
    MINIAPPS,
    ask,
    card,
    counted,
    drafted,
    grant,
    promote,
    published,
    register,
    submitted,
)
from tests.doors import Doors
from tests.seeds import ANN, BEREZKI, BOB, EVE, MOD, SOSNY, ZOE


async def audited(door: Doors, action: str) -> AuditRow:
    async with door.small.world.db.session() as session:
        return (await session.exec(select(AuditRow).where(AuditRow.action == action))).one()


# Registration (requirements 46-53, 61-65).


async def test_a_mini_app_begins_inactive_and_its_rules_are_confirmed(door: Doors) -> None:
    [licence] = await grant(door)

    answer = await register(door, licence=licence)

    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{MINIAPPS}/{made['id']}"
    assert answer.headers["etag"] == '"1"'
    assert {name: made[name] for name in ("name", "category", "description")} == {
        name: CARD[name] for name in ("name", "category", "description")
    }
    assert (made["status"], made["chat_on"], made["public_title"]) == ("inactive", False, "Sosny")
    assert made["licence"] == {"id": licence, "name": "dmapp1"}
    async with door.small.world.db.session() as session:
        consent = (await session.exec(select(RulesConsent))).one()
    assert (consent.app, consent.rules, consent.by) == (made["id"], 1, ANN)
    assert (await audited(door, "miniapp.register")).subject == made["id"]


async def test_every_mistake_of_a_card_is_told_and_nothing_is_made(door: Doors) -> None:
    answer = await register(
        door, licence="lic_none", name="A, b!", category="magic", description="no."
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    assert {(one["pointer"], one["code"]) for one in answer.json()["errors"]} == {
        ("/name", "characters"),
        ("/category", "unknown"),
        ("/description", "length"),
        ("/description", "characters"),
        ("/licence", "unknown"),
    }
    assert await counted(door, Miniapp) == 0


@pytest.mark.any_kind
@pytest.mark.parametrize("missing", list(CARD))
async def test_every_field_is_needed(door: Doors, missing: str) -> None:
    [licence] = await grant(door)
    body = {name: value for name, value in CARD.items() if name != missing}
    answer = await ask(door, "POST", MINIAPPS, {**body, "licence": licence})
    assert answer.status_code == 422
    assert await counted(door, Miniapp) == 0


@pytest.mark.any_kind
async def test_old_rules_are_not_enough(door: Doors) -> None:
    text = {"text_ru": "Новые правила", "text_en": "New rules"}
    assert (await ask(door, "POST", "/api/v1/placement-rules", text, by=MOD)).status_code == 201
    rules = (await ask(door, "GET", "/api/v1/placement-rules", by=EVE)).json()
    assert {name: rules[name] for name in ("version", *text)} == {"version": 2, **text}
    first = (await ask(door, "GET", "/api/v1/placement-rules?version=1", by=EVE)).json()
    assert (first["version"], first["at"]) == (1, None)
    assert first["text_ru"] != rules["text_ru"]
    later = await ask(door, "GET", "/api/v1/placement-rules?version=3", by=EVE)
    assert later.status_code == 404

    answer = await register(door)

    assert (answer.status_code, answer.json()["code"]) == (409, "rules_changed")
    assert answer.json()["version"] == 2
    assert await counted(door, Miniapp) == 0
    assert (await register(door, rules_version=2)).status_code == 201


@pytest.mark.any_kind
async def test_rules_are_not_written_over_those_that_their_author_has_not_read(door: Doors) -> None:
    text = {"text_ru": "Новые правила", "text_en": "New rules", "based_on": 1}
    codes = [
        (await ask(door, "POST", "/api/v1/placement-rules", text, by=MOD)).status_code
        for _ in range(2)
    ]
    assert codes == [201, 409]
    held = await ask(door, "GET", "/api/v1/placement-rules", by=MOD)
    assert held.json()["version"] == 2


@pytest.mark.any_kind
async def test_a_licence_serves_one_mini_app(door: Doors) -> None:
    [licence] = await grant(door)
    assert (await register(door, licence=licence)).status_code == 201

    taken = await register(door, licence=licence)
    [foreign] = await grant(door, org=BEREZKI)
    unknown = await register(door, licence=foreign)

    assert (taken.status_code, taken.json()["code"]) == (409, "licence_in_use")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "validation")
    assert await counted(door, Miniapp) == 1


async def test_licences_are_given_by_the_platform_and_listed(door: Doors) -> None:
    path = f"/api/v1/orgs/{SOSNY}/licences"
    refused = await ask(door, "POST", path, {"count": 2}, by=MOD)
    await promote(door, Permission.PLATFORM_LICENCES)

    given = await ask(door, "POST", path, {"count": 2}, by=MOD)

    assert refused.json()["permission"] == "platform.licences"
    assert [one["name"] for one in given.json()["items"]] == ["dmapp1", "dmapp2"]
    first = given.json()["items"][0]["id"]
    app = (await register(door, licence=first)).json()["id"]
    seen = (await ask(door, "GET", "/api/v1/licences", by=EVE)).json()["items"]
    assert [one["miniapp"] for one in seen] == [{"id": app, "name": "Passes 24-7"}, None]
    page = (await ask(door, "GET", "/api/v1/licences?limit=1", by=EVE)).json()
    behind = f"/api/v1/licences?limit=1&cursor={page['next_cursor']}"
    last = (await ask(door, "GET", behind, by=EVE)).json()
    assert (page["items"], last["items"], last["next_cursor"]) == (seen[:1], seen[1:], None)
    free = (await ask(door, "GET", "/api/v1/licences?free=true", by=EVE)).json()
    assert free["items"] == seen[1:]
    assert (await ask(door, "DELETE", f"{path}/{first}", by=MOD)).status_code == 204
    assert (await card(door, app))["licence"] is None
    again = await ask(door, "DELETE", f"{path}/{first}", by=MOD)
    assert again.status_code == 404


# The list and the card (requirements 54-58, 73).


async def test_the_list_has_the_last_change_first_and_pages(door: Doors) -> None:
    ids = []
    for number in range(3):
        door.small.clock.at += 1000
        ids.append((await register(door, name=f"Number {number}")).json()["id"])
    door.small.clock.at += 1000
    await ask(door, "PATCH", f"{MINIAPPS}/{ids[0]}", {"name": "Changed"})
    order = [ids[0], ids[2], ids[1]]

    whole = (await ask(door, "GET", MINIAPPS)).json()["items"]
    page = (await ask(door, "GET", f"{MINIAPPS}?limit=2")).json()
    rest = (await ask(door, "GET", f"{MINIAPPS}?limit=2&cursor={page['next_cursor']}")).json()

    assert [one["id"] for one in whole] == order
    assert [one["id"] for one in page["items"] + rest["items"]] == order
    assert rest["next_cursor"] is None
    assert {name: whole[0][name] for name in ("name", "status", "category")} == {
        "name": "Changed",
        "status": "inactive",
        "category": "transport",
    }


async def test_a_card_is_changed_against_what_was_read(door: Doors) -> None:
    made = await register(door)
    path = f"{MINIAPPS}/{made.json()['id']}"

    answer = await ask(door, "PATCH", path, {"name": "Newer one"}, if_match=made.headers["etag"])
    stale = await ask(door, "PATCH", path, {"name": "Other"}, if_match=made.headers["etag"])
    wrong = await ask(door, "PATCH", path, {"category": "magic", "description": "x" * 501})

    assert (answer.status_code, answer.json()["name"]) == (200, "Newer one")
    assert answer.headers["etag"] != made.headers["etag"]
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert {one["pointer"] for one in wrong.json()["errors"]} == {"/category", "/description"}
    now = await ask(door, "GET", path)
    assert (now.json()["name"], now.headers["etag"]) == ("Newer one", answer.headers["etag"])
    told = await audited(door, "miniapp.change")
    assert (told.before["name"], told.after["name"]) == ("Passes 24-7", "Newer one")


@pytest.mark.any_kind
async def test_a_licence_is_swapped_cleared_and_put_back(door: Doors) -> None:
    app = await published(door)
    path = f"{MINIAPPS}/{app}"
    [second] = await grant(door)

    swapped = (await ask(door, "PATCH", path, {"licence": second})).json()
    cleared = (await ask(door, "PATCH", path, {"licence": None})).json()
    back = (await ask(door, "PATCH", path, {"licence": second})).json()

    assert (swapped["status"], swapped["licence"]["id"]) == ("active", second)
    assert (cleared["status"], cleared["licence"]) == ("inactive", None)
    assert cleared["serves"] == {"everybody": None, "testers": None}
    assert (back["status"], back["licence"]["id"]) == ("inactive", second)
    chosen = await ask(door, "PUT", f"{path}/status", {"status": "active"})
    assert (chosen.status_code, chosen.json()["status"]) == (200, "active")


@pytest.mark.any_kind
async def test_clearing_the_licence_ends_the_review(door: Doors) -> None:
    app = await drafted(door)
    await submitted(door, app)
    cleared = await ask(door, "PATCH", f"{MINIAPPS}/{app}", {"licence": None})
    assert (cleared.json()["status"], cleared.json()["review"]) == ("inactive", None)
    assert cleared.json()["last_review"]["state"] == "withdrawn"
    refused = await ask(door, "POST", f"{MINIAPPS}/{app}/submit")
    assert (refused.status_code, refused.json()["why"]) == (409, "licence")


@pytest.mark.any_kind
async def test_who_only_looks_changes_nothing(door: Doors) -> None:
    app = await drafted(door)
    for method, path, body in (
        ("PATCH", "", {"name": "Other"}),
        ("POST", "/submit", {}),
        ("POST", "/publish", {}),
        ("PUT", "/status", {"status": "active"}),
        ("DELETE", "/offer", {}),
    ):
        answer = await ask(door, method, f"{MINIAPPS}/{app}{path}", body, by=EVE)
        assert (answer.status_code, answer.json()["permission"]) == (403, "miniapps.edit")
    assert (await ask(door, "GET", f"{MINIAPPS}/{app}", by=EVE)).status_code == 200
    assert (await ask(door, "GET", f"{MINIAPPS}/{app}", by=ZOE)).status_code == 404


async def test_who_is_paid_is_an_entity_with_an_account_of_its_own(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    nobody = {"legal_entity": None, "account": None}
    answer = await ask(
        door, "PUT", f"{MINIAPPS}/{app}/payment", {"legal_entity": "ent_none", "account": "acc_x"}
    )
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/legal_entity"]
    cleared = await ask(door, "PUT", f"{MINIAPPS}/{app}/payment", nobody)
    assert (cleared.status_code, cleared.json()["legal_entity"]) == (200, None)


async def test_a_licence_is_one_apps_by_the_database_itself(door: Doors) -> None:
    app = (await register(door, by=BOB)).json()["id"]
    async with door.small.world.db.session() as session:
        row = (await session.exec(select(Licence).where(Licence.app == app))).one()
    assert row.org == SOSNY
