"""A small application with one door, for the tests of what all doors share."""

from collections.abc import Sequence

import httpx2
from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Counter
from pydantic import BaseModel, Field
from starlette.requests import Request

from chatserver.core.refusals import Forbidden, NotFound
from chatserver.http.application import build_application
from chatserver.http.door import Door, built
from chatserver.http.etags import expected_version
from chatserver.http.probes import Readiness
from chatserver.ledger.outcome import Trouble
from chatserver.storage.trouble import Unavailable

READY = Readiness(ready=True)


class Wish(BaseModel):
    text: str = Field(max_length=5)
    count: int


def door() -> APIRouter:
    routes = APIRouter(prefix="/api/v1")

    @routes.post("/wishes")
    async def wish(body: Wish, limit: int = 1) -> int:
        return body.count + limit

    @routes.get("/things/{thing}")
    async def thing(thing: str) -> None:
        refusals = {
            "mine": Forbidden(permission="chats.send"),
            "busy": Trouble("overloaded", retry_ms=1500),
            "down": Unavailable("no route to host"),
            "broken": ZeroDivisionError(),
        }
        raise refusals.get(thing, NotFound())

    @routes.put("/card")
    async def card(request: Request) -> int | None:
        return expected_version(request, required=True)

    return routes


def trial(
    *,
    ready: Readiness = READY,
    origins: Sequence[str] = (),
    token: str = "",
    address: str = "127.0.0.1",
) -> httpx2.AsyncClient:
    """A caller at `address` of a fresh application."""
    registry = CollectorRegistry()
    Counter("knocks", "How often.", registry=registry).inc()
    app = build_application(
        [Door(built(door()))],
        readiness=lambda: ready,
        registry=registry,
        allowed_origins=origins,
        metrics_token=token,
    )
    transport = httpx2.ASGITransport(app=app, client=(address, 5000))
    return httpx2.AsyncClient(transport=transport, base_url="http://chat.example.com")
