"""By which id do a request, its answer and its log lines find each other?"""

import re
import secrets

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_GOOD = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KEY = "chatserver.request_id"


class RequestIds:
    """Gives every HTTP request an id, the caller's own where it is a decent one, and echoes it.

    Plain ASGI: nothing here stands between a websocket and its transport.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        claimed = Headers(scope=scope).get("x-request-id", "")
        name = claimed if _GOOD.fullmatch(claimed) else secrets.token_urlsafe(12)
        scope[_KEY] = name

        async def echo(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = name
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=name):
            await self.app(scope, receive, echo)


def request_id(scope: Scope) -> str:
    """Return the id of the request that this scope belongs to."""
    return str(scope.get(_KEY, ""))
