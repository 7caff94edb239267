"""When are there too many requests?"""

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from limits.aio.storage import MemoryStorage
from typing_extensions import override

from chatserver.config import Http
from chatserver.identity.credentials import BACK_ENDS
from chatserver.identity.rates import Rates
from chatserver.identity.tallies import Tallies, Throttled
from tests.services.redis import RedisServer

if TYPE_CHECKING:
    from _collections_abc import dict_keys

LIMITS = Http(per_credential="2/hour", per_back_end="4/hour", per_address="3/hour")
HERE = "192.0.2.1"


async def taken(rates: Rates, credential: str | None, address: str) -> int:
    """How many requests are let through, of ten."""
    for count in range(10):
        try:
            await rates.take(credential=credential, address=address)
        except Throttled:
            return count
    return 10


@pytest.mark.parametrize(
    ("credential", "let_through"), [("eyJ.a", 2), (None, 3), ("ak_a", 4), ("mk_a", 4)]
)
async def test_each_kind_of_caller_has_a_limit(credential: str | None, let_through: int) -> None:
    assert await taken(Rates(Tallies(), LIMITS), credential, HERE) == let_through


async def test_who_makes_up_credentials_is_held_by_the_address() -> None:
    rates = Rates(Tallies(), LIMITS)
    for n in range(3):
        await rates.take(credential=f"made up {n}", address=HERE)
    with pytest.raises(Throttled):
        await rates.take(credential="made up 3", address=HERE)
    await rates.take(credential="made up 3", address="192.0.2.2")


@pytest.mark.parametrize("prefix", BACK_ENDS)
async def test_who_makes_up_keys_of_back_ends_is_held_by_the_address_too(prefix: str) -> None:
    rates = Rates(Tallies(), LIMITS)
    for n in range(4):
        await rates.take(credential=f"{prefix}{n}", address=HERE)
    with pytest.raises(Throttled):
        await rates.take(credential=f"{prefix}4", address=HERE)
    # Nobody else of that address is held up by it.
    assert await taken(rates, None, HERE) == 3
    await rates.take(credential=f"{prefix}4", address="192.0.2.2")


class Watched(dict[str, float]):
    """Counts how often it is walked through."""

    walks = 0

    @override
    def keys(self) -> "dict_keys[str, float]":
        self.walks += 1
        return super().keys()


async def test_a_request_does_not_cost_the_more_the_more_people_ask() -> None:
    tallies = Tallies()
    storage = tallies._here.many.storage
    assert isinstance(storage, MemoryStorage)
    storage.expirations = watched = Watched()
    rates, began = Rates(tallies, Http()), time.monotonic()
    for n in range(200):
        await rates.take(credential=f"c{n}", address=HERE)
        await asyncio.sleep(0)  # what was put off is done
    # What is over is looked for once a second.
    assert 1 <= watched.walks <= 1 + (time.monotonic() - began)


async def test_an_ipv6_household_counts_as_one() -> None:
    rates = Rates(Tallies(), LIMITS)
    for n in range(3):
        await rates.take(credential=None, address=f"2001:db8::{n}")
    with pytest.raises(Throttled):
        await rates.take(credential=None, address="2001:db8::ffff:1")
    await rates.take(credential=None, address="2001:db8:0:1::1")


async def test_an_ipv4_address_is_the_same_however_a_proxy_writes_it() -> None:
    rates = Rates(Tallies(), LIMITS)
    for address in ("192.0.2.7", "::ffff:192.0.2.7", "::ffff:192.0.2.7"):
        await rates.take(credential=None, address=address)
    with pytest.raises(Throttled):
        await rates.take(credential=None, address="192.0.2.7")
    await rates.take(credential=None, address="::ffff:192.0.2.8")


@pytest.mark.redis
async def test_nodes_count_together_and_alone_while_redis_is_away(
    redis_server: RedisServer,
) -> None:
    ours, theirs = Tallies(redis_server.url), Tallies(redis_server.url)
    here, there = Rates(ours, LIMITS), Rates(theirs, LIMITS)
    await here.take(credential="eyJ.a", address=HERE)
    await there.take(credential="eyJ.a", address=HERE)
    with pytest.raises(Throttled):
        await here.take(credential="eyJ.a", address=HERE)

    redis_server.kill()
    assert await taken(here, "eyJ.b", HERE) == 2
    await ours.close()
    await theirs.close()
    redis_server.restart()
