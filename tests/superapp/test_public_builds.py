"""How does a pipeline bring a build, and what may it never do?"""

import json
import random
from typing import Any

import httpx2
import pytest
from sqlmodel import col, select

from chatserver.core.exports import Scope
from chatserver.storage.tables import AuditRow, Build, Review
from tests.admin_api.placed import offer, register
from tests.doors import NOTHING, Doors
from tests.seeds import ANN, FAR_APP
from tests.superapp.opened import bearer
from tests.zips import GOOD, packed

KEYS = "/api/v1/api-keys"


async def made_key(door: Doors, *scopes: Scope) -> dict[str, Any]:
    body = {"name": "Pipeline", "scopes": scopes}
    answer = await door.ask("POST", KEYS, await door.staff(ANN), body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def bring(
    door: Doors, key: dict[str, Any], app: str, content: bytes | None = None
) -> httpx2.Response:
    headers = {**bearer(key["secret"]), "Content-Type": "application/zip"}
    content = packed() if content is None else content
    return await door.caller.post(
        f"/public/v1/miniapps/{app}/builds", headers=headers, content=content
    )


async def submit(door: Doors, key: dict[str, Any], app: str) -> httpx2.Response:
    path = f"/public/v1/miniapps/{app}/submit"
    return await door.ask("POST", path, bearer(key["secret"]), NOTHING)


async def test_a_pipeline_brings_a_build_and_sends_it(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    key = await made_key(door, Scope.BUILDS)

    refused = await bring(door, key, app, packed({"../evil.js": b"x"}))
    picture = GOOD["img/dot.gif"] + random.Random(1).randbytes(1_200_000)
    large = packed({**GOOD, "img/large.gif": picture})
    brought, again = await bring(door, key, app, large), await bring(door, key, app, large)
    lacking = await submit(door, key, app)
    await offer(door, app)
    sent = await submit(door, key, app)

    assert (refused.status_code, refused.json()["code"]) == (422, "archive_invalid")
    assert refused.json()["findings"]
    assert (brought.status_code, again.json()["id"]) == (201, brought.json()["id"])
    assert (lacking.status_code, lacking.json()["missing"]) == (409, ["offer"])
    assert sent.status_code == 200
    async with door.small.world.db.session() as session:
        build = await session.get_one(Build, brought.json()["id"])
        review = await session.get_one(Review, sent.json()["review"])
        acts = ("build.upload", "miniapp.submit")
        wrote = select(AuditRow).where(col(AuditRow.action).in_(acts))
        rows = list(await session.exec(wrote.order_by(col(AuditRow.at), col(AuditRow.id))))
    # It counts as its maker's, who is told what became of it, and the log says who came.
    assert (build.by, review.sent_by) == (ANN, ANN)
    assert {(row.actor_kind, row.actor) for row in rows} == {("api_key", key["id"])}
    assert {row.action for row in rows} == set(acts)


@pytest.mark.any_kind
async def test_a_pipeline_that_heard_no_answer_gets_the_first(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    key = await made_key(door, Scope.BUILDS)
    await bring(door, key, app)
    await offer(door, app)
    path = f"/public/v1/miniapps/{app}/submit"
    headers = {**bearer(key["secret"]), "Idempotency-Key": "run-17"}

    first = await door.ask("POST", path, headers, NOTHING)
    again = await door.ask("POST", path, headers, NOTHING)
    without = await submit(door, key, app)

    assert (first.status_code, again.json()) == (200, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (without.status_code, without.json()["code"]) == (409, "illegal_transition")


async def test_a_key_does_no_more_than_its_scope_says(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    uploads, reads = await made_key(door, Scope.BUILDS), await made_key(door, Scope.MINIAPPS)
    everything = await made_key(door, *Scope)

    assert (await bring(door, reads, app)).status_code == 404
    assert (await submit(door, reads, app)).status_code == 404
    assert (await bring(door, uploads, FAR_APP)).status_code == 404
    assert (await submit(door, uploads, FAR_APP)).status_code == 404
    listed = await door.ask("GET", "/public/v1/miniapps", bearer(uploads["secret"]))
    assert listed.status_code == 404
    publish = f"/api/v1/miniapps/{app}/publish"
    assert (await door.ask("POST", publish, bearer(uploads["secret"]), NOTHING)).status_code == 401
    async with door.small.world.db.session() as session:
        assert list(await session.exec(select(Build).where(Build.app == app))) == []
    assert (await bring(door, everything, app)).status_code == 201


@pytest.mark.any_kind
async def test_a_key_that_lies_in_its_own_build_ends(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    key = await made_key(door, Scope.BUILDS)
    leaked = json.dumps(key["secret"]).encode()
    answer = await bring(door, key, app, packed({"config.js": leaked}))
    assert answer.json()["code"] == "archive_invalid"
    assert (await bring(door, key, app)).status_code == 401
