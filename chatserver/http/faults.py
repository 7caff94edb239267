"""What does a caller see when the server itself fails?"""

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatserver.http.problems import problem_response

_log = structlog.get_logger(__name__)


class Faults:
    """Answers `internal` for whatever nobody expected, and logs it once, here at the door."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            if started:
                raise  # the answer is half sent: only the connection's end can tell
            _log.exception("http.fault", path=scope["path"], method=scope["method"])
            await problem_response(Request(scope), "internal")(scope, receive, send)
