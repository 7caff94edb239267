"""Which real services may a test ask for by name?

Nothing here skips: a service that cannot be had is an error of the test that needs it.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.postgres import PostgresServer
from tests.services.redis import RedisServer


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
