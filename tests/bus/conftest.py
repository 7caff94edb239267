"""On which event loop do the bus's tests run?"""

import asyncio
from collections.abc import Callable, Mapping

import pytest
import uvloop

LoopFactory = Callable[[], asyncio.AbstractEventLoop]
BOTH: Mapping[str, LoopFactory] = {
    "asyncio": asyncio.new_event_loop,
    "uvloop": uvloop.new_event_loop,
}


def pytest_asyncio_loop_factories(
    config: pytest.Config,  # noqa: ARG001 - named by pytest-asyncio
    item: pytest.Item,  # noqa: ARG001 - named by pytest-asyncio
) -> Mapping[str, LoopFactory]:
    """The connection leans on each loop's own transports, so it is tried on both."""
    return BOTH
