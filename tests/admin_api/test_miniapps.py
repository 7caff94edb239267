"""How is a mini-app's chat set up over HTTP?"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from sqlmodel import select

from chatserver.actions.employees.presence import set_presence
from chatserver.core.commands import Assign, Open
from chatserver.core.hours import WEEK
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import AuditRow, Org
from chatserver.wire.times import rfc3339
from tests.doors import Doors
from tests.seeds import (
    ANN,
    APP,
    BASIC,
    BOB,
    BOT,
    CID,
    DESK,
    DOT,
    EVE,
    FAR_APP,
    FAR_CLIENT,
    FAR_DESK,
    FAR_HOUSE,
    FLAT_1,
    FLAT_2,
    FLAT_3,
    NEWS,
    NOON,
    PASS,
    QUIET,
    REPAIRS,
    SOSNY,
    WATER,
    ZOE,
)
from tests.shelf import put_app

CHAT, THE_BOT = f"/api/v1/miniapps/{APP}/chat", f"/api/v1/miniapps/{APP}/chat/bot"


async def save(door: Doors, path: str, document: Any, *, by: str = BOB) -> httpx2.Response:
    headers = await door.staff(by)
    tag = (await door.caller.get(path, headers=headers)).headers["etag"]
    return await door.ask("PUT", path, {**headers, "If-Match": tag}, document)


async def acl(door: Doors) -> int:
    async with door.small.world.db.session() as session:
        return (await session.get_one(Org, SOSNY)).acl


async def audited(door: Doors) -> list[AuditRow]:
    async with door.small.world.db.session() as session:
        return list((await session.exec(select(AuditRow))).all())


@pytest.mark.any_kind
async def test_mini_apps_are_listed_with_both_names(door: Doors) -> None:
    await put_app(door.small.world, APP)
    await put_app(door.small.world, QUIET, status="inactive", updated_at=NOON + 1)

    answer = await door.caller.get("/api/v1/miniapps", headers=await door.staff(DOT))

    both = {"suspended": False, "category": "other"}
    assert answer.json()["items"] == [
        {
            "id": QUIET,
            "name": "Quiet app",
            "public_title": "Sosny Quiet",
            "status": "inactive",
            "updated_at": rfc3339(NOON + 1),
            "chat_on": False,
            "bot_on": False,
        }
        | both,
        {
            "id": APP,
            "name": "App of the pines",
            "public_title": "Sosny Help",
            "status": "active",
            "updated_at": rfc3339(NOON),
            "chat_on": True,
            "bot_on": True,
        }
        | both,
    ]


@pytest.mark.any_kind
@pytest.mark.parametrize(("path", "document"), [(CHAT, BASIC), (THE_BOT, BOT)])
async def test_what_is_changed_of_a_chat_takes_its_mini_app_to_the_top(
    door: Doors, path: str, document: Mapping[str, Any]
) -> None:
    """The list is in the order of the last change, whatever tab it was made on (54)."""
    await put_app(door.small.world, APP)
    await put_app(door.small.world, QUIET, updated_at=NOON + 1)
    door.small.clock.at += 2

    assert (await save(door, path, dict(document))).status_code == 200

    listed = await door.caller.get("/api/v1/miniapps", headers=await door.staff(DOT))
    assert [one["id"] for one in listed.json()["items"]] == [APP, QUIET]
    card = await door.caller.get(f"/api/v1/miniapps/{APP}", headers=await door.staff(BOB))
    assert card.headers["etag"] == '"1"'  # whoever has it open saves it as it is


@pytest.mark.any_kind
async def test_a_document_comes_back_as_it_was_given(door: Doors) -> None:
    headers = await door.staff(EVE)
    chat = await door.caller.get(CHAT, headers=headers)
    bot = await door.caller.get(THE_BOT, headers=headers)

    shared = {"chat_on": True, "faults": []}
    assert chat.json() == {**BASIC, "public_title": "Sosny Help", **shared}
    assert bot.json() == {**BOT, **shared}
    assert chat.headers["etag"] == bot.headers["etag"] == '"1"'


@pytest.mark.any_kind
async def test_what_was_read_can_be_sent_back(door: Doors) -> None:
    for path in (CHAT, THE_BOT):
        read = (await door.caller.get(path, headers=await door.staff(BOB))).json()

        answer = await save(door, path, read)

        assert (answer.status_code, answer.json()) == (200, read)


async def test_settings_are_saved_audited_and_told(door: Doors) -> None:
    before = await acl(door)
    wanted = {
        "title": "Hi", "text": " Ask ", "department": REPAIRS, "staff": [DOT],
        "choice": "least_busy", "skip_away": True, "answer_minutes": 15, "ask_rating": True,
    }  # fmt: skip

    answer = await save(door, CHAT, {**wanted, "public_title": "Pines"})

    assert answer.headers["etag"] == '"2"'
    assert answer.json() == {
        **wanted,
        "text": "Ask",
        "public_title": "Pines",
        "chat_on": True,
        "faults": [],
    }
    assert await acl(door) == before + 1
    [told] = await audited(door)
    assert (told.action, told.actor, told.subject) == ("miniapp.chat.save", BOB, APP)
    assert (told.before["department"], told.after["department"]) == (DESK, REPAIRS)


async def test_without_a_name_of_its_own_a_chat_carries_the_organisations(door: Doors) -> None:
    kept = await save(door, CHAT, dict(BASIC))
    cleared = await save(door, CHAT, {**BASIC, "public_title": " "})

    assert kept.json()["public_title"] == "Sosny Help"
    assert cleared.json()["public_title"] == "Sosny"


@pytest.mark.any_kind
async def test_new_tags_get_ids_and_known_ones_keep_theirs(door: Doors) -> None:
    tags = [{"text": "Lifts", "autoreply": "", "rules": []}, *BOT["tags"]]

    answer = await save(door, THE_BOT, {**BOT, "tags": tags})

    saved = [tag["id"] for tag in answer.json()["tags"]]
    assert saved[1:] == [WATER, PASS]
    assert saved[0].startswith("tag_")


@pytest.mark.any_kind
async def test_a_refused_document_names_every_mistake_and_changes_nothing(door: Doors) -> None:
    before = await acl(door)
    rule = {"objects": [FAR_HOUSE], "department": FAR_DESK, "staff": ["st_zoe"]}
    tags = [{"text": "x" * 31, "rules": [rule]}, {"id": "tag_none", "text": "Water"}]

    answer = await save(door, THE_BOT, {**BOT, "tags": tags, "greeting": 5, "colour": "red"})

    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    assert {(e["pointer"], e["code"]) for e in answer.json()["errors"]} == {
        ("/colour", "unknown_field"),
        ("/greeting", "type"),
        ("/tags/0/text", "too_long"),
        ("/tags/0/rules/0/objects/0", "unknown_object"),
        ("/tags/0/rules/0/department", "unknown_department"),
        ("/tags/0/rules/0/staff/0", "unknown_staff"),
        ("/tags/1/id", "unknown_tag"),
    }
    assert await acl(door) == before
    assert await audited(door) == []


@pytest.mark.any_kind
async def test_a_bot_that_is_on_needs_a_tag(door: Doors) -> None:
    answer = await save(door, THE_BOT, {**BOT, "tags": []})

    assert (answer.status_code, answer.json()["code"]) == (422, "bot_without_tags")


@pytest.mark.any_kind
async def test_who_left_stays_in_the_list_as_a_fault(door: Doors) -> None:
    ann = await door.staff(ANN)
    await door.ask("PATCH", f"/api/v1/staff/{DOT}", ann, {"active": False})

    bot = (await door.caller.get(THE_BOT, headers=ann)).json()

    assert [(one["pointer"], one["code"]) for one in bot["faults"]] == [
        ("/tags/0/rules/0/staff/0", "inactive")
    ]
    assert bot["tags"][0]["rules"][0]["staff"] == [DOT]
    assert (await save(door, THE_BOT, bot)).status_code == 200


@pytest.mark.any_kind
async def test_a_save_needs_the_tag_of_what_was_read(door: Doors) -> None:
    headers = await door.staff(BOB)

    missing = await door.ask("PUT", CHAT, headers, dict(BASIC))
    stale = await door.ask("PUT", CHAT, {**headers, "If-Match": '"7"'}, dict(BASIC))

    assert (missing.status_code, missing.json()["code"]) == (428, "precondition_required")
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")


async def test_while_the_platform_has_switched_it_off_it_is_read_only(door: Doors) -> None:
    path = f"/api/v1/miniapps/{QUIET}/chat"
    read = await door.caller.get(path, headers=await door.staff(EVE))

    answer = await save(door, path, dict(BASIC))

    assert read.json()["chat_on"] is False
    assert (answer.status_code, answer.json()["code"]) == (409, "chat_disabled")


@pytest.mark.parametrize("product", [FAR_APP, NEWS, "prd_none", "%00"])
@pytest.mark.parametrize("part", ["chat", "chat/bot"])
async def test_what_is_no_mini_app_of_ours_is_not_found(
    door: Doors, product: str, part: str
) -> None:
    headers = {**await door.staff(ANN), "If-Match": "*", "X-Request-Id": "same"}
    path = f"/api/v1/miniapps/{product}/{part}"

    read = await door.ask("GET", path, headers)
    written = await door.ask("PUT", path, headers, dict(BASIC) if part == "chat" else dict(BOT))

    assert read.status_code == written.status_code == 404
    assert read.json() == written.json()


@pytest.mark.any_kind
@pytest.mark.parametrize("document", [[], "x", None, 5, {"\ud800": 1}, {"title": "\0"}])
async def test_what_is_no_document_is_a_mistake(door: Doors, document: object) -> None:
    answer = await save(door, CHAT, document)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation")


DRY = f"{THE_BOT}/dry-run"


async def tried(door: Doors, *, by: str = ANN, **changes: Any) -> httpx2.Response:
    body = {"client_id": CID, "premises_id": FLAT_1, "tag_id": WATER, **changes}
    return await door.ask("POST", DRY, await door.staff(by), body)


@pytest.mark.any_kind
async def test_a_dry_run_names_the_rule_the_candidates_and_who_is_left_out(door: Doors) -> None:
    before = await acl(door)

    found = (await tried(door)).json()

    assert (found["rule"], found["waits"]) == (0, False)
    assert found["candidates"] == [{"id": DOT, "name": "Dot"}]
    assert found["left_out"] == []
    assert [one["source"] for one in found["looks"]] == ["rule"]
    assert found["sentences"] == [
        "Topic: “Water”.",
        "Rule 1 matched, department “Repairs”.",
        "Can answer: Dot.",
    ]
    assert (await acl(door), await audited(door)) == (before, [])


@pytest.mark.any_kind
async def test_a_dry_run_says_what_a_closed_department_has_said(door: Doors) -> None:
    assert (await tried(door)).json()["after_hours"] is None
    today = datetime.fromtimestamp(door.small.clock.at / 1000, UTC).weekday()
    span = {"from": "09:00", "until": "18:00"}
    hours = {"week": {WEEK[(today + 3) % 7]: [span]}, "words": "Back {opens}"}
    path = f"/api/v1/departments/{REPAIRS}"
    given = await door.ask("PATCH", path, await door.staff(ANN), {"hours": hours})
    assert given.status_code == 200
    assert "09:00" in (await tried(door)).json()["after_hours"]


@pytest.mark.any_kind
async def test_a_dry_run_elsewhere_passes_the_rule_by(door: Doors) -> None:
    found = (await tried(door, premises_id=FLAT_2)).json()
    assert found["rule"] is None
    assert [(one["source"], one["matched"]) for one in found["looks"]] == [
        ("rule", False),
        ("basic", True),
    ]


@pytest.mark.any_kind
async def test_a_dry_run_says_why_somebody_is_left_out(door: Doors) -> None:
    ann = await door.staff(ANN)
    await door.ask("PATCH", f"/api/v1/staff/{DOT}", ann, {"active": False})

    found = (await tried(door)).json()

    assert found["rule"] == 0
    assert {"id": DOT, "name": "Dot", "why": "inactive"} in found["left_out"]
    assert [one["source"] for one in found["looks"]] == ["rule", "basic"]


@pytest.mark.any_kind
async def test_a_dry_run_passes_over_who_has_more_chats_and_who_is_away(door: Doors) -> None:
    await save(door, CHAT, {**BASIC, "staff": [], "choice": "least_busy", "skip_away": True})
    [one, other] = [each["id"] for each in (await tried(door, tag_id=None)).json()["candidates"]]
    chat = (await door.ledger.submit(Open(APP), Person("client", CID))).chat
    await door.ledger.submit(Assign(chat.id, "give", DESK, 0, one), Person("staff", ANN))

    busy = (await tried(door, tag_id=None)).json()
    await set_presence(door.small.world, other, "away")
    away = (await tried(door, tag_id=None)).json()

    assert [each["id"] for each in busy["candidates"]] == [other]
    assert (one, "busier") in {(each["id"], each["why"]) for each in busy["left_out"]}
    assert [each["id"] for each in away["candidates"]] == [one]
    assert (other, "away") in {(each["id"], each["why"]) for each in away["left_out"]}


@pytest.mark.any_kind
async def test_a_dry_run_of_who_writes_goes_by_the_basic_settings(door: Doors) -> None:
    found = (await tried(door, tag_id=None)).json()
    assert [one["source"] for one in found["looks"]] == ["basic"]


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"client_id": FAR_CLIENT}, 404),
        ({"client_id": "cl_none"}, 404),
        ({"premises_id": FLAT_3}, 422),
        ({"tag_id": "tag_none"}, 422),
        ({"by": ZOE}, 404),
        ({"by": EVE}, 403),
    ],
)
async def test_a_dry_run_keeps_to_what_one_may_see(
    door: Doors, changes: dict[str, Any], status: int
) -> None:
    assert (await tried(door, **changes)).status_code == status
