"""Which deliveries are due, who is making them, and how did they go?

As with the outbox: what is taken is not due again before its lease ends, and each taking has a
number, so that one whose lease has ended changes nothing any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.storage.database import Database
from chatserver.storage.statement import Statement
from chatserver.storage.tables import SQLModel

_TABLES = SQLModel.metadata.tables
_WEBHOOK, _EVENT = _TABLES["webhook"], _TABLES["webhook_event"]
_DELIVERY = _TABLES["webhook_delivery"]

_DUE = """SELECT id FROM (
        SELECT id, (SELECT min(d.next_at) FROM webhook_delivery AS d
            WHERE d.webhook = webhook.id AND d.state = 'waiting') AS oldest
        FROM webhook WHERE active AND held_until <= {now}) AS waiting
    WHERE oldest <= {now} ORDER BY oldest, id"""
DUE = Statement(
    sqlite=_DUE.format(now="?1"),
    postgres=_DUE.format(now="$1::bigint"),
)
_STANDING = """SELECT count(*), min(d.next_at) FROM webhook_delivery AS d
    JOIN webhook ON webhook.id = d.webhook WHERE d.state = 'waiting' AND webhook.active"""
_OFF = "SELECT count(*) FROM webhook WHERE disabled IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where something is sent, and how that went lately; `secret` and `former` are sealed."""

    id: str
    org: str
    url: str
    secret: str
    former: str
    former_until: int | None
    failing_since: int | None
    failures: int
    held_until: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that is this node's to make until its lease ends; `tries` counts this one. Whoever
    wants it sent once more meanwhile gives it another time.
    """

    id: str
    event: str
    kind: str
    body: str
    tries: int
    step: int
    until: int


async def due(db: Database, *, now: int) -> list[str]:
    """Return the endpoints to which something is due, those first that have waited longest."""
    return [row[0] for row in await db.ask(DUE, now)]


async def take(
    db: Database, webhook: str, *, now: int, lease_ms: int, limit: int
) -> tuple[Endpoint, list[Taken]] | None:
    """Take deliveries to an endpoint that are due, the longest due first; nobody else gets them.

    One that is unwell gets a single one, to see how it is. None: there is nothing to do.
    """
    columns, delivery = _WEBHOOK.c, _DELIVERY.c
    which = (columns.id == webhook, columns.active, columns.held_until <= now)
    names = [columns[name] for name in Endpoint.__slots__]
    async with db.transaction() as session:
        connection = await session.connection()
        row = (await connection.execute(select(*names).where(*which))).first()
        if row is None:
            return None
        endpoint = Endpoint(*row)
        chosen = (
            select(delivery.id)
            .where(
                delivery.webhook == webhook, delivery.state == "waiting", delivery.next_at <= now
            )
            .order_by(delivery.next_at, delivery.id)
            .limit(1 if endpoint.failures else limit)
            .with_for_update(skip_locked=True)
        )
        ids = list((await connection.execute(chosen)).scalars())
        if not ids:
            return None
        await connection.execute(
            update(_DELIVERY)
            .where(delivery.id.in_(ids))
            .values(next_at=now + lease_ms, tries=delivery.tries + 1, tried_at=now)
        )
        question = (
            select(
                delivery.id,
                delivery.event,
                _EVENT.c.kind,
                _EVENT.c.body,
                delivery.tries,
                delivery.step,
                delivery.next_at,
            )
            .join(_EVENT, _EVENT.c.id == delivery.event)
            .where(delivery.id.in_(ids))
            .order_by(delivery.id)
        )
        return endpoint, [Taken(*one) for one in await connection.execute(question)]


async def settle(session: AsyncSession, taken: Taken, values: Mapping[str, object]) -> bool:
    """Write down how a delivery went; False: it is not ours any more."""
    columns = _DELIVERY.c
    mine = (
        columns.id == taken.id,
        columns.tries == taken.tries,
        columns.next_at == taken.until,
        columns.state == "waiting",
    )
    connection = await session.connection()
    changed = await connection.execute(update(_DELIVERY).where(*mine).values(**values))
    return changed.rowcount > 0


async def answered(session: AsyncSession, webhook: str) -> None:
    """Note that an endpoint took something: it is well."""
    changed = update(_WEBHOOK).where(_WEBHOOK.c.id == webhook)
    values = {"failing_since": None, "failures": 0, "held_until": 0}
    await (await session.connection()).execute(changed.values(**values))


async def failed(session: AsyncSession, webhook: str, *, now: int, held_until: int | None) -> int:
    """Note that an endpoint did not take something, and return since when it takes nothing.

    `held_until`: it is unwell, and left alone for so long.
    """
    columns = _WEBHOOK.c
    values: dict[str, Any] = {"failing_since": func.coalesce(columns.failing_since, now)}
    if held_until is not None:
        values |= {"failures": columns.failures + 1, "held_until": held_until}
    connection = await session.connection()
    changed = update(_WEBHOOK).where(columns.id == webhook).values(**values)
    found = (await connection.execute(changed.returning(columns.failing_since))).scalar()
    return now if found is None else int(found)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many deliveries wait, since when the first is due, and how many endpoints are off."""

    waiting: int
    oldest: int | None
    disabled: int


async def standing(db: Database) -> Standing:
    """Return how it stands."""
    [(waiting, oldest)] = await db.ask(Statement(_STANDING, _STANDING))
    [(disabled,)] = await db.ask(Statement(_OFF, _OFF))
    return Standing(waiting, oldest, disabled)
