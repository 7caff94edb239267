"""Do the rows of an earlier version come through its migrations?"""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from chatserver.storage.migrate import bring

ROWS = (
    """INSERT INTO org (id, name, kind, rev, acl, chats, settings, version, created_at)
        VALUES ('org_a', 'A', 'management', 9, 1, 2, '{}', 1, 0)""",
    """INSERT INTO client (id, org, name, phone, tester, search, version, tokens_from, created_at)
        VALUES ('cl_a', 'org_a', 'A', '+1', FALSE, 'a 1', 1, 0, 0)""",
    *(
        f"""INSERT INTO product (id, org, kind, name, title, chat_on, basic, bot, door, version,
            created_at) VALUES ('prd_{n}', 'org_a', 'miniapp', '', '', TRUE, '{{}}', '{{}}', 'open',
            1, 0)"""
        for n in (1, 2)
    ),
    *(
        f"""INSERT INTO chat (id, number, org, client, product, created_at, updated_at, last,
            dialog, state, acted, assignment, n_client, n_staff, client_read, client_read_n,
            client_dead, staff_read, staff_read_n, staff_dead, preview, preview_seq, comment,
            comment_version, rev) VALUES ('chat_{n}', {n}, 'org_a', 'cl_a', 'prd_{n}', 1, {at}, 3,
            1, 'staff', TRUE, 0, 2, 0, 0, 0, 0, 2, {read}, 0, '', 3, '', 0, {rev})"""
        for n, at, read, rev in ((1, 119_999, 1, 9), (2, 120_000, 2, 4))
    ),
    "INSERT INTO original (chat, seq, version, body, at) VALUES ('chat_1', 1, 0, '{}', 1)",
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


async def test_chats_get_their_place_in_the_order_of_changes(empty_url: str) -> None:
    def walk(connection: Connection) -> tuple[list[tuple[object, ...]], ...]:
        bring(connection, "0019")
        for row in ROWS:
            connection.execute(text(row))
        bring(connection, "0020")
        return tuple(
            [tuple(row) for row in connection.execute(text(question))]
            for question in (
                "SELECT org, rev, chat, updated_minute, unread FROM chat_order ORDER BY rev",
                "SELECT id, updated_minute FROM chat ORDER BY id",
                "SELECT chat, seq FROM original",
            )
        )

    engine = create_async_engine(empty_url)
    async with engine.begin() as connection:
        order, chats, originals = await connection.run_sync(walk)
    await engine.dispose()

    assert order == [("org_a", 4, "chat_2", 2, False), ("org_a", 9, "chat_1", 1, True)]
    assert chats == [("chat_1", 1), ("chat_2", 2)]
    assert originals == [("chat_1", 1)]
