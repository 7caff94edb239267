"""How is a mini-app used, and is nobody to be found in what is told of it?"""

import io
import json
import re
import zipfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlmodel import col, select

from chatserver.core.analytics import KEPT_MS, PAGE_ERRORS
from chatserver.storage import due
from chatserver.storage.database import Database
from chatserver.storage.tables import AuditRow, LaunchError, LaunchRow, PushTotal
from tests.doors import Doors, doors
from tests.seeds import (
    ANN,
    APP,
    BEREZKI,
    CID,
    FAR_APP,
    FAR_CLIENT,
    FLAT_1,
    FLAT_3,
    KIM,
    MOD,
    NOON,
    SOSNY,
)
from tests.shelf import add_release, put_app, set_app
from tests.superapp.opened import LAUNCH, OFFER, agree, bearer, on_the_shelf, open_app

PATH = f"/api/v1/miniapps/{APP}/analytics"
SEEN = "/miniapp/v1/seen"
DAY = 86_400_000


@pytest.fixture
async def lone(sqlite_database: Database) -> AsyncIterator[Doors]:
    """The doors where it makes no difference over which kind of database."""
    async with doors(sqlite_database) as found:
        yield found


async def told(door: Doors, by: str = ANN, **query: str) -> Mapping[str, Any]:
    answer = await door.caller.get(PATH, headers=await door.staff(by), params=query)
    assert answer.status_code == 200, answer.text
    found: Mapping[str, Any] = answer.json()
    return found


async def opened(door: Doors, client: str = CID, **changes: Any) -> str:
    answer = await open_app(door, client, **changes)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


async def saw(door: Doors, token: str, **seen: Any) -> httpx2.Response:
    return await door.ask("POST", SEEN, bearer(token), seen)


def numbers(figures: Mapping[str, Any]) -> tuple[Any, ...]:
    load = figures["load"]
    return figures["launches"], figures["clients"], load["median_ms"], load["p75_ms"]


async def test_launches_are_told_by_day_way_and_build_and_clients_count_once(door: Doors) -> None:
    clock = door.small.clock
    # Eleven in the evening in Moscow: by the second launch it is the next day there.
    clock.at = NOON + 8 * 3_600_000
    await on_the_shelf(door)
    assert (await agree(door, client=KIM)).status_code == 204
    for load_ms in (100, 400):
        await saw(door, await opened(door), load_ms=load_ms)
    clock.at += 2 * 3_600_000
    await add_release(door.small.world, APP, 2, same_offer=True)
    await set_app(door.small.world, APP, release=f"rel_2{APP}")
    await saw(door, await opened(door, **{"from": "push"}), load_ms=300, errors=["offline"])
    await saw(door, await opened(door, KIM, place=FLAT_3), load_ms=200)
    await opened(door, KIM, place=FLAT_3)
    clock.at += 1

    found = await told(door, since="2026-01-01T00:00:00+03:00")

    days = {one["date"]: numbers(one["figures"]) for one in found["days"]}
    assert days == {"2026-01-01": (2, 1, 100, 400), "2026-01-02": (3, 2, 200, 300)}
    assert numbers(found["total"]) == (5, 2, 200, 300)
    assert found["total"]["load"]["launches"] == 4
    assert found["total"]["errors"] == [{"code": "offline", "launches": 1}]
    ways = [(one["source"], one["launches"], one["clients"]) for one in found["sources"]]
    assert ways == [("deeplink", 4, 2), ("push", 1, 1)]
    builds = [(one["build"], one["digest"][-1], *numbers(one)) for one in found["builds"]]
    assert builds == [
        (f"bld_2{APP}", "2", 3, 2, 200, 300),
        (f"bld_1{APP}", "1", 2, 1, 100, 400),
    ]
    zip_of = await door.ask(
        "POST", f"/api/v1/clients/{KIM}/export", await door.staff(ANN), {"reason": "Asked for"}
    )
    kept = json.loads(zipfile.ZipFile(io.BytesIO(zip_of.content)).read("launches.json"))
    assert [(one["from"], one["load_ms"]) for one in kept] == [
        ("deeplink", 200),
        ("deeplink", None),
    ]
    assert found["builds"][0]["errors"] == [{"code": "offline", "launches": 1}]
    assert (found["since"], found["until"]) == (
        "2025-12-31T21:00:00.000Z",
        "2026-01-01T22:00:00.001Z",
    )


