"""How a node is served, as far as only its configuration for uvicorn tells."""

from dataclasses import replace

import pytest

from chatserver.config import Server
from chatserver.main import running_in, server_config
from chatserver.storage.database import Database
from tests.small import small


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
