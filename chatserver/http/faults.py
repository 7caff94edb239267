"""What does a caller see when the server itself fails?"""

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatserver.http.problems import problem_response

_SECRET = frozenset({"ticket", "token"})  # as routes name them
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
            _log.exception("http.fault", path=_readable(scope), method=scope["method"])
            await problem_response(Request(scope), "internal")(scope, receive, send)


def _readable(scope: Scope) -> str:
    """Return the path without what opens something to whoever reads it in a log."""
    path = str(scope["path"])
    for name in _SECRET & scope.get("path_params", {}).keys():
        path = path.replace(str(scope["path_params"][name]), "…")
    return path
