"""How often did something happen of late, on all nodes together?"""

import hashlib
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Self

from limits import RateLimitItem, WindowStats
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter, SlidingWindowCounterRateLimiter
from limits.errors import StorageError

if TYPE_CHECKING:
    from redis.asyncio import ConnectionPool

REDIS_TIMEOUT_S = 0.5
LOOK_EVERY_S = 1
_PREFIX = 64  # bits of an IPv6 address; what follows is one household's to choose
AWAY_S = 10  # a Redis that failed is not asked again at once


class Throttled(Exception):
    """Too many tries; the next may be made after `retry_s` seconds."""

    def __init__(self, retry_s: int) -> None:
        super().__init__(f"try again in {retry_s} s")
        self.retry_s = retry_s


class _Memory(MemoryStorage):
    """Looks through all of it for what is over once a second; the library would at every count,
    and each request would cost the more the more people ask.
    """

    def __init__(self) -> None:
        super().__init__()
        self._looks_at = 0.0

    async def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802  the library's own name
        now = time.monotonic()
        if now >= self._looks_at:
            self._looks_at = now + LOOK_EVERY_S
            await super()._MemoryStorage__schedule_expiry()  # type: ignore[misc]  # it is private


@dataclass(frozen=True, slots=True)
class _Book:
    """Where it is written down: every single time for few, two numbers for many."""

    few: MovingWindowRateLimiter
    many: SlidingWindowCounterRateLimiter

    @classmethod
    def of(cls, few: Storage, many: Storage) -> Self:
        return cls(MovingWindowRateLimiter(few), SlidingWindowCounterRateLimiter(many))


class Tallies:
    """Counts in this process, and with a Redis across nodes.

    While Redis is away each node counts for itself: nobody is refused for want of it, nor let
    through uncounted.
    """

    def __init__(self, redis_url: str = "") -> None:
        # Two, so that the many look through no login of the last hour for what is over.
        self._here = _Book.of(_Memory(), _Memory())
        self._pool: ConnectionPool | None = None
        self._shared: _Book | None = None
        self._away_until = 0.0
        if redis_url:
            self._pool, storage = _in_redis(redis_url)
            self._shared = _Book.of(storage, storage)

    async def close(self) -> None:
        """Let go of the connections to Redis."""
        if self._pool is not None:
            await self._pool.aclose()

    async def check(self, limit: RateLimitItem, *key: str) -> None:
        """Raise `Throttled` when it happened too often; count nothing."""
        stats = await self._stats(limit, *key)
        if stats.remaining <= 0:
            raise Throttled(_seconds(stats))

    async def add(self, limit: RateLimitItem, *key: str) -> None:
        """Count one."""
        await self._here.few.hit(limit, *key)
        async with self._together() as shared:
            if shared is not None:
                await shared.few.hit(limit, *key)

    async def take(self, limit: RateLimitItem, *key: str) -> None:
        """Count one of many, or raise `Throttled` when there were too many already."""
        async with self._together() as shared:
            if shared is not None:
                await _take(shared, limit, key)
                return
        await _take(self._here, limit, key)

    async def _stats(self, limit: RateLimitItem, *key: str) -> WindowStats:
        async with self._together() as shared:
            if shared is not None:
                return await shared.few.get_window_stats(limit, *key)
        return await self._here.few.get_window_stats(limit, *key)

    @asynccontextmanager
    async def _together(self) -> AsyncIterator[_Book | None]:
        """Yield the count of all nodes, None while there is none; its failure is passed over."""
        away = time.monotonic() < self._away_until
        try:
            yield None if away else self._shared
        except StorageError:
            self._away_until = time.monotonic() + AWAY_S


async def _take(book: _Book, limit: RateLimitItem, key: tuple[str, ...]) -> None:
    if not await book.many.hit(limit, *key):
        raise Throttled(_seconds(await book.many.get_window_stats(limit, *key)))


def _in_redis(url: str) -> tuple["ConnectionPool", Storage]:
    # Only whoever has a Redis pays for its library.
    from limits.aio.storage import RedisStorage
    from redis.asyncio import ConnectionPool
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    # Without retries: whoever is counted would wait for each of them.
    pool = ConnectionPool.from_url(
        url,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=REDIS_TIMEOUT_S,
        socket_connect_timeout=REDIS_TIMEOUT_S,
    )
    storage = RedisStorage(
        "async+redis://",
        implementation="redispy",
        wrap_exceptions=True,
        connection_pool=pool,  # type: ignore[arg-type]  # its hints forget this one
    )
    return pool, storage


async def refused_by(url: str) -> str | None:
    """Return what Redis has against counting there; the bus needs no database of it."""
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    async with Redis.from_url(url) as redis:
        try:
            await redis.ping()
        except RedisError as refusal:
            return str(refusal)
    return None


def _seconds(stats: WindowStats) -> int:
    return max(1, math.ceil(stats.reset_time - time.time()))


def household(address: str) -> str:
    """Return whom an address stands for, all of whose other addresses are theirs to choose."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or int(ip) >> (128 - _PREFIX))
    return str(ip)


def hidden(person: str) -> str:
    """Return a key for somebody that does not name them: no mail address lies in a shared store."""
    return hashlib.sha256(person.casefold().encode("utf-8", "surrogatepass")).hexdigest()
