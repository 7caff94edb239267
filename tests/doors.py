"""Both HTTP doors over the two small organisations, without a port."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

import admin_api
from chatserver import superapp
from chatserver.actions.sign_in.sessions import begin_session
from chatserver.http.application import build_application
from chatserver.http.inner import inner
from chatserver.http.probes import Readiness
from chatserver.identity import Kind
from chatserver.ledger.ledger import Ledger
from chatserver.storage.database import Database
from chatserver.world import World
from tests.small import Small, small

NOTHING = object()
HOST = "http://chat.example.com"


@dataclass
class Doors:
    """The application with its world; people knock through `caller`."""

    app: FastAPI
    small: Small
    ledger: Ledger
    caller: httpx2.AsyncClient
    _headers: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)

    async def staff(self, staff_id: str) -> dict[str, str]:
        """Return the header of an employee who has logged in, once at any one time.

        To log in takes nearly as long as what is asked then.
        """
        when = (staff_id, self.small.clock.at)
        if when not in self._headers:
            self._headers[when] = await self.staff_anew(staff_id)
        return self._headers[when]

    async def staff_anew(self, staff_id: str) -> dict[str, str]:
        """Return the header of an employee who has just logged in, whatever became of what they
        began before.
        """
        session = await begin_session(self.small.world, self.small.identity, staff_id)
        return {"Authorization": f"Bearer {session.access_token}"}

    def client(self, client_id: str, org: str) -> dict[str, str]:
        """Return the header of a client."""
        tokens = self.small.identity.tokens
        issued = tokens.issue(Kind.CLIENT, client_id, org=org, lifetime_s=60)
        return {"Authorization": f"Bearer {issued.token}"}

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: object = NOTHING
    ) -> httpx2.Response:
        """Send one request, with a body where one is given."""
        sent = {"Content-Type": "application/json", **headers} if body is not NOTHING else headers
        content = b"" if body is NOTHING else json.dumps(body).encode()
        return await self.caller.request(method, path, headers=dict(sent), content=content)


@asynccontextmanager
async def doors(
    database: Database,
    *,
    change: Callable[[World], World] = lambda world: world,
    prepare: Callable[[Small], None] = lambda _: None,
) -> AsyncIterator[Doors]:
    """Open both doors and the demo's; `change` may put something else into the world, `prepare`
    see to the rest.
    """
    here = await small(database)
    here.world = change(here.world)
    prepare(here)
    ledger = Ledger(here.world)
    await ledger.start()
    app = build_application(
        [
            build(here.world, ledger, here.identity)
            for build in (admin_api.door, superapp.door, superapp.demo_door)
        ],
        readiness=lambda: Readiness(ready=True),
        registry=CollectorRegistry(),
        inner=inner(here.world, ledger.directories, here.identity),
        hosts=superapp.Hosting(here.world, here.identity).routes(),
    )
    transport = httpx2.ASGITransport(app=app, client=("192.0.2.1", 5000))
    async with httpx2.AsyncClient(transport=transport, base_url=HOST) as caller:
        yield Doors(app, here, ledger, caller)
    await ledger.stop()
