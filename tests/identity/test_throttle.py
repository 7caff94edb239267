"""When does a login have to wait?"""

import pytest

from chatserver.identity.tallies import Tallies, Throttled
from chatserver.identity.throttle import Throttle
from tests.services.redis import RedisServer

HERE = "192.0.2.1"


async def test_failures_of_one_account_make_it_wait_from_any_address() -> None:
    throttle = Throttle(Tallies(), attempts="2/minute")
    for n in range(2):
        await throttle.check(email="ann@example.com", address=f"192.0.2.{n}")
        await throttle.failed(email="ann@example.com", address=f"192.0.2.{n}")

    with pytest.raises(Throttled) as told:
        await throttle.check(email="Ann@Example.com", address="192.0.2.9")
    assert 0 < told.value.retry_s <= 61
    await throttle.check(email="bob@example.com", address=HERE)


async def test_failures_from_one_address_make_it_wait_for_any_account() -> None:
    throttle = Throttle(Tallies(), attempts="2/minute")
    for n in range(2):
        await throttle.failed(email=f"{n}@example.com", address=HERE)

    with pytest.raises(Throttled):
        await throttle.check(email="ann@example.com", address=HERE)
    await throttle.check(email="ann@example.com", address="192.0.2.2")


async def test_who_has_many_addresses_of_one_household_has_to_wait_all_the_same() -> None:
    throttle = Throttle(Tallies(), attempts="2/minute")
    for n in range(2):
        await throttle.failed(email=f"{n}@example.com", address=f"2001:db8::{n}")

    with pytest.raises(Throttled):
        await throttle.check(email="ann@example.com", address="2001:db8::abcd")
    await throttle.check(email="ann@example.com", address="2001:db8:0:1::1")


async def test_without_its_redis_a_node_counts_for_itself() -> None:
    tallies = Tallies("redis://127.0.0.1:9/0")
    throttle = Throttle(tallies, attempts="1/minute")
    await throttle.check(email="ann@example.com", address=HERE)
    await throttle.failed(email="ann@example.com", address=HERE)

    with pytest.raises(Throttled):
        await throttle.check(email="ann@example.com", address=HERE)
    await tallies.close()


@pytest.mark.redis
async def test_nodes_with_a_redis_count_together(redis_url: str) -> None:
    ours, theirs = Tallies(redis_url), Tallies(redis_url)
    here, there = Throttle(ours, attempts="2/minute"), Throttle(theirs, attempts="2/minute")
    for node in (here, there):
        await node.check(email="ann@example.com", address=HERE)
        await node.failed(email="ann@example.com", address=HERE)

    for node in (here, there):
        with pytest.raises(Throttled):
            await node.check(email="ann@example.com", address="192.0.2.9")
    await ours.close()
    await theirs.close()


@pytest.mark.redis
async def test_a_redis_that_hangs_neither_stops_a_login_nor_lets_guessing_through(
    redis_server: RedisServer,
) -> None:
    tallies = Tallies(redis_server.url)
    throttle = Throttle(tallies, attempts="1/minute")
    redis_server.pause()

    await throttle.check(email="ann@example.com", address=HERE)
    await throttle.failed(email="ann@example.com", address=HERE)
    with pytest.raises(Throttled):
        await throttle.check(email="ann@example.com", address=HERE)

    redis_server.resume()
    await tallies.close()
