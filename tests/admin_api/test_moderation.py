"""What do moderators see, what do they decide, and what else does the platform do?"""

from typing import Any

import httpx2
import pytest

from chatserver.actions.attachments.uploads.sweeping import sweep_files
from chatserver.actions.miniapps.reviews import REASONS
from chatserver.core.rights import Permission
from chatserver.storage.tables import Build, Review
from tests.admin_api.placed import (
    MINIAPPS,
    another,
    approved,
    ask,
    card,
    decide,
    drafted,
    offer,
    promote,
    published,
    submitted,
    upload,
)
from tests.doors import Doors
from tests.pictures import opened, picture
from tests.seeds import MOD, NOON, SOSNY
from tests.zips import GOOD, PDF, packed

QUEUE = "/api/v1/moderation/queue"
REVIEWS = "/api/v1/moderation/reviews"
NO = {"reason_code": "design_system", "text": " Buttons are too small. "}
HOUR = 3_600_000


async def test_the_queue_has_what_is_due_first(door: Doors) -> None:
    reviews = []
    for _ in range(3):
        reviews.append(await submitted(door, await drafted(door)))
        door.small.clock.at += HOUR
    await decide(door, reviews[0], "defer", {"text": "Waiting for papers", "hours": 72})
    order = [reviews[1], reviews[2], reviews[0]]

    page = (await ask(door, "GET", f"{QUEUE}?limit=2", by=MOD)).json()
    rest = (await ask(door, "GET", f"{QUEUE}?cursor={page['next_cursor']}", by=MOD)).json()

    items = page["items"] + rest["items"]
    assert [one["review"]["id"] for one in items] == order
    assert (items[0]["org"], items[0]["sender"]) == (SOSNY, "Ann")
    assert items[0]["review"]["due_at"] == "2026-01-03T13:00:00.000Z"
    assert items[2]["review"]["deferred_reason"] == "Waiting for papers"


@pytest.mark.any_kind
async def test_what_a_manifest_asks_for_anew_stands_first(door: Doors) -> None:
    app = await published(door)
    manifest = b'{"connect": ["https://api.example.com"], "wasm": true}'
    await upload(door, app, packed({**GOOD, "miniapp.json": manifest}))
    review = await submitted(door, app)

    found = (await ask(door, "GET", f"{REVIEWS}/{review}", by=MOD)).json()

    assert next(iter(found)) == "changes"
    assert found["changes"] == {
        "connect": {"added": ["https://api.example.com"], "removed": []},
        "wasm": {"added": ["wasm"], "removed": []},
    }
    assert found["build"]["state"] == "submitted"
    assert found["serving_digest"] == (await card(door, app))["releases"][0]["digest"]
    assert found["offer"] is None


@pytest.mark.any_kind
async def test_approving_makes_a_release_of_what_was_seen(door: Doors) -> None:
    app = await drafted(door)
    review = await submitted(door, app)

    answer = await decide(door, review)

    now = await card(door, app)
    assert answer.status_code == 204
    assert (now["status"], now["review"], now["last_review"]["state"]) == (
        "ready",
        None,
        "approved",
    )
    assert [one["id"] for one in now["releases"]] == [now["ready"]]
    again = await decide(door, review)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


@pytest.mark.any_kind
async def test_a_rejection_tells_why_and_leads_back(door: Doors) -> None:
    app = await drafted(door)
    review = await submitted(door, app)

    assert (await decide(door, review, "reject", NO)).status_code == 204

    now = await card(door, app)
    assert now["status"] == "inactive"
    assert now["last_review"]["reason_code"] == "design_system"
    assert now["last_review"]["reason"] == "Buttons are too small."
    assert (await decide(door, review, "reject", NO)).status_code == 409
    assert await submitted(door, app)  # mended or not, it can be sent again


async def show(door: Doors, review: str, content: bytes) -> httpx2.Response:
    headers = {**await door.staff(MOD), "Content-Type": "application/octet-stream"}
    path = f"/api/v1/moderation/reviews/{review}/screenshot"
    return await door.caller.post(path, headers=headers, content=content)


