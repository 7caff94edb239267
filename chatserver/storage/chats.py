"""Which questions and changes does the ledger put to the tables of chats?"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import lru_cache
from itertools import compress
from operator import attrgetter, is_not

from chatserver.core.chat import Chat, State
from chatserver.core.events import TagOffer
from chatserver.storage.chat_order import minute_of
from chatserver.storage.statement import Row, Statement, insert, update
from chatserver.storage.tables import SQLModel

_TABLE = SQLModel.metadata.tables["chat"]
_FIELDS = tuple(field.name for field in fields(Chat))
# A chat's columns when it is read: the fields of core.chat.Chat, its tag as two columns.
COLUMNS: tuple[str, ...] = tuple(
    column for name in _FIELDS for column in (("tag_id", "tag_text") if name == "tag" else (name,))
)
_TAG, _ACTED, _STATE = (COLUMNS.index(name) for name in ("tag_id", "acted", "state"))
# What is fixed when the chat is made; all else may change.
_FIXED = ("id", "number", "org", "client", "product", "created_at")
_CHANGING = tuple(name for name in _FIELDS if name not in (*_FIXED, "tag"))
_MUTABLE = (*_CHANGING, "tag_id", "tag_text", "updated_minute")
_ALL = range(len(_MUTABLE))
_REV = _MUTABLE.index("rev")
_INDEXED = {column.name for index in _TABLE.indexes for column in index.columns}
_SELECT = ", ".join(f'chat."{column}"' for column in COLUMNS)
# This runs for every message: one call in C instead of a loop.
_fixed = attrgetter(*_FIXED)
_changing = attrgetter(*_CHANGING)


def chat_of(row: Row) -> Chat:
    """Return the chat of a row in the order of COLUMNS."""
    values = list(row)
    values[_ACTED] = bool(values[_ACTED])
    values[_STATE] = State(values[_STATE])
    tag = TagOffer(values[_TAG], values[_TAG + 1]) if values[_TAG] is not None else None
    values[_TAG : _TAG + 2] = [tag]
    return Chat(*values)


def new_row(chat: Chat) -> tuple[object, ...]:
    """Return what `INSERT_CHATS` wants of the chat."""
    return (*_fixed(chat), *_changing(chat), *_tag(chat), minute_of(chat.updated_at))


def updates(pairs: Iterable[tuple[Chat, Chat]]) -> Iterator[tuple[Statement, list[Row]]]:
    """Return the changes that make each stored chat (the first) what it is by now (the second).

    Chats of which the same indexed columns moved share a statement, which sets whatever else moved
    in any of them: each statement costs, and so does each index that it could touch, whether the
    value moved or not.
    """
    alike: dict[tuple[int, ...], tuple[set[tuple[int, ...]], list[tuple[str, Row]]]] = {}
    for stored, chat in pairs:
        before, after = _columns(stored, chat)
        moved = tuple(compress(_ALL, map(is_not, after, before)))
        sets, rows = alike.setdefault(_indexed(moved), (set(), []))
        sets.add(moved)
        rows.append((chat.id, after))
    for sets, rows in alike.values():
        names, chosen = _choice(frozenset().union(*sets))
        if names:
            yield _update(names), [(id_, *compress(after, chosen)) for id_, after in rows]


def moved_rows(pairs: Iterable[tuple[Chat, Chat]]) -> tuple[tuple[str, ...], list[Row]]:
    """Return which columns moved in any of the chats, `rev` apart, and their values in each."""
    moved: set[int] = set()
    every: list[Row] = []
    for stored, chat in pairs:
        before, after = _columns(stored, chat)
        moved.update(compress(_ALL, map(is_not, after, before)))
        every.append(after)
    moved.discard(_REV)
    names, chosen = _choice(frozenset(moved))
    return names, [tuple(compress(after, chosen)) for after in every]


def _columns(stored: Chat, chat: Chat) -> tuple[Row, Row]:
    """Return both in the order of _MUTABLE; what did not move is one object in both."""
    was, now = minute_of(stored.updated_at), minute_of(chat.updated_at)
    before = (*_changing(stored), *_tag(stored), was)
    return before, (*_changing(chat), *_tag(chat), was if was == now else now)


@lru_cache
def _indexed(moved: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(i for i in moved if _MUTABLE[i] in _INDEXED)


@lru_cache
def _choice(moved: frozenset[int]) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Return the names of these columns, and whether each of all columns is one of them."""
    chosen = tuple(i in moved for i in _ALL)
    return tuple(compress(_MUTABLE, chosen)), chosen


