"""Which browser, which demo server and which people may a journey ask for?"""

from collections.abc import AsyncIterator, Callable, Generator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.journeys.demo_server import DemoServer, copied_demo
from tests.journeys.newcomers import Newcomers
from tests.journeys.theatre import OwnTheatre, Theatre, launched
from tests.services.chromium import shell

FAILED = pytest.StashKey[bool]()

# A server of its own for a test that kills it, or changes what others rely on.
OwnServer = Callable[[Mapping[str, str]], AbstractAsyncContextManager[DemoServer]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave a mark on a journey that failed, for the windows that are closed after it."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> OwnServer:
    """Serve a fresh copy of the demo, with settings as environment variables."""

    @asynccontextmanager
    async def serve(environment: Mapping[str, str]) -> AsyncIterator[DemoServer]:
        server = copied_demo(tmp_path_factory, tmp_path_factory.mktemp("demo"), environment)
        try:
            await server.start()
            yield server
        finally:
            server.stop()

    return serve


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(own_server: OwnServer) -> AsyncIterator[DemoServer]:
    """The server that most journeys share; each has clients of its own there."""
    async with own_server({}) as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium, the quickest that there is."""
    async with launched(shell()) as browser:
        yield browser


@pytest.fixture(scope="session")
def newcomers(demo: DemoServer) -> Newcomers:
    """Clients of the shared server, each given once."""
    return Newcomers(demo)


@pytest_asyncio.fixture(loop_scope="session")
async def theatre(
    browser: Browser, demo: DemoServer, newcomers: Newcomers, request: pytest.FixtureRequest
) -> AsyncIterator[Theatre]:
    """Windows over the shared server; no console of theirs may have complained."""
    house = Theatre(browser, demo, newcomers)
    yield house
    if FAILED in request.node.stash or house.troubles():
        request.node.add_report_section("teardown", "windows", await house.testimony())
    assert await house.close() == []


@pytest.fixture
def own_theatre(
    browser: Browser, own_server: OwnServer, request: pytest.FixtureRequest
) -> OwnTheatre:
    """Open windows over a server of the test's own, which it may kill or change for good."""

    @asynccontextmanager
    async def play(**environment: str) -> AsyncIterator[Theatre]:
        async with own_server(environment) as server:
            house = Theatre(browser, server, Newcomers(server))
            try:
                yield house
            except BaseException:
                request.node.add_report_section("call", "windows", await house.testimony())
                raise
            finally:
                troubles = await house.close()
            assert troubles == []

    return play
