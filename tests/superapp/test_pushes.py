"""What does a mini-app push to its clients, who gets it, and what is kept of it?"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr
from sqlmodel import col, select
from starlette.responses import Response

from chatserver.actions.clients.overwriting import Erasure, overwrite_person
from chatserver.actions.miniapps.publishing import choose_status, suspend, unsuspend
from chatserver.actions.miniapps.pushes.sending import Ringer
from chatserver.actions.notifying.outbox import Courier
from chatserver.config import WebPush
from chatserver.core.miniapps import Status
from chatserver.ledger.outcome import SYSTEM
from chatserver.notify import open_pushers
from chatserver.storage.database import Database
from chatserver.storage.tables import ClientRow, OutboxRow, PushReceipt, PushTotal, WebhookEvent
from chatserver.world import World
from tests.doors import Doors, doors
from tests.seeds import (
    ANN,
    APP,
    CID,
    FAR_APP,
    FAR_CLIENT,
    FLAT_1,
    FLAT_3,
    KIM,
    MOD,
    OLA,
    SOSNY,
    ZOE,
)
from tests.services.push_services import Browser, BrowserService, base64url, browser_service
from tests.shelf import RINGING, put_app, set_app
from tests.small import MINUTE
from tests.superapp.opened import CONSENT, LAUNCH, agree, bearer, open_app

PUSH = "/miniapp/v1/notifications"
LIMITS = f"/api/v1/miniapps/{APP}/push-limits"
WORDS = {"title": "Order 17", "body": "The courier is on the way."}


@dataclass
class Ringing:
    """Doors behind which browsers ring, and the key of the mini-app's back end."""

    door: Doors
    service: BrowserService
    key: str = ""

    def sub(self, client: str, app: str = APP) -> str:
        return self.door.small.identity.miniapps.pairwise(app, client)

    async def push(self, *clients: str, **changes: Any) -> httpx2.Response:
        subs = [self.sub(one) if one.startswith("cl_") else one for one in clients]
        wanted = {**WORDS, "client_ids": subs, **changes}
        return await self.door.ask("POST", PUSH, bearer(self.key), wanted)

    async def results(self, *clients: str, **changes: Any) -> list[str]:
        answer = await self.push(*clients, **changes)
        assert answer.status_code == 202, answer.text
        return [one["result"] for one in answer.json()["clients"]]

    async def states(self, push: str) -> list[str]:
        answer = await self.door.ask("GET", f"{PUSH}/{push}", bearer(self.key))
        return [one["state"] for one in answer.json()["clients"]]

    async def total(self, push: str) -> tuple[int, int, int]:
        """Return what stays of a push: accepted, sent, opened."""
        async with self.door.small.world.db.session() as session:
            row = await session.get_one(PushTotal, push)
        return row.accepted, row.sent, row.opened

    async def browser(self, client: str, name: str = "") -> Browser:
        browser = self.service.browser(name or client)
        device = {"platform": "web", "token": browser.address.token}
        keys = {"p256dh": browser.address.p256dh, "auth": browser.address.auth}
        path, header = "/superapp/v1/devices", self.door.client(client, SOSNY)
        assert (await self.door.ask("POST", path, header, {**device, "keys": keys})).is_success
        return browser

    async def deliver(self, after_ms: int = 0) -> None:
        self.door.small.clock.at += after_ms
        world = self.door.small.world
        await Courier(world, Ringer(world).handlers()).deliver()

    async def everything_kept(self) -> str:
        async with self.door.small.world.db.session() as session:
            rows = [
                *await session.exec(select(OutboxRow)),
                *await session.exec(select(PushReceipt)),
            ]
        return "".join(str(row) for row in rows)


async def app_key(door: Doors, app: str = APP, staff: str = ANN) -> str:
    path, name = f"/api/v1/miniapps/{app}/keys", {"name": "Back end"}
    return str((await door.ask("POST", path, await door.staff(staff), name)).json()["secret"])


@pytest.fixture
async def ringing(sqlite_database: Database) -> AsyncIterator[Ringing]:
    async with rung(sqlite_database) as opened:
        yield opened


@pytest.fixture
async def ringing_on_both(database: Database) -> AsyncIterator[Ringing]:
    async with rung(database) as opened:
        yield opened


@asynccontextmanager
async def rung(database: Database) -> AsyncIterator[Ringing]:
    """Let Cid have opened the mini-app and want its pushes."""
    async with browser_service() as service:
        web = WebPush(key=SecretStr(base64url(b"\x01" * 32)), origins=(service.origin,))

        def reaching(world: World) -> World:
            settings = world.settings.model_copy(update={"webpush": web})
            return replace(world, settings=settings, pushers=open_pushers(settings))

        async with doors(database, change=reaching) as door:
            await put_app(door.small.world, APP, scopes=RINGING)
            assert (await agree(door, "notifications")).status_code == 204
            assert (await open_app(door)).status_code == 200
            yield Ringing(door, service, await app_key(door))
            await door.small.world.pushers.close()


