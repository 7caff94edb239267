"""What is still to be told to the outside, and who is telling it?

A row that is taken is not due again before its lease ends, so that a node which dies over it loses
nothing; each taking has a number, so that one whose lease has ended changes nothing any more.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from chatserver.storage.database import Database
from chatserver.storage.statement import Statement
from chatserver.storage.tables import SQLModel

_OUTBOX = SQLModel.metadata.tables["outbox"]
_DUE = Statement(
    sqlite="""SELECT 1 FROM outbox WHERE done_at IS NULL
        AND topic IN (SELECT value FROM json_each(?)) AND next_at <= ? LIMIT 1""",
    postgres="""SELECT 1 FROM outbox WHERE done_at IS NULL
        AND topic = ANY($1::text[]) AND next_at <= $2::bigint LIMIT 1""",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is this node's to tell until its lease ends; `attempt` counts from 1."""

    id: str
    org: str | None
    topic: str
    body: dict[str, Any]
    at: int
    attempt: int
    collapse: str | None = None


async def take(
    db: Database, topics: Collection[str], *, now: int, lease_ms: int, limit: int
) -> list[Taken]:
    """Take rows of these topics that are due, the longest due first; nobody else gets them."""
    # Looking costs no lock, and mostly there is nothing.
    if not await db.ask(_DUE, sorted(topics), now):
        return []
    columns = _OUTBOX.c
    chosen = (
        select(columns.id)
        .where(
            columns.done_at.is_(None),
            columns.topic.in_(sorted(topics)),
            columns.next_at <= now,
        )
        .order_by(columns.next_at, columns.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    async with db.transaction() as session:
        connection = await session.connection()
        ids = list((await connection.execute(chosen)).scalars())
        taken = await connection.execute(
            update(_OUTBOX)
            .where(columns.id.in_(ids))
            .values(next_at=now + lease_ms, attempts=columns.attempts + 1)
            .returning(
                columns.id,
                columns.org,
                columns.topic,
                columns.body,
                columns.at,
                columns.attempts,
                columns.collapse,
            )
        )
        rows = [
            Taken(id_, org, topic, json.loads(body), at, n, collapse)
            for id_, org, topic, body, at, n, collapse in taken
        ]
    return sorted(rows, key=lambda row: row.id)


async def standing(
    db: Database, topics: Collection[str], *, now: int
) -> dict[str, tuple[int, int]]:
    """Return by topic how many rows wait, and for how long the oldest has been due (ms)."""
    columns = _OUTBOX.c
    question = (
        select(columns.topic, func.count(), func.min(columns.next_at))
        .where(columns.done_at.is_(None), columns.topic.in_(sorted(topics)))
        .group_by(columns.topic)
    )
    async with db.session() as session:
        rows = await (await session.connection()).execute(question)
        return {topic: (waiting, max(0, now - oldest)) for topic, waiting, oldest in rows}


async def settle(db: Database, taken: Taken, *, now: int, failure: str | None = None) -> None:
    """Note that it was told, or why it never will be; what it said may be secret and goes."""
    await _change(db, taken, done_at=now, failure=failure, body="{}")


async def put_off(db: Database, taken: Taken, *, until: int) -> None:
    """Let it be due again at this instant."""
    await _change(db, taken, next_at=until)


async def postpone(db: Database, taken: Taken, *, until: int) -> None:
    """Let it wait until this instant as if nobody had begun to tell it."""
    await _change(db, taken, next_at=until, attempts=0)


async def _change(db: Database, taken: Taken, **values: object) -> None:
    columns = _OUTBOX.c
    mine = (
        columns.id == taken.id,
        columns.attempts == taken.attempt,
        columns.done_at.is_(None),
    )
    async with db.transaction() as session:
        await (await session.connection()).execute(update(_OUTBOX).where(*mine).values(**values))
