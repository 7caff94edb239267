"""Is a copy of a database whole while others write, and is none left where there was no room?"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from chatserver.storage.backup import back_up
from chatserver.storage.database import Database
from chatserver.storage.statement import Statement
from chatserver.storage.trouble import DatabaseTrouble

COUNT = "SELECT count(*) FROM meta"
ADD = Statement(sqlite="INSERT INTO meta (name, value) VALUES (?, ?)", postgres="")


def counted(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        found: int = database.execute(COUNT).fetchone()[0]
        return found


async def test_it_is_as_of_one_moment_and_for_its_owner(
    sqlite_database: Database, sqlite_database_url: str, tmp_path: Path
) -> None:
    await sqlite_database.at_once(ADD, "first", "it stands in the log beside the file alone")
    back_up(sqlite_database_url, tmp_path / "copy.db")
    before = counted(tmp_path / "copy.db")
    await sqlite_database.at_once(ADD, "second", "too late")
    back_up(sqlite_database_url, tmp_path / "later.db")
    assert counted(tmp_path / "later.db") == before + 1
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "copy", "says"),
    [
        ("sqlite+aiosqlite:///{}/none.db", "copy.db", "there is no database"),
        ("sqlite+aiosqlite:///{}/empty.db", "none/copy.db", "No such file or directory"),
        ("sqlite+aiosqlite:///{}/empty.db", "there.db", "File exists"),
        ("sqlite+aiosqlite:///{}/torn.db", "copy.db", "file is not a database"),
        ("postgresql+asyncpg://me@127.0.0.1/chat", "copy.db", "pg_dump"),
    ],
)
def test_what_cannot_be_copied_is_told_and_leaves_nothing(
    tmp_path: Path, url: str, copy: str, says: str
) -> None:
    (tmp_path / "empty.db").touch()
    (tmp_path / "torn.db").write_text("this is no database" * 100)
    (tmp_path / "there.db").write_text("an older one")
    with pytest.raises(DatabaseTrouble, match=says):
        back_up(url.format(tmp_path), tmp_path / copy)
    assert not (tmp_path / "copy.db").exists()
    assert (tmp_path / "there.db").read_text() == "an older one"
