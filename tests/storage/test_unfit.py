"""What is said of a database with which no server can be started?"""

import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from chatserver.storage.database import Database
from chatserver.storage.migrate import (
    MADE_WITH,
    Standing,
    Texts,
    head,
    look,
    look_at_made,
    upgrade,
)
from chatserver.storage.statement import Statement
from chatserver.storage.trouble import Unfit
from tests.services.postgres import PostgresServer
from tests.services.processes import free_port


async def refused(url: str) -> str:
    with pytest.raises(Unfit) as caught:
        await upgrade(url)
    with pytest.raises(Unfit) as again:
        await upgrade(url)
    assert str(again.value) == str(caught.value)
    return str(caught.value)


async def test_a_file_of_something_else(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Milk, bread. " * 100)
    said = await refused(f"sqlite+aiosqlite:///{notes}")
    assert said == f"{notes}: file is not a database: name another file"
    assert notes.read_text().startswith("Milk")


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    said = await refused(f"sqlite+aiosqlite:///{tmp_path}/var/chat.db")
    assert said.startswith(f"{tmp_path}/var cannot be made: ")


async def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "chat.db").mkdir()
    said = await refused(f"sqlite+aiosqlite:///{tmp_path}/chat.db")
    assert said == (
        f"{tmp_path}/chat.db: unable to open database file: let the server's user write in its"
        " folder"
    )
    with pytest.raises(Unfit, match="unable to open database file"):
        await look(f"sqlite+aiosqlite:///{tmp_path}/chat.db")


async def test_a_file_that_cannot_even_be_looked_for(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="File name too long"):
        await look(f"sqlite+aiosqlite:///{tmp_path}/{'x' * 300}.db")


async def test_a_command_in_another_folder_is_told_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Unfit) as caught:
        await look_at_made("sqlite+aiosqlite:///var/chat.db")
    assert str(caught.value) == f"{tmp_path}/var/chat.db: there is no database"


async def test_a_file_that_the_driver_may_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", f"/{'x' * 300}")
    said = await refused("postgresql+asyncpg://me:hush@127.0.0.1:1/chat")
    assert said.startswith(f"/{'x' * 300}/.postgresql/")
    assert said.endswith(": File name too long: let the server's user read it")


@pytest.mark.slow
async def test_a_file_of_which_a_part_was_lost(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/chat.db"
    await upgrade(url)
    with (tmp_path / "chat.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\0" * 4096 * 100)
    assert "bring it back from a backup" in await refused(url)


async def test_nobody_is_there() -> None:
    said = await refused(f"postgresql+asyncpg://me:hush@127.0.0.1:{free_port()}/chat")
    assert said.startswith("cannot be reached (")
    assert "hush" not in said


@pytest.mark.slow
async def test_a_newer_server_was_here(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/chat.db"
    await upgrade(url)
    assert await look(url) == Standing(head())
    with closing(sqlite3.connect(tmp_path / "chat.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    said = await refused(url)
    assert said.startswith("it was made by a newer version of the server: install that one, or")
    assert (await look(url)).lacks == f"at 9999: {said}"


@pytest.mark.postgres
async def test_no_such_database(postgres_server: PostgresServer) -> None:
    said = await refused(postgres_server.url("nobody_made_it"))
    assert said.startswith('database "nobody_made_it" does not exist: make it: CREATE DATABASE')


@pytest.mark.postgres
async def test_no_such_user(postgres_server: PostgresServer) -> None:
    url = postgres_server.url("postgres").replace("postgres@", "stranger@")
    assert "pg_hba.conf" in await refused(url)


@pytest.mark.postgres
async def test_a_database_that_keeps_bytes_for_texts(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    owner = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    await owner.execute("CREATE DATABASE bytes TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    await owner.close()
    try:
        said = await refused(postgres_server.url("bytes"))
    finally:
        postgres_server.drop_database("bytes")
    assert said == f"its encoding is SQL_ASCII: make another database, {MADE_WITH}"


@pytest.mark.postgres
async def test_a_database_that_knows_no_cyrillic(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    made = "TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'"
    owner = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    await owner.execute(f"CREATE DATABASE latin {made}")
    url = postgres_server.url("latin")
    try:
        said = await refused(url)
        assert (await look(url)).texts == Texts(letters=False)
    finally:
        postgres_server.drop_database("latin")
        await owner.close()
    assert said == f"its LC_CTYPE knows no Cyrillic: make another database, {MADE_WITH}"


@pytest.mark.postgres
async def test_a_user_who_may_make_no_tables(postgres_url: str) -> None:
    owner = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    await owner.execute("CREATE ROLE guest LOGIN")
    try:
        said = await refused(postgres_url.replace("postgres@", "guest@"))
    finally:
        await owner.execute("DROP ROLE guest")
        await owner.close()
    assert said.startswith("permission denied for schema public: let its user own the database")


@pytest.mark.postgres
async def test_a_migrated_database_orders_by_no_language(postgres_url: str) -> None:
    assert await look(postgres_url) == Standing(None)
    await upgrade(postgres_url)
    assert (await look(postgres_url)).lacks is None


@pytest.mark.postgres
async def test_what_follows_the_address_is_obeyed_by_every_connection(postgres_url: str) -> None:
    url = f"{postgres_url}?sslmode=disable&application_name=chat"
    await upgrade(url)
    database = await Database.open(url)
    asked = "SELECT current_setting('application_name')"
    try:
        async with database.engine.connect() as connection:
            assert (await connection.execute(text(asked))).scalar_one() == "chat"
        (found,) = await database.ask(Statement(asked, asked))
        assert tuple(found) == ("chat",)
    finally:
        await database.close()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("after", "says"),
    [
        ("sslmode=require", "rejected SSL upgrade"),
        ("sslmode=often", "`sslmode` parameter must be one of"),
        ("bogus=1", 'unrecognized configuration parameter "bogus"'),
    ],
)
async def test_what_follows_the_address_and_cannot_be_done(
    postgres_url: str, after: str, says: str
) -> None:
    assert says in await refused(f"{postgres_url}?{after}")
