"""What is every door hung into: one application with its problems, headers, probes and pages?"""

import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from importlib.metadata import version

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from chatserver.actions.integrations.superapps import SuperappOrigins
from chatserver.http import pages, tus
from chatserver.http.any_origin import AnyOrigin
from chatserver.http.bodies import BodyLimit
from chatserver.http.documents import complete_openapi
from chatserver.http.door import Door
from chatserver.http.faults import Faults
from chatserver.http.headers import SecurityHeaders
from chatserver.http.heads import Heads
from chatserver.http.probes import Readiness, probes
from chatserver.http.problems import answer_with_problems
from chatserver.http.request_ids import RequestIds
from chatserver.http.screens import SCREENS, STATIC, Screen
from chatserver.http.sdk import Sdk
from chatserver.http.superapp_pages import SuperappPages

BODY_BYTES = 1024 * 1024
_MIB = 1024 * 1024
# A little more than is taken, so that the route itself can say what is wrong with it.
LARGER = (
    (re.compile(r"^/(api|superapp)/v1/files(/uploads/[^/]+)?$"), 41 * _MIB),
    (re.compile(r"^/(api|public)/v1/miniapps/[^/]+/builds$"), 41 * _MIB),
    (re.compile(r"^/api/v1/miniapps/[^/]+/offer$"), 11 * _MIB),
    (re.compile(r"^/api/v1/moderation/reviews/[^/]+/screenshot$"), 6 * _MIB),
    (re.compile(r"^/api/v1/(objects|clients)/import$"), 21 * _MIB),
)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build_application(
    doors: Sequence[Door],
    *,
    readiness: Callable[[], Readiness],
    registry: CollectorRegistry,
    lifespan: Lifespan | None = None,
    allowed_origins: Sequence[str] = (),
    superapp_origins: SuperappOrigins | None = None,
    metrics_token: str = "",
    home: str = "/docs",
    inner: Sequence[Middleware] = (),
    hosts: Sequence[BaseRoute] = (),
) -> FastAPI:
    """Return the application with these doors in it; `home` is where `/` leads, `inner` stands
    right before the doors.

    `hosts` come before all else: what is served on hosts of others' pages, and nothing else there.

    Websockets do not come this way, see `beside`.
    """
    app = FastAPI(
        title="chatserver",
        version=version("chatserver"),
        description=(
            "Chats between a management company's clients and its employees. Times are RFC 3339 "
            "UTC with milliseconds; refusals are problems of RFC 9457."
        ),
        openapi_url=None,  # `pages` has it
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[*_middleware(allowed_origins, superapp_origins or SuperappOrigins()), *inner],
        telemetry={"tracing": False},
        redirect_slashes=False,
    )
    answer_with_problems(app)
    pages.answer_with_pages(app)
    complete_openapi(app)
    app.router.routes[:0] = hosts
    for door in doors:
        app.router.routes += door.routes
        if door.name:
            setattr(app.state, door.name, door.needs)
    app.router.routes += pages.routes.routes
    app.router.routes += probes(readiness=readiness, registry=registry, metrics_token=metrics_token)
    app.add_api_route("/", _into(home), include_in_schema=False)
    for name in SCREENS:
        app.mount(f"/{name}/", Screen(STATIC / name), name=name)
        app.add_api_route(f"/{name}", _into(f"/{name}/"), include_in_schema=False)
    app.mount("/sdk/", Sdk(STATIC / "sdk"), name="sdk")
    return app


def beside(app: ASGIApp, sockets: Sequence[BaseRoute]) -> ASGIApp:
    """Return the application with websockets led past it to these routes.

    Nothing of its stack is for them, and walking through it and through all of its routes would
    take a third of what a connection costs.
    """
    router = Router(sockets)

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        await (router if scope["type"] == "websocket" else app)(scope, receive, send)

    return choose


def _middleware(
    allowed_origins: Sequence[str], superapp_origins: SuperappOrigins
) -> list[Middleware]:
    stack = [
        Middleware(Heads),
        Middleware(RequestIds),
        Middleware(
            SecurityHeaders, embedders=tuple(allowed_origins), superapp_origins=superapp_origins
        ),
        Middleware(AnyOrigin),
        Middleware(SuperappPages, origins=superapp_origins),
        Middleware(Faults),
        Middleware(BodyLimit, limit=BODY_BYTES, larger=LARGER),
    ]
    if allowed_origins:
        stack.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(allowed_origins),
                allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
                allow_headers=[
                    "Authorization",
                    "Content-Type",
                    "Idempotency-Key",
                    "If-Match",
                    "X-Request-Id",
                    *tus.ASKED,
                ],
                expose_headers=["ETag", "Retry-After", "X-Request-Id", *tus.TOLD],
            )
        )
    return stack


def _into(path: str) -> Callable[[], Awaitable[RedirectResponse]]:
    async def go() -> RedirectResponse:
        return RedirectResponse(path, 307)

    return go
