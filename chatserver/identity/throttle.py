"""How often may a login be tried before it has to wait?"""

import hashlib
import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

REDIS_TIMEOUT_S = 0.5


class Throttled(Exception):
    """Too many tries; the next may be made after `retry_s` seconds."""

    def __init__(self, retry_s: int) -> None:
        super().__init__(f"try again in {retry_s} s")
        self.retry_s = retry_s


class Throttle:
    """Counts failed tries, by e-mail and by address, over a sliding window.

    Only failures count: a busy office behind one address logs in freely. With a Redis they are
    counted across nodes; while it is down each node counts for itself, for a login is never
    refused for want of Redis, nor let through uncounted.
    """

    def __init__(self, redis_url: str = "", *, attempts: str = "10/minute") -> None:
        self._limit: RateLimitItem = parse(attempts)
        self._here = MovingWindowRateLimiter(_storage("async+memory://"))
        self._shared: MovingWindowRateLimiter | None = None
        if redis_url:
            self._shared = MovingWindowRateLimiter(
                _storage(
                    f"async+{_named_so_by_limits(redis_url)}",
                    implementation="redispy",
                    socket_timeout=REDIS_TIMEOUT_S,
                    socket_connect_timeout=REDIS_TIMEOUT_S,
                )
            )

    async def check(self, *, email: str, address: str) -> None:
        """Raise `Throttled` when either has failed too often of late."""
        for what, value in _named(email, address):
            if not await self._test(what, value):
                raise Throttled(await self._wait(what, value))

    async def failed(self, *, email: str, address: str) -> None:
        """Count a failed try against both."""
        for what, value in _named(email, address):
            await self._here.hit(self._limit, what, value)
            if self._shared is not None:
                try:
                    await self._shared.hit(self._limit, what, value)
                except StorageError:
                    continue

    async def _test(self, what: str, value: str) -> bool:
        if self._shared is not None:
            try:
                return await self._shared.test(self._limit, what, value)
            except StorageError:
                pass
        return await self._here.test(self._limit, what, value)

    async def _wait(self, what: str, value: str) -> int:
        limiter = self._shared or self._here
        try:
            stats = await limiter.get_window_stats(self._limit, what, value)
        except StorageError:
            stats = await self._here.get_window_stats(self._limit, what, value)
        return max(1, math.ceil(stats.reset_time - time.time()))


def _named_so_by_limits(redis_url: str) -> str:
    return f"redis+{redis_url}" if redis_url.startswith("unix://") else redis_url


def _storage(uri: str, **options: float | str | bool) -> Storage:
    storage = storage_from_string(uri, wrap_exceptions=True, **options)
    assert isinstance(storage, Storage)
    return storage


def _named(email: str, address: str) -> tuple[tuple[str, str], ...]:
    # No address of a person is kept in a shared store.
    hidden = hashlib.sha256(email.casefold().encode()).hexdigest()
    return (("email", hidden), ("address", address))
