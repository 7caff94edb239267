"""How often may a login be tried before it has to wait?"""

import hashlib
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from limits import RateLimitItem, WindowStats, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

REDIS_TIMEOUT_S = 0.5
AWAY_S = 10  # a Redis that failed is not asked again at once


class Throttled(Exception):
    """Too many tries; the next may be made after `retry_s` seconds."""

    def __init__(self, retry_s: int) -> None:
        super().__init__(f"try again in {retry_s} s")
        self.retry_s = retry_s


class Throttle:
    """Counts failed tries, by e-mail and by address, over a sliding window.

    Only failures count: a busy office behind one address logs in freely. With a Redis they are
    counted across nodes; while it is away each node counts for itself, for a login is never
    refused for want of Redis, nor let through uncounted.
    """

    def __init__(self, redis_url: str = "", *, attempts: str = "10/minute") -> None:
        self._limit: RateLimitItem = parse(attempts)
        self._here = MovingWindowRateLimiter(MemoryStorage())
        self._pool: ConnectionPool | None = None
        self._shared: MovingWindowRateLimiter | None = None
        self._away_until = 0.0
        if redis_url:
            # Without retries: whoever logs in would wait for each of them.
            self._pool = ConnectionPool.from_url(
                redis_url,
                retry=Retry(NoBackoff(), 0),
                socket_timeout=REDIS_TIMEOUT_S,
                socket_connect_timeout=REDIS_TIMEOUT_S,
            )
            self._shared = MovingWindowRateLimiter(
                RedisStorage(
                    "async+redis://",
                    implementation="redispy",
                    wrap_exceptions=True,
                    connection_pool=self._pool,  # type: ignore[arg-type]  # its hints forget this one
                )
            )

    async def close(self) -> None:
        """Let go of the connections to Redis."""
        if self._pool is not None:
            await self._pool.aclose()

    async def check(self, *, email: str, address: str) -> None:
        """Raise `Throttled` when either has failed too often of late."""
        for key in _named(email, address):
            stats = await self._stats(key)
            if stats.remaining <= 0:
                raise Throttled(max(1, math.ceil(stats.reset_time - time.time())))

    async def failed(self, *, email: str, address: str) -> None:
        """Count a failed try against both."""
        for key in _named(email, address):
            await self._here.hit(self._limit, *key)
            async with self._together() as shared:
                if shared is not None:
                    await shared.hit(self._limit, *key)

    async def _stats(self, key: tuple[str, str]) -> WindowStats:
        async with self._together() as shared:
            if shared is not None:
                return await shared.get_window_stats(self._limit, *key)
        return await self._here.get_window_stats(self._limit, *key)

    @asynccontextmanager
    async def _together(self) -> AsyncIterator[MovingWindowRateLimiter | None]:
        """Yield the count of all nodes, None while there is none; its failure is passed over."""
        away = time.monotonic() < self._away_until
        try:
            yield None if away else self._shared
        except StorageError:
            self._away_until = time.monotonic() + AWAY_S


def _named(email: str, address: str) -> tuple[tuple[str, str], ...]:
    # No address of a person is kept in a shared store.
    hidden = hashlib.sha256(email.casefold().encode()).hexdigest()
    return (("email", hidden), ("address", address))
