"""Which chats does the server itself have to look after, and what may be thrown away?

Questions without a lock: what they find goes to the ledger as a command, and the rule looks again
under the chat's lock.
"""

from dataclasses import dataclass

from sqlalchemy import Table, and_, case, delete, func, or_, select, tuple_
from sqlalchemy.sql import ColumnElement
from sqlmodel import SQLModel

from chatserver.storage.database import Database
from chatserver.storage.statement import Statement

_TABLES = SQLModel.metadata.tables
_CHAT, _ORDER, _EVENT = _TABLES["chat"], _TABLES["chat_order"], _TABLES["event"]

NOW_PG = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
# `now` is SQLite's alone: PostgreSQL asks its own clock, which all nodes share.
_DUE = Statement(
    sqlite="SELECT id FROM chat WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
    postgres=f"SELECT id FROM chat WHERE expires_at <= {NOW_PG} AND $1::bigint IS NOT NULL"
    " ORDER BY expires_at LIMIT $2",
)
# Who writes once more while they wait does not lose their turn by it.
_WAITING = Statement(
    sqlite="""SELECT chat.id, given.at FROM chat
        JOIN assignment AS given ON given.chat = chat.id AND given.number = chat.assignment
        WHERE chat.org = ? AND chat.state = 'staff' AND chat.staff IS NULL AND chat.acted
        AND (given.at, chat.id) > (?, ?) ORDER BY given.at, chat.id LIMIT ?""",
    postgres="""SELECT chat.id, given.at FROM chat
        JOIN assignment AS given ON given.chat = chat.id AND given.number = chat.assignment
        WHERE chat.org = $1 AND chat.state = 'staff' AND chat.staff IS NULL AND chat.acted
        AND (given.at, chat.id) > ($2::bigint, $3::text)
        ORDER BY given.at, chat.id LIMIT $4""",
)
_HELD = Statement(
    sqlite="""SELECT id, staff, department, product, place FROM chat
        WHERE org = ? AND state = 'staff' AND staff IS NOT NULL AND id > ? ORDER BY id LIMIT ?""",
    postgres="""SELECT id, staff, department, product, place FROM chat WHERE org = $1
        AND state = 'staff' AND staff IS NOT NULL AND id > $2 ORDER BY id LIMIT $3""",
)
_OPEN = "SELECT id, acl FROM org WHERE closed_at IS NULL"
_ACLS = Statement(sqlite=_OPEN, postgres=_OPEN)


@dataclass(frozen=True, slots=True)
class Held:
    """An open chat with the employee who is responsible for it."""

    chat: str
    staff: str
    department: str | None
    product: str
    place: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A chat that waits for somebody, `since` it was given to nobody; that and `chat` order the
    queue.
    """

    chat: str
    since: int


async def expired(db: Database, *, now: int, limit: int) -> list[str]:
    """Return chats whose standing prompt falls now, the longest due first."""
    return [row[0] for row in await db.ask(_DUE, now, limit)]


async def waiting(db: Database, org: str, *, after: Waiting | None, limit: int) -> list[Waiting]:
    """Return a page of the chats that wait for anybody, who has waited longest first."""
    since, chat = (after.since, after.chat) if after is not None else (-1, "")
    rows = await db.ask(_WAITING, org, since, chat, limit)
    return [Waiting(*row) for row in rows]


async def held(db: Database, org: str, *, after: str, limit: int) -> list[Held]:
    """Return a page of the open chats that somebody is responsible for, by id above `after`."""
    rows = await db.ask(_HELD, org, after, limit)
    return [Held(*row) for row in rows]


async def acls(db: Database) -> dict[str, int]:
    """Return every organisation's `acl`."""
    return {row[0]: row[1] for row in await db.ask(_ACLS)}


@dataclass(frozen=True, slots=True)
class Drift:
    """A chat whose stored counters are not what its events say."""

    chat: str
    stored: tuple[int, ...]
    counted: tuple[int, ...]