@lru_cache
def _update(names: tuple[str, ...]) -> Statement:
    return update("chat", ("id",), names)


def _tag(chat: Chat) -> tuple[str | None, str | None]:
    return (chat.tag.id, chat.tag.text) if chat.tag is not None else (None, None)


INSERT_CHATS = insert("chat", (*_FIXED, *_MUTABLE), raced=True)

# Always in the order of ids: two batches on two nodes can wait for each other, never in a circle.
LOCK_CHATS = Statement(
    sqlite=f"SELECT {_SELECT} FROM chat WHERE id IN (SELECT value FROM json_each(?))",
    postgres=f"SELECT {_SELECT} FROM chat WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE",
)
CHATS = Statement(
    sqlite=f"SELECT {_SELECT} FROM chat WHERE id IN (SELECT value FROM json_each(?))",
    postgres=f"SELECT {_SELECT} FROM chat WHERE id = ANY($1::text[])",
)
CHATS_CHANGED = Statement(
    sqlite=f"""SELECT {_SELECT} FROM chat_order AS o JOIN chat ON chat.id = o.chat
        WHERE o.org = ? AND o.rev > ? ORDER BY o.rev LIMIT ?""",
    postgres=f"""SELECT {_SELECT} FROM chat_order AS o JOIN chat ON chat.id = o.chat
        WHERE o.org = $1 AND o.rev > $2 ORDER BY o.rev LIMIT $3""",
)
CHATS_OF_CLIENT = Statement(
    sqlite=f"SELECT {_SELECT} FROM chat WHERE client = ?",
    postgres=f"SELECT {_SELECT} FROM chat WHERE client = $1",
)
# Pairs come as rows of two: (client, product), (sender, key), or (chat, seq).
_PAIRS_LITE = "(VALUES {values}) AS pair"
_PAIRS_PG = "unnest($1::text[], $2::text[]) AS pair(a, b)"
_SPOTS_PG = "unnest($1::text[], $2::bigint[]) AS pair(a, b)"

CHAT_IDS = Statement(
    sqlite=f"""SELECT chat.id, chat.client, chat.product FROM {_PAIRS_LITE}
        CROSS JOIN chat ON chat.client = pair.column1 AND chat.product = pair.column2""",
    postgres=f"""SELECT chat.id, chat.client, chat.product FROM chat
        JOIN {_PAIRS_PG} ON chat.client = pair.a AND chat.product = pair.b""",
    width=2,
)

EVENT_COLUMNS = (
    "chat", "seq", "kind", "by_kind", "author", "by_name", "key", "hash", "at", "body",
    "n_client", "n_staff", "deleted", "sender",
)  # fmt: skip
INSERT_EVENTS = insert("event", EVENT_COLUMNS, raced=True)
REWRITE_EVENTS = update("event", ("chat", "seq"), ("body", "deleted"))
INSERT_ORIGINALS = insert(
    "original", ("chat", "seq", "version", "body", "by", "at"), conflict="ON CONFLICT DO NOTHING"
)

ORIGINALS = Statement(
    sqlite="""SELECT version, body, at FROM original
        WHERE chat = ? AND seq = ? AND version < ? ORDER BY version DESC LIMIT ?""",
    postgres="""SELECT version, body, at FROM original
        WHERE chat = $1 AND seq = $2 AND version < $3 ORDER BY version DESC LIMIT $4""",
)

