"""How does a database get the tables that this version of the server needs?"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from chatserver.storage.address import engine_at, file_of
from chatserver.storage.statistics import gather_statistics
from chatserver.storage.trouble import Unfit

MIGRATIONS = Path(__file__).parent / "migrations"
# How PostgreSQL is to keep texts: ordered by their bytes, with all letters known for letters.
MADE_WITH = (
    "ENCODING 'UTF8' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
)
# SQLite's driver would begin no transaction for changes of tables. And a server that runs is the
# only one that checkpoints (sqlite.py).
_TAKE = {
    "sqlite": ("PRAGMA wal_autocheckpoint = 0", "BEGIN IMMEDIATE"),
    "postgresql": ("SELECT pg_advisory_xact_lock(hashtext('chatserver.migrate'))",),
}
WAIT_S = 60
NEWER = (
    "it was made by a newer version of the server: install that one, or bring back a backup from"
    " before the upgrade"
)
_OPTIONS = "look at what follows the question mark in it"
# What an operator does about a refusal: by PostgreSQL's SQLSTATE, by SQLite's words.
_REMEDIES = {
    "28000": "look at the user in it, and at pg_hba.conf",
    "28P01": "look at the user and the password in it",
    "42704": _OPTIONS,
    "3D000": f"make it: CREATE DATABASE … {MADE_WITH}",
    "42501": "let its user own the database: ALTER DATABASE … OWNER TO …",
    "53300": "raise its max_connections, or lower database.pool_size",
    "57P03": "try again in a moment",
    "unable to open database file": "let the server's user write in its folder",
    "attempt to write a readonly database": "let the server's user write it, and in its folder",
    "file is not a database": "name another file",
    "database disk image is malformed": "bring it back from a backup, then `chatserver restored`",
    "database or disk is full": "make room on its disk",
    "database is locked": "another process writes it for too long; stop that one",
}
_TEXTS = """SELECT pg_encoding_to_char(encoding),
        datlocprovider <> 'c' OR datctype NOT IN ('C', 'POSIX'),
        CASE WHEN datlocprovider = 'i' THEN 'ICU'
            WHEN datlocprovider = 'c' AND datcollate !~ '^(C|POSIX)($|[.])' THEN datcollate END
    FROM pg_database WHERE datname = current_database()"""


@dataclass(frozen=True, slots=True)
class Texts:
    """How a database keeps texts: in which encoding, whether it knows more letters than the Latin
    ones (without, names are found by reading all of them), and by which locale it orders, if any.
    """

    encoding: str = "UTF8"
    letters: bool = True
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """At which revision a database is, None when it is empty, and how it keeps texts."""

    revision: str | None
    texts: Texts = Texts()

    @property
    def at(self) -> str:
        """The revision in words."""
        return f"at {self.revision}" if self.revision else "empty"

    @property
    def lacks(self) -> str | None:
        """What must be done before this version can use it, None where it can."""
        if self.newer:
            return f"{self.at}: {NEWER}"
        newest = head()
        return (
            None if self.revision == newest else f"{self.at}, needs {newest}: `chatserver migrate`"
        )

    @property
    def newer(self) -> bool:
        """Whether it has what this version does not know; what it lacks the server brings."""
        return self.revision is not None and not _knows(self.revision)


async def upgrade(url: str) -> None:
    """Bring the database at this URL to the newest revision, wholly or not at all; a new one also
    gets its epoch. Of several processes one does it, and the others wait. Raises `Unfit`.
    """
    file = file_of(url)
    if file is not None:
        folder = file.parent
        try:
            # What lies there is nobody else's concern on this machine.
            await asyncio.to_thread(folder.mkdir, 0o700, parents=True, exist_ok=True)
        except OSError as trouble:
            raise Unfit(f"{folder} cannot be made: {trouble.strerror}") from trouble
    async with connected(url) as connection, connection.begin():
        await _take(connection)
        stands = await _standing(connection)
        if not (stands.revision or stands.texts.letters):
            raise Unfit(f"its LC_CTYPE knows no Cyrillic: make another database, {MADE_WITH}")
        await connection.run_sync(_upgrade)
        await gather_statistics(connection)


def head() -> str:
    """Return the newest revision."""
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert newest is not None
    return newest


def _knows(revision: str) -> bool:
    known = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return any(one.revision == revision for one in known)


async def look(url: str) -> Standing:
    """Look how the database stands; change nothing. Raises `Unfit`."""
    file = file_of(url)
    try:
        if file is not None and not await asyncio.to_thread(file.exists):
            return Standing(None)
    except OSError as trouble:
        raise Unfit(f"{file}: {trouble.strerror}: let the server's user there") from None
    async with connected(url) as connection:
        return await _standing(connection)


async def look_at_made(url: str) -> Standing:
    """Look how a database stands that was made before. Raises `Unfit`, also where SQLite has no
    such file: whoever stands in another folder than the server's is told which they asked for.
    """
    stands = await look(url)
    file = file_of(url)
    if file is not None and stands.revision is None:
        raise Unfit(f"{file.absolute()}: there is no database")
    return stands


async def renew_epoch(url: str) -> None:
    """Give the database another epoch, so that no screen goes on from what it knew before.

    After a restore from a backup the same `seq` may stand for another event.
    """
    async with connected(url) as connection, connection.begin():
        await _take(connection)
        await connection.execute(
            text("UPDATE meta SET value = :epoch WHERE name = 'log_epoch'"),
            {"epoch": secrets.token_hex(8)},
        )


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


async def _take(connection: AsyncConnection) -> None:
    """Let nobody else change the database until this transaction ends."""
    for statement in _TAKE[connection.dialect.name]:
        await connection.exec_driver_sql(statement)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AsyncConnection]:
    """Connect; what its operator can mend is told as `Unfit`, what is our fault stays as it is."""
    sqlite = {"isolation_level": None, "timeout": WAIT_S}
    engine = engine_at(url, hide_parameters=True, connect_args=sqlite if file_of(url) else {})
    try:
        async with engine.connect() as connection:
            yield connection
    except OSError as trouble:
        said = trouble.strerror or str(trouble) or "no answer"
        if trouble.filename is not None:
            # A certificate, such as the driver looks for in its user's home.
            raise Unfit(f"{trouble.filename}: {said}: let the server's user read it") from trouble
        raise Unfit(f"cannot be reached ({said}): is it up, and does it listen there?") from trouble
    except DBAPIError as trouble:
        said = str(trouble.orig)
        remedy = _REMEDIES.get(getattr(trouble.orig, "sqlstate", None) or said)
        if isinstance(getattr(trouble.orig, "__cause__", None), asyncpg.ClientConfigurationError):
            remedy = _OPTIONS
        if remedy is None:
            raise
        file = file_of(url)
        where = f"{file.absolute()}: " if file is not None else ""
        raise Unfit(f"{where}{said}: {remedy}") from trouble
    except CommandError as trouble:
        raise Unfit(NEWER) from trouble
    finally:
        await engine.dispose()


async def _standing(connection: AsyncConnection) -> Standing:
    texts = Texts()
    if connection.dialect.name == "postgresql":
        texts = Texts(*(await connection.execute(text(_TEXTS))).one())
    if texts.encoding != "UTF8":
        raise Unfit(f"its encoding is {texts.encoding}: make another database, {MADE_WITH}")
    revision = await connection.run_sync(
        lambda sync: MigrationContext.configure(sync).get_current_revision()
    )
    return Standing(revision, texts)