async def mark_tester(door: Doors, client: str) -> None:
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(ClientRow, client)
        row.tester = True
        session.add(row)


async def test_a_push_rings_and_leads_into_the_mini_app(ringing_on_both: Ringing) -> None:
    ringing = ringing_on_both
    cid = await ringing.browser(CID)
    attributes = {"screen": "order", "anchor": "total", "params": {"order": 17, "new": True}}

    answer = await ringing.push(CID, attributes=attributes, ttl=600, collapse_id="order-17")
    push = answer.json()["id"]
    waiting = await ringing.states(push)
    await ringing.deliver()

    assert answer.json()["clients"] == [{"client_id": ringing.sub(CID), "result": "accepted"}]
    [shown] = cid.shown
    assert (shown["title"], shown["body"]) == (
        "Sosny Help",  # never the mini-app's own name (D18)
        "Order 17\nThe courier is on the way.",
    )
    assert shown["data"] == {
        "kind": "miniapp",
        "org": SOSNY,
        "miniapp": APP,
        "notification": push,
        "screen": "order",
        "anchor": "total",
        "params": '{"order":17,"new":true}',
    }
    [headers] = cid.headers
    assert headers["ttl"] == "600"
    assert len(headers["topic"]) == 32
    assert (waiting, await ringing.states(push)) == (["waiting"], ["sent"])
    for word in ("courier", "Order 17", "total"):
        assert word not in await ringing.everything_kept()

    ringing.door.small.clock.at += MINUTE
    tapped = {"from": "push", "screen": "order", "anchor": "total", "notification": push}
    await open_app(ringing.door, **tapped)
    read = await ringing.door.ask("GET", f"{PUSH}/{push}", bearer(ringing.key))
    assert read.json()["at"] == "2026-01-01T12:00:00.000Z"
    assert read.json()["expires_at"] == "2026-01-01T12:10:00.000Z"
    assert read.json()["clients"] == [
        {
            "client_id": ringing.sub(CID),
            "state": "sent",
            "changed_at": "2026-01-01T12:00:00.000Z",
            "opened_at": "2026-01-01T12:01:00.000Z",
        }
    ]
    await open_app(ringing.door, **tapped)
    assert await ringing.total(push) == (1, 1, 1)


async def test_of_unknown_clients_and_anothers_a_mini_app_learns_the_same(
    ringing: Ringing,
) -> None:
    door = ringing.door
    await put_app(door.small.world, FAR_APP, scopes=RINGING)
    far_key = await app_key(door, FAR_APP, ZOE)
    nobody = [ringing.sub(KIM), ringing.sub(FAR_CLIENT), ringing.sub(CID, FAR_APP), CID, "pw_x"]
    body = {**WORDS, "client_ids": nobody}
    answer = await door.ask("POST", PUSH, bearer(ringing.key), body)
    assert answer.json()["id"] is None
    assert [one["result"] for one in answer.json()["clients"]] == ["not_found"] * 5

    push = (await ringing.push(CID)).json()["id"]
    read = [await door.ask("GET", f"{PUSH}/{one}", bearer(far_key)) for one in (push, "ntf_no")]
    assert [(one.status_code, one.json()["code"]) for one in read] == [(404, "not_found")] * 2


async def test_who_gets_none_and_why(ringing: Ringing) -> None:
    door, world = ringing.door, ringing.door.small.world
    # Kim opened it and granted no notifications; who may not open it is told apart.
    kim = door.client(KIM, SOSNY)
    assert (await agree(door, client=KIM)).status_code == 204
    opened = await door.ask("POST", LAUNCH, kim, {"from": "deeplink", "place": FLAT_3})
    assert opened.status_code == 200
    assert await ringing.results(KIM, CID) == ["not_permitted", "accepted"]

    await set_app(world, APP, status="testing")
    assert await ringing.results(KIM, CID) == ["inactive", "inactive"]
    await mark_tester(door, CID)
    # Whoever tries it out is not slowed down.
    assert [await ringing.results(CID) for _ in range(12)] == [["accepted"]] * 12
    await set_app(world, APP, status="inactive")
    assert await ringing.results(CID) == ["inactive"]
    await set_app(world, APP, status="active")
    door.small.clock.at += 24 * 60 * MINUTE
    await door.ask("PUT", CONSENT, door.client(CID, SOSNY), {"notifications": False})
    assert await ringing.results(CID) == ["not_permitted"]
    await overwrite_person(world, Erasure(SOSNY, CID, ANN, world.now(), "asked for"), SYSTEM)
    assert await ringing.results(CID) == ["not_found"]


