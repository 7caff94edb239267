"""Does the ledger keep its promises in every order of commands, faults and changes of rights?"""

import asyncio
from collections.abc import Callable

import pytest

from tests.model.depth import depth, run
from tests.model.ledger_machine import LedgerMachine

pytestmark = [pytest.mark.slow, pytest.mark.chaos]


def test_one_node_on_sqlite(runner: asyncio.Runner, sqlite_estates: Callable[[], str]) -> None:
    run(lambda: LedgerMachine(runner, sqlite_estates(), nodes=1), depth(examples=50, steps=80))


@pytest.mark.postgres
def test_two_nodes_on_postgresql(
    runner: asyncio.Runner, postgres_estates: Callable[[], str]
) -> None:
    run(lambda: LedgerMachine(runner, postgres_estates(), nodes=2), depth(examples=16, steps=60))
