"""How does a developer look after the endpoints, and do they hear of what people do?"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from sqlmodel import col, select

from chatserver.actions.webhooks.endpoints import MOST
from chatserver.actions.webhooks.figures import WebhookFigures
from chatserver.actions.webhooks.sending import Sender
from chatserver.core.rights import Permission
from chatserver.core.webhook_kinds import KINDS
from chatserver.core.webhook_retries import DAY_MS
from chatserver.jobs import Jobs
from chatserver.storage.database import Database
from chatserver.storage.tables import AuditRow, Webhook, WebhookEvent
from tests.admin_api.placed import (
    MINIAPPS,
    another,
    decide,
    drafted,
    offer,
    promote,
    submitted,
    upload,
)
from tests.admin_api.placed import ask as placed
from tests.doors import NOTHING, Doors, doors
from tests.seeds import ANN, APP, CID, FLAT_1, MOD, OLA, QUARTER, SOSNY, ZOE
from tests.services.receiver import Receiver, Reply, receiver
from tests.shelf import RINGING, put_app
from tests.superapp.opened import CONSENT, OFFER, agree
from tests.zips import PDF, packed

WEBHOOKS = "/api/v1/webhooks"
URL = "https://example.com/hooks"


@pytest.fixture
async def theirs(tmp_path: Path) -> AsyncIterator[Receiver]:
    async with receiver(tmp_path) as listening:
        yield listening


@pytest.fixture
async def desk(sqlite_database: Database, theirs: Receiver) -> AsyncIterator[Doors]:
    """The doors of a server that may send to the receiver."""
    postman = theirs.postman()
    async with doors(sqlite_database, change=lambda w: replace(w, postman=postman)) as opened:
        yield opened
    await postman.close()


async def ask(
    door: Doors, method: str, path: str = "", body: object = NOTHING, **headers: str
) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = {**await door.staff(ANN), **named}
    return await door.ask(method, f"{WEBHOOKS}{path}", asked, body)


async def made(door: Doors, **body: object) -> dict[str, Any]:
    answer = await ask(door, "POST", "", {"url": URL, **body})
    assert answer.status_code == 201, answer.text
    word: dict[str, Any] = answer.json()
    return word


async def send(door: Doors) -> None:
    await Sender(door.small.world).send()


async def test_an_endpoint_is_made_changed_and_deleted(door: Doors) -> None:
    body = {"url": URL, "description": "CRM", "types": ["chat.opened", "chat.closed"]}
    answer = await ask(door, "POST", "", body)
    word = answer.json()
    secret = word.pop("secret")
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert secret.startswith("whsec_")
    assert word == {
        "id": word["id"],
        "url": URL,
        "description": "CRM",
        "types": ["chat.closed", "chat.opened"],
        "active": True,
        "disabled": None,
        "failing_since": None,
        "former_secret_until": None,
        "maker": {"id": ANN, "name": "Ann"},
        "created_at": "2026-01-01T12:00:00.000Z",
        "version": 1,
    }
    here = f"/{word['id']}"
    assert (await ask(door, "GET", here)).json() == word
    assert (await ask(door, "GET")).json() == {"items": [word], "next_cursor": None}

    stale = await ask(door, "PATCH", here, {"active": False}, If_Match='"7"')
    off = {"types": None, "active": False, "url": f"{URL}?token=1"}
    changed = await ask(door, "PATCH", here, off, If_Match='"1"')
    turned = await ask(door, "POST", f"{here}/secret")

    assert (stale.status_code, changed.status_code) == (412, 200)
    assert changed.json() == {**word, **off, "version": 2}
    assert turned.json()["former_secret_until"] == "2026-01-02T12:00:00.000Z"
    assert turned.json()["secret"] not in (None, secret)
    async with door.small.world.db.session() as session:
        row = await session.get_one(Webhook, word["id"])
        rows = (await session.exec(select(AuditRow).order_by(col(AuditRow.id)))).all()
    # Whoever reads the database or the log has no secret.
    log = [one.after for one in rows]
    assert secret[6:20] not in f"{row.secret} {row.former} {log}"
    assert "token" not in str(log)
    assert [one.action for one in rows] == ["webhook.make", "webhook.change", "webhook.secret"]

    assert (await ask(door, "DELETE", here)).status_code == 204
    assert (await ask(door, "GET", here)).status_code == 404


@pytest.mark.any_kind
async def test_a_repeated_request_makes_one_and_shows_no_secret(door: Doors) -> None:
    first = await ask(door, "POST", "", {"url": URL}, Idempotency_Key="once")
    again = await ask(door, "POST", "", {"url": URL}, Idempotency_Key="once")
    assert again.json() == {**first.json(), "secret": None}
    assert len((await ask(door, "GET")).json()["items"]) == 1


@pytest.mark.parametrize(
    ("body", "mistakes"),
    [
        ({"url": "http://example.com"}, {("/url", "scheme")}),
        ({"url": "https://10.0.0.1/"}, {("/url", "host")}),
        ({"url": "https://localhost:8443/"}, {("/url", "host"), ("/url", "port")}),
        ({"url": URL, "types": []}, {("/types", "required")}),
        (
            {"url": URL, "types": ["chat.opened", "chat.opened", "nothing", "ping"]},
            {("/types/1", "duplicate"), ("/types/2", "unknown"), ("/types/3", "unknown")},
        ),
        (
            {"url": "ftp://x", "description": "x" * 201},
            {("/url", "malformed"), ("/description", "too_long")},
        ),
    ],
)
async def test_every_mistake_is_named_and_nothing_is_made(
    desk: Doors, body: Mapping[str, Any], mistakes: set[tuple[str, str]]
) -> None:
    world = desk.small.world
    world.postman.private = False
    answer = await ask(desk, "POST", "", body)
    assert answer.status_code == 422
    assert {(one["pointer"], one["code"]) for one in answer.json()["errors"]} == mistakes
    assert (await ask(desk, "GET")).json()["items"] == []


async def test_an_organisation_has_so_many_at_most(desk: Doors) -> None:
    for _ in range(MOST):
        await made(desk)
    answer = await ask(desk, "POST", "", {"url": URL})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "too_many")


async def test_nobody_hears_through_an_endpoint_of_what_they_may_not_see(desk: Doors) -> None:
    ann, known = await desk.staff(ANN), [Permission.INTEGRATION_EDIT, Permission.MINIAPPS_VIEW]
    role = {"name": "Developer", "permissions": [str(one) for one in known]}
    made_role = (await desk.ask("POST", "/api/v1/roles", ann, role)).json()["id"]
    people = {}
    for name, objects in (("dev", None), ("part", [QUARTER])):
        card = {"name": name, "email": f"{name}@example.com", "role": made_role}
        answer = await desk.ask("POST", "/api/v1/staff", ann, {**card, "objects": objects})
        people[name] = await desk.staff(answer.json()["id"])

    async def tried(who: str, types: list[str] | None) -> tuple[int, object]:
        answer = await desk.ask("POST", WEBHOOKS, people[who], {"url": URL, "types": types})
        return answer.status_code, answer.json().get("permission")

    assert await tried("dev", ["build.uploaded"]) == (201, None)
    assert await tried("dev", ["build.uploaded", "client.updated"]) == (403, "clients.view")
    assert await tried("dev", ["chat.opened"]) == (403, "chats.view")
    assert await tried("dev", None) == (403, "chats.view")
    # Whoever sees a part of the houses would hear of all of them.
    assert await tried("part", ["build.uploaded"]) == (403, "objects")
    [item] = (await desk.ask("GET", WEBHOOKS, people["dev"])).json()["items"]
    theirs = f"{WEBHOOKS}/{item['id']}"
    assert (await desk.ask("GET", f"{theirs}/deliveries", people["part"])).status_code == 403
    wider = await desk.ask("PATCH", theirs, people["dev"], {"types": None})
    assert wider.status_code == 403
    assert (await desk.ask("GET", theirs, people["dev"])).json()["types"] == ["build.uploaded"]

    # Nor does an endpoint of others show it: by what it was sent, or by its secret.
    others = f"{WEBHOOKS}/{(await made(desk))['id']}"
    await desk.ask("PATCH", f"/api/v1/clients/{CID}", ann, {"name": "Cid the Second"})
    await desk.ask("POST", f"{others}/ping", ann)

    async def sent(who: dict[str, str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await desk.ask("GET", f"{others}/deliveries", who)).json()[
            "items"
        ]
        return found

    client_updated, ping = sorted(await sent(ann), key=lambda one: str(one["type"]))
    assert [one["type"] for one in await sent(people["dev"])] == ["ping"]
    for one, status in ((ping, 200), (client_updated, 404)):
        answer = await desk.ask("GET", f"{others}/deliveries/{one['id']}", people["dev"])
        assert answer.status_code == status
    hidden = f"{others}/deliveries/{client_updated['id']}/replay"
    assert (await desk.ask("POST", hidden, people["dev"])).status_code == 404
    assert (await desk.ask("POST", f"{others}/secret", people["dev"])).status_code == 403
    assert (await desk.ask("POST", f"{theirs}/secret", people["dev"])).status_code == 200


async def test_a_ping_tells_how_it_went(desk: Doors, theirs: Receiver) -> None:
    here = f"/{(await made(desk, url=theirs.url(), types=['client.updated']))['id']}"
    theirs.replies["/hooks"] = [Reply(404, body=b"<b>no</b>\0")]
    pinged = await ask(desk, "POST", f"{here}/ping")
    assert (pinged.status_code, pinged.json()["state"]) == (202, "waiting")
    await send(desk)
    desk.small.clock.at += 10_000
    await send(desk)

    word = (await ask(desk, "GET", f"{here}/deliveries/{pinged.json()['id']}")).json()
    assert word == {
        **pinged.json(),
        "state": "failed",
        "next_at": None,
        "tries": 1,
        "tried_at": "2026-01-01T12:00:00.000Z",
        "status": 404,
        "duration_ms": word["duration_ms"],
        "answer": "<b>no</b>\ufffd",
    }
    assert json.loads(word["body"])["type"] == "ping"
    assert len(theirs.got) == 1

    await ask(desk, "PATCH", here, {"active": False})
    assert (await ask(desk, "POST", f"{here}/ping")).status_code == 409
    assert (await ask(desk, "POST", f"{here}/deliveries/{word['id']}/replay")).status_code == 409


async def test_deliveries_are_listed_and_what_was_missed_is_sent_once_more(
    desk: Doors, theirs: Receiver
) -> None:
    here = f"/{(await made(desk, url=theirs.url(), types=['client.updated']))['id']}"
    ann, clock = await desk.staff(ANN), desk.small.clock

    async def renamed(name: str) -> None:
        answer = await desk.ask("PATCH", f"/api/v1/clients/{CID}", ann, {"name": name})
        assert answer.status_code == 200, answer.text

    async def listed(query: str = "") -> list[str]:
        answer = await ask(desk, "GET", f"{here}/deliveries{query}")
        return [one["state"] for one in answer.json()["items"]]

    await renamed("One")
    await send(desk)
    clock.at += 1000
    await ask(desk, "PATCH", here, {"active": False})
    await renamed("Two")  # missed: it is off
    clock.at += 1000
    await ask(desk, "PATCH", here, {"active": True})
    await renamed("Three")
    assert await listed() == ["waiting", "delivered"]
    assert (await listed("?state=waiting"), await listed("?state=failed")) == (["waiting"], [])
    assert (await listed("?type=client.updated&limit=1"), await listed("?type=ping")) == (
        ["waiting"],
        [],
    )
    await send(desk)

    span = {"since": "2026-01-01T11:00:00Z"}
    missed = await ask(desk, "POST", f"{here}/replay", span)
    assert (missed.status_code, missed.json()) == (202, {"count": 1, "next_since": None})
    await send(desk)
    ids = [got.headers["webhook-id"] for got in theirs.got]
    assert len(set(ids)) == len(ids) == 3
    everything = await ask(desk, "POST", f"{here}/replay", {**span, "delivered": True})
    assert everything.json()["count"] == 3
    await send(desk)
    assert sorted(got.headers["webhook-id"] for got in theirs.got) == sorted([*ids, *ids])
    nothing = await ask(desk, "POST", f"{here}/replay", {**span, "until": span["since"]})
    assert nothing.json()["errors"][0]["code"] == "before_since"
    ahead = await ask(desk, "POST", f"{here}/replay", {"since": "2026-02-01T00:00:00Z"})
    assert [one["pointer"] for one in ahead.json()["errors"]] == ["/since"]


async def happened(door: Doors) -> list[tuple[str, Any]]:
    async with door.small.world.db.session() as session:
        rows = await session.exec(select(WebhookEvent).order_by(col(WebhookEvent.id)))
        return [(row.kind, json.loads(row.body)["data"]) for row in rows]


async def test_what_people_do_is_told_thin_and_under_the_names_that_are_listed(
    desk: Doors,
) -> None:
    world, ann, ola = desk.small.world, await desk.staff(ANN), await desk.staff(OLA)
    await put_app(world, APP)
    await made(desk)

    async def done(method: str, path: str, body: object = NOTHING, who: Any = ann) -> Any:
        answer = await desk.ask(method, f"/api/v1/{path}", who, body)
        assert answer.is_success, f"{path}: {answer.text}"
        return answer.json() if answer.content else None

    bills = {"screen": "home", "title": "Bills", "target": "bills"}
    widget = (await done("POST", "widgets", bills))["id"]
    await done("POST", f"widgets/{widget}/publish")
    await done("POST", f"widgets/{widget}/draft")
    await done("POST", f"widgets/{widget}/publish")
    await done("DELETE", f"widgets/{widget}")
    new = {"name": "Lev", "phone": "+79167778899", "premises": [FLAT_1]}
    lev = (await done("POST", "clients", new))["id"]
    await done("PATCH", f"clients/{lev}", {"name": "Lev Orlov"})
    await done("POST", f"clients/{lev}/erase", {"reason": "asked for"})
    await done("PUT", f"miniapps/{APP}/status", {"status": "testing"})
    await done("PATCH", f"miniapps/{APP}", {"description": "Another description"})
    await done("POST", f"miniapps/{APP}/suspend", {"reason": "A breach"}, await desk.staff(MOD))
    await done("POST", f"miniapps/{APP}/unsuspend", who=await desk.staff(MOD))
    await done("PATCH", f"miniapps/{APP}", {"licence": None})
    [licence] = (await done("POST", f"orgs/{SOSNY}/licences", {"count": 1}, ola))["items"]
    await done("PATCH", f"miniapps/{APP}", {"licence": licence["id"]})
    await done("DELETE", f"orgs/{SOSNY}/licences/{licence['id']}", who=ola)

    told = await happened(desk)
    assert [kind for kind, _ in told] == [
        "widget.published",
        "widget.hidden",
        "widget.published",
        "widget.hidden",
        "client.created",
        "client.updated",
        "client.deleted",
        "mini_app.status_changed",
        "mini_app.updated",
        "mini_app.suspended",
        "mini_app.status_changed",
        "mini_app.status_changed",
        "licence.cleared",
        "mini_app.status_changed",
        "licence.granted",
        "licence.attached",
        "licence.cleared",
        "licence.revoked",
    ]
    for kind, data in told:
        assert data.keys() == KINDS[kind].example.keys(), kind
        assert not any(word in str(data) for word in ("Lev", "79167778899", "Bills"))
    assert {data["client"] for kind, data in told if kind.startswith("client.")} == {lev}


async def test_the_life_of_a_mini_app_is_told(desk: Doors) -> None:
    await promote(desk, Permission.PLATFORM_SUPPORT)
    await made(desk)
    app = await drafted(desk)
    assert (await upload(desk, app, packed({"a.js": b"1"}))).status_code == 422
    review = await submitted(desk, app)
    later = {"text": "Waiting for papers", "hours": 72}
    await decide(desk, review, "defer", later)
    await decide(desk, review, "reject", {"reason_code": "crash", "text": "It crashes"})
    await submitted(desk, app)
    here = f"{MINIAPPS}/{app}"
    await placed(desk, "POST", f"{here}/withdraw")
    await decide(desk, await submitted(desk, app))
    await placed(desk, "POST", f"{here}/publish")
    first = (await placed(desk, "GET", here)).json()["release"]
    await upload(desk, app, another(2))
    await decide(desk, await submitted(desk, app))
    await placed(desk, "POST", f"{here}/publish")
    second = (await placed(desk, "GET", here)).json()["release"]
    for release in (first, second):
        await placed(desk, "POST", f"{here}/rollback", {"release": release})
    [newest, *_] = (await placed(desk, "GET", f"{here}/builds")).json()["items"]
    breach = {"reason": "A breach"}
    await placed(desk, "POST", f"{here}/builds/{newest['id']}/revoke", breach, by=MOD)
    await placed(desk, "PUT", f"{here}/chat-enabled", {"on": True}, by=MOD)
    await offer(desk, app, PDF + b"another")

    told = await happened(desk)
    assert [kind for kind, _ in told if kind != "mini_app.status_changed"] == [
        "licence.granted",
        "mini_app.created",
        "licence.attached",
        "build.uploaded",
        "build.validated",
        "offer.changed",
        "build.invalid",
        "review.submitted",
        "review.deferred",
        "review.rejected",
        "review.submitted",
        "review.withdrawn",
        "review.submitted",
        "review.approved",
        "version.published",
        "build.uploaded",
        "build.validated",
        "review.submitted",
        "review.approved",
        "version.published",
        "version.rolled_back",
        "version.rolled_back",
        "build.revoked",
        "version.rolled_back",  # to what can still be served
        "mini_app.updated",
        "offer.changed",
        "review.submitted",
    ]
    for kind, data in told:
        assert data.keys() == KINDS[kind].example.keys(), kind
        assert data.get("mini_app", app) == app
    assert dict(told)["build.invalid"]["findings"] == ["no_index"]
    moves = [data for kind, data in told if kind == "mini_app.status_changed"]
    assert [(one["before"], one["status"]) for one in moves] == [
        ("inactive", "in_review"),
        ("in_review", "inactive"),
        ("inactive", "in_review"),
        ("in_review", "inactive"),
        ("inactive", "in_review"),
        ("in_review", "ready"),
        ("ready", "active"),
        ("active", "in_review"),
        ("in_review", "ready"),
        ("ready", "active"),
        ("active", "in_review"),
    ]


async def test_what_a_client_answers_is_told(desk: Doors) -> None:
    await made(desk, types=[one for one in KINDS if one.startswith("consent.")])
    await put_app(desk.small.world, APP, scopes=RINGING)
    cid = desk.client(CID, SOSNY)
    await desk.ask("POST", f"/superapp/v1/offers/{OFFER}/decline", cid, {})
    assert (await agree(desk, "notifications")).status_code == 204
    assert (await agree(desk, "notifications")).status_code == 204  # again is nothing new
    await desk.ask("PUT", CONSENT, cid, {"notifications": False})
    await desk.ask("DELETE", CONSENT, cid)

    told = await happened(desk)
    assert [kind.removeprefix("consent.") for kind, _ in told] == [
        "declined",
        "accepted",
        "changed",
        "revoked",
    ]
    for kind, data in told:
        assert data.keys() == KINDS[kind].example.keys()
        assert (data["client"], data["mini_app"], data["offer"]) == (CID, APP, OFFER)


async def test_another_organisation_hears_nothing_of_it(desk: Doors) -> None:
    zoe = await desk.staff(ZOE)
    answer = await desk.ask("POST", WEBHOOKS, zoe, {"url": URL})
    assert answer.status_code == 201
    await desk.ask("PATCH", f"/api/v1/clients/{CID}", await desk.staff(ANN), {"name": "Cid"})
    assert await happened(desk) == []


async def test_what_is_old_goes(desk: Doors) -> None:
    here = f"/{(await made(desk))['id']}"
    await ask(desk, "POST", f"{here}/ping")
    desk.small.clock.at += 30 * DAY_MS + 1
    await ask(desk, "POST", f"{here}/ping")
    jobs = Jobs(desk.small.world, desk.ledger, CollectorRegistry())
    await jobs.clean()
    assert len((await ask(desk, "GET", f"{here}/deliveries")).json()["items"]) == 1
    assert len(await happened(desk)) == 1


async def test_figures_tell_what_waits(desk: Doors, theirs: Receiver) -> None:
    registry = CollectorRegistry()
    figures = WebhookFigures(registry)
    here = f"/{(await made(desk, url=theirs.url()))['id']}"
    await ask(desk, "POST", f"{here}/ping")
    desk.small.clock.at += 3_000
    world = desk.small.world

    def sample(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(f"chatserver_webhooks_{name}", labels)

    await figures.measure(world)
    assert (sample("waiting"), sample("oldest_seconds"), sample("disabled")) == (1, 3, 0)
    theirs.replies["/hooks"] = [Reply(410)]
    await Sender(world, figures.count).send()
    await figures.measure(world)
    assert (sample("waiting"), sample("oldest_seconds"), sample("disabled")) == (0, 0, 1)
    assert sample("tried_total", outcome="given_up") == 1
