import socket

import asyncpg
import pytest
from redis.asyncio import Redis

from tests.services.redis import RedisServer


async def _version(url: str) -> str:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute("CREATE TABLE seen (id int)")
        return str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()


@pytest.mark.postgres
async def test_each_test_gets_an_empty_postgresql_database(postgres_url: str) -> None:
    assert (await _version(postgres_url)).startswith("18")


@pytest.mark.postgres
async def test_what_the_last_test_wrote_is_gone(postgres_url: str) -> None:
    assert (await _version(postgres_url)).startswith("18")


@pytest.mark.redis
async def test_a_restarted_redis_is_empty_and_on_the_same_port(redis_server: RedisServer) -> None:
    async with Redis.from_url(redis_server.url) as redis:
        await redis.set("a", "1")
    before = redis_server.pid

    redis_server.restart()

    assert redis_server.pid != before
    async with Redis.from_url(redis_server.url) as redis:
        assert await redis.get("a") is None


@pytest.mark.redis
async def test_a_paused_redis_is_connected_but_silent(redis_server: RedisServer) -> None:
    redis_server.pause()
    with socket.create_connection(("127.0.0.1", redis_server.port)) as line:
        line.sendall(b"PING\r\n")
        line.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.recv(10)
        redis_server.resume()
        line.settimeout(5)
        assert line.recv(10) == b"+PONG\r\n"


@pytest.mark.redis
def test_a_killed_redis_refuses_until_it_is_started(redis_server: RedisServer) -> None:
    redis_server.kill()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", redis_server.port))
    redis_server.as_new()
    socket.create_connection(("127.0.0.1", redis_server.port)).close()
