"""How do hints travel between processes, when Redis may be slow, gone or deaf?"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from chatserver.bus.audience import Audience
from chatserver.bus.hints import SHARDS, Hint, decode_hint, encode_hint, ending, shard
from chatserver.bus.line import Address, Line
from chatserver.bus.port import Heard, Resubscribed
from chatserver.bus.probe import Probe
from chatserver.bus.slots import Slots

logger = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 1.0


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

    What was to be said in one turn of the loop goes out in one piece. The channels are few, fixed
    and subscribed at once; organisations are spread over them. A connection that broke is never
    mended: each begins from nothing, and says so to whoever listens, since hints were lost.
    """

    def __init__(self, settings: RedisBusSettings, node: str) -> None:
        self._settings = settings
        self._address = Address(settings.url)
        self._node = node
        self._ending = ending(node)
        self._audience = Audience()
        self._dropped = 0
        self._slots = Slots(settings.slots, self._drop)
        self._sending: asyncio.Handle | None = None
        self._probe = Probe()
        self._comes_through = False
        self._told = ""  # why they do not
        self._own_channel = f"h:probe:{node}".encode()
        self._channels = [f"h:{number}".encode() for number in range(SHARDS)]
        self._line: Line | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self.subscriptions = 0

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

    def publish(self, hint: Hint) -> None:
        """Have the hint sent with all others of this turn of the loop."""
        self._slots.put(replace(hint, node=self._node))
        if self._sending is None:
            self._sending = asyncio.get_running_loop().call_soon(self._send)

    def listen(self, heard: Heard, resubscribed: Resubscribed) -> Callable[[], None]:
        """See `Bus.listen`."""
        return self._audience.add(heard, resubscribed)

    async def start(self) -> None:
        """Begin; a Redis that is not there is waited for in the background."""
        self._tasks = [
            asyncio.create_task(self._stay(), name="bus-line"),
            asyncio.create_task(self._probe_on(), name="bus-probe"),
        ]

    async def stop(self) -> None:
        """End the tasks; what waits is not sent any more."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._comes_through = False

    def rebuild(self, reason: str = "nothing came through") -> None:
        """Drop the connection, whatever it looks like, and make another."""
        if self._line is not None:
            self._line.end(ConnectionAbortedError(reason))

    # Out.

    def _send(self) -> None:
        self._sending = None
        line = self._line
        if line is not None and line.takes:
            line.publish([self._message(hint) for hint in self._slots.take_all()])

    def _message(self, hint: Hint) -> tuple[bytes, bytes]:
        channel = self._channels[shard(hint.org)] if hint.org else self._own_channel
        return channel, encode_hint(hint, limit=self._settings.hint_bytes)

    def _drop(self) -> None:
        self._dropped += 1

    # In.

    def _hear(self, channel: bytes, data: bytes) -> None:
        if data.endswith(self._ending) and channel != self._own_channel:
            return  # an echo, and not worth reading
        hint = decode_hint(data)
        if hint is None:
            logger.warning("no hint: %d bytes on %r", len(data), channel)
        elif hint.node != self._node:
            self._audience.hear(hint)
        elif not hint.org:
            now = asyncio.get_running_loop().time()
            if self._probe.came_back(hint.rev, now):
                self._come_through()

    def _come_through(self) -> None:
        if self._told and not self._comes_through:
            logger.info("hints come through again")
        self._comes_through = True

    # The connection.

    async def _stay(self) -> None:
        """Be connected, for ever."""
        pause_s = FIRST_PAUSE_S
        while True:
            self.subscriptions += 1
            reason = repr(await self._converse())
            if self._comes_through:
                pause_s, self._told = FIRST_PAUSE_S, ""
            self._comes_through = False
            if reason != self._told:
                self._told = reason
                logger.warning("hints do not come through: %s", reason)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _converse(self) -> Exception:
        """Make a connection, and return why it is over."""
        self._line = line = Line(
            self._address.greeting,
            [*self._channels, self._own_channel],
            heard=self._hear,
            subscribed=self._on_subscribed,
            free=self._send,
        )
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                await self._address.dial(line)
                await line.settled.wait()
            return await line.ended()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
            return error
        finally:
            self._line = None
            self._probe.forget()
            line.end(ConnectionAbortedError("it is over"))

    def _on_subscribed(self) -> None:
        self._audience.resubscribed()
        self._probe_now()

    # The probe.

    async def _probe_on(self) -> None:
        while True:
            await asyncio.sleep(self._settings.probe_every_ms / 1000)
            line = self._line
            if self._probe.is_lost:
                self.rebuild()
            elif line is not None and line.settled.is_set():
                self._probe_now()

    def _probe_now(self) -> None:
        number = self._probe.send(asyncio.get_running_loop().time())
        self.publish(Hint(org="", rev=number))
