"""Does the process live, may it get traffic, and what has it counted?"""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chatserver.http.bearer import bearer
from chatserver.http.problems import HttpProblem


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the node may get traffic, and which of its parts do not work as they should."""

    ready: bool
    degraded: Sequence[str] = ()


def probes(
    *, readiness: Callable[[], Readiness], registry: CollectorRegistry, metrics_token: str = ""
) -> Sequence[Route]:
    """Return `/livez`, `/readyz` and `/metrics`."""

    async def livez(_: Request) -> JSONResponse:
        return JSONResponse({"status": "live"})

    async def readyz(_: Request) -> JSONResponse:
        now = readiness()
        body = {"status": "ready" if now.ready else "not ready", "degraded": list(now.degraded)}
        return JSONResponse(body, 200 if now.ready else 503)

    async def metrics(request: Request) -> Response:
        _check_may_read(request, metrics_token)
        return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    answers = {"/livez": livez, "/readyz": readyz, "/metrics": metrics}
    return [Route(path, answer, include_in_schema=False) for path, answer in answers.items()]


def _check_may_read(request: Request, token: str) -> None:
    """Let loopback in, and whoever brings the token."""
    if token and hmac.compare_digest((bearer(request) or "").encode(), token.encode()):
        return
    if not _is_loopback(request):
        raise HttpProblem("unauthorized" if token else "not_found")


def _is_loopback(request: Request) -> bool:
    # Behind a proxy everybody would come from it: what it forwards is not loopback.
    if request.client is None or "x-forwarded-for" in request.headers:
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
