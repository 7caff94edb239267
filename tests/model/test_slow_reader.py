"""What is a device promised that watches a chat anew while it is slow?"""

import asyncio
from collections.abc import Callable

import pytest

from tests.model.delivery_machine import DeliveryMachine
from tests.model.tries import Try

ANN = 2
SAID = Try("client sends", who=0, chat=0, pick=0)


@pytest.mark.parametrize("before", [3, 9])
def test_what_follows_the_page_comes_after_it(
    runner: asyncio.Runner, sqlite_estates: Callable[[], str], before: int
) -> None:
    """Few messages are queued when the page is, and thinned later; many are thinned by then."""
    machine = DeliveryMachine(runner, sqlite_estates())
    machine.people_come(node=0, some=[SAID])
    machine.a_reader_stalls(who=ANN)
    for _ in range(before):
        machine.people_act(some=[SAID], point=None)
    machine.a_chat_is_watched(who=ANN, chat=0, after=0, wait=False)
    machine.requests_are_handled()
    for _ in range(9):
        machine.people_act(some=[SAID], point=None)
    machine.teardown()
