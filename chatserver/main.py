"""What is one node of the server made of, and how does it begin and end?

The one module that knows everybody.
"""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import FrameType

import uvicorn
import uvloop
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp
from typing_extensions import override

import admin_api
from chatserver import superapp
from chatserver.actions.integrations.client_tokens import find_by_external_id
from chatserver.actions.integrations.superapps import SuperappOrigins
from chatserver.actions.miniapps.orders.figures import PaymentFigures
from chatserver.actions.notifying.push_key import learn_push_key
from chatserver.bus import open_bus
from chatserver.config import Settings
from chatserver.config_file import ConfigError
from chatserver.files import FileLinks, FileStore, open_files, open_scanner
from chatserver.health import DatabaseHealth, show_files
from chatserver.http.application import beside, build_application
from chatserver.http.door import Door
from chatserver.http.inner import inner
from chatserver.http.origins import origin_allowed
from chatserver.http.probes import Readiness
from chatserver.hub.http_side import HttpProtocol
from chatserver.hub.hub import Hub, transport_of
from chatserver.hub.transport import chat_protocol
from chatserver.identity import Identity
from chatserver.identity.keys import link_key, webhook_key
from chatserver.jobs import Jobs
from chatserver.ledger.ledger import Ledger
from chatserver.notify import Postman, open_mailer, open_pushers
from chatserver.payments import FakePayee, open_payments
from chatserver.storage.alone import alone
from chatserver.storage.database import Database
from chatserver.storage.fake_payments import FakePayments
from chatserver.storage.meta import log_epoch
from chatserver.storage.migrate import upgrade
from chatserver.world import World, fresh_id, system_now

# uvicorn's own part of an end gets what the drain leaves of it, but never nothing: 0 is at once.
LEAST_HTTP_GRACE_S = 1


@dataclass(frozen=True, slots=True)
class Node:
    """A running node."""

    world: World
    ledger: Ledger
    identity: Identity
    hub: Hub
    app: FastAPI
    front: ASGIApp
    superapps: SuperappOrigins


@asynccontextmanager
async def open_world(
    settings: Settings, *, demo: bool = False, serving: bool = False
) -> AsyncIterator[World]:
    """Yield the surroundings that these settings describe; the bus is not started."""
    database = settings.database
    db = await Database.open(
        database.url,
        pool_size=database.pool_size,
        busy_timeout_s=database.busy_timeout_s,
        serving=serving,
    )
    pushers = open_pushers(settings)
    postman = Postman(
        private=settings.webhooks.allow_private, timeout_s=settings.webhooks.timeout_s
    )
    fake = FakePayee(FakePayments(db), address=settings.server.address, now=system_now)
    payments = open_payments(settings, fake)
    try:
        yield World(
            settings,
            db,
            open_bus(settings.bus, fresh_id("node")),
            files=_files(settings),
            links=FileLinks(link_key(settings)),
            scanner=open_scanner(settings.files),
            mailer=open_mailer(settings.mail, console=demo),
            pushers=pushers,
            postman=postman,
            webhook_key=webhook_key(settings),
            payments=payments,
        )
    finally:
        await payments.close()
        await postman.close()
        await pushers.close()
        await db.close()


def _files(settings: Settings) -> FileStore:
    try:
        return open_files(settings.files)
    except OSError as trouble:
        raise ConfigError(f"files.folder: {settings.files.folder}: {trouble}") from trouble


@asynccontextmanager
async def running(settings: Settings, *, demo: bool = False) -> AsyncIterator[Node]:
    """Yield a node that works, but for its port. The database has its tables already."""
    async with (
        open_world(settings, demo=demo, serving=True) as world,
        running_in(world, demo=demo) as node,
    ):
        yield node


