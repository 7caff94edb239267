"""How does a database get the tables that this version of the server needs?"""

import asyncio
import secrets
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine.url import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from chatserver.storage.statistics import gather_statistics

MIGRATIONS = Path(__file__).parent / "migrations"


async def upgrade(url: str) -> None:
    """Bring the database at this URL to the newest revision; a new one also gets its epoch."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        await asyncio.to_thread(Path(parsed.database).parent.mkdir, parents=True, exist_ok=True)
    engine = create_async_engine(parsed)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
            await gather_statistics(connection)
    finally:
        await engine.dispose()


def head() -> str:
    """Return the newest revision."""
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert newest is not None
    return newest


async def current(url: str) -> str | None:
    """Return the revision that the database is at, None when it is empty; change nothing."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        there = await asyncio.to_thread(Path(parsed.database or "").is_file)
        if not there:
            return None
    engine = create_async_engine(parsed)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(
                lambda sync: MigrationContext.configure(sync).get_current_revision()
            )
    finally:
        await engine.dispose()


async def renew_epoch(url: str) -> None:
    """Give the database another epoch, so that no screen goes on from what it knew before.

    After a restore from a backup the same `seq` may stand for another event.
    """
    engine = create_async_engine(make_url(url))
    try:
        async with engine.begin() as connection:
            await connection.execute(
                text("UPDATE meta SET value = :epoch WHERE name = 'log_epoch'"),
                {"epoch": secrets.token_hex(8)},
            )
    finally:
        await engine.dispose()


def bring(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to this revision, from whatever earlier one they are at."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _upgrade(connection: Connection) -> None:
    bring(connection)
    connection.execute(
        text("INSERT INTO meta (name, value) VALUES ('log_epoch', :epoch) ON CONFLICT DO NOTHING"),
        {"epoch": secrets.token_hex(8)},
    )