COUNTERS = (
    "last", "n_client", "n_staff", "staff_read_n", "client_read_n", "staff_dead", "client_dead",
    "unread",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recounted:
    """How far a recount came in an organisation's changes, and what it found."""

    rev: int
    chats: int
    drifts: tuple[Drift, ...]


async def recount(db: Database, org: str, *, rev: int, limit: int) -> Recounted:
    """Compare a page of chats, those changed after `rev`, with a recount of their events.

    One statement, so that both sides are of one instant. `unread` is whether there is anything.
    """
    page = (
        select(_ORDER.c.chat)
        .where(_ORDER.c.org == org, _ORDER.c.rev > rev)
        .order_by(_ORDER.c.rev)
        .limit(limit)
        .subquery()
    )
    stored = [*(_CHAT.c[name] for name in COUNTERS[:-1]), _ORDER.c.unread]
    question = (
        select(_ORDER.c.rev, _CHAT.c.id, *stored, *_counted())
        .select_from(_CHAT.outerjoin(_EVENT, _EVENT.c.chat == _CHAT.c.id))
        .join(_ORDER, and_(_ORDER.c.org == _CHAT.c.org, _ORDER.c.rev == _CHAT.c.rev))
        .where(_CHAT.c.id.in_(select(page.c.chat)))
        .group_by(_ORDER.c.rev, _CHAT.c.id, *stored)
        .order_by(_ORDER.c.rev)
    )
    async with db.engine.connect() as connection:
        rows = (await connection.execute(question)).all()
    drifts = []
    for row in rows:
        rev, chat, *numbers = row
        values = tuple(int(number) for number in numbers)
        if values[: len(COUNTERS)] != values[len(COUNTERS) :]:
            drifts.append(Drift(chat, values[: len(COUNTERS)], values[len(COUNTERS) :]))
    return Recounted(rev, len(rows), tuple(drifts))


def _counted() -> list[ColumnElement[int]]:
    """The counters of COUNTERS, in its order, as the events say."""
    by_client = and_(_EVENT.c.by_kind == "client", _EVENT.c.kind.in_(("message", "tag")))
    by_staff = and_(_EVENT.c.by_kind == "staff", _EVENT.c.kind == "message")
    read_by_staff = _EVENT.c.seq <= _CHAT.c.staff_read
    read_by_client = _EVENT.c.seq <= _CHAT.c.client_read
    unread_by_staff = and_(by_client, ~read_by_staff, ~_EVENT.c.deleted)
    return [
        func.coalesce(func.max(_EVENT.c.seq), 0),
        _how_many(by_client),
        _how_many(by_staff),
        _how_many(and_(by_client, read_by_staff)),
        _how_many(and_(by_staff, read_by_client)),
        _how_many(and_(by_client, _EVENT.c.deleted, ~read_by_staff)),
        _how_many(and_(by_staff, _EVENT.c.deleted, ~read_by_client)),
        func.coalesce(func.max(case((unread_by_staff, 1), else_=0)), 0),
    ]


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


async def clean(
    db: Database,
    *,
    originals_before: int,
    tokens_before: int,
    outbox_before: int,
    repeats_before: int,
    imports_before: int,
    receipts_before: int,
    webhooks_before: int,
    launches_before: int,
    limit: int,
) -> int:
    """Throw away what nobody may need any more, at most `limit` rows of a kind; return how many.

    Originals of edited and deleted messages, sessions, refresh tokens and links that ended or ran
    out, told outbox rows, answers to repeated requests, what was wrong with lines of imports,
    receipts of pushes, what was sent to webhooks, and of what use is counted, each older than its
    instant.
    """
    original, token, outbox, link, repeat, own, notice = (
        _TABLES["original"],
        _TABLES["refresh_token"],
        _TABLES["outbox"],
        _TABLES["password_link"],
        _TABLES["idempotent"],
        _TABLES["staff_session"],
        _TABLES["staff_notice"],
    )
    receipt = _TABLES["push_receipt"]
    finding, job = _TABLES["import_finding"], _TABLES["import"]
    delivery, happened = _TABLES["webhook_delivery"], _TABLES["webhook_event"]
    counted = [_TABLES[name] for name in ("launch", "launch_error", "push_total")]
    apps = select(_TABLES["miniapp"].c.id)
    old_jobs = select(job.c.id).where(job.c.ended_at < imports_before)
    ended = or_(token.c.ended_at < tokens_before, token.c.expires_at < tokens_before)
    gone = 0
    for table, condition in (
        (original, original.c.at < originals_before),
        (token, ended),
        (link, link.c.expires_at < tokens_before),
        (outbox, outbox.c.done_at < outbox_before),
        (repeat, repeat.c.at < repeats_before),
        (finding, finding.c.job.in_(old_jobs)),
        (notice, notice.c.at < originals_before),
        (receipt, receipt.c.at < receipts_before),
        (delivery, delivery.c.at < webhooks_before),
        (happened, happened.c.at < webhooks_before),
        (own, or_(own.c.ended_at < tokens_before, own.c.expires_at < tokens_before)),
        # By their index, which begins with the mini-app.
        *((one, and_(one.c.app.in_(apps), one.c.at < launches_before)) for one in counted),
    ):
        gone += await _delete(db, table, condition, limit)
    return gone


async def _delete(db: Database, table: Table, condition: ColumnElement[bool], limit: int) -> int:
    key = list(table.primary_key.columns)
    async with db.transaction() as session:
        connection = await session.connection()
        rows = (await connection.execute(select(*key).where(condition).limit(limit))).all()
        if rows:
            found = [tuple(row) for row in rows]
            await connection.execute(delete(table).where(tuple_(*key).in_(found)))
    return len(rows)
