"""Which door may pages of any origin knock at? A mini-app's page has an origin of its own."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

DOOR = "/miniapp/v1/"


class AnyOrigin:
    """Lets pages of every origin use the mini-apps' door, and no other.

    Nothing there goes by cookies: who has no token gets nothing, from wherever they ask.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id"],
            expose_headers=["Retry-After", "X-Request-Id"],
            max_age=7200,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        mine = scope["type"] == "http" and str(scope["path"]).startswith(DOOR)
        await (self._open if mine else self.app)(scope, receive, send)