# Keys seen before: pairs of (sender, key).
KEYS = Statement(
    sqlite=f"""SELECT sender, key, hash, chat, seq, at, kind, body FROM {_PAIRS_LITE}
        CROSS JOIN event ON sender = pair.column1 AND key = pair.column2 WHERE key IS NOT NULL""",
    postgres=f"""SELECT sender, key, hash, chat, seq, at, kind, body FROM event
        JOIN {_PAIRS_PG} ON sender = pair.a AND key = pair.b
        WHERE key IS NOT NULL""",
    width=2,
)
# Single entries: pairs of (chat, seq).
EVENTS_AT = Statement(
    sqlite=f"""SELECT chat, seq, kind, by_kind, author, by_name, at, body, n_client, n_staff
        FROM {_PAIRS_LITE} CROSS JOIN event ON chat = pair.column1 AND seq = pair.column2""",
    postgres=f"""SELECT chat, seq, kind, by_kind, author, by_name, at, body, n_client, n_staff
        FROM event JOIN {_SPOTS_PG} ON chat = pair.a AND seq = pair.b""",
    width=2,
)
# Deleted messages above a seq: pairs of (chat, seq).
DEAD_ABOVE = Statement(
    sqlite=f"""SELECT DISTINCT chat, seq, by_kind FROM {_PAIRS_LITE}
        CROSS JOIN event ON chat = pair.column1 AND seq > pair.column2 WHERE deleted""",
    postgres=f"""SELECT DISTINCT found.* FROM {_SPOTS_PG} CROSS JOIN LATERAL (
        SELECT chat, seq, by_kind FROM event
        WHERE chat = pair.a AND seq > pair.b AND deleted OFFSET 0) AS found""",
    width=2,
)
# The `edited` events of messages, which lose their text with them: pairs of (chat, seq).
EDITS_OF = Statement(
    sqlite=f"""SELECT chat, seq, body, pair.column2 FROM {_PAIRS_LITE}
        CROSS JOIN event ON chat = pair.column1 AND seq > pair.column2
        WHERE kind = 'edited' AND json_extract(body, '$.target') = pair.column2""",
    postgres=f"""SELECT found.chat, found.seq, found.body, pair.b
        FROM {_SPOTS_PG} CROSS JOIN LATERAL (
        SELECT chat, seq, body FROM event
        WHERE chat = pair.a AND seq > pair.b AND kind = 'edited'
        AND (body::jsonb ->> 'target')::bigint = pair.b OFFSET 0) AS found""",
    width=2,
)

_SERVED = "chat, seq, kind, by_kind, author, by_name, key, at, body"
SINCE = Statement(
    sqlite=f"SELECT {_SERVED} FROM event WHERE chat = ? AND seq > ? ORDER BY seq LIMIT ?",
    postgres=f"SELECT {_SERVED} FROM event WHERE chat = $1 AND seq > $2 ORDER BY seq LIMIT $3",
)
BEFORE = Statement(
    sqlite=f"SELECT {_SERVED} FROM event WHERE chat = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
    postgres=f"SELECT {_SERVED} FROM event WHERE chat = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
)

# Where dialogs begin and end, what the client chose in them, and how they were.
_TURNS = """SELECT seq, kind, by_kind, author, by_name, at, body FROM event WHERE chat = {}
    AND kind IN ('dialog.opened', 'tag', 'dialog.closed', 'dialog.rated') ORDER BY seq"""
TURNS = Statement(sqlite=_TURNS.format("?"), postgres=_TURNS.format("$1"))

OPEN_DIALOGS = insert("dialog", ("chat", "number", "org", "opened_seq", "opened_at", "n_client"))
TAG_DIALOGS = update("dialog", ("chat", "number"), ("tag_id", "tag_text"))
CLOSE_DIALOGS = update(
    "dialog",
    ("chat", "number"),
    ("closed_seq", "closed_at", "reason", "asked", "responsible"),
)
RATE_DIALOGS = update("dialog", ("chat", "number"), ("score",))

CLOSE_ASSIGNMENTS = update("assignment", ("chat", "number"), ("to_seq",))
INSERT_ASSIGNMENTS = insert(
    "assignment",
    ("chat", "number", "department", "staff", "cause", "explanation", "at", "from_seq", "to_seq"),
)
ASSIGNMENTS = Statement(
    sqlite="""SELECT number, department, staff, cause, explanation, at, from_seq, to_seq
        FROM assignment WHERE chat = ? ORDER BY number""",
    postgres="""SELECT number, department, staff, cause, explanation, at, from_seq, to_seq
        FROM assignment WHERE chat = $1 ORDER BY number""",
)
SET_STAFF_MARKS = insert(
    "staff_mark",
    ("chat", "staff", "seq"),
    conflict="""ON CONFLICT (chat, staff) DO UPDATE SET seq = excluded.seq
        WHERE staff_mark.seq < excluded.seq""",
)
INSERT_OUTBOX = insert("outbox", ("id", "org", "topic", "body", "at"))
INSERT_AUDIT = insert(
    "audit", ("id", "org", "at", "actor_kind", "actor", "action", "subject", "before", "after")
)
