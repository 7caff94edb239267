"""How do hints travel between processes, when Redis may be slow, gone or deaf?"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from chatserver.bus.audience import Audience
from chatserver.bus.ending import end
from chatserver.bus.hints import SHARDS, Hint, decode_hint, encode_hint, shard
from chatserver.bus.port import Heard, Resubscribed
from chatserver.bus.probe import Probe
from chatserver.bus.slots import Slots
from chatserver.bus.subscriber import Subscriber

logger = logging.getLogger(__name__)

PAUSE_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class RedisBusSettings:
    """Where Redis is, and how long it is waited for."""

    url: str
    probe_every_ms: int = 2000
    hint_bytes: int = 262_144
    # Redis answers within a millisecond or is not there.
    timeout_s: float = 2.0
    slots: int = 4096


class RedisBus:
    """The bus of one node over Redis pub/sub.

    Everything that waits goes out in one pipeline, by one task that lives as long as the bus,
    so that no request's cancellation can leave half an answer on a connection. The channels
    are few, fixed and subscribed at once; organisations are spread over them.
    """

    def __init__(self, settings: RedisBusSettings, node: str) -> None:
        self._settings = settings
        self._node = node
        self._audience = Audience()
        self._dropped = 0
        self._slots = Slots(settings.slots, self._drop)
        self._wanted = asyncio.Event()
        self._probe = Probe()
        self._comes_through = False
        self._own_channel = f"h:probe:{node}"
        self._subscriber = Subscriber(
            self._client,
            [*(f"h:{number}" for number in range(SHARDS)), self._own_channel],
            heard=self._hear,
            subscribed=self._on_subscribed,
            broken=self._on_broken,
        )
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def alone(self) -> bool:
        """Never, as far as one can know."""
        return False

    @property
    def degraded(self) -> bool:
        """Whether the last hint to ourselves did not come back."""
        return not self._comes_through

    @property
    def hint_lag_s(self) -> float:
        """How long the last hint to ourselves took, or takes already."""
        return self._probe.lag_s(asyncio.get_running_loop().time())

    @property
    def dropped(self) -> int:
        """How many hints were given up because they came faster than they went."""
        return self._dropped

    @property
    def subscriptions(self) -> int:
        """How often the subscription has been made; more than one: it broke."""
        return self._subscriber.sessions

    def publish(self, hint: Hint) -> None:
        """Have the hint sent with all others that wait."""
        self._slots.put(replace(hint, node=self._node))
        self._wanted.set()

    def listen(self, heard: Heard, resubscribed: Resubscribed) -> Callable[[], None]:
        """See `Bus.listen`."""
        return self._audience.add(heard, resubscribed)

    async def start(self) -> None:
        """Begin; a Redis that is not there is waited for in the background."""
        self._tasks = [
            asyncio.create_task(work, name=name)
            for name, work in (
                ("bus-publish", self._publish()),
                ("bus-subscribe", self._subscriber.run()),
                ("bus-probe", self._probe_on()),
            )
        ]

    async def stop(self) -> None:
        """End the tasks; what waits is not sent any more."""
        tasks, self._tasks = self._tasks, []
        await end(*tasks)
        await self._subscriber.close()
        self._comes_through = False

    def _client(self) -> Redis:
        return Redis.from_url(
            self._settings.url,
            # Pushes of RESP3 and their log lines buy nothing here.
            protocol=2,
            socket_timeout=self._settings.timeout_s,
            socket_connect_timeout=self._settings.timeout_s,
            socket_keepalive=True,
            # A repeated PUBLISH doubles hints, a silent reconnect hides lost ones.
            retry=Retry(NoBackoff(), 0),
        )

    # Out.

    async def _publish(self) -> None:
        async with self._client() as client:
            while True:
                await self._wanted.wait()
                self._wanted.clear()
                try:
                    await self._send(client)
                except (RedisError, OSError) as error:
                    if self._comes_through:
                        logger.warning("hints could not be sent: %r", error)
                    self._on_broken()
                    await asyncio.sleep(PAUSE_S)
                except Exception:
                    logger.exception("hints could not be sent")
                    await asyncio.sleep(PAUSE_S)

    async def _send(self, client: Redis) -> None:
        async with client.pipeline(transaction=False) as pipeline:
            for hint in self._slots.take_all():
                channel = f"h:{shard(hint.org)}" if hint.org else self._own_channel
                # Only queued: it is the pipeline that is awaited.
                _ = pipeline.publish(channel, encode_hint(hint, limit=self._settings.hint_bytes))
            await pipeline.execute()

    def _drop(self) -> None:
        self._dropped += 1

    # In.

    def _hear(self, data: bytes) -> None:
        hint = decode_hint(data)
        if hint is None:
            logger.warning("no hint: %r", data[:100])
        elif hint.node != self._node:
            self._audience.hear(hint)
        elif not hint.org:
            now = asyncio.get_running_loop().time()
            self._comes_through = self._probe.came_back(hint.rev, now) or self._comes_through

    def _on_subscribed(self) -> None:
        self._audience.resubscribed()
        self._probe_now()

    def _on_broken(self) -> None:
        self._comes_through = False

    # The probe.

    async def _probe_on(self) -> None:
        while True:
            await asyncio.sleep(self._settings.probe_every_ms / 1000)
            if self._probe.is_lost:
                self._on_broken()
                self._probe.forget()
                self._subscriber.rebuild()
            else:
                self._probe_now()

    def _probe_now(self) -> None:
        number = self._probe.send(asyncio.get_running_loop().time())
        self.publish(Hint(org="", rev=number))
