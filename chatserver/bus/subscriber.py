"""How does a node keep hearing its channels of Redis?"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

from redis.asyncio import Redis

from chatserver.bus.ending import end

logger = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 1.0
# So many messages in one go, and others get their turn.
IN_ONE_GO: Final = 64


class Subscriber:
    """One subscription to a fixed set of channels, made anew whenever it breaks.

    redis-py would reconnect by itself, and say nothing of what was lost meanwhile; so it is
    told not to, and every subscription starts from nothing and ends in `subscribed`.
    """

    def __init__(
        self,
        client: Callable[[], Redis],
        channels: Sequence[str],
        *,
        heard: Callable[[bytes], None],
        subscribed: Callable[[], None],
        broken: Callable[[], None],
    ) -> None:
        self._client = client
        self._channels = tuple(channels)
        self._heard = heard
        self._subscribed = subscribed
        self._broken = broken
        self._session: asyncio.Task[None] | None = None
        self._confirmed: set[bytes] = set()
        self.sessions = 0

    def rebuild(self) -> None:
        """Drop the connection, whatever it looks like, and make another."""
        if self._session is not None:
            self._session.cancel()

    async def close(self) -> None:
        """Make sure that nothing listens any more, once `run` has ended."""
        if self._session is not None:
            await end(self._session)

    async def run(self) -> None:
        """Stay subscribed, for ever."""
        pause_s = FIRST_PAUSE_S
        while True:
            self._confirmed.clear()
            self.sessions += 1
            session = self._session = asyncio.create_task(self._listen(), name="bus-listen")
            try:
                # Not `await session`: its cancellation, by rebuild, must not look like our own.
                await asyncio.wait({session})
            finally:
                await end(session)
            self._broken()
            reason = "nothing came through" if session.cancelled() else repr(session.exception())
            if len(self._confirmed) == len(self._channels):
                pause_s = FIRST_PAUSE_S
                logger.warning("the subscription to Redis ended: %s", reason)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _listen(self) -> None:
        async with self._client() as client, client.pubsub() as pubsub:
            await pubsub.subscribe(*self._channels)
            in_one_go = 0
            while True:
                message = await pubsub.get_message(timeout=None)
                if message is not None:
                    self._take(message)
                in_one_go += 1
                if in_one_go == IN_ONE_GO:
                    in_one_go = 0
                    await asyncio.sleep(0)

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "message":
            self._heard(message["data"])
        elif message["type"] == "subscribe":
            self._confirmed.add(message["channel"])
            # Only with the last channel nothing can be missed any more.
            if len(self._confirmed) == len(self._channels):
                self._subscribed()
