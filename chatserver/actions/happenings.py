"""How does something that happens come to an organisation's endpoints?

It is written in the transaction of what happens: the event once, and a delivery for each endpoint
that wants its kind (docs/decisions/0115). While an organisation has no endpoint that wants it,
nothing is written at all.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.core.webhook_events import Happened
from chatserver.core.webhook_kinds import Data, wants
from chatserver.storage.bulk import insert_rows
from chatserver.storage.statement import Steps, ask
from chatserver.storage.tables import Org, Webhook, WebhookDelivery, WebhookEvent
from chatserver.storage.webhook_log import DELIVERIES, EVENTS, LISTENERS
from chatserver.wire.times import rfc3339
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Listener:
    """An endpoint that may want to hear; `kinds` None: everything."""

    id: str
    kinds: Sequence[str] | None
    active: bool


@dataclass(slots=True)
class Written:
    """The rows to be written of what happened."""

    events: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)


async def tell_endpoints(
    session: AsyncSession, world: World, org: str, happened: Iterable[Happened]
) -> None:
    """Let the organisation's endpoints be told of this once the transaction is committed.

    A closed organisation's hear of nothing any more (11.7).
    """
    listeners = await _listeners(session, org)
    if listeners:
        await store(session, written(world, org, happened, listeners))


def written(
    world: World, org: str, happened: Iterable[Happened], listeners: Sequence[Listener]
) -> Written:
    """Return the rows of what happened, for those who want to hear of it."""
    rows, now = Written(), world.now()
    for kind, data in happened:
        wanting = [one for one in listeners if wants(one.kinds, kind)]
        if wanting:
            event = event_row(world, org, kind, data)
            rows.events.append(event)
            active = (one.id for one in wanting if one.active)
            rows.deliveries += (delivery_row(world, one, event["id"], now=now) for one in active)
    return rows


def event_row(
    world: World, org: str, kind: str, data: Data, *, only: str | None = None
) -> dict[str, Any]:
    """Return an event as it is stored; its body is the very text that is sent."""
    now = world.now()
    body = {"type": kind, "timestamp": rfc3339(now), "data": dict(data)}
    return {
        "id": world.new_id("evt"),
        "org": org,
        "kind": kind,
        "at": now,
        "body": json.dumps(body, ensure_ascii=False),
        "only": only,
    }


def delivery_row(world: World, webhook: str, event: str, *, now: int) -> dict[str, Any]:
    """Return a delivery that is due at once."""
    return {
        "id": world.new_id("dlv"),
        "webhook": webhook,
        "event": event,
        "at": now,
        "state": "waiting",
        "next_at": now,
        "tries": 0,
        "step": 0,
        "answer": "",
    }


async def store(session: AsyncSession, rows: Written) -> None:
    """Write the rows in this transaction."""
    await insert_rows(session, WebhookEvent, rows.events)
    await insert_rows(session, WebhookDelivery, rows.deliveries)


def store_steps(rows: Written) -> Steps[None]:
    """Steps that write the rows."""
    if rows.events:
        yield from ask(EVENTS, [list(one.values()) for one in rows.events])
    if rows.deliveries:
        yield from ask(DELIVERIES, [list(one.values()) for one in rows.deliveries])


def listening(org: str) -> Steps[list[Listener]]:
    """Steps that find the organisation's endpoints."""
    rows = yield from ask(LISTENERS, org)
    return [
        Listener(id_, None if kinds is None else json.loads(kinds), bool(active))
        for id_, kinds, active in rows
    ]


async def _listeners(session: AsyncSession, org: str) -> list[Listener]:
    question = (
        select(Webhook.id, Webhook.kinds, Webhook.active)
        .join(Org, col(Org.id) == col(Webhook.org))
        .where(Webhook.org == org, col(Org.closed_at).is_(None))
        .order_by(col(Webhook.id))
    )
    return [Listener(*row) for row in (await session.exec(question)).all()]