async def test_the_platform_says_how_often_a_mini_app_may_ring(ringing_on_both: Ringing) -> None:
    ringing = ringing_on_both
    door, clock = ringing.door, ringing.door.small.clock
    assert await ringing.results(CID) == ["accepted"]
    clock.at += 29_999
    assert await ringing.results(CID) == ["rate_limited"]
    clock.at += 1
    assert await ringing.results(CID) == ["accepted"]

    ola = await door.staff(OLA)
    limits = {"every_s": 0, "per_day": 3}
    blank = await door.ask("PUT", LIMITS, ola, {**limits, "reason": " "})
    assert blank.json()["code"] == "reason_required"
    card = await door.ask("PUT", LIMITS, ola, {**limits, "reason": "Complaints"})
    assert card.json()["push_limits"] == limits
    assert [await ringing.results(CID) for _ in "ab"] == [["accepted"], ["rate_limited"]]
    clock.at += 24 * 60 * MINUTE - 30_000
    assert await ringing.results(CID) == ["accepted"]  # the first of them is a day ago

    usual = {"every_s": None, "per_day": None, "reason": "They are right"}
    same = await door.ask("PUT", LIMITS, await door.staff(OLA), usual)
    assert same.json()["push_limits"] == {"every_s": 30, "per_day": 10}


async def test_of_two_pushes_at_once_one_goes_out(ringing_on_both: Ringing) -> None:
    ringing = ringing_on_both
    answers = await asyncio.gather(*(ringing.results(CID) for _ in range(4)))
    assert sorted(answers) == [["accepted"], *[["rate_limited"]] * 3]


async def test_a_push_with_a_key_is_sent_once(ringing: Ringing) -> None:
    named = {**bearer(ringing.key), "Idempotency-Key": "one"}
    body = {**WORDS, "client_ids": [ringing.sub(CID)]}
    first, again = [await ringing.door.ask("POST", PUSH, named, body) for _ in range(2)]
    assert first.json()["clients"][0]["result"] == "accepted"
    assert again.json() == first.json()
    assert "courier" not in json.dumps(again.json())


NONSENSE: Sequence[tuple[dict[str, Any], str]] = (
    ({"title": "t" * 65}, "/title"),
    ({"title": "\u2800"}, "/title"),
    ({"body": "b" * 255}, "/body"),
    ({"body": "b\u0007"}, "/body"),
    ({"client_ids": []}, "/client_ids"),
    ({"client_ids": [f"pw_{n}" for n in range(101)]}, "/client_ids"),
    ({"client_ids": ["pw_1", "pw_2", "pw_1"]}, "/client_ids/2"),
    ({"attributes": {"screen": "s", "more": 1}}, "/attributes/more"),
    ({"attributes": {"params": {"a": "я" * 999, "b": "я" * 99}}}, "/attributes"),
    ({"attributes": {"params": {"a": {"b": 1}}}}, "/attributes/params/a"),
    ({"collapse_id": "с"}, "/collapse_id"),
    ({"ttl": 59}, "/ttl"),
)


async def test_a_push_that_makes_no_sense_goes_to_nobody(ringing: Ringing) -> None:
    for changes, pointer in NONSENSE:
        refused = await ringing.push(CID, **changes)
        assert (refused.status_code, refused.json()["code"]) == (422, "validation"), changes
        assert refused.json()["errors"][0]["pointer"].startswith(pointer)
    assert await ringing.results(CID) == ["accepted"]  # none of them was counted


async def test_whose_back_end_is_not_answered(ringing: Ringing) -> None:
    door, world = ringing.door, ringing.door.small.world
    push = (await ringing.push(CID)).json()["id"]
    for headers in ({}, door.client(CID, SOSNY), await door.staff(ANN), bearer("mk_none")):
        body = {**WORDS, "client_ids": ["pw_1"]}
        assert (await door.ask("POST", PUSH, headers, body)).status_code == 401
    await set_app(world, APP, suspended_at=1)
    for code in ("app_suspended", "not_available"):
        told = [
            (await ringing.push(CID)).json()["code"],
            (await door.ask("GET", f"{PUSH}/{push}", bearer(ringing.key))).json()["code"],
        ]
        assert told == [code] * 2
        await set_app(world, APP, suspended_at=None, approved=False)


async def suspended(ringing: Ringing) -> None:
    world = ringing.door.small.world
    await suspend(world, APP, reason="A breach", by=MOD)
    await unsuspend(world, APP, by=MOD)


async def inactive(ringing: Ringing) -> None:
    for status in (Status.INACTIVE, Status.ACTIVE):
        await choose_status(ringing.door.small.world, SOSNY, APP, status, by=ANN)


