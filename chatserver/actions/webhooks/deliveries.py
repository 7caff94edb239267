"""What was sent to an endpoint, how did that go, and how is it sent once more?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from chatserver.actions.audit import Changed, record_by
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.happenings import Written, delivery_row, event_row, store
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.webhooks.endpoints import own_webhook
from chatserver.core.refusals import Conflict, NotFound
from chatserver.core.webhook_kinds import PING, may_see
from chatserver.storage.tables import Webhook, WebhookDelivery, WebhookEvent
from chatserver.world import World

KEPT_MS = 30 * 24 * 3600 * 1000
REPLAYED_AT_MOST = 1_000

_Missed = Select[str, int, str | None]  # an event, when it was, its delivery


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way to an endpoint. `next_at` None: nothing more is tried; what follows it is
    of the last try. `answer` is the beginning of what came back, as a text and nothing else.
    """

    id: str
    event: str
    kind: str
    state: str
    at: int
    next_at: int | None
    tries: int
    tried_at: int | None
    status: int | None
    failure: str | None
    duration_ms: int | None
    body: str
    answer: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many events are sent once more; `next_since`: there are more, from this time on."""

    count: int
    next_since: int | None


async def deliveries_of(
    world: World,
    viewer: Viewer,
    webhook: str,
    *,
    state: str | None = None,
    kind: str | None = None,
    before: str | None = None,
    limit: int,
) -> list[Delivery]:
    """Return what was and will be sent to an endpoint, the newest first, those before this id, and
    no more than the viewer may see of it. Raises `NotFound`.
    """
    question = (
        select(WebhookDelivery, WebhookEvent)
        .join(WebhookEvent, col(WebhookEvent.id) == col(WebhookDelivery.event))
        .where(WebhookDelivery.webhook == webhook, _seen_by(viewer))
    )
    if state is not None:
        question = question.where(WebhookDelivery.state == state)
    if kind is not None:
        question = question.where(WebhookEvent.kind == kind)
    if before is not None:
        question = question.where(col(WebhookDelivery.id) < before)
    async with world.db.session() as session:
        await own_webhook(session, viewer, webhook)
        rows = await session.exec(question.order_by(col(WebhookDelivery.id).desc()).limit(limit))
        return [_shown(row, event) for row, event in rows.all()]


async def delivery(world: World, viewer: Viewer, webhook: str, delivery_id: str) -> Delivery:
    """Return one of them; raises `NotFound`."""
    async with world.db.session() as session:
        await own_webhook(session, viewer, webhook)
        return _shown(*await _own(session, viewer, webhook, delivery_id))


async def ping(world: World, viewer: Viewer, webhook: str) -> str:
    """Send something to an endpoint to see whether it arrives, once; return the delivery's id.

    Raises `NotFound`, and `Conflict` for an endpoint that is off.
    """
    async with world.db.transaction() as session:
        row = await own_webhook(session, viewer, webhook, lock=True)
        _check_active(row)
        event = event_row(world, row.org, PING, {"webhook": webhook}, only=webhook)
        sent = delivery_row(world, webhook, event["id"], now=world.now())
        await store(session, Written([event], [sent]))
        row.held_until = 0  # whoever asks for it wants to know now
        session.add(row)
        await record_by(session, world, viewer, "webhook.ping", Changed(webhook))
    return str(sent["id"])


async def replay(world: World, viewer: Viewer, webhook: str, delivery_id: str) -> None:
    """Send an event once more, under the same id, with all its tries before it.

    Raises `NotFound`, and `Conflict` for an endpoint that is off.
    """
    async with world.db.transaction() as session:
        row = await own_webhook(session, viewer, webhook, lock=True)
        await _own(session, viewer, webhook, delivery_id)
        _check_active(row)
        await _again(session, world, col(WebhookDelivery.id) == delivery_id)
        told = Changed(webhook, after={"delivery": delivery_id})
        await record_by(session, world, viewer, "webhook.replay", told)


async def replay_range(
    world: World,
    viewer: Viewer,
    webhook: str,
    *,
    since: int,
    until: int | None,
    delivered: bool,
) -> Replayed:
    """Send what happened in a range of time once more: what the endpoint did not take, and what it
    missed while it was off or not there; with `delivered` all of it. The oldest first, and so many
    at a time; with `next_since` one goes on.

    Raises `NotFound`, `Conflict` for an endpoint that is off, `Invalid` for a range that is none.
    """
    now = world.now()
    end = now + 1 if until is None else until
    async with world.db.transaction() as session:
        row = await own_webhook(session, viewer, webhook, lock=True)
        if end <= since:
            refuse_if_any([_no_range(until)])
        _check_active(row)
        question = _missed(row, since=max(since, now - KEPT_MS), until=end, delivered=delivered)
        found = (await session.exec(question.limit(REPLAYED_AT_MOST + 1))).all()
        chosen, rest = found[:REPLAYED_AT_MOST], found[REPLAYED_AT_MOST:]
        again = [sent for _, _, sent in chosen if sent is not None]
        new = [event for event, _, sent in chosen if sent is None]
        for part in _slices(again):
            await _again(session, world, col(WebhookDelivery.id).in_(part))
        rows = [delivery_row(world, webhook, event, now=now) for event in new]
        await store(session, Written([], rows))
        told = Changed(webhook, after={"since": since, "until": end, "count": len(chosen)})
        await record_by(session, world, viewer, "webhook.replay", told)
    return Replayed(len(chosen), rest[0][1] if rest else None)


def _no_range(until: int | None) -> Mistake:
    if until is None:
        return Mistake("/since", "too_late", "must be in the past")
    return Mistake("/until", "before_since", "must come after since")


def _missed(row: Webhook, *, since: int, until: int, delivered: bool) -> _Missed:
    sent = col(WebhookDelivery.state)
    again = sent.in_(["failed", "delivered"] if delivered else ["failed"])
    question = (
        select(WebhookEvent.id, WebhookEvent.at, WebhookDelivery.id)
        .join(
            WebhookDelivery,
            and_(
                col(WebhookDelivery.event) == col(WebhookEvent.id),
                col(WebhookDelivery.webhook) == row.id,
            ),
            isouter=True,
        )
        .where(
            WebhookEvent.org == row.org,
            WebhookEvent.at >= since,
            WebhookEvent.at < until,
            col(WebhookEvent.only).is_(None),
            or_(sent.is_(None), again),
        )
    )
    if row.kinds is not None:
        question = question.where(col(WebhookEvent.kind).in_(row.kinds))
    return question.order_by(col(WebhookEvent.at), col(WebhookEvent.id))


def _slices(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + 500] for start in range(0, len(ids), 500)]


async def _again(session: AsyncSession, world: World, which: ColumnElement[bool]) -> None:
    now = world.now()
    await session.exec(
        update(WebhookDelivery)
        .where(which)
        .values(state="waiting", next_at=now, step=0)
        .execution_options(synchronize_session=False)
    )


def _seen_by(viewer: Viewer) -> ColumnElement[bool]:
    return col(WebhookEvent.kind).in_(sorted(may_see(viewer.permissions)))


async def _own(
    session: AsyncSession, viewer: Viewer, webhook: str, delivery_id: str
) -> tuple[WebhookDelivery, WebhookEvent]:
    question = (
        select(WebhookDelivery, WebhookEvent)
        .join(WebhookEvent, col(WebhookEvent.id) == col(WebhookDelivery.event))
        .where(
            WebhookDelivery.id == delivery_id,
            WebhookDelivery.webhook == webhook,
            _seen_by(viewer),
        )
    )
    found = (await session.exec(question)).first()
    if found is None:
        raise NotFound
    return found


def _check_active(row: Webhook) -> None:
    if not row.active:
        raise Conflict(active=False)


def _shown(row: WebhookDelivery, event: WebhookEvent) -> Delivery:
    return Delivery(
        id=row.id,
        event=row.event,
        kind=event.kind,
        state=row.state,
        at=event.at,
        next_at=row.next_at if row.state == "waiting" else None,
        tries=row.tries,
        tried_at=row.tried_at,
        status=row.status,
        failure=row.failure,
        duration_ms=row.duration_ms,
        body=event.body,
        answer=row.answer,
    )
