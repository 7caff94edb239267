"""A Redis that restarts, hangs or goes deaf costs hints, never more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from chatserver.bus import Hint
from chatserver.bus.redis import RedisBus, RedisBusSettings
from tests.bus.ears import Ears, until
from tests.bus.silent_proxy import silent_proxy
from tests.services.processes import free_port
from tests.services.redis import RedisServer

pytestmark = pytest.mark.redis


@asynccontextmanager
async def running(url: str, node: str, *, probe_every_ms: int = 50) -> AsyncIterator[RedisBus]:
    settings = RedisBusSettings(url, probe_every_ms=probe_every_ms, timeout_s=0.5)
    bus = RedisBus(settings, node)
    await bus.start()
    try:
        yield bus
    finally:
        async with asyncio.timeout(10):
            await bus.stop()


async def speaks(bus: RedisBus, ears: Ears, rev: int) -> None:
    """A hint of now gets through, at the latest when the way has healed."""

    def heard() -> bool:
        bus.publish(Hint("org_a", rev=rev))
        return any(hint.rev == rev for hint in ears.hints)

    await until(heard)


async def test_it_starts_without_a_redis_and_finds_it_later(redis_server: RedisServer) -> None:
    redis_server.kill()
    async with running(redis_server.url, "n1") as one, running(redis_server.url, "n2") as two:
        ears = Ears(two)
        one.publish(Hint("org_a", rev=1))
        assert one.degraded
        redis_server.start()
        await ears.until(lambda heard: heard.sweeps > 0)
        await speaks(one, ears, 2)
        await until(lambda: not one.degraded)


async def test_a_restart_is_survived_and_followed_by_a_sweep(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with running(redis_server.url, "n1") as one, running(redis_server.url, "n2") as two:
        ears = Ears(two)
        await ears.until(lambda heard: heard.sweeps == 1)
        await speaks(one, ears, 1)
        assert caplog.text == ""
        redis_server.restart()
        await ears.until(lambda heard: heard.sweeps >= 2)
        await until(lambda: caplog.text.count("hints come through again") == 2)
        await speaks(one, ears, 2)
        await until(lambda: not (one.degraded or two.degraded))


async def test_a_pause_degrades_and_is_survived(redis_server: RedisServer) -> None:
    async with running(redis_server.url, "n1") as one, running(redis_server.url, "n2") as two:
        ears = Ears(two)
        await speaks(one, ears, 1)
        await until(lambda: not two.degraded)
        redis_server.pause()
        await until(lambda: one.degraded and two.degraded)
        before = asyncio.get_running_loop().time()
        for rev in range(2, 500):
            one.publish(Hint("org_a", rev=rev))
        assert asyncio.get_running_loop().time() - before < 1
        sweeps = ears.sweeps
        redis_server.resume()
        await ears.until(lambda heard: heard.sweeps > sweeps)
        await speaks(one, ears, 500)
        await until(lambda: not (one.degraded or two.degraded))


async def test_a_connection_that_is_open_and_deaf_is_replaced(redis_server: RedisServer) -> None:
    async with silent_proxy(redis_server.port) as proxy:
        through = f"redis://127.0.0.1:{proxy.port}/0"
        async with running(redis_server.url, "n1") as one, running(through, "n2") as two:
            ears = Ears(two)
            await speaks(one, ears, 1)
            await until(lambda: not two.degraded)
            sweeps, subscriptions = ears.sweeps, two.subscriptions
            proxy.silence()
            await until(lambda: two.degraded)
            await ears.until(lambda heard: heard.sweeps > sweeps)
            await speaks(one, ears, 2)
            await until(lambda: not two.degraded)
            assert two.subscriptions > subscriptions
            assert two.hint_lag_s < 5


async def test_a_redis_that_closes_the_connection_is_joined_again(
    redis_server: RedisServer,
) -> None:
    async with running(redis_server.url, "n1") as one, running(redis_server.url, "n2") as two:
        ears = Ears(two)
        await ears.until(lambda heard: heard.sweeps == 1)
        async with Redis.from_url(redis_server.url) as admin:
            await admin.client_kill_filter(_type="pubsub")
        await ears.until(lambda heard: heard.sweeps == 2)
        await speaks(one, ears, 1)


async def test_strangers_on_the_channels_do_no_harm(redis_server: RedisServer) -> None:
    # No probe: a Redis that is busy for a moment would be left as a broken one is.
    seldom = 60_000
    async with (
        running(redis_server.url, "n1", probe_every_ms=seldom) as one,
        running(redis_server.url, "n2", probe_every_ms=seldom) as two,
    ):
        ears = Ears(two)
        await ears.until(lambda heard: heard.sweeps == 1)
        async with Redis.from_url(redis_server.url) as stranger:
            for number in range(64):
                await stranger.publish(f"h:{number}", b"\xff no hint")
        await speaks(one, ears, 1)
        assert two.subscriptions == 1


async def test_nothing_is_left_behind_after_a_stop() -> None:
    before = asyncio.all_tasks()
    async with running(f"redis://127.0.0.1:{free_port()}/0", "n1") as bus:
        bus.publish(Hint("org_a", rev=1))
        await until(lambda: bus.subscriptions > 1)
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize("turns", range(12))
async def test_a_stop_in_the_midst_of_a_rebuild_is_a_stop(
    redis_server: RedisServer, turns: int
) -> None:
    async with running(redis_server.url, "n1") as bus:
        await until(lambda: not bus.degraded)
        bus.rebuild()
        for _ in range(turns):
            await asyncio.sleep(0)
