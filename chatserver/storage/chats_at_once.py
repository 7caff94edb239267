"""By which one statement does a batch change chats that it knows, if nobody was faster?

For PostgreSQL, where each question is a round trip and other nodes write too. The statement does
in this order what a batch otherwise does step by step: it holds the chats, writes the events,
holds the organisations and takes their next revs, changes the chats. Where a chat has moved
meanwhile, or an organisation's rights have, or a key was used before, it fails as a whole.
"""

from collections.abc import Sequence
from functools import lru_cache

from chatserver.storage.chat_order import UNREAD
from chatserver.storage.chats import EVENT_COLUMNS
from chatserver.storage.orgs import NOW_PG
from chatserver.storage.statement import Statement, array_of

_CHAT = ("text[]", "bigint[]", "text[]", "bigint[]")  # id, rev, org, its number in the organisation
_ORG = ("text[]", "bigint[]", "bigint[]")  # id, acl, how many of its chats
_MARK = ("text[]", "text[]", "bigint[]")  # chat, staff, seq


@lru_cache(256)
def changing(columns: tuple[str, ...], *, marks: bool, alone: bool) -> Statement:
    """Return the statement that sets these columns of chats.

    Its arguments are arrays, column by column; of one row of each kind, `alone`, the values
    themselves, of which both sides make less. They are: of the chats their id, the `rev` that
    they are known at, their organisation, their number among its chats that move (from 1; 0: this
    one stays), then `columns`; of the events all of EVENT_COLUMNS; of the organisations the id, the
    `acl` that they are known at, how many of their chats move; with `marks` chat, employee and seq
    of read marks of their own.

    It returns one row: the organisations, their revs by now, the database's clock in milliseconds.
    """
    kinds = [*_CHAT, *(array_of("chat", one) for one in columns)]
    rows = _row if alone else _unnested
    chat = rows("v", ("id", "was", "org", "nth", *columns), kinds, first=1)
    first = 1 + len(kinds)
    kinds = [array_of("event", one) for one in EVENT_COLUMNS]
    event = rows("e", EVENT_COLUMNS, kinds, first=first)
    first += len(kinds)
    org = rows("o", ("id", "acl", "n"), _ORG, first=first)
    mark = rows("m", ("chat", "staff", "seq"), _MARK, first=first + len(_ORG))
    # One row is no table: the planner puts its values where they are used.
    known = "AS NOT MATERIALIZED" if alone else "AS MATERIALIZED"
    many = "1" if alone else "cardinality($1)"
    names = ", ".join(f'"{one}"' for one in EVENT_COLUMNS)
    sets = "".join(f', "{one}" = v."{one}"' for one in columns)
    marked = f""", marked AS (
            INSERT INTO staff_mark (chat, staff, seq) SELECT m.* FROM {mark}
            ON CONFLICT (chat, staff) DO UPDATE SET seq = excluded.seq
            WHERE staff_mark.seq < excluded.seq)"""
    return Statement(
        sqlite="",
        postgres=f"""WITH v {known} (SELECT * FROM {chat}),
        held AS MATERIALIZED (
            SELECT chat.id FROM chat JOIN v ON chat.id = v.id AND chat.rev = v.was
            ORDER BY chat.id FOR NO KEY UPDATE OF chat),
        written AS (
            INSERT INTO event ({names}) SELECT {names} FROM {event}
            WHERE (SELECT count(*) FROM held) = {many} RETURNING 1),
        o {known} (SELECT * FROM {org}),
        same AS MATERIALIZED (
            SELECT org.id FROM org JOIN o ON org.id = o.id AND org.acl = o.acl
            WHERE (SELECT count(*) FROM written) >= 0
            ORDER BY org.id FOR NO KEY UPDATE OF org),
        taken AS (
            UPDATE org SET rev = org.rev + o.n FROM o JOIN same USING (id)
            WHERE org.id = o.id RETURNING org.id, org.rev, org.rev - o.n AS before),
        changed AS (
            UPDATE chat SET rev = taken.before + v.nth{sets} FROM v JOIN taken ON taken.id = v.org
            WHERE chat.id = v.id AND v.nth > 0
            RETURNING chat.org, chat.rev, chat.updated_minute, v.was, {UNREAD} AS unread),
        ordered AS (
            UPDATE chat_order SET rev = changed.rev, updated_minute = changed.updated_minute,
                unread = changed.unread
            FROM changed WHERE chat_order.org = changed.org AND chat_order.rev = changed.was
            RETURNING 1){marked if marks else ""}
        SELECT array_agg(id), array_agg(rev), {NOW_PG},
            -- Dividing by nothing undoes it all: somebody was faster.
            1 / ((SELECT count(*) FROM held) = {many}
                AND (SELECT count(*) FROM taken) = (SELECT count(*) FROM o)
                AND (SELECT count(*) FROM ordered) = (SELECT sum(n) FROM o))::int
        FROM taken""",
    )


def _unnested(name: str, columns: Sequence[str], kinds: Sequence[str], *, first: int) -> str:
    arrays = ", ".join(f"${n}::{kind}" for n, kind in enumerate(kinds, first))
    names = ", ".join(f'"{one}"' for one in columns)
    return f"unnest({arrays}) AS {name}({names})"


def _row(name: str, columns: Sequence[str], kinds: Sequence[str], *, first: int) -> str:
    values = ", ".join(f"${n}::{kind.removesuffix('[]')}" for n, kind in enumerate(kinds, first))
    names = ", ".join(f'"{one}"' for one in columns)
    return f"(VALUES ({values})) AS {name}({names})"
