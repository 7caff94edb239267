"""Do the rows of an earlier version come through its migrations?"""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from chatserver.core.searching import object_haystack
from chatserver.storage.migrate import bring, look, upgrade

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

# Two dialogs: one in which the client changed their mind about the topic, one that is open. In
# the other chat an employee wrote before the client.
LOG = (
    ("dialog.opened", '{"dialog": 1}', 0),
    ("tag", '{"prompt": 1, "tag": "tag_a", "text": "Roof"}', 1),
    ("tag", '{"prompt": 1, "tag": "tag_b", "text": "Lift"}', 2),
    ("dialog.closed", '{"dialog": 1, "reason": "solved"}', 2),
    ("dialog.opened", '{"dialog": 2}', 2),
    ("message", '{"text": "and now?"}', 3),
)
FIRST_WORD = (
    ("dialog.opened", '{"dialog": 1}', 0),
    ("message", '{"text": "we are closed on Monday"}', 0),
    ("message", '{"text": "hello?"}', 1),
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.mark.slow
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


@pytest.mark.slow
async def test_dialogs_of_earlier_get_their_rows(empty_url: str) -> None:
    """And later it is known whether the client was answered in one that is open, and what they said
    last of one that ended.
    """

    def walk(connection: Connection) -> tuple[list[tuple[object, ...]], ...]:
        bring(connection, "0019")
        for row in ROWS:
            connection.execute(text(row))
        for chat, log in (("chat_1", LOG), ("chat_2", FIRST_WORD)):
            for seq, (kind, body, said) in enumerate(log, 1):
                by = "client" if said else "staff"
                event = text(
                    """INSERT INTO event (chat, seq, kind, by_kind, by_name, at, body, n_client,
                        n_staff, deleted) VALUES (:chat, :seq, :kind, :by, '', :at, :body, :said, 0,
                        FALSE)"""
                )
                values = {"seq": seq, "kind": kind, "body": body, "at": seq * 100, "said": said}
                connection.execute(event, values | {"chat": chat, "by": by})
        bring(connection, "0025")
        rows = [*connection.execute(text("SELECT * FROM dialog ORDER BY chat, number"))]
        bring(connection, "0037")
        answer = """INSERT INTO event (chat, seq, kind, by_kind, by_name, at, body, n_client,
            n_staff, deleted)
            VALUES ('chat_1', 7, 'message', 'staff', '', 700, '{}', 3, 1, FALSE)"""
        connection.execute(text(answer))
        connection.execute(text("UPDATE chat SET dialog = 2 WHERE id = 'chat_1'"))
        bring(connection, "0039")
        for seq, dialog, score in ((8, 2, 5), (9, 1, 3)):
            rated = {"seq": seq, "body": f'{{"dialog": {dialog}, "score": {score}}}'}
            connection.execute(
                text(
                    """INSERT INTO event (chat, seq, kind, by_kind, by_name, at, body, n_client,
                        n_staff, deleted) VALUES ('chat_1', :seq, 'dialog.rated', 'client', '', 0,
                        :body, 3, 1, FALSE)"""
                ),
                rated,
            )
        connection.execute(text("UPDATE dialog SET score = 3 WHERE chat = 'chat_1'"))
        connection.execute(text("INSERT INTO indexed_org (org, rev) VALUES ('org_a', 9)"))
        connection.execute(text("UPDATE chat SET notes = 1 WHERE id = 'chat_2'"))
        bring(connection, "0041")
        followed = connection.execute(text("SELECT rev FROM indexed_org"))
        assert followed.scalar_one() == 0, "notes are found by what is followed anew"
        now = connection.execute(text("SELECT id, answered_in, score FROM chat ORDER BY id"))
        return [tuple(row) for row in rows], [tuple(row) for row in now]

    engine = create_async_engine(empty_url)
    async with engine.begin() as connection:
        dialogs, chats = await connection.run_sync(walk)
    await engine.dispose()

    assert chats == [("chat_1", 2, 3), ("chat_2", 0, None)]
    assert dialogs == [
        ("chat_1", 1, "org_a", 1, 100, 0, "tag_b", "Lift", 4, 400, "solved"),
        ("chat_1", 2, "org_a", 5, 500, 2, None, None, None, None, None),
        ("chat_2", 1, "org_a", 1, 100, 0, None, None, None, None, None),
    ]


@pytest.mark.slow
async def test_objects_of_earlier_are_found_by_their_words(empty_url: str) -> None:
    def walk(connection: Connection) -> list[tuple[object, ...]]:
        bring(connection, "0019")
        connection.execute(text(ROWS[0]))
        connection.execute(
            text(
                """INSERT INTO object (id, org, kind, name, address, path, external_id)
                VALUES ('obj_1', 'org_a', 'building', 'Дом  ЁЖ', 'Street', '/obj_1/', 'X-1'),
                ('obj_2', 'org_a', 'building', 'Two', '', '/obj_2/', NULL)"""
            )
        )
        bring(connection, "0032")
        rows = connection.execute(text("SELECT id, search FROM object ORDER BY id"))
        return [tuple(row) for row in rows]

    engine = create_async_engine(empty_url)
    async with engine.begin() as connection:
        found = await connection.run_sync(walk)
    await engine.dispose()

    assert found == [
        ("obj_1", object_haystack("Дом  ЁЖ", "Street", "X-1")),
        ("obj_2", object_haystack("Two", "", None)),
    ]


@pytest.mark.slow
async def test_launches_and_pushes_of_earlier_are_counted(empty_url: str) -> None:
    launched = (
        ("aud_1", "cl_a", '{"from": "widget", "gen": 1, "version": "d1", "jti": "mat_1"}'),
        ("aud_2", "cl_gone", '{"from": "push", "gen": 7, "version": "d0", "jti": "mat_2"}'),
    )

    def walk(connection: Connection) -> tuple[list[tuple[object, ...]], ...]:
        bring(connection, "0019")
        for row in ROWS:
            connection.execute(text(row))
        bring(connection, "0030")
        for row in (
            """INSERT INTO client (id, org, name, phone, tester, search, version, tokens_from,
                created_at, erased_at)
                VALUES ('cl_gone', 'org_a', '', '', FALSE, '', 1, 0, 0, 5)""",
            """INSERT INTO miniapp (id, org, name, category, description, status, approved, label,
                version, created_at, updated_at)
                VALUES ('prd_1', 'org_a', '', '', '', 'active', TRUE, 'a1', 1, 0, 0)""",
            """INSERT INTO build (id, app, digest, state, manifest, warnings, size, unpacked,
                entries, at) VALUES ('bld_1', 'prd_1', 'd1', 'approved', '{}', '[]', 1, 1, 1, 0)""",
            *(
                f"""INSERT INTO audit (id, org, at, actor_kind, actor, action, subject, before,
                    after) VALUES ('{id_}', 'org_a', 9, 'client', '{who}', 'miniapp.launch',
                    'prd_1', '{{}}', '{after}')"""
                for id_, who, after in launched
            ),
            *(
                f"""INSERT INTO push_receipt (push, client, app, row, state, told, at, expires_at,
                    changed_at, opened_at) VALUES ('ntf_1', '{who}', 'prd_1', '', '{state}', '[]',
                    8, 9, 8, {opened})"""
                for who, state, opened in (("cl_a", "sent", "9"), ("cl_gone", "failed", "NULL"))
            ),
        ):
            connection.exec_driver_sql(row)
        bring(connection, "0031")
        return tuple(
            [tuple(row) for row in connection.execute(text(question))]
            for question in ("SELECT * FROM launch ORDER BY id", "SELECT * FROM push_total")
        )

    engine = create_async_engine(empty_url)
    async with engine.begin() as connection:
        launches, pushes = await connection.run_sync(walk)
    await engine.dispose()

    assert launches == [
        ("aud_1", "prd_1", 9, "widget", None, "cl_a", 1, "bld_1", None),
        ("aud_2", "prd_1", 9, "push", None, None, 7, None, None),
    ]
    assert pushes == [("ntf_1", "prd_1", 8, 2, 1, 1)]


@pytest.mark.slow
async def test_an_upgrade_that_ends_early_leaves_nothing(empty_url: str) -> None:
    engine = create_async_engine(empty_url)
    # A later step makes it, and fails: as if the machine had stopped in the midst of the upgrade.
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE chat_order (mine INTEGER)"))
    with pytest.raises(DBAPIError, match="chat_order"):
        await upgrade(empty_url)
    async with engine.begin() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        assert tables == ["chat_order"]
        await connection.execute(text("DROP TABLE chat_order"))
    await engine.dispose()
    await upgrade(empty_url)
    assert (await look(empty_url)).lacks is None


@pytest.mark.slow
async def test_two_processes_that_upgrade_at_once_take_turns(empty_url: str) -> None:
    await asyncio.gather(upgrade(empty_url), upgrade(empty_url))
    assert (await look(empty_url)).lacks is None
