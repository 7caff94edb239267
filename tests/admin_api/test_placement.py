"""How is a mini-app registered, and how does it get to clients, over HTTP?"""

from urllib.parse import quote

import pytest
from sqlmodel import func, select

from chatserver.core.rights import Permission
from chatserver.http.cursors import cursor_after
from chatserver.storage.tables import AuditRow, Licence, Miniapp, Offer, RulesConsent
from tests.admin_api.placed import (
    CARD,
    MINIAPPS,
    another,
    approved,
    ask,
    broken_off,
    card,
    decide,
    drafted,
    grant,
    offer,
    promote,
    published,
    register,
    submitted,
    upload,
)
from tests.doors import Doors
from tests.seeds import ANN, BEREZKI, BOB, EVE, MOD, SOSNY, ZOE
from tests.zips import GOOD, PDF, packed


async def counted(door: Doors, table: type) -> int:
    async with door.small.world.db.session() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


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


@pytest.mark.parametrize("missing", list(CARD))
async def test_every_field_is_needed(door: Doors, missing: str) -> None:
    [licence] = await grant(door)
    body = {name: value for name, value in CARD.items() if name != missing}
    answer = await ask(door, "POST", MINIAPPS, {**body, "licence": licence})
    assert answer.status_code == 422
    assert await counted(door, Miniapp) == 0


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


async def test_rules_are_not_written_over_those_that_their_author_has_not_read(door: Doors) -> None:
    text = {"text_ru": "Новые правила", "text_en": "New rules", "based_on": 1}
    codes = [
        (await ask(door, "POST", "/api/v1/placement-rules", text, by=MOD)).status_code
        for _ in range(2)
    ]
    assert codes == [201, 409]
    held = await ask(door, "GET", "/api/v1/placement-rules", by=MOD)
    assert held.json()["version"] == 2


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


async def test_clearing_the_licence_ends_the_review(door: Doors) -> None:
    app = await drafted(door)
    await submitted(door, app)
    cleared = await ask(door, "PATCH", f"{MINIAPPS}/{app}", {"licence": None})
    assert (cleared.json()["status"], cleared.json()["review"]) == ("inactive", None)
    assert cleared.json()["last_review"]["state"] == "withdrawn"
    refused = await ask(door, "POST", f"{MINIAPPS}/{app}/submit")
    assert (refused.status_code, refused.json()["why"]) == (409, "licence")


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


# Builds and offers (requirements 59, 60, 66, 67).


async def test_a_build_is_kept_and_the_same_content_is_the_same_build(door: Doors) -> None:
    app = (await register(door)).json()["id"]

    first = await upload(door, app)
    again = await upload(door, app)
    other = await upload(door, app, another(2))

    assert first.status_code == 201
    assert (first.json()["state"], first.json()["entries"]) == ("validated", 3)
    assert again.json()["id"] == first.json()["id"] != other.json()["id"]
    listed = (await ask(door, "GET", f"{MINIAPPS}/{app}/builds", by=MOD)).json()["items"]
    assert [one["digest"] for one in listed] == [other.json()["digest"], first.json()["digest"]]
    stored = f"builds/{app}/{first.json()['digest']}/index.html"
    assert (await door.small.world.files.whole(stored)).startswith(b"<!doctype html>")
    assert (await card(door, app))["status"] == "inactive"


async def test_what_was_uploaded_last_is_sent_whether_it_was_there_before_or_not(
    door: Doors,
) -> None:
    app = await drafted(door)
    first, second = [(await upload(door, app, one)).json()["id"] for one in (packed(), another(2))]
    await upload(door, app)

    review = await submitted(door, app)

    held = await ask(door, "GET", f"/api/v1/moderation/reviews/{review}", by=MOD)
    assert held.json()["build"]["id"] == first
    listed = (await ask(door, "GET", f"{MINIAPPS}/{app}/builds")).json()["items"]
    assert [one["id"] for one in listed] == [first, second]


async def test_a_bad_archive_is_refused_with_everything_and_leaves_nothing(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    bad = packed({"../evil.js": b"x", "a.php": b"x"})

    answer = await upload(door, app, bad)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "archive_invalid")
    assert {(one["path"], one["code"]) for one in problem["findings"]} == {
        ("../evil.js", "path_traversal"),
        ("a.php", "type_not_allowed"),
        ("index.html", "no_index"),
    }
    assert [one async for one in door.small.world.files.below("builds")] == []
    assert (await ask(door, "GET", f"{MINIAPPS}/{app}/builds")).json()["items"] == []


