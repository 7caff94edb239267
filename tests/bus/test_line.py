"""What the connection to Redis takes upon itself: addresses, refusals, and more than goes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from msgspec import Raw
from redis.asyncio import Redis

from chatserver.bus import Carried, Hint
from chatserver.bus.line import Address, Line
from chatserver.bus.redis import RedisBus, RedisBusSettings
from chatserver.config_file import ConfigError
from tests.bus.ears import Ears, until
from tests.bus.silent_proxy import SilentProxy
from tests.services.certificate import certified
from tests.services.redis import RedisServer

pytestmark = pytest.mark.redis


# Where a hint is said once, no probe may take a busy Redis for a broken way, and begin anew.
SELDOM = 60_000


@asynccontextmanager
async def running(url: str, node: str, *, probe_every_ms: int = 50) -> AsyncIterator[RedisBus]:
    bus = RedisBus(RedisBusSettings(url, probe_every_ms=probe_every_ms), node)
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


async def comes_through(url: str) -> None:
    async with (
        running(url, "n1", probe_every_ms=SELDOM) as one,
        running(url, "n2", probe_every_ms=SELDOM) as two,
    ):
        await until(lambda: not (one.degraded or two.degraded))
        ears = Ears(two)
        one.publish(Hint("org_a", rev=7))
        await ears.until(lambda heard: bool(heard.hints))
        assert ears.hints == [Hint("org_a", rev=7, node="n1")]


Ruling = Callable[..., Awaitable[object]]


@asynccontextmanager
async def hinter(redis: RedisServer, *rules: str) -> AsyncIterator[Ruling]:
    """Have a user `hinter` by these rules until the end; what is given adds some."""
    async with Redis.from_url(redis.url) as admin:
        ruling = partial(admin.execute_command, "ACL", "SETUSER", "hinter", "on")
        await ruling(*rules)
        try:
            yield ruling
        finally:
            await admin.acl_deluser("hinter")


@pytest.mark.parametrize(
    "url",
    [
        "redis://:hush/hush@bus:6379",
        "redis://bus?bogus=1",
        "redis://bus?db=first",
        "rediss://bus?ssl_cert_reqs=perhaps",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ConfigError, match=r"^bus\.url: must be like redis://") as refused:
        Address(url)
    assert "hush" not in str(refused.value)


async def test_over_tls_by_whom_it_trusts(redis_server: RedisServer, tmp_path: Path) -> None:
    context, trusted = certified(tmp_path)
    proxy = SilentProxy(redis_server.port)
    async with await asyncio.start_server(proxy.serve, "127.0.0.1", 0, ssl=context) as server:
        port = server.sockets[0].getsockname()[1]
        await comes_through(f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={trusted}")
        async with running(f"rediss://127.0.0.1:{port}/0", "n3") as distrustful:
            await until(lambda: distrustful.subscriptions > 1)
            assert distrustful.degraded
        await proxy.close()


async def test_over_a_socket_of_this_machine(redis_server: RedisServer, tmp_path: Path) -> None:
    proxy, path = SilentProxy(redis_server.port), tmp_path / "redis.sock"
    async with await asyncio.start_unix_server(proxy.serve, path):
        await comes_through(f"unix://{path}")
        await proxy.close()


async def test_as_somebody_who_may_do_nothing_else(redis_server: RedisServer) -> None:
    url = f"redis://hinter:s%C3%A9crets@127.0.0.1:{redis_server.port}/3"
    rules = (">sécrets", "resetchannels", "&h:*", "-@all", "+hello", "+publish", "+subscribe")
    async with hinter(redis_server, *rules):
        await comes_through(url)


async def test_a_wrong_password_is_told_once_and_never_shown(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"redis://hinter:opensesame@127.0.0.1:{redis_server.port}"
    async with hinter(redis_server, ">another"), running(url, "n1") as bus:
        await until(lambda: bus.subscriptions > 2)
        assert bus.degraded
    [told] = [one.getMessage() for one in caplog.records]
    assert "WRONGPASS" in told
    assert "opensesame" not in caplog.text


async def test_who_may_not_publish_any_more_is_degraded_until_he_may(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"redis://hinter:x@127.0.0.1:{redis_server.port}"
    async with (
        hinter(redis_server, ">x", "&h:*", "+@all") as rule,
        running(url, "n1") as one,
        running(redis_server.url, "n2", probe_every_ms=SELDOM) as two,
    ):
        await until(lambda: not (one.degraded or two.degraded))
        await rule("-publish")
        await until(lambda: one.degraded and one.subscriptions > 2)
        assert "NOPERM" in caplog.text
        await rule("+publish")
        await until(lambda: not one.degraded)
        ears = Ears(two)
        one.publish(Hint("org_a", rev=1))
        await ears.until(lambda heard: bool(heard.hints))


async def test_what_does_not_go_waits_and_takes_no_more_room_than_it_may(
    redis_server: RedisServer,
) -> None:
    url, much = redis_server.url, Raw(b'"%s"' % (b"x" * 200_000))
    async with (
        running(url, "n1", probe_every_ms=SELDOM) as one,
        running(url, "n2", probe_every_ms=SELDOM) as two,
    ):
        await until(lambda: not (one.degraded or two.degraded))
        ears = Ears(two)
        redis_server.pause()
        for number in range(100):
            done = Carried(number, number + 1, 1, much)
            one.publish(Hint(f"org_{number}", rev=number + 1, commits=(done,)))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert one._line is not None
        assert not one._line.takes
        assert len(one._slots) > 50
        redis_server.resume()
        await ears.until(lambda heard: len(heard.hints) == 100)
        assert [hint.rev for hint in ears.hints] == list(range(1, 101))
        # The first went as they were; those that waited say where to look where it got too much.
        assert sum(1 for hint in ears.hints if not hint.commits) > 10
        assert one.subscriptions == 1


async def test_an_own_hint_is_not_read_again(redis_server: RedisServer) -> None:
    async with (
        running(redis_server.url, "n1", probe_every_ms=SELDOM) as one,
        running(redis_server.url, "n2", probe_every_ms=SELDOM) as two,
    ):
        await until(lambda: not (one.degraded or two.degraded))
        own, ears = Ears(one), Ears(two)
        async with Redis.from_url(redis_server.url) as stranger:
            # Whatever ends as a node's own hints do is taken for one, even if it cannot be read.
            await stranger.publish("h:0", b'no hint, "node":"n1"}')
        one.publish(Hint("org_a", rev=1))
        two.publish(Hint("org_a", rev=2))
        await ears.until(lambda heard: any(hint.rev == 1 for hint in heard.hints))
        await own.until(lambda heard: bool(heard.hints))
        assert [hint.rev for hint in own.hints] == [2]


@pytest.mark.parametrize("answer", [b"-ERR unknown command 'HELLO'\r\n", b"HTTP/1.1 400\r\n\r\n"])
async def test_who_is_no_redis_is_left_again(answer: bytes) -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        line = Line(
            b"", [b"h:0"], heard=lambda *_: None, subscribed=lambda: None, free=lambda: None
        )
        await Address(f"redis://127.0.0.1:{port}").dial(line)
        async with asyncio.timeout(20):
            reason = await line.ended()
        assert type(reason).__name__ in {"ReplyError", "ProtocolError"}
        assert not line.takes


async def test_who_says_nothing_is_left_again() -> None:
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.read()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        settings = RedisBusSettings(f"redis://127.0.0.1:{port}", timeout_s=0.05)
        bus = RedisBus(settings, "n1")
        await bus.start()
        await until(lambda: connections > 1)
        assert bus.degraded
        await bus.stop()
