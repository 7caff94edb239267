"""Which messages hold these words? The newest of them, of the chats that an employee may see.

Words have letters and digits alone and stand in quotes: whatever was typed, there are no operators
in it.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Select, String, cast, column, literal, literal_column, select, table, tuple_
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from chatserver.core.fragments import BEGINNING, stem
from chatserver.core.inbox import Filter
from chatserver.storage.choosing import CHAT, Scope, access, asked, sees_everything
from chatserver.storage.tables.search import FTS

# Of more messages than this the older ones are not looked at: a word that stands in every message
# must not make the database read them all.
HITS_MAX = 500
LOOKED_AT_MAX = 5_000
# With so many chats found, the last word is a word, and not the beginning of others.
ENOUGH = 50
_TABLES = SQLModel.metadata.tables
_CHAT = _TABLES["chat"]
_MESSAGE = _TABLES["message_text"].c
_EVENT = _TABLES["event"].c
_FTS = table(FTS, column("rowid"))

Spot = tuple[str, int]  # a chat, and the seq of a message in it
Holding = Select[tuple[str, int, int]]  # chat, seq and id of the messages, newest first


async def found_in(connection: AsyncConnection, scope: Scope) -> dict[str, int]:
    """Return for each chat that the employee sees and asks for its newest such message."""
    found: dict[str, int] = {}
    words = [stem(word) for word in scope.wanted.words]
    if not words:
        return found
    holding = _in_fts if connection.dialect.name == "sqlite" else _in_postgres
    # To collect every word that begins so takes longer than to find one: that comes second.
    for beginning in (False, True) if len(words[-1]) >= BEGINNING else (False,):
        for row in await connection.execute(
            _hits(holding(scope, words, beginning=beginning), scope)
        ):
            found.setdefault(row.chat, row.seq)
        if len(found) >= ENOUGH:
            break
    return found


async def bodies_of(connection: AsyncConnection, spots: Sequence[Spot]) -> dict[str, str]:
    """Return the messages that stand there now, by chat: what the index holds is never shown."""
    if not spots:
        return {}
    rows = await connection.execute(
        select(_EVENT.chat, _EVENT.body).where(
            tuple_(_EVENT.chat, _EVENT.seq).in_(spots),
            _EVENT.kind == "message",
            _EVENT.deleted.is_(False),
        )
    )
    return {row.chat: row.body for row in rows}


def _hits(holding: Holding, scope: Scope) -> Select[tuple[str, int]]:
    everything = sees_everything(scope.viewer) and _asks_for_all(scope.wanted)
    newest = holding.limit(HITS_MAX if everything else LOOKED_AT_MAX).subquery()
    return (
        select(newest.c.chat, newest.c.seq)
        .join(_CHAT, CHAT.id == newest.c.chat)
        .where(*access(scope), *asked(scope))
        .order_by(newest.c.id.desc())
        .limit(HITS_MAX)
    )


def _asks_for_all(wanted: Filter) -> bool:
    return replace(wanted, needle=None, words=(), sort="updated") == Filter()


def _in_postgres(scope: Scope, words: Sequence[str], *, beginning: bool) -> Holding:
    asked_for = " & ".join(f"'{word}'" for word in words) + (":*" if beginning else "")
    query = cast(literal(asked_for, String), TSQUERY)
    return (
        select(_MESSAGE.chat, _MESSAGE.seq, _MESSAGE.id)
        .where(_MESSAGE.org == scope.viewer.org, _MESSAGE.words.bool_op("@@")(query))
        .order_by(_MESSAGE.id.desc())
    )


def _in_fts(scope: Scope, words: Sequence[str], *, beginning: bool) -> Holding:
    query = " ".join(f'"{word}"' for word in words) + ("*" if beginning else "")
    return (
        select(_MESSAGE.chat, _MESSAGE.seq, _MESSAGE.id)
        .select_from(_FTS.join(_TABLES["message_text"], _MESSAGE.id == _FTS.c.rowid))
        .where(literal_column(FTS).op("MATCH")(query), _MESSAGE.org == scope.viewer.org)
        .order_by(_FTS.c.rowid.desc())
    )