async def test_what_was_refused_is_counted_and_refused_as_ever(lone: Doors) -> None:
    world = lone.small.world
    await put_app(world, APP)
    assert (await open_app(lone, place=None)).json()["code"] == "place_required"
    refused = await open_app(lone)
    assert (refused.status_code, refused.json()["code"]) == (403, "offer_required")
    assert refused.json()["offer"]["id"] == OFFER
    decline = f"/superapp/v1/offers/{OFFER}/decline"
    assert (await lone.ask("POST", decline, lone.client(KIM, SOSNY))).status_code == 204
    assert (await agree(lone)).status_code == 204
    await set_app(world, APP, suspended_at=NOON)
    assert (await open_app(lone)).json()["code"] == "app_suspended"
    await set_app(world, APP, suspended_at=None, status="inactive")
    for _ in range(2):
        assert (await open_app(lone)).json()["code"] == "not_available"
    nowhere = LAUNCH.replace(APP, "prd_none")
    answer = await lone.ask("POST", nowhere, lone.client(CID, SOSNY), {"from": "push"})
    assert answer.json()["code"] == "not_available"
    lone.small.clock.at += 1

    total = (await told(lone))["total"]

    assert total["refused"] == [
        {"code": "not_available", "launches": 2},
        {"code": "app_suspended", "launches": 1},
        {"code": "offer_required", "launches": 1},
        {"code": "place_required", "launches": 1},
    ]
    assert (total["launches"], total["clients"]) == (0, 0)
    assert total["offers"] == {"accepted": 1, "declined": 1, "revoked": 0}
    async with world.db.session() as session:
        assert set(await session.exec(select(LaunchRow.client))) == {None}


async def test_a_page_is_believed_once_a_launch_and_only_about_its_own(door: Doors) -> None:
    await on_the_shelf(door)
    old = await opened(door)
    token = await opened(door)
    door.small.clock.at += 1

    for load_ms in (700, 1):
        seen = await saw(door, token, load_ms=load_ms, errors=["timeout", "timeout", "internal"])
        assert (seen.status_code, seen.text) == (204, "")
    assert (await saw(door, token)).status_code == 204
    late = await saw(door, old, load_ms=1, errors=["offline"])
    assert (late.status_code, late.json()["code"]) == (401, "session_replaced")

    total = (await told(door))["total"]
    assert total["load"] == {"launches": 1, "median_ms": 700, "p75_ms": 700}
    assert total["errors"] == [
        {"code": "internal", "launches": 1},
        {"code": "timeout", "launches": 1},
    ]


async def test_what_no_host_can_have_seen_is_a_mistake_and_changes_nothing(lone: Doors) -> None:
    await on_the_shelf(lone)
    token = await opened(lone)
    for wrong in (
        {"load_ms": -1},
        {"load_ms": 600_001},
        {"load_ms": "fast"},
        {"load_ms": 5, "errors": ["Cid was here"]},
        {"load_ms": 5, "errors": ["offline"] * 21},
        {"load_ms": 5, "client": CID},
    ):
        assert (await saw(lone, token, **wrong)).status_code == 422, wrong
    for headers in ({}, bearer("no.such.token")):
        assert (await lone.ask("POST", SEEN, headers, {"load_ms": 5})).status_code == 401
    lone.small.clock.at += 1
    assert (await told(lone))["total"]["load"]["launches"] == 0


async def test_test_tokens_count_for_nothing(lone: Doors) -> None:
    await on_the_shelf(lone)
    path, wanted = f"/api/v1/miniapps/{APP}/tokens", {"client_id": CID, "premises_id": FLAT_1}
    made = await lone.ask("POST", path, await lone.staff(ANN), wanted)
    seen = await saw(lone, made.json()["token"], load_ms=9, errors=["offline"])
    assert seen.status_code == 204
    lone.small.clock.at += 1
    total = (await told(lone))["total"]
    assert (total["launches"], total["errors"]) == (0, [])


def test_the_codes_are_those_of_the_sdk() -> None:
    source = (Path(__file__).parents[2] / "web/sdk/src/errors.ts").read_text(encoding="utf-8")
    table = source.partition("RETRYABLE")[2].partition("};")[0]
    assert set(re.findall(r"^  (\w+): (?:true|false),", table, re.MULTILINE)) == set(PAGE_ERRORS)


