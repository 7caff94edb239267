"""Which real services and databases may a test ask for by name?

Nothing here skips: a service that cannot be had is an error of the test that needs it.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog
import uvloop
from hypothesis import settings
from sqlalchemy.engine.url import make_url
from typing_extensions import override
from xdist.scheduler import LoadScopeScheduling

from chatserver.storage.database import Database
from chatserver.storage.migrate import upgrade
from tests.services.engines import opened
from tests.services.postgres import PostgresServer
from tests.services.redis import RedisServer

if TYPE_CHECKING:
    from tests.made_demo import Made

# A busy machine is no fault of the code: no example is timed.
# In CI the same examples each time: what a change did not touch does not fail it.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


# They take copies of one demo, or read one document: each is made once in a process.
SHARING = {
    "tests/chaos/": "demo",
    "tests/demo/test_demo.py": "demo",
    "tests/test_two_nodes.py": "demo",
    "tests/test_wholeness.py": "demo",
    "tests/http/test_openapi.py": "document",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that nobody waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for a database on both kinds, unless any kind shows the same."""
    if "database_url" in metafunc.fixturenames:
        both = [pytest.param("postgres", marks=pytest.mark.postgres)]
        other = [] if metafunc.definition.get_closest_marker("any_kind") else both
        metafunc.parametrize("database_url", ["sqlite", *other], indirect=True)


THREADS_END_WITHIN_S = 1


class Shared(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Gives tests out one by one, but for those that share what takes seconds to make.

    Journeys share a browser; they are the longest, and two processes have half of them each.
    """

    @override
    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/journeys/"):
            return f"journeys {sum(nodeid.partition('::')[0].encode()) % 2}"
        shares = (one for begins, one in SHARING.items() if nodeid.startswith(begins))
        return next(shares, nodeid)

    @override
    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        super().mark_test_complete(node, item_index, duration)
        # With each test xdist counts what is left of all that the process was ever given.
        given = self.assigned_work[node]
        for scope in [scope for scope, tests in given.items() if all(tests.values())]:
            del given[scope]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Hand the tests out; of xdist's own ways none keeps a folder together and parts a file."""
    return Shared(config, log)


class Loop(uvloop.Loop):
    """The server's own loop, which takes half of what asyncio's takes."""

    @override
    def close(self) -> None:
        # A file that could not be opened leaves a thread of aiosqlite's that nobody waits for, and
        # that tells the loop when it ends.
        for thread in threading.enumerate():
            if thread.name.endswith("(_connection_worker_thread)"):
                thread.join(THREADS_END_WITHIN_S)
        super().close()


def pytest_asyncio_loop_factories(
    config: pytest.Config,  # noqa: ARG001 - named by pytest-asyncio
    item: pytest.Item,  # noqa: ARG001
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"uvloop": Loop}


# The settings of whoever runs the tests are not the tests' settings.
for _name in [name for name in os.environ if name.startswith("CHATSERVER_")]:
    del os.environ[_name]

# With each request httpx2 looks through all folders for what would tell it of trio.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]  # "it is not there"

# Without this a traceback is drawn with the values of all variables, which takes seconds.
structlog.configure(
    processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
)


@pytest.fixture(scope="session")
def services_folder() -> Iterator[Path]:
    """A folder that other accounts may enter; pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="chatserver-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_server(services_folder: Path) -> Iterator[PostgresServer]:
    """One server for each process of the test run."""
    folder = services_folder / "postgres"
    folder.mkdir()
    server = PostgresServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a fresh, empty database."""
    name = postgres_server.create_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def _redis_server(services_folder: Path) -> Iterator[RedisServer]:
    folder = services_folder / "redis"
    folder.mkdir()
    server = RedisServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def redis_server(_redis_server: RedisServer) -> RedisServer:
    """A running, empty Redis, which the test may kill, pause and restart."""
    _redis_server.as_new()
    return _redis_server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of a running, empty Redis."""
    return redis_server.url


@pytest.fixture(scope="session")
def sqlite_template(services_folder: Path) -> Path:
    """A SQLite file with the newest tables, to be copied."""
    path = services_folder / "template.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a PostgreSQL database with the newest tables, to be copied."""
    name = postgres_server.create_database()
    asyncio.run(upgrade(postgres_server.url(name)))
    return name


@pytest.fixture
def sqlite_database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with the newest tables."""
    path = shutil.copy(sqlite_template, tmp_path / "chat.db")
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def postgres_database_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with the newest tables."""
    name = postgres_server.lend(postgres_template)
    yield postgres_server.url(name)
    postgres_server.take_back(name)


@pytest.fixture(scope="session")
def _demo_on_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> "Made":
    # It reads the whole application: whoever hands the tests out would wait for that.
    from tests.made_demo import make

    folder = tmp_path_factory.mktemp("demo")
    path = shutil.copy(sqlite_template, folder / "chat.db")
    return make(f"sqlite+aiosqlite:///{path}", folder)


@pytest.fixture(scope="session")
def _demo_on_postgres(
    postgres_server: PostgresServer,
    postgres_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> "Made":
    from tests.made_demo import make

    name = postgres_server.create_database(template=postgres_template)
    return make(postgres_server.url(name), tmp_path_factory.mktemp("demo"))


@pytest.fixture
def sqlite_demo(_demo_on_sqlite: "Made", tmp_path: Path) -> "Made":
    """A demo in a SQLite database, to be changed at will."""
    path = shutil.copy(str(make_url(_demo_on_sqlite.url).database), tmp_path / "chat.db")
    return _demo_on_sqlite.copied(f"sqlite+aiosqlite:///{path}", tmp_path)


@pytest.fixture
def postgres_demo(
    _demo_on_postgres: "Made", postgres_server: PostgresServer, tmp_path: Path
) -> Iterator["Made"]:
    """A demo in a PostgreSQL database, to be changed at will."""
    template = str(make_url(_demo_on_postgres.url).database)
    name = postgres_server.create_database(template=template)
    yield _demo_on_postgres.copied(postgres_server.url(name), tmp_path)
    postgres_server.drop_database(name)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with the newest tables: the test runs on both kinds, or on
    SQLite alone where it is marked `any_kind`.
    """
    url: str = request.getfixturevalue(f"{request.param}_database_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database, open: the test runs on both kinds."""
    async with opened(database_url) as database:
        yield database


@pytest.fixture
async def sqlite_database(sqlite_database_url: str) -> AsyncIterator[Database]:
    """A fresh database, open: which kind it is does not matter to the test."""
    async with opened(sqlite_database_url) as database:
        yield database