async def test_a_partner_sees_what_the_moderator_saw(door: Doors) -> None:
    app = await drafted(door)
    review = await submitted(door, app)

    for content, status in ((picture(), 204), (picture(80, 40), 204), (PDF, 415)):
        assert (await show(door, review, content)).status_code == status
    rule = "https://rules.example.com/#3.2"
    reason = {"reason_code": "crash", "text": "It crashes", "rule_url": rule}
    assert (await decide(door, review, "reject", reason)).status_code == 204

    [told] = (await ask(door, "GET", f"{MINIAPPS}/{app}/reviews")).json()["items"]
    assert told["rule_url"] == rule
    seen = await door.caller.get(told["screenshot"])
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/webp")
    with opened(seen.content) as image:
        assert image.size == (80, 40)
    assert (await card(door, app))["last_review"]["screenshot"] is not None
    late = await show(door, review, picture())
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    # What was replaced, and what came too late, goes.
    await sweep_files(door.small.world)
    assert len([key async for key, _ in door.small.world.files.keys("files")]) == 1


@pytest.mark.parametrize("code", REASONS)
async def test_there_is_a_reason_for_everything(sqlite_door: Doors, code: str) -> None:
    review = await submitted(sqlite_door, await drafted(sqlite_door))
    answer = await decide(sqlite_door, review, "reject", {"reason_code": code, "text": "Because"})
    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("step", "body", "code"),
    [
        ("reject", {"reason_code": "other", "text": "  "}, "reason_required"),
        ("reject", {"reason_code": "mood", "text": "No"}, "validation"),
        ("reject", {"reason_code": "other", "text": "x" * 2001}, "validation"),
        ("reject", {"text": "No"}, "validation"),
        ("reject", {**NO, "rule_url": "javascript:alert(1)"}, "validation"),
        ("defer", {"text": "\u2800"}, "reason_required"),
        ("defer", {"text": "Later", "hours": 0}, "validation"),
    ],
)
async def test_a_decision_without_a_reason_is_none(
    sqlite_door: Doors, step: str, body: dict[str, Any], code: str
) -> None:
    app = await drafted(sqlite_door)
    review = await submitted(sqlite_door, app)
    answer = await decide(sqlite_door, review, step, body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await card(sqlite_door, app))["review"]["state"] == "submitted"


@pytest.mark.parametrize("part", ["review", "build"])
@pytest.mark.parametrize("step", ["approve", "reject", "defer"])
async def test_nobody_reviews_what_is_their_own(sqlite_door: Doors, step: str, part: str) -> None:
    app = await drafted(sqlite_door)
    review = await submitted(sqlite_door, app)
    async with sqlite_door.small.world.db.transaction() as session:
        row = await session.get_one(Review, review)
        if part == "review":
            row.sent_by = MOD
            session.add(row)
        else:
            build = await session.get_one(Build, row.build or "")
            build.by = MOD
            session.add(build)
    body = {"reason_code": "other", "text": "x"} if step == "reject" else {"text": "x"}

    answer = await decide(sqlite_door, review, step, body)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await card(sqlite_door, app))["review"]["state"] == "submitted"


@pytest.mark.any_kind
async def test_a_breach_takes_a_mini_app_from_everybody_until_it_is_lifted(door: Doors) -> None:
    app = await published(door)
    before = await card(door, app)
    path = f"{MINIAPPS}/{app}"

    unexplained = await ask(door, "POST", f"{path}/suspend", {"reason": "\u202e"}, by=MOD)
    taken = await ask(door, "POST", f"{path}/suspend", {"reason": "Asks for passwords"}, by=MOD)
    twice = await ask(door, "POST", f"{path}/suspend", {"reason": "Again"}, by=MOD)

    assert unexplained.json()["code"] == "reason_required"
    assert (taken.json()["status"], taken.json()["suspended"]) == ("active", True)
    assert taken.json()["suspended_reason"] == "Asks for passwords"
    assert taken.json()["serves"] == {"everybody": None, "testers": None}
    assert twice.status_code == 409
    chosen = await ask(door, "PUT", f"{path}/status", {"status": "testing"})
    assert (chosen.status_code, chosen.json()["why"]) == (409, "not_suspended")
    # What is to be mended may be uploaded and sent, but not published.
    await upload(door, app, another(2))
    await decide(door, await submitted(door, app))
    assert (await ask(door, "POST", f"{path}/publish")).json()["why"] == "not_suspended"
    lifted = await ask(door, "POST", f"{path}/unsuspend", by=MOD)
    assert (lifted.json()["suspended"], lifted.json()["suspended_reason"]) == (False, None)
    assert lifted.json()["serves"]["everybody"] == before["release"]
    for act, was, now in (("suspend", False, True), ("unsuspend", True, False)):
        [entry] = (await ask(door, "GET", f"/api/v1/audit?action=miniapp.{act}")).json()["items"]
        assert (entry["before"]["suspended"], entry["after"]["suspended"]) == (was, now)


