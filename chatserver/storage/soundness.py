"""Do the chats of a database hang together, after a damaged disk or a restore that went wrong?

It reads everything, in minutes for millions of messages, and changes nothing.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from chatserver.storage import due
from chatserver.storage.database import Database
from chatserver.storage.statement import Statement

PAGE = 200  # chats at once


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with how many, of which this is the first."""

    what: str
    count: int
    first: str


def _both(sql: str) -> Statement:
    return Statement(sqlite=sql, postgres=sql)


# Each asks how many are wrong, and which is the first of them.
_QUESTIONS = {
    # Each log is 1, 2, 3 … up to what its chat says.
    "chats whose log has holes, or does not end where they say": _both(
        """SELECT count(*), min(id) FROM chat LEFT JOIN (
            SELECT chat, count(*) AS entries, min(seq) AS low, max(seq) AS high
            FROM event GROUP BY chat
        ) AS log ON log.chat = chat.id
        WHERE coalesce(entries, 0) <> last OR coalesce(high, 0) <> last OR coalesce(low, 1) <> 1"""
    ),
    "logs without a chat": _both(
        """SELECT count(*), min(log.chat) FROM (SELECT DISTINCT chat FROM event) AS log
        LEFT JOIN chat ON chat.id = log.chat WHERE chat.id IS NULL"""
    ),
    "chats that no list shows": _both(
        """SELECT count(*), min(chat.id) FROM chat LEFT JOIN chat_order AS o
            ON o.org = chat.org AND o.rev = chat.rev AND o.chat = chat.id
        WHERE o.chat IS NULL"""
    ),
    "organisations whose count of changes is behind their chats": _both(
        """SELECT count(*), min(org.id) FROM org
        JOIN (SELECT org, max(rev) AS rev FROM chat GROUP BY org) AS chats ON chats.org = org.id
        WHERE chats.rev > org.rev"""
    ),
    "chats whose count of changed notes is behind their notes": _both(
        """SELECT count(*), min(chat.id) FROM chat
        JOIN (SELECT chat, max(change) AS change FROM note GROUP BY chat) AS newest
            ON newest.chat = chat.id
        WHERE newest.change > chat.notes"""
    ),
}
_FILES = _both("SELECT id FROM file WHERE gone_at IS NULL")
_ORGS = _both("SELECT id FROM org ORDER BY id")


async def flaws(db: Database) -> AsyncIterator[Flaw]:
    """Yield what is wrong with the chats, one kind after the other."""
    for what, question in _QUESTIONS.items():
        [(count, first)] = await db.ask(question)
        if count:
            yield Flaw(what, count, first)
    drifted = [chat async for chat in _drifted(db)]
    if drifted:
        yield Flaw("chats whose counters are not what a recount says", len(drifted), min(drifted))
    if db.dialect == "sqlite":
        async for flaw in _file_flaws(db):
            yield flaw


async def _drifted(db: Database) -> AsyncIterator[str]:
    for (org,) in await db.ask(_ORGS):
        rev, chats = 0, PAGE
        while chats >= PAGE:
            page = await due.recount(db, org, rev=rev, limit=PAGE)
            rev, chats = page.rev, page.chats
            for drift in page.drifts:
                yield drift.chat


async def _file_flaws(db: Database) -> AsyncIterator[Flaw]:
    """What SQLite itself finds; PostgreSQL holds references by itself."""
    said = [str(row[0]) for row in await db.ask(_both("PRAGMA quick_check(100)"))]
    if said != ["ok"]:
        yield Flaw("places where the file is damaged", len(said), said[0])
    orphans = await db.ask(_both("PRAGMA foreign_key_check"))
    if orphans:
        yield Flaw("rows that refer to what is not there", len(orphans), f"of {orphans[0][0]}")


async def files_known(db: Database) -> list[str]:
    """Return the files whose bytes must be there."""
    return [id_ for (id_,) in await db.ask(_FILES)]
