"""What is a hub made of, and what of it runs by itself?"""

import asyncio
import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry
from starlette.routing import WebSocketRoute

from chatserver.bus.hints import Hint
from chatserver.config import Hub as HubSettings
from chatserver.config import Settings
from chatserver.core.people import Side
from chatserver.hub.answers import Refusals
from chatserver.hub.connection import ConnectionRules
from chatserver.hub.counting import Counting
from chatserver.hub.delivery import Delivery
from chatserver.hub.drain import drain, see_off
from chatserver.hub.gateway import Gateway, OriginRule
from chatserver.hub.heartbeat import Patience
from chatserver.hub.keystrokes import show
from chatserver.hub.limits import Allowances, PersonRates, Rate
from chatserver.hub.metrics import Metrics
from chatserver.hub.node import Node
from chatserver.hub.outbox import OutboxLimits
from chatserver.hub.rights import Rights
from chatserver.hub.roster import Roster
from chatserver.hub.ticker import Ticker
from chatserver.hub.transport import TransportSettings
from chatserver.hub.viewing import Viewing
from chatserver.identity import Identity
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.reading import Reading
from chatserver.wire import Limits
from chatserver.world import World

FORGET_EVERY_S = 60
OVER_S = 2.0


class Hub:
    """All sockets of a node. Made before the ledger starts, so that it hears every commit."""

    def __init__(
        self,
        world: World,
        ledger: Ledger,
        identity: Identity,
        *,
        epoch: str,
        origin_allowed: OriginRule,
        registry: CollectorRegistry,
    ) -> None:
        settings = world.settings.hub
        metrics = Metrics(registry)
        roster = Roster()
        rights = Rights(ledger.directories, roster, metrics)
        self._roster = roster
        self._world = world
        self._delivery = Delivery(world, ledger, roster, rights, metrics)
        self._due = asyncio.Event()
        self._counting = Counting(
            world.db, roster, self._due, every_s=settings.counts_push_every_ms / 1000
        )
        self._node = Node(
            world=world,
            settings=settings,
            identity=identity,
            ledger=ledger,
            reading=Reading(world.db, world.links),
            roster=roster,
            delivery=self._delivery,
            refusals=Refusals(metrics, world.new_id),
            metrics=metrics,
            ticker=Ticker(steady=_steady, wall=world.now),
            rules=rules_of(settings),
            allowances=Allowances(),
            rates=rates_of(settings),
            limits=limits_of(world.settings),
            counts_due=self._due,
            epoch=epoch,
        )
        self.viewing = Viewing(world, roster, ledger.directories)
        self.gateway = Gateway(self._node, origin_allowed)
        self._tasks: list[asyncio.Task[None]] = []
        self._deafen: Callable[[], None] | None = None
        self._show_gauges(metrics, ledger)

    @property
    def route(self) -> WebSocketRoute:
        """The `/ws` route for the application."""
        return WebSocketRoute("/ws", self.gateway)

    @property
    def draining(self) -> bool:
        """Whether the node takes nobody in any more."""
        return self.gateway.draining

    def looking(self) -> set[tuple[str, str]]:
        """Return who has which chat on the screen of a device that is connected here."""
        members = self._roster.members
        return {(one.id, one.focus) for one in members if one.focus is not None}

    async def start(self) -> None:
        """Begin to tick, to follow the database and to hear the bus."""
        self._deafen = self._world.bus.listen(self._on_hint, self._delivery.wake_all)
        for work in (
            self._node.ticker.run(),
            self._delivery.run(),
            self._counting.run(),
            self.viewing.run(),
            self._tidy_up(),
        ):
            self._tasks.append(asyncio.create_task(work))

    async def drain(self) -> None:
        """Send everybody to another node; at most `server.drain_s`."""
        await drain(self._node, self.gateway, within_s=self._world.settings.server.drain_s)

    async def stop(self) -> None:
        """End what runs by itself, and cut whoever is still there."""
        if self._deafen is not None:
            self._deafen()
        await see_off(self.gateway, within_s=OVER_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def _on_hint(self, hint: Hint) -> None:
        if hint.typing is not None:
            show(self._roster, hint.typing)
        else:
            self._delivery.told(hint)

    def forget_rested(self) -> None:
        """Forget the allowances of people who have used nothing of them lately."""
        self._node.allowances.forget_rested(self._node.ticker.steady())

    async def _tidy_up(self) -> None:
        while True:
            await asyncio.sleep(FORGET_EVERY_S)
            self.forget_rested()

    def _show_gauges(self, metrics: Metrics, ledger: Ledger) -> None:
        roster, bus = self._roster, self._world.bus
        metrics.gauge("sockets", "Open sockets.", lambda: self.gateway.sessions)
        metrics.gauge("people", "People with a connection here.", lambda: len(roster.people))
        metrics.gauge("watched_chats", "Chats watched here.", lambda: len(roster.channels))
        metrics.gauge("organisations", "Organisations with people here.", lambda: len(roster.rooms))
        metrics.gauge("queue", "Commands that wait for the writer.", lambda: ledger.waiting)
        metrics.gauge("batches_undone", "Batches that had to ask after all.", lambda: ledger.undone)
        metrics.gauge("hint_lag_seconds", "How long a hint takes.", lambda: bus.hint_lag_s)
        metrics.gauge("hints_dropped", "Hints given up.", lambda: bus.dropped)
        metrics.gauge("degraded", "1 while hints do not come through.", lambda: bus.degraded)


def transport_of(settings: HubSettings) -> TransportSettings:
    """Return what `chat_protocol` is to be made with."""
    return TransportSettings(hello_frame_bytes=settings.hello_frame_bytes)


def rules_of(settings: HubSettings) -> ConnectionRules:
    """Return what a connection is held to."""
    return ConnectionRules(
        frame_bytes=settings.frame_bytes,
        unanswered=settings.inflight,
        bad_frames=settings.bad_frames_per_minute,
        violations=settings.rate_violations_per_minute,
        rows_every_ms=settings.inbox_push_every_ms,
        patience=Patience(
            hello_ms=_ms(settings.hello_timeout_s),
            ping_ms=_ms(settings.ping_s),
            pong_ms=_ms(settings.pong_s),
        ),
        outbox=OutboxLimits(
            frames=settings.outbox_frames,
            size=settings.outbox_bytes,
            lag_after_ms=_ms(settings.outbox_age_s),
            close_after_ms=_ms(settings.slow_close_s),
        ),
    )


def rates_of(settings: HubSettings) -> dict[Side, PersonRates]:
    """Return how fast a person of either side may be."""
    requests = Rate(settings.requests_per_s, settings.requests_burst)
    clients = Rate(settings.client_sends_per_s, settings.client_sends_burst)
    staff = Rate(settings.staff_sends_per_s, settings.staff_sends_burst)
    return {
        Side.CLIENT: PersonRates(requests=requests, sends=clients),
        Side.STAFF: PersonRates(requests=requests, sends=staff),
    }


def limits_of(settings: Settings) -> dict[Side, Limits]:
    """Return what `welcome` announces to either side."""
    hub = settings.hub

    def limits(sends_per_s: float) -> Limits:
        return Limits(
            frame_bytes=hub.frame_bytes,
            text=settings.chat.text,
            comment=settings.chat.comment,
            watches=hub.watches,
            requests_per_s=int(hub.requests_per_s),
            sends_per_s=int(sends_per_s),
            file_bytes=settings.files.max_bytes,
            edit_s=settings.chat.edit_window_s,
        )

    return {
        Side.CLIENT: limits(hub.client_sends_per_s),
        Side.STAFF: limits(hub.staff_sends_per_s),
    }


def _ms(seconds: float) -> int:
    return int(seconds * 1000)


def _steady() -> int:
    return time.monotonic_ns() // 1_000_000
