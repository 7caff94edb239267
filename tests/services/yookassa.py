"""YooKassa inside the test's process, as its documentation describes it: real HTTP.

It knows keys again, believes one shop alone, and breaks off when it is told to.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chatserver.config import Payments
from tests.services.push_services import served

SHOP, SECRET = "506751", "test_secret"
# Of `SHOP:SECRET`.
AUTHORIZATION = "Basic NTA2NzUxOnRlc3Rfc2VjcmV0"


@dataclass
class Kassa:
    """A shop. `breaks`: the answers that come next in place of its own, after it has done what it
    was asked.
    """

    url: str = ""
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    breaks: list[Response] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    refund_status: str = "succeeded"
    _keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def settings(self) -> Payments:
        return Payments.model_validate(
            {
                "provider": "yookassa",
                "shop_id": SHOP,
                "secret_key": SECRET,
                "endpoint": self.url,
                "timeout_s": 5,
            }
        )

    def end(self, reference: str, status: str, reason: str = "") -> None:
        """Let a payment come to its end."""
        self.payments[reference]["status"] = status
        if reason:
            details = {"party": "payment_network", "reason": reason}
            self.payments[reference]["cancellation_details"] = details

    async def pay(self, request: Request) -> Response:
        def new(id_: str, wanted: dict[str, Any]) -> dict[str, Any]:
            assert wanted["capture"] is True
            assert wanted["confirmation"]["type"] == "redirect"
            page = {"type": "redirect", "confirmation_url": f"https://yoomoney.example/{id_}"}
            self.payments[id_] = {
                "id": id_,
                "status": "pending",
                "amount": wanted["amount"],
                "confirmation": page,
            }
            return self.payments[id_]

        return await self._once(request, new)

    async def give_back(self, request: Request) -> Response:
        def new(id_: str, wanted: dict[str, Any]) -> dict[str, Any] | None:
            if self.payments[wanted["payment_id"]]["status"] != "succeeded":
                return None
            status = self.refund_status
            self.refunds[id_] = {"id": id_, "status": status, "amount": wanted["amount"]}
            return self.refunds[id_]

        return await self._once(request, new)

    async def read(self, request: Request) -> Response:
        if request.headers["authorization"] != AUTHORIZATION:
            return refusal(401, "invalid_credentials")
        kept = {"payments": self.payments, "refunds": self.refunds}[request.path_params["kind"]]
        found = kept.get(request.path_params["id"])
        if self.breaks:
            return self.breaks.pop(0)
        return refusal(404, "not_found") if found is None else JSONResponse(found)

    async def _once(self, request: Request, new: Any) -> Response:
        if request.headers["authorization"] != AUTHORIZATION:
            return refusal(401, "invalid_credentials")
        key = request.headers["idempotence-key"]
        assert 0 < len(key) <= 64
        wanted = json.loads(await request.body())
        self.bodies.append(wanted)
        if key not in self._keys:
            made = new(f"yk-{next(self._ids)}", wanted)
            if made is None:
                return refusal(400, "invalid_request")
            self._keys[key] = made
        return self.breaks.pop(0) if self.breaks else JSONResponse(self._keys[key])


def refusal(status: int, code: str) -> Response:
    """Return a refusal in YooKassa's words."""
    return JSONResponse({"type": "error", "id": "e1", "code": code}, status)


@asynccontextmanager
async def kassa() -> AsyncIterator[Kassa]:
    """Serve until the block ends."""
    service = Kassa()
    routes = [
        Route("/v3/payments", service.pay, methods=["POST"]),
        Route("/v3/refunds", service.give_back, methods=["POST"]),
        Route("/v3/{kind}/{id}", service.read),
    ]
    async with served(Starlette(routes=routes)) as service.url:
        yield service
