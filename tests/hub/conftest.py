"""On which event loop do the hub's tests run?"""

import asyncio
from collections.abc import Callable, Mapping

import pytest
import uvloop

LoopFactory = Callable[[], asyncio.AbstractEventLoop]
SERVERS: Mapping[str, LoopFactory] = {"uvloop": uvloop.new_event_loop}
BOTH: Mapping[str, LoopFactory] = {"asyncio": asyncio.new_event_loop, **SERVERS}


def pytest_asyncio_loop_factories(
    config: pytest.Config,  # noqa: ARG001 - named by pytest-asyncio
    item: pytest.Item,
) -> Mapping[str, LoopFactory]:
    """The transport leans on each loop's own flow control, so it is tried on both."""
    return BOTH if item.path.name == "test_transport.py" else SERVERS