async def test_a_revoked_build_is_never_served_again(door: Doors) -> None:
    app = await published(door)
    first = (await card(door, app))["releases"][0]
    await upload(door, app, another(2))
    await decide(door, await submitted(door, app))
    second = (await ask(door, "POST", f"{MINIAPPS}/{app}/publish")).json()["releases"][0]
    path = f"{MINIAPPS}/{app}/builds/{second['build']}/revoke"

    unexplained = await ask(door, "POST", path, {"reason": "\u200b "}, by=MOD)
    revoked = await ask(door, "POST", path, {"reason": "It leaks"}, by=MOD)

    assert unexplained.json()["code"] == "reason_required"
    assert revoked.json()["serves"] == {"everybody": first["id"], "testers": first["id"]}
    assert (await ask(door, "POST", path, {"reason": "x"}, by=MOD)).status_code == 409
    back = await ask(door, "POST", f"{MINIAPPS}/{app}/rollback", {"release": second["id"]})
    assert (back.status_code, back.json()["code"]) == (409, "conflict")
    only = f"{MINIAPPS}/{app}/builds/{first['build']}/revoke"
    nothing = (await ask(door, "POST", only, {"reason": "It leaks, too"}, by=MOD)).json()
    assert (nothing["status"], nothing["serves"]["everybody"]) == ("inactive", None)


@pytest.mark.any_kind
async def test_a_build_that_is_revoked_in_review_is_approved_no_more(door: Doors) -> None:
    app = await published(door)
    first = (await card(door, app))["releases"][0]
    await upload(door, app, another(2))
    review = await submitted(door, app)
    build = (await ask(door, "GET", f"{REVIEWS}/{review}", by=MOD)).json()["build"]["id"]
    path = f"{MINIAPPS}/{app}/builds/{build}/revoke"
    await ask(door, "POST", path, {"reason": "It leaks"}, by=MOD)

    approving = await decide(door, review)

    assert (approving.status_code, approving.json()["state"]) == (409, "revoked")
    now = await card(door, app)
    assert (now["status"], now["ready"]) == ("in_review", None)
    assert now["serves"] == {"everybody": first["id"], "testers": first["id"]}
    rejected = await decide(door, review, "reject", NO)
    assert rejected.status_code == 204
    assert (await card(door, app))["status"] == "active"


@pytest.mark.any_kind
async def test_the_same_content_cannot_come_again_once_it_is_revoked(door: Doors) -> None:
    app = await published(door)
    [release] = (await card(door, app))["releases"]
    path = f"{MINIAPPS}/{app}/builds/{release['build']}/revoke"
    await ask(door, "POST", path, {"reason": "It leaks"}, by=MOD)
    [revoked] = (await card(door, app))["releases"]
    assert (release["revoked"], revoked["revoked"]) == (False, True)

    again = await upload(door, app)

    assert (again.status_code, again.json()["code"]) == (409, "conflict")


async def test_a_ready_release_that_is_revoked_is_ready_no_more(door: Doors) -> None:
    app = await approved(door)
    build = (await card(door, app))["releases"][0]["build"]
    path = f"{MINIAPPS}/{app}/builds/{build}/revoke"
    now = (await ask(door, "POST", path, {"reason": "It leaks"}, by=MOD)).json()
    assert (now["status"], now["ready"]) == ("inactive", None)


@pytest.mark.any_kind
async def test_the_support_switches_chats(door: Doors) -> None:
    app = await published(door)
    path = f"{MINIAPPS}/{app}/chat-enabled"
    refused = await ask(door, "PUT", path, {"on": True}, by=MOD)
    await promote(door, Permission.PLATFORM_SUPPORT)

    switched = await ask(door, "PUT", path, {"on": True}, by=MOD)

    assert refused.json()["permission"] == "platform.support"
    assert switched.json()["chat_on"] is True
    assert (await ask(door, "PUT", path, {"on": "yes"}, by=MOD)).status_code == 422
    off = await ask(door, "PUT", path, {"on": False}, by=MOD)
    assert off.json()["chat_on"] is False


@pytest.mark.any_kind
async def test_a_review_of_an_offer_alone_keeps_the_build(door: Doors) -> None:
    app = await published(door)
    await offer(door, app, PDF + b"% two")
    now = await card(door, app)
    await decide(door, now["review"]["id"])
    ready = await card(door, app)
    new, old = ready["releases"]
    assert (new["build"], new["offer"] == old["offer"]) == (old["build"], False)
    assert ready["last_review"]["sent_at"] == "2026-01-01T12:00:00.000Z"
    assert door.small.clock.at == NOON