async def revoked(ringing: Ringing) -> None:
    door = ringing.door
    assert (await door.ask("DELETE", CONSENT, door.client(CID, SOSNY))).status_code == 204
    assert (await agree(door, "notifications")).status_code == 204


async def switched_off(ringing: Ringing) -> None:
    for on in (False, True):
        header = ringing.door.client(CID, SOSNY)
        await ringing.door.ask("PUT", CONSENT, header, {"notifications": on})


async def erased(ringing: Ringing) -> None:
    world = ringing.door.small.world
    await overwrite_person(world, Erasure(SOSNY, CID, ANN, world.now(), "asked for"), SYSTEM)


@pytest.mark.parametrize("what", [suspended, inactive, revoked, switched_off, erased])
async def test_what_waits_is_dropped_when_it_may_not_be_sent_any_more(
    ringing: Ringing, what: Callable[[Ringing], Awaitable[None]]
) -> None:
    cid = await ringing.browser(CID)
    push = (await ringing.push(CID)).json()["id"]

    await what(ringing)

    # At once, even if it could be sent again by now.
    assert "courier" not in await ringing.everything_kept()
    await ringing.deliver()
    assert (cid.shown, await ringing.states(push)) == ([], ["dropped"])


async def test_what_is_taken_away_while_a_push_is_on_its_way_is_looked_at_again(
    ringing: Ringing,
) -> None:
    cid = await ringing.browser(CID)
    push = (await ringing.push(CID)).json()["id"]
    await set_app(ringing.door.small.world, APP, status="testing")
    await ringing.deliver()
    assert (cid.shown, await ringing.states(push)) == ([], ["dropped"])


async def test_a_device_that_has_it_does_not_ring_again_for_another(ringing: Ringing) -> None:
    first, second = await ringing.browser(CID, "first"), await ringing.browser(CID, "second")
    ringing.service.refusals.append(Response(status_code=503))
    push = (await ringing.push(CID)).json()["id"]
    await ringing.deliver()
    half = [len(first.shown), len(second.shown)]
    await ringing.deliver(after_ms=MINUTE)
    assert (sorted(half), len(first.shown), len(second.shown)) == ([0, 1], 1, 1)
    assert await ringing.states(push) == ["sent"]
    assert await ringing.total(push) == (1, 1, 0)


async def test_an_organisations_endpoints_hear_what_became_of_it(ringing: Ringing) -> None:
    door = ringing.door
    ann, url = await door.staff(ANN), "https://example.com/hooks"
    assert (await door.ask("POST", "/api/v1/webhooks", ann, {"url": url})).status_code == 201
    push = (await ringing.push(CID)).json()["id"]
    for _ in range(2):  # again is nothing new
        wish = {"from": "push", "notification": push, "place": FLAT_1}
        answer = await door.ask("POST", LAUNCH, door.client(CID, SOSNY), wish)
        assert answer.status_code == 200, answer.text
    await ringing.deliver()  # there is no device

    async with door.small.world.db.session() as session:
        rows = await session.exec(select(WebhookEvent).order_by(col(WebhookEvent.id)))
        told = [(row.kind, json.loads(row.body)["data"]) for row in rows]
    assert await ringing.total(push) == (1, 0, 1)
    common = {"mini_app": APP, "client": CID, "notification": push}
    assert told == [
        ("notification.opened", common),
        ("notification.failed", {**common, "reason": "no_device"}),
    ]


async def test_how_a_push_ends_that_rings_nowhere(ringing_on_both: Ringing) -> None:
    ringing = ringing_on_both

    async def ended(*refusals: int, after_ms: int = 0, **changes: Any) -> list[str]:
        ringing.door.small.clock.at += MINUTE
        ringing.service.refusals = [Response(status_code=one) for one in refusals]
        push = (await ringing.push(CID, **changes)).json()["id"]
        await ringing.deliver(after_ms)
        return await ringing.states(push)

    assert await ended() == ["no_device"]
    cid = await ringing.browser(CID)
    assert await ended(403) == ["failed"]
    assert await ended(503, ttl=600) == ["waiting"]
    assert await ended(after_ms=10 * MINUTE, ttl=600) == ["expired"]
    older = (await ringing.push(CID, collapse_id="a", ttl=86_400)).json()["id"]
    assert await ended(collapse_id="a") == ["sent"]
    assert await ringing.states(older) == ["replaced"]
    assert len(cid.shown) == 1
    assert await ended(410) == ["no_device"]
    await ringing.browser(CID)
    async with ringing.door.small.world.db.transaction() as session:
        row = await session.get_one(ClientRow, CID)
        row.tokens_from = ringing.door.small.clock.at + MINUTE
        session.add(row)
    assert await ended() == ["no_device"]  # it ended with its client's tokens
