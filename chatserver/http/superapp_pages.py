"""Which door may pages of superapps knock at? What the platform wrote down of each decides."""

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from chatserver.actions.integrations.superapps import SuperappOrigins
from chatserver.http import tus

DOOR = "/superapp/v1/"


class SuperappPages:
    """Lets the pages of superapps use the superapp's door, and no other."""

    def __init__(self, app: ASGIApp, *, origins: SuperappOrigins) -> None:
        self.app = app
        self._origins = origins
        self._open = _Cors(app, origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        theirs = (
            scope["type"] == "http"
            and str(scope["path"]).startswith(DOOR)
            and self._origins.allows(Headers(scope=scope).get("origin"))
        )
        await (self._open if theirs else self.app)(scope, receive, send)


class _Cors(CORSMiddleware):
    def __init__(self, app: ASGIApp, origins: SuperappOrigins) -> None:
        super().__init__(
            app,
            allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=[
                "Authorization",
                "Content-Type",
                "Idempotency-Key",
                "X-Request-Id",
                *tus.ASKED,
            ],
            expose_headers=["ETag", "Retry-After", "X-Request-Id", *tus.TOLD],
        )
        self._origins = origins

    @override
    def is_allowed_origin(self, origin: str) -> bool:
        return self._origins.allows(origin)
