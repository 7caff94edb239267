"""What the command line answers, in a process of its own."""

import os
import socket
import sqlite3
import stat
import subprocess
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest

from chatserver.__main__ import app
from chatserver.config import Database, Settings
from chatserver.errands import after_restore
from chatserver.shell.options import Failed
from chatserver.shell.upkeep import schema
from chatserver.storage.alone import alone
from chatserver.storage.trouble import Unfit
from tests.services.processes import free_port
from tests.services.warm import answer

ROOT = Path(__file__).parents[1]
# Each starts a process, which takes a second.
pytestmark = pytest.mark.slow

PASSWORD = "correct horse\n"


def chatserver(
    folder: Path, *arguments: str | Path, says: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in `folder` with these settings in its environment."""
    given = {f"CHATSERVER_{name.upper()}": value for name, value in settings.items()}
    return answer(arguments, {**os.environ, **given}, folder, says)


def epoch(folder: Path) -> str:
    """Return the epoch of the database that the defaults put into this folder."""
    with closing(sqlite3.connect(folder / "var" / "chatserver.db")) as database:
        (found,) = database.execute("SELECT value FROM meta WHERE name = 'log_epoch'").fetchone()
    return str(found)


def test_a_good_configuration_is_said_to_be_good(tmp_path: Path) -> None:
    done = chatserver(tmp_path, "check-config", "--config", ROOT / "config.toml")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Pushes by APNs: not sent: no [apns] key_file is set" in done.stdout
    assert f"The database is the file {tmp_path}/var/chatserver.db." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "settings", "says"),
    [
        (["check-config", "--config", "none.toml"], {}, "none.toml: No such file or directory"),
        (["check-config"], {"server__prot": "1"}, "CHATSERVER_SERVER__PROT: no such setting"),
        (["serve"], {"server__port": "high"}, "CHATSERVER_SERVER__PORT: should be a valid integer"),
        (["serve"], {"server__host": "0.0.0.0"}, "identity.staff_key and identity.client_key"),
        (["check-config"], {"bus__url": "redis://bus:port"}, "bus.url: must be like redis://"),
        (["demo"], {"server__host": "0.0.0.0"}, "server.host: the demo gives everybody its keys"),
    ],
)
def test_a_wrong_configuration_ends_with_2_and_one_line(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], says: str
) -> None:
    done = chatserver(tmp_path, *arguments, **settings)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"chatserver: {says}")


def test_a_database_that_is_not_there_ends_with_1_and_what_to_do(tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://me@127.0.0.1:{free_port()}/chat"
    done = chatserver(tmp_path, "serve", database__url=url)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("chatserver: database.url: cannot be reached (")


def test_a_folder_for_files_that_cannot_be_made_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    done = chatserver(tmp_path, "serve", files__folder="files")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("chatserver: files.folder: files: ")


def test_a_port_that_is_taken_ends_with_1_and_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = chatserver(tmp_path, "serve", server__port=port)
    assert done.returncode == 1
    assert "address already in use" in done.stderr
    told = done.stderr.splitlines()[-1]
    assert told.startswith(f"chatserver: cannot listen on 127.0.0.1:{port}; ")
    assert "CHATSERVER_SERVER__PORT" in told


@pytest.mark.parametrize("arguments", [["bogus"], ["serve", "--bogus"], ["token", "client"]])
def test_wrong_use_ends_with_2(tmp_path: Path, arguments: list[str]) -> None:
    assert chatserver(tmp_path, *arguments).returncode == 2


def test_an_administrator_is_made_once_and_gets_a_token(tmp_path: Path) -> None:
    add = ["create-admin", "ann@example.org", "--org", "Дом"]
    first = chatserver(tmp_path, *add, says=PASSWORD)
    assert (first.returncode, first.stdout[:3]) == (0, "st_")
    assert first.stderr.endswith("ann@example.org signs in at http://127.0.0.1:8080/console/\n")

    assert stat.S_IMODE((tmp_path / "var" / "chatserver.db").stat().st_mode) == 0o600

    again = chatserver(tmp_path, *add, says=PASSWORD)
    assert again.returncode == 1
    assert "ann@example.org" not in again.stderr

    token = chatserver(tmp_path, "token", "staff", "Ann@example.org")
    assert (token.returncode, token.stdout.count(".")) == (0, 2)

    link = chatserver(tmp_path, "password-link", "Ann@example.org")
    assert (link.returncode, link.stdout.partition("#")[0]) == (
        0,
        "http://127.0.0.1:8080/console/reset",
    )
    assert "It works once, until " in link.stderr
    nobody = chatserver(tmp_path, "password-link", "bob@example.org")
    assert (nobody.returncode, nobody.stdout) == (1, "")
    assert "bob@example.org: nobody here has access" in nobody.stderr


def test_the_platforms_first_account_is_made_at_the_shell(tmp_path: Path) -> None:
    add = ["create-admin", "ola@example.org", "--platform"]
    assert chatserver(tmp_path, *add, says=PASSWORD).returncode == 0
    token = chatserver(tmp_path, "token", "staff", "ola@example.org")
    assert (token.returncode, token.stdout.count(".")) == (0, 2)

    lost = chatserver(tmp_path, "forget-totp", "ola@example.org")
    assert lost.returncode == 1
    assert lost.stderr.startswith("chatserver: ola@example.org: nobody here has a second factor")

    assert chatserver(tmp_path, *add, "--org", "Дом", says=PASSWORD).returncode == 2
    assert chatserver(tmp_path, *add[:2], says=PASSWORD).returncode == 2
    assert chatserver(tmp_path, *add[:2], "--org", " ", says=PASSWORD).returncode == 2


def test_nobodys_token_ends_with_1(tmp_path: Path) -> None:
    assert chatserver(tmp_path, "migrate").returncode == 0
    done = chatserver(tmp_path, "token", "client", "+79161234567")
    assert done.returncode == 1
    assert done.stderr.startswith("chatserver: +79161234567: nobody in this database")


def test_a_token_from_an_empty_database_ends_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    done = chatserver(tmp_path, "token", "client", "+79161234567")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"chatserver: database.url: {tmp_path}/var/chatserver.db: there is no")
    assert line.endswith("database; the demo's is reached with --data var/demo")


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    app(["--version"], standalone_mode=False)
    assert capsys.readouterr().out == f"{version('chatserver')}\n"


def test_what_is_made_from_the_code_is_written_into_a_checkout_alone(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="checkout"):
        schema(check=False, root=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_served_is_neither_served_twice_nor_restored_under_its_server(
    tmp_path: Path,
) -> None:
    made = chatserver(tmp_path, "migrate")
    before = epoch(tmp_path)
    with alone(Database().url.replace(":///", f":///{tmp_path}/")):
        second = chatserver(tmp_path, "serve", server__port="0")
        restored = chatserver(tmp_path, "restored")
        beside = chatserver(
            tmp_path, "create-admin", "ann@example.org", "--org", "Дом", says=PASSWORD
        )
    assert (made.returncode, beside.returncode) == (0, 0)
    for refused in (second, restored):
        assert (refused.returncode, refused.stdout) == (1, "")
        (line,) = refused.stderr.splitlines()
        assert line.startswith("chatserver: database.url: var/chatserver.db is served by another")
    assert epoch(tmp_path) == before


def test_a_restored_database_has_another_epoch(tmp_path: Path) -> None:
    assert chatserver(tmp_path, "migrate").returncode == 0
    before = epoch(tmp_path)
    assert chatserver(tmp_path, "migrate").returncode == 0
    assert epoch(tmp_path) == before
    assert chatserver(tmp_path, "restored").returncode == 0
    assert epoch(tmp_path) != before


async def test_where_nothing_was_brought_back_nothing_is_made(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/var/chat.db"
    with pytest.raises(Unfit, match=r"var/chat\.db: there is no database"):
        await after_restore(Settings(database=Database(url=url)))
    assert not (tmp_path / "var").exists()


def test_a_password_that_is_tried_first_is_refused(tmp_path: Path) -> None:
    add = ["create-admin", "ann@example.org", "--org", "Дом"]
    done = chatserver(tmp_path, *add, says="password123\n")
    assert (done.returncode, done.stderr[:22]) == (1, "chatserver: password: ")
    assert not (tmp_path / "var").exists()


def test_a_refund_is_settled_at_the_shell(tmp_path: Path) -> None:
    assert chatserver(tmp_path, "migrate").returncode == 0
    none = chatserver(tmp_path, "settle-refund")
    unknown = chatserver(tmp_path, "settle-refund", "rfd_none", "--never")
    both = chatserver(tmp_path, "settle-refund", "rfd_none", "--never", "--went", "r1")

    assert (none.returncode, none.stdout) == (0, "No refund waits for somebody to look it up.\n")
    assert unknown.returncode == 1
    assert unknown.stderr == "chatserver: rfd_none: there is no such refund\n"
    assert both.returncode == 2