async def test_nobody_who_opened_it_is_in_the_answer_whoever_asks(lone: Doors) -> None:
    await on_the_shelf(lone)
    await saw(lone, await opened(lone), load_ms=5)
    lone.small.clock.at += 1
    for by in (ANN, MOD):
        answer = json.dumps(await told(lone, by))
        assert '"launches": 1' in answer
        assert [one for one in (CID, FLAT_1, "Cid", "7916") if one in answer] == []


async def test_a_period_of_which_not_everything_is_kept_is_a_mistake(lone: Doors) -> None:
    await on_the_shelf(lone)
    ann = await lone.staff(ANN)
    for since, until, wrong in (
        ("2025-09-23T11:59:59Z", "2025-12-01T00:00:00Z", ("/since", "too_early")),
        ("2025-09-27T00:00:00Z", "2026-01-01T00:00:00Z", ("/until", "too_late")),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", ("/until", "too_early")),
    ):
        period = {"since": since, "until": until}
        answer = await lone.caller.get(PATH, headers=ann, params=period)
        (mistake,) = answer.json()["errors"]
        assert (answer.status_code, mistake["pointer"], mistake["code"]) == (422, *wrong)


async def test_an_erased_client_still_counts_as_one_and_is_nobody(lone: Doors) -> None:
    world = lone.small.world
    await on_the_shelf(lone)
    assert (await agree(lone, client=KIM)).status_code == 204
    for client, place in ((CID, FLAT_1), (CID, FLAT_1), (KIM, FLAT_3)):
        await opened(lone, client, place=place)
    lone.small.clock.at += 1
    before = await told(lone)
    erase = f"/api/v1/clients/{CID}/erase"
    answer = await lone.ask("POST", erase, await lone.staff(ANN), {"reason": "Asked for"})
    assert answer.status_code == 204, answer.text

    after = await told(lone)

    assert {**after, "until": None} == {**before, "until": None}
    assert after["total"]["clients"] == 2
    async with world.db.session() as session:
        kept = list(await session.exec(select(LaunchRow.client).order_by(col(LaunchRow.id))))
        rows = select(AuditRow.after).where(AuditRow.action == "miniapp.launch")
        told_of = list(await session.exec(rows.order_by(col(AuditRow.id))))
    assert kept[0] == kept[1] != CID
    premises = [one["place"] for one in told_of]
    assert (kept[2], premises) == (KIM, [None, None, FLAT_3])


async def test_what_is_older_than_a_hundred_days_goes(lone: Doors) -> None:
    world = lone.small.world
    await on_the_shelf(lone)
    await saw(lone, await opened(lone), errors=["offline"])
    async with world.db.transaction() as session:
        session.add(PushTotal(push="ntf_1", app=APP, at=NOON, accepted=3))
    for later, left in ((KEPT_MS, 1), (KEPT_MS + 1, 0)):
        never = dict.fromkeys(
            (
                "originals_before", "tokens_before", "outbox_before", "repeats_before",
                "imports_before", "receipts_before", "webhooks_before",
            ),
            0,
        )  # fmt: skip
        before = NOON + later - KEPT_MS
        await due.clean(world.db, **never, launches_before=before, limit=9)
        async with world.db.session() as session:
            for table in (LaunchRow, LaunchError, PushTotal):
                assert len(list(await session.exec(select(table)))) == left


async def test_pushes_count_on_the_day_on_which_they_were_asked_for(lone: Doors) -> None:
    await put_app(lone.small.world, APP)
    async with lone.small.world.db.transaction() as session:
        for push, at in (("ntf_1", NOON - DAY), ("ntf_2", NOON), ("ntf_3", NOON)):
            session.add(PushTotal(push=push, app=APP, at=at, accepted=9, sent=5, opened=2))
    lone.small.clock.at += 1
    found = await told(lone, since="2025-12-31T00:00:00Z")
    pushes = [one["figures"]["pushes"] for one in found["days"]]
    assert pushes == [
        {"accepted": 9, "sent": 5, "opened": 2},
        {"accepted": 18, "sent": 10, "opened": 4},
    ]
    assert found["total"]["pushes"] == {"accepted": 27, "sent": 15, "opened": 6}


async def test_another_organisations_launches_are_not_among_them(lone: Doors) -> None:
    await on_the_shelf(lone)
    await put_app(lone.small.world, FAR_APP)
    theirs = LAUNCH.replace(APP, FAR_APP)
    far = lone.client(FAR_CLIENT, BEREZKI)
    await lone.ask("POST", theirs, far, {"from": "deeplink"})
    lone.small.clock.at += 1
    assert (await told(lone))["total"]["refused"] == []
