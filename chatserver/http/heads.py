"""Who answers HEAD where a route has only a GET?"""

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Lets GET answer HEAD, without its body, where no route answers HEAD itself.

    RFC 9110 (§ 9.1) wants both of every server, and load balancers and link checkers ask so. Files
    and pieces of uploads have an answer of their own; no document names the others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        asked = scope["type"] == "http" and scope["method"] == "HEAD"
        if not asked or _answered(scope["app"].routes, scope):
            await self.app(scope, receive, send)
            return

        async def head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, head)


def _answered(routes: list[BaseRoute], scope: Scope) -> bool:
    return any(route.matches(scope)[0] is Match.FULL for route in routes)
