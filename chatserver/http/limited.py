"""What is said to who asks too often?"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from chatserver.http.addresses import address_of
from chatserver.http.bearer import bearer
from chatserver.http.problems import throttled_response
from chatserver.identity.rates import Rates
from chatserver.identity.tallies import Throttled

DOORS = ("/api/", "/superapp/", "/miniapp/", "/public/", "/pay/")


@dataclass(frozen=True, slots=True)
class Limited:
    """Counts every request to a door, before anything is read or looked up for it."""

    app: ASGIApp
    rates: Rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and str(scope["path"]).startswith(DOORS):
            request = Request(scope)
            try:
                await self.rates.take(credential=bearer(request), address=address_of(request))
            except Throttled as wait:
                await throttled_response(request, wait)(scope, receive, send)
                return
        await self.app(scope, receive, send)
