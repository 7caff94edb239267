"""How a node is served, as far as only its configuration for uvicorn tells."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from prometheus_client import CollectorRegistry
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from chatserver.config import Files, Server
from chatserver.files import StoreDown, open_files
from chatserver.jobs import Jobs
from chatserver.main import running_in, server_config
from chatserver.storage.database import Database
from tests.serving import Served, serving_in
from tests.small import small


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("drain_s", "shutdown_s", "grace_s"), [(25.0, 30.0, 5), (2.0, 9.0, 7), (3.0, 3.0, 1)]
)
async def test_what_the_drain_leaves_is_for_http(
    database: Database, drain_s: float, shutdown_s: float, grace_s: int
) -> None:
    world = (await small(database)).world
    server = Server(drain_s=drain_s, shutdown_s=shutdown_s)
    settings = world.settings.model_copy(update={"server": server})
    async with running_in(replace(world, settings=settings)) as node:
        assert server_config(node).timeout_graceful_shutdown == grace_s


def at(served: Served, url: str) -> connect:
    """A socket of this address; wherever its name leads, it is this node that is asked."""
    port = urlsplit(served.url).port
    protocols = [Subprotocol("chat.v1")]
    return connect(url.format(port=port), host="127.0.0.1", port=port, subprotocols=protocols)


@pytest.mark.any_kind
@pytest.mark.parametrize(
    "url",
    [
        "ws://localhost:{port}/elsewhere",
        "ws://localhost:{port}/api/v1/me",
        "ws://aprdapp.apps.localhost:{port}/ws",
    ],
)
async def test_a_socket_opens_at_one_place_alone(database: Database, url: str) -> None:
    world = (await small(database)).world
    async with serving_in(world) as served:
        async with at(served, "ws://localhost:{port}/ws") as socket:
            assert socket.subprotocol == "chat.v1"
        with pytest.raises(InvalidStatus) as refused:
            await at(served, url)
        assert refused.value.response.status_code == 403


async def test_who_comes_and_goes_is_not_written_down(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    world = (await small(sqlite_database)).world
    caplog.set_level("INFO")
    async with serving_in(world) as served:
        async with at(served, "ws://localhost:{port}/ws"):
            pass
        with pytest.raises(InvalidStatus):
            await at(served, "ws://localhost:{port}/elsewhere")
    told = [one for one in caplog.records if one.name.startswith("uvicorn.error")]
    assert [one.getMessage() for one in told if "socket" in one.getMessage().lower()] == []
    assert not any("connection " in one.getMessage() for one in told)


async def test_each_figure_has_a_word_for_whoever_watches_it(sqlite_database: Database) -> None:
    world = (await small(sqlite_database)).world
    async with serving_in(world) as served, httpx2.AsyncClient() as caller:
        shown = (await caller.get(f"{served.url}/metrics")).text
    told = (Path(__file__).parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")
    # A series of its own for the time at which each counter began is nobody's concern.
    names = {line.split()[2] for line in shown.splitlines() if line.startswith("# TYPE")}
    named = {one for one in names if not one.endswith("_created")}
    assert "chatserver_process_open_fds" in named
    assert "chatserver_database_failing 0.0" in shown
    told_of = {one for one in named if one in told or one.startswith("chatserver_process_")}
    assert named == told_of


async def test_a_file_store_that_takes_nothing_is_told_until_it_does(
    sqlite_database: Database, tmp_path: Path
) -> None:
    store = open_files(Files(folder=str(tmp_path)))
    world = replace((await small(sqlite_database)).world, files=store)
    (tmp_path / "checks").write_text("in the way")
    async with serving_in(world) as served, httpx2.AsyncClient(base_url=served.url) as caller:
        jobs = Jobs(world, served.node.ledger, CollectorRegistry())
        assert (await caller.get("/readyz")).json() == {"status": "ready", "degraded": []}
        with pytest.raises(StoreDown):
            await store.put_bytes("checks/a", b"a")
        await jobs.ask_files()
        assert (await caller.get("/readyz")).json() == {"status": "ready", "degraded": ["files"]}
        assert "chatserver_files_failing 1.0" in (await caller.get("/metrics")).text

        (tmp_path / "checks").unlink()
        await jobs.ask_files()
        assert (await caller.get("/readyz")).json() == {"status": "ready", "degraded": []}
