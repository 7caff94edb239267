"""Is a request that comes again answered once? (`Idempotency-Key`)"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from sqlmodel import select

from chatserver.actions.repeats import KEPT_MS, LEASE_MS, Repeats, Run
from chatserver.storage import due
from chatserver.storage.database import Database
from chatserver.storage.migrate import upgrade
from chatserver.storage.repeats import Kept, Key
from chatserver.storage.tables import Department, Idempotent
from tests.doors import Doors, doors
from tests.pictures import form, picture
from tests.seeds import ANN, APP, BOB, CID, KIM, SOSNY, ZOE
from tests.shelf import put_app
from tests.superapp.opened import FROM_LINK, LAUNCH, on_the_shelf

PATH = "/api/v1/departments"
NEW = {"name": "Night shift"}


async def post(
    door: Doors, body: object = NEW, *, key: str = "k1", staff: str = ANN, path: str = PATH
) -> httpx2.Response:
    headers = {**await door.staff(staff), "Idempotency-Key": key}
    return await door.ask("POST", path, headers, body)


async def departments(door: Doors) -> Sequence[str]:
    async with door.small.world.db.session() as session:
        question = select(Department.id).where(Department.name == NEW["name"])
        return (await session.exec(question)).all()


async def rows(door: Doors) -> Sequence[Idempotent]:
    async with door.small.world.db.session() as session:
        return (await session.exec(select(Idempotent))).all()


@pytest.mark.any_kind
async def test_the_same_request_gets_the_first_answer(door: Doors) -> None:
    first = await post(door)
    door.small.clock.at += 60_000  # another access token of the same person
    second = await post(door)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second.headers["etag"] == first.headers["etag"]
    assert second.headers["content-type"] == first.headers["content-type"]
    assert (first.headers.get("idempotent-replayed"), second.headers["idempotent-replayed"]) == (
        None,
        "true",
    )
    assert second.headers["x-request-id"] != first.headers["x-request-id"]
    assert await departments(door) == [first.json()["id"]]


@pytest.mark.any_kind
async def test_another_body_under_the_same_key_is_refused(door: Doors) -> None:
    await post(door)
    other = await post(door, {"name": "Day shift"})

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")
    assert len(await departments(door)) == 1


@pytest.mark.any_kind
async def test_a_body_that_goes_on_and_on_under_a_known_key_is_refused(door: Doors) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield bytes(100_000)

    await post(door)
    headers = {**await door.staff(ANN), "Idempotency-Key": "k1"}
    refused = await door.caller.post(PATH, headers=headers, content=endless())

    assert (refused.status_code, refused.json()["code"]) == (413, "file_too_large")


@pytest.mark.any_kind
async def test_keys_are_ones_own_and_of_one_path(door: Doors) -> None:
    made = [
        await post(door),
        await post(door, {"name": "Day shift"}, key="k2"),
        await post(door, staff=ZOE),
        await post(door, {"kind": "quarter", "name": "New"}, path="/api/v1/objects"),
    ]
    assert [one.status_code for one in made] == [201] * 4
    assert len({one.json()["id"] for one in made}) == 4


@pytest.mark.any_kind
async def test_a_refusal_frees_the_key(door: Doors) -> None:
    refused = await post(door, {"name": ""})
    forbidden = await post(door, staff=BOB)

    assert (refused.status_code, forbidden.status_code) == (422, 403)
    assert await rows(door) == []
    assert (await post(door)).status_code == 201


async def test_two_at_once_make_one(door: Doors) -> None:
    answers = await asyncio.gather(*(post(door) for _ in range(8)))

    statuses = {answer.status_code for answer in answers}
    assert statuses <= {201, 409}
    assert 201 in statuses
    for one in answers:
        if one.status_code == 409:
            assert (one.json()["code"], one.headers["retry-after"]) == ("conflict", "1")
    assert len(await departments(door)) == 1
    assert (await post(door)).status_code == 201


@pytest.mark.any_kind
async def test_after_a_day_a_key_means_nothing(door: Doors) -> None:
    await post(door)
    door.small.clock.at += KEPT_MS
    assert "idempotent-replayed" in (await post(door)).headers
    door.small.clock.at += 1
    assert (await post(door, {"name": "Day shift"})).status_code == 201
    assert (await post(door, {"name": "Day shift"})).headers["idempotent-replayed"] == "true"


@pytest.mark.any_kind
async def test_secrets_are_not_kept(door: Doors) -> None:
    await put_app(door.small.world, APP)
    path = f"/api/v1/miniapps/{APP}/keys"
    first = await post(door, {"name": "Back end"}, path=path)
    second = await post(door, {"name": "Back end"}, path=path)

    secret = first.json()["secret"]
    assert second.json() == {**first.json(), "secret": None}
    assert secret.startswith("mk_")
    assert secret not in repr(await rows(door))


@pytest.mark.any_kind
async def test_of_a_login_nothing_is_kept(door: Doors) -> None:
    ann = {**await door.staff(ANN), "Idempotency-Key": "k"}
    who = {"email": "ann@example.com", "password": "ann"}
    entered = await door.ask("POST", "/api/v1/auth/login", ann, who)
    refresh = {"refresh_token": entered.json()["refresh_token"]}
    renewed = await door.ask("POST", "/api/v1/auth/refresh", ann, refresh)

    assert (entered.status_code, renewed.status_code) == (200, 200)
    assert await rows(door) == []


@pytest.mark.any_kind
async def test_every_answer_with_a_secret_says_so(door: Doors) -> None:
    document = door.app.openapi()
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        operation = methods.get("post", {})
        if not path.startswith("/api/v1/") or not operation.get("security"):
            continue
        for status, answer in operation["responses"].items():
            schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
            named = schemas.get(schema.get("$ref", "").rsplit("/", 1)[-1], {})
            shown = {"secret", "token", "recovery_codes"} & named.get("properties", {}).keys()
            if status.startswith("2") and shown:
                assert shown <= set(operation["x-secrets"]), path


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "a\tb"])
async def test_a_key_that_is_none_is_a_mistake(door: Doors, key: str) -> None:
    headers = {**await door.staff(ANN), "Idempotency-Key": key}
    answer = await door.caller.post(PATH, json=NEW, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    assert answer.json()["errors"][0]["pointer"] == "/Idempotency-Key"
    assert await departments(door) == []


@pytest.mark.any_kind
async def test_strangers_leave_nothing_behind(door: Doors) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}):
        answer = await door.ask("POST", PATH, {**headers, "Idempotency-Key": "k"}, NEW)
        assert answer.status_code == 401
    assert await rows(door) == []


@pytest.mark.any_kind
async def test_who_has_left_is_not_given_the_answer_again(door: Doors) -> None:
    bob, key = await door.staff(BOB), {"Idempotency-Key": "k1"}
    path = "/api/v1/miniapps/prd_none/keys"
    await door.ask("POST", path, {**bob, **key}, {"name": "x"})
    await door.ask("PATCH", f"/api/v1/staff/{BOB}", await door.staff(ANN), {"active": False})
    assert (await door.ask("POST", path, {**bob, **key}, {"name": "x"})).status_code == 401


@pytest.mark.any_kind
async def test_uploads_are_told_apart_by_what_they_hold(door: Doors) -> None:
    headers = {**await door.staff(ANN), "Idempotency-Key": "k", "Content-Type": "text/csv"}
    path = "/api/v1/objects/import"

    async def upload(text: str) -> httpx2.Response:
        async def chunks() -> AsyncIterator[bytes]:
            for letter in text:
                yield letter.encode()

        return await door.caller.post(path, content=chunks(), headers=headers)

    table = "external_id,kind,name,parent,address\n1,quarter,New,,\n"
    first, again, other = await upload(table), await upload(table), await upload(table + "x")

    assert first.status_code in (201, 202), first.text
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")


@pytest.mark.any_kind
async def test_a_client_uploads_once_and_launches_each_time(door: Doors) -> None:
    await on_the_shelf(door)
    cid = {**door.client(CID, SOSNY), "Idempotency-Key": "k"}
    content, kind = form(picture())
    files = [
        await door.caller.post("/superapp/v1/files", content=content, headers={**cid, **kind})
        for _ in range(2)
    ]
    other = {**door.client(KIM, SOSNY), **kind, "Idempotency-Key": "k"}
    files.append(await door.caller.post("/superapp/v1/files", content=content, headers=other))
    tokens = [
        (await door.ask("POST", LAUNCH, cid, dict(FROM_LINK))).json()["token"] for _ in range(2)
    ]

    assert [one.status_code for one in files] == [201] * 3
    first, again, kims = (one.json()["id"] for one in files)
    assert first == again != kims
    assert len(set(tokens)) == 2


@asynccontextmanager
async def held(door: Doors) -> AsyncIterator[Run]:
    """A node that has begun to answer the request of `post`, and then is heard of no more."""
    begun = await Repeats(door.small.world).begin(Key(f"staff {ANN}", PATH, "k1"))
    assert isinstance(begun, Run)
    yield begun


async def test_what_a_dead_node_left_unanswered_is_answered_after_its_lease(door: Doors) -> None:
    async with held(door) as lost:
        assert (await post(door)).status_code == 409
        door.small.clock.at += LEASE_MS
        answer = await post(door)
        # The dead one comes back to life, and finds that it is not its turn any more.
        await Repeats(door.small.world).keep(lost, Kept("h", 200, {}, "late"))
        await Repeats(door.small.world).release(lost)

    assert answer.status_code == 201
    assert (await post(door)).json() == answer.json()


async def test_nodes_share_one_memory(postgres_url: str) -> None:
    await upgrade(postgres_url)
    one = await Database.open(postgres_url)
    other = await Database.open(postgres_url)
    try:
        async with doors(one) as here:
            here_repeats = Repeats(here.small.world)
            there = Repeats(replace(here.small.world, db=other))
            key = Key(f"staff {ANN}", PATH, "race")
            for _ in range(20):
                begun: list[Any] = await asyncio.gather(
                    *(node.begin(key) for node in (here_repeats, there) * 4)
                )
                runs = [run for run in begun if isinstance(run, Run)]
                assert len(runs) == 1
                assert begun.count(None) == 7
                await here_repeats.release(runs[0])
    finally:
        await one.close()
        await other.close()


async def test_what_is_old_is_thrown_away(door: Doors) -> None:
    await post(door)
    now = door.small.clock.at
    for before, left in ((now, 1), (now + 1, 0)):
        await due.clean(
            door.small.world.db,
            originals_before=0,
            tokens_before=0,
            outbox_before=0,
            repeats_before=before,
            imports_before=0,
            receipts_before=0,
            webhooks_before=0,
            launches_before=0,
            limit=9,
        )
        assert len(await rows(door)) == left


async def test_a_fault_behind_the_door_frees_the_key(door: Doors) -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    door.app.add_api_route("/api/v1/broken", broken, methods=["POST"])
    answer = await post(door, path="/api/v1/broken")

    assert answer.status_code == 500
    assert await rows(door) == []