@asynccontextmanager
async def running_in(world: World, *, demo: bool = False) -> AsyncIterator[Node]:
    """Yield a node that works in this world."""
    registry = CollectorRegistry()
    figures = PaymentFigures(registry)
    world = replace(world, payments=world.payments.counted(figures.count))
    ledger = Ledger(world)
    identity = Identity.of(
        world.settings, find_client=partial(find_by_external_id, world), now=world.now
    )
    superapps = SuperappOrigins()
    await superapps.refresh(world)
    hub = Hub(
        world,
        ledger,
        identity,
        epoch=await log_epoch(world.db),
        origin_allowed=lambda origin, host: (
            superapps.allows(origin) or origin_allowed(origin, world.settings.server, host)
        ),
        registry=registry,
    )
    health = DatabaseHealth(world.db)
    health.show(registry)
    show_files(world.files, registry)
    jobs = Jobs(world, ledger, registry, superapps, hub.looking, figures)
    hosts = superapp.Hosting(world, identity).routes()
    app = build_application(
        doors(world, ledger, identity, demo=demo),
        readiness=partial(_readiness, world, hub, health, demo=demo),
        registry=registry,
        allowed_origins=world.settings.server.allowed_origins,
        superapp_origins=superapps,
        metrics_token=world.settings.metrics.token.get_secret_value(),
        home="/demo/" if demo else "/docs",
        inner=inner(world, ledger.directories, identity),
        hosts=hosts,
    )
    await learn_push_key(world, identity)
    await world.bus.start()
    await ledger.start()
    await hub.start()
    health.start()
    jobs.start()
    try:
        # A mini-app's host has pages and nothing else: no socket opens there.
        front = beside(app, [*hosts, hub.route])
        yield Node(world, ledger, identity, hub, app, front, superapps)
    finally:
        jobs.stop()
        await hub.stop()
        await jobs.leave()
        await ledger.stop()
        await health.stop()
        await world.bus.stop()
        await identity.close()


def serve(
    settings: Settings, *, demo: bool = False, ready: Callable[[], None] = lambda: None
) -> None:
    """Serve on the configured port until SIGTERM or SIGINT; `ready` is called once it answers."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        done = runner.run(_serve(settings, demo=demo, ready=ready))
    if not done:
        sys.exit(1)


async def _serve(settings: Settings, *, demo: bool, ready: Callable[[], None]) -> bool:
    with alone(settings.database.url):
        await upgrade(settings.database.url)
        async with running(settings, demo=demo) as node:
            server = NodeServer(server_config(node), node.hub, ready)
            gc.collect()
            gc.freeze()
            await server.serve()
            return server.started


def server_config(node: Node) -> uvicorn.Config:
    """Return how uvicorn is to serve this node."""
    settings = node.world.settings
    return uvicorn.Config(
        node.front,
        host=settings.server.host,
        port=settings.server.port,
        http=HttpProtocol,
        ws=chat_protocol(transport_of(settings.hub)),
        ws_max_size=settings.hub.frame_bytes,
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=max(
            LEAST_HTTP_GRACE_S, int(settings.server.shutdown_s - settings.server.drain_s)
        ),
        proxy_headers=bool(settings.server.trusted_proxies),
        forwarded_allow_ips=list(settings.server.trusted_proxies),
    )


class NodeServer(uvicorn.Server):
    """uvicorn, which first lets the hub send its people to another node.

    Its own end closes sockets with 1006, as if the network had broken.
    """

    def __init__(self, config: uvicorn.Config, hub: Hub, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._hub = hub
        self._ready = ready
        self._leaving: asyncio.Task[None] | None = None

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Drain at the first signal, end at once at the second."""
        if self._leaving is not None:
            self.should_exit = self.force_exit = True
            return
        loop = asyncio.get_running_loop()
        self._leaving = loop.create_task(self._leave())

    @asynccontextmanager
    async def _signals(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for one in signals:
            loop.add_signal_handler(one, self.handle_exit, one, None)
        try:
            yield
        finally:
            for one in signals:
                loop.remove_signal_handler(one)

    @override
    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to end."""
        # uvicorn's own handlers raise the signal again after the end, which then is an error.
        async with self._signals():
            await self._serve(sockets)

    async def _leave(self) -> None:
        try:
            await self._hub.drain()
        finally:
            self.should_exit = True


def doors(world: World, ledger: Ledger, identity: Identity, *, demo: bool) -> list[Door]:
    """Return every HTTP door of a node, the demo's only where it is asked for."""
    open_to_all = [build(world, ledger, identity) for build in (admin_api.door, superapp.door)]
    # It lets anybody be anybody: under `chatserver demo` alone.
    return [*open_to_all, superapp.demo_door(world, ledger, identity)] if demo else open_to_all


def _readiness(world: World, hub: Hub, health: DatabaseHealth, *, demo: bool) -> Readiness:
    pretends = not demo and world.settings.payments.provider == "test"
    parts = (
        ("redis", world.bus.degraded),
        ("database", health.failing),
        ("files", world.files.failing),
        ("payments", pretends),
    )
    degraded = [name for name, wrong in parts if wrong]
    return Readiness(ready=not hub.draining and not health.down, degraded=degraded)
