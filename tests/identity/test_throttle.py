"""When does a login have to wait?"""

import pytest

from chatserver.identity.throttle import Throttle, Throttled

HERE = "192.0.2.1"


async def test_failures_of_one_account_make_it_wait_from_any_address() -> None:
    throttle = Throttle(attempts="2/minute")
    for n in range(2):
        await throttle.check(email="ann@example.com", address=f"192.0.2.{n}")
        await throttle.failed(email="ann@example.com", address=f"192.0.2.{n}")

    with pytest.raises(Throttled) as told:
        await throttle.check(email="Ann@Example.com", address="192.0.2.9")
    assert 0 < told.value.retry_s <= 61
    await throttle.check(email="bob@example.com", address=HERE)


async def test_failures_from_one_address_make_it_wait_for_any_account() -> None:
    throttle = Throttle(attempts="2/minute")
    for n in range(2):
        await throttle.failed(email=f"{n}@example.com", address=HERE)

    with pytest.raises(Throttled):
        await throttle.check(email="ann@example.com", address=HERE)
    await throttle.check(email="ann@example.com", address="192.0.2.2")


async def test_without_its_redis_a_node_counts_for_itself() -> None:
    throttle = Throttle("redis://127.0.0.1:9/0", attempts="1/minute")
    await throttle.check(email="ann@example.com", address=HERE)
    await throttle.failed(email="ann@example.com", address=HERE)

    with pytest.raises(Throttled):
        await throttle.check(email="ann@example.com", address=HERE)
