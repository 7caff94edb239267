"""Does SQLite choose as well in a large table as it can?"""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.engine.url import make_url

from chatserver.storage import orgs, statistics
from chatserver.storage.database import Database
from chatserver.storage.statement import Statement

MANY = 2_000
CHATS = f"""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})
    INSERT INTO chat (id, number, org, client, product, created_at, updated_at, updated_minute,
    last, dialog, state, acted, assignment, n_client, n_staff, client_read, client_read_n,
    client_dead, staff_read, staff_read_n, staff_dead, preview, preview_seq, comment,
    comment_version, rev)
    SELECT 'chat_' || i, i, 'org_1', 'cl_' || i, 'prd_1', i, i, i / 60000, 1, 1, 'closed',
    TRUE, 0, 1, 0, 0, 0, 0, 0, 0, 0, '', 1, '', 0, i FROM n"""
# An index that gives the order looks best to each SQLite that knows nothing of the table.
PLAN = """EXPLAIN QUERY PLAN SELECT * FROM chat WHERE org = 'org_1' AND client = 'cl_7'
    ORDER BY updated_minute DESC LIMIT 50"""


def connect(url: str) -> sqlite3.Connection:
    return sqlite3.connect(make_url(url).database or "")


async def plan(url: str) -> str:
    database = await Database.open(url)
    async with database.engine.connect() as connection:
        rows = (await connection.execute(text(PLAN))).all()
    await database.close()
    return " ".join(row[-1] for row in rows)


@pytest.mark.parametrize("statement", [orgs.CLIENTS, orgs.PLACES])
def test_people_and_places_are_looked_up_by_their_ids(
    sqlite_database_url: str, statement: Statement
) -> None:
    with closing(connect(sqlite_database_url)) as plain:
        plan = plain.execute(f"EXPLAIN QUERY PLAN {statement.sqlite}", ("org_1", "[]")).fetchall()
    assert "(id=?)" in plan[0][-1]


async def test_few_of_many_chats_are_looked_up(
    sqlite_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "LARGE", MANY)
    with closing(connect(sqlite_database_url)) as plain:
        plain.execute(CHATS)
        plain.commit()
    assert "ix_chat_org_updated_minute" in await plan(sqlite_database_url)

    database = await Database.open(sqlite_database_url)
    await database.gather_statistics()
    await database.close()

    assert "(client=?" in await plan(sqlite_database_url)
