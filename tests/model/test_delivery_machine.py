"""Does everybody get all that they may see, once, in order, and nothing else?"""

import asyncio
from collections.abc import Callable

import pytest

from tests.model.delivery_machine import DeliveryMachine
from tests.model.depth import depth, run

pytestmark = [pytest.mark.slow, pytest.mark.chaos]


def test_two_nodes_over_sqlite(runner: asyncio.Runner, sqlite_estates: Callable[[], str]) -> None:
    run(lambda: DeliveryMachine(runner, sqlite_estates()), depth(examples=50, steps=60))


@pytest.mark.postgres
def test_two_nodes_over_postgresql(
    runner: asyncio.Runner, postgres_estates: Callable[[], str]
) -> None:
    run(lambda: DeliveryMachine(runner, postgres_estates()), depth(examples=10, steps=40))