async def test_an_offer_is_a_pdf_in_versions(door: Doors) -> None:
    app = (await register(door)).json()["id"]

    first = await offer(door, app)
    same = await offer(door, app)
    second = await offer(door, app, PDF + b"\n% second")
    wrong = await offer(door, app, b"<html>")

    assert [one["number"] for one in first.json()["items"]] == [1]
    assert [one["number"] for one in same.json()["items"]] == [1]
    assert [one["number"] for one in second.json()["items"]] == [2, 1]
    assert (wrong.status_code, wrong.json()["code"]) == (415, "type_not_allowed")
    assert (await ask(door, "DELETE", f"{MINIAPPS}/{app}/offer")).status_code == 204
    assert (await card(door, app))["offer"]["number"] == 1
    assert await counted(door, Offer) == 2
    assert len([one async for one in door.small.world.files.below("offers")]) == 2


async def test_an_offers_name_is_one_that_can_be_read(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    name = quote("C:\\offers\\New\0\r\n \u202eоферта.pdf" + "x" * 1000)
    headers = {**await door.staff(ANN), "X-File-Name": name}
    answer = await door.caller.put(f"{MINIAPPS}/{app}/offer", headers=headers, content=PDF)
    assert answer.status_code == 200, answer.text
    shown = answer.json()["items"][0]["name"]
    assert (shown[:15], len(shown)) == ("New оферта.pdfx", 120)


async def test_a_build_and_an_offer_may_come_in_a_form(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    path, headers = f"{MINIAPPS}/{app}", await door.staff(ANN)
    whole = (await upload(door, app)).json()

    built = await door.caller.post(
        f"{path}/builds", headers=headers, files={"file": ("a.zip", packed(), "application/zip")}
    )
    put = await door.caller.put(
        f"{path}/offer", headers=headers, files={"file": ("Terms.pdf", PDF, "application/pdf")}
    )
    none = await door.caller.post(f"{path}/builds", headers=headers, files={"zip": b"PK"})

    assert (built.status_code, built.json()) == (201, whole)
    assert (put.status_code, put.json()["items"][0]["name"]) == (200, "Terms.pdf")
    assert (none.status_code, none.json()["errors"][0]["pointer"]) == (422, "/file")


async def test_a_key_that_cannot_be_written_is_told_all_the_same(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    answer = await upload(door, app, packed({**GOOD, "miniapp.json": b'{"\\ud800": 1}'}))
    assert [one["path"] for one in answer.json()["findings"]] == ["miniapp.json#/?"]


async def test_who_breaks_an_upload_off_is_no_fault_of_ours(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    for method, path in (("POST", "builds"), ("PUT", "offer")):
        assert await broken_off(door, method, f"{MINIAPPS}/{app}/{path}") == 400


@pytest.mark.parametrize("what", ["builds", "offer", "reviews"])
async def test_whatever_there_is_of_a_mini_app_is_listed_page_by_page(
    door: Doors, what: str
) -> None:
    app = await drafted(door)
    for number in (2, 3):
        await upload(door, app, another(number))
        await offer(door, app, PDF + b"%" * number)
        await submitted(door, app)
        await ask(door, "POST", f"{MINIAPPS}/{app}/withdraw")
    path = f"{MINIAPPS}/{app}/{what}"
    whole = (await ask(door, "GET", path)).json()

    pages: list[object] = []
    cursor: str | None = ""
    while cursor is not None:
        query = f"?limit=1&cursor={cursor}" if cursor else "?limit=1"
        page = (await ask(door, "GET", f"{path}{query}")).json()
        pages += page["items"]
        cursor = page["next_cursor"]

    assert (len(whole["items"]), whole["next_cursor"]) == (2 if what == "reviews" else 3, None)
    assert pages == whole["items"]
    for bad in ("x", *(cursor_after(*key) for key in ("x", "xy", "123", ("9" * 18, "y")))):
        answer = await ask(door, "GET", f"{path}?cursor={bad}")
        assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    beyond = cursor_after("9" * 9) if what == "offer" else cursor_after("9" * 17, "y")
    assert (await ask(door, "GET", f"{path}?cursor={beyond}")).json() == whole


async def test_an_offer_is_read_by_whoever_sees_the_mini_app(door: Doors) -> None:
    app, other = await drafted(door), await drafted(door)
    [version] = (await ask(door, "GET", f"{MINIAPPS}/{app}/offer")).json()["items"]
    path = f"{MINIAPPS}/{app}/offer/{version['id']}"

    links = [(await ask(door, "GET", path, by=by)).json()["url"] for by in (ANN, EVE, MOD)]

    for link in links:
        read = await door.caller.get(link)
        assert (read.status_code, read.content) == (200, PDF)
        assert read.headers["content-type"] == "application/pdf"
    door.small.clock.at += 600_000
    assert (await door.caller.get(links[0])).status_code == 404
    assert (await ask(door, "GET", path, by=ZOE)).status_code == 404
    wrong = await ask(door, "GET", f"{MINIAPPS}/{other}/offer/{version['id']}")
    assert wrong.status_code == 404


async def test_an_offer_of_more_than_ten_mebibytes_is_not_kept(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    answer = await offer(door, app, PDF + b"0" * (10 * 1024 * 1024))
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert [one async for one in door.small.world.files.below("offers")] == []


async def test_the_offer_in_force_cannot_be_deleted(door: Doors) -> None:
    app = await published(door)
    answer = await ask(door, "DELETE", f"{MINIAPPS}/{app}/offer")
    assert answer.status_code == 404
    assert (await card(door, app))["offer"]["binds"] is True


async def test_who_is_paid_is_an_entity_with_an_account_of_its_own(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    nobody = {"legal_entity": None, "account": None}
    answer = await ask(
        door, "PUT", f"{MINIAPPS}/{app}/payment", {"legal_entity": "ent_none", "account": "acc_x"}
    )
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/legal_entity"]
    cleared = await ask(door, "PUT", f"{MINIAPPS}/{app}/payment", nobody)
    assert (cleared.status_code, cleared.json()["legal_entity"]) == (200, None)


# Sending, publishing, choosing (T2-T10, T13, D2).


@pytest.mark.parametrize("missing", [["offer", "build"], ["build"], ["offer"]])
async def test_what_is_missing_is_named(door: Doors, missing: list[str]) -> None:
    app = (await register(door)).json()["id"]
    if "build" not in missing:
        await upload(door, app)
    if "offer" not in missing:
        await offer(door, app)
    answer = await ask(door, "POST", f"{MINIAPPS}/{app}/submit")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert (answer.json()["why"], answer.json()["missing"]) == (missing[0], missing)


async def test_what_is_looked_at_cannot_be_changed(door: Doors) -> None:
    app = await drafted(door)
    await submitted(door, app)
    path = f"{MINIAPPS}/{app}"
    nobody = {"legal_entity": None, "account": None}

    for answer in (
        await ask(door, "PATCH", path, {"name": "Other one"}),
        await ask(door, "PUT", f"{path}/payment", nobody),
        await ask(door, "DELETE", f"{path}/offer"),
        await upload(door, app, another(2)),
        await offer(door, app, PDF + b"%"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "review_open")
    again = await ask(door, "POST", f"{path}/submit")
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")


async def test_what_was_sent_can_be_taken_back(door: Doors) -> None:
    app = await drafted(door)
    await submitted(door, app)
    back = (await ask(door, "POST", f"{MINIAPPS}/{app}/withdraw")).json()
    assert (back["status"], back["review"]) == ("inactive", None)
    assert back["last_review"]["state"] == "withdrawn"
    assert (await ask(door, "POST", f"{MINIAPPS}/{app}/withdraw")).status_code == 409
    assert await submitted(door, app)


@pytest.mark.parametrize("step", ["publish", "testing", "active"])
async def test_before_the_first_approval_nothing_goes_out(door: Doors, step: str) -> None:
    app = await drafted(door)
    if step == "publish":
        answer = await ask(door, "POST", f"{MINIAPPS}/{app}/publish")
    else:
        answer = await ask(door, "PUT", f"{MINIAPPS}/{app}/status", {"status": step})
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


async def test_ready_cannot_be_chosen(door: Doors) -> None:
    app = await approved(door)
    answer = await ask(door, "PUT", f"{MINIAPPS}/{app}/status", {"status": "ready"})
    assert answer.status_code == 422


async def test_once_approved_the_three_are_chosen_freely(door: Doors) -> None:
    app = await approved(door)
    assert (await card(door, app))["serves"] == {"everybody": None, "testers": None}
    release = (await card(door, app))["ready"]
    for status, serves in (
        ("testing", {"everybody": None, "testers": release}),
        ("active", {"everybody": release, "testers": release}),
        ("inactive", {"everybody": None, "testers": None}),
        ("active", {"everybody": release, "testers": release}),
        ("testing", {"everybody": None, "testers": release}),
        ("inactive", {"everybody": None, "testers": None}),
    ):
        answer = await ask(door, "PUT", f"{MINIAPPS}/{app}/status", {"status": status})
        assert (answer.json()["status"], answer.json()["serves"]) == (status, serves)


async def test_a_later_version_is_served_once_it_is_published(door: Doors) -> None:
    app = await published(door)
    first = (await card(door, app))["release"]
    await upload(door, app, another(2))
    await decide(door, await submitted(door, app))

    ready = await card(door, app)
    stale = await ask(door, "POST", f"{MINIAPPS}/{app}/publish", if_match='"1"')
    out = await ask(door, "POST", f"{MINIAPPS}/{app}/publish", if_match=f'"{ready["version"]}"')

    second = ready["ready"]
    assert (ready["status"], ready["release"]) == ("ready", first)
    assert ready["serves"] == {"everybody": first, "testers": second}
    assert stale.status_code == 412
    assert out.json()["serves"] == {"everybody": second, "testers": second}
    back = await ask(door, "POST", f"{MINIAPPS}/{app}/rollback", {"release": first})
    assert back.json()["serves"] == {"everybody": first, "testers": first}
    foreign = await ask(door, "POST", f"{MINIAPPS}/{app}/rollback", {"release": "rel_none"})
    assert foreign.status_code == 404


async def test_a_changed_offer_goes_to_the_moderators_by_itself(door: Doors) -> None:
    app = await published(door)
    before = await card(door, app)

    await offer(door, app, PDF + b"% changed")

    now = await card(door, app)
    assert (now["status"], now["serves"]) == ("in_review", before["serves"])
    assert (now["review"]["build"], now["review"]["offer"]) == (None, now["offer"]["id"])
    await decide(door, now["review"]["id"], "reject", {"reason_code": "other", "text": "No"})
    back = await card(door, app)
    assert (back["status"], back["serves"]) == ("active", before["serves"])


async def test_what_the_partner_did_not_send_is_not_sent_with_a_changed_offer(door: Doors) -> None:
    app = await drafted(door)
    await decide(door, await submitted(door, app), "reject", {"reason_code": "crash", "text": "x"})
    door.small.clock.at += 1000
    good = (await upload(door, app, another(2))).json()["id"]
    await decide(door, await submitted(door, app))
    await ask(door, "POST", f"{MINIAPPS}/{app}/publish")
    door.small.clock.at += 1000
    draft = (await upload(door, app, another(3))).json()["id"]

    await offer(door, app, PDF + b"% changed")

    review = (await card(door, app))["review"]
    assert review["build"] is None
    await decide(door, review["id"])
    assert (await card(door, app))["releases"][0]["build"] == good
    assert (await ask(door, "POST", f"{MINIAPPS}/{app}/submit")).json()["review"]["build"] == draft


async def test_during_a_review_a_choice_changes_what_is_served_meanwhile(door: Doors) -> None:
    app = await published(door)
    release = (await card(door, app))["release"]
    await upload(door, app, another(2))
    review = await submitted(door, app)

    chosen = await ask(door, "PUT", f"{MINIAPPS}/{app}/status", {"status": "testing"})

    assert chosen.json()["status"] == "in_review"
    assert chosen.json()["serves"] == {"everybody": None, "testers": release}
    await decide(door, review, "reject", {"reason_code": "other", "text": "No"})
    assert (await card(door, app))["status"] == "testing"


async def test_a_licence_is_one_apps_by_the_database_itself(door: Doors) -> None:
    app = (await register(door, by=BOB)).json()["id"]
    async with door.small.world.db.session() as session:
        row = (await session.exec(select(Licence).where(Licence.app == app))).one()
    assert row.org == SOSNY
