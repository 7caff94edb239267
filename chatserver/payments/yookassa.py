"""How does YooKassa take money? (its API v3, https://yookassa.ru/developers/api)

A payment is made in one step, on YooKassa's page. That what was asked for is wrong (400) says that
nothing was done and nothing will be; after every other answer nobody knows.
"""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import httpx
from typing_extensions import override

from chatserver.config import Payments as PaymentsSettings
from chatserver.payments.provider import (
    Begun,
    Declined,
    Payment,
    PaymentState,
    Provider,
    RefundState,
    Sent,
    Unreachable,
)

NAME = "yookassa"
DESCRIPTION = 128
# Keys are remembered for a day; what was not answered within this is not sent under one again.
REMEMBERS_MS = 20 * 3600 * 1000
# Nobody paid; every other reason is a payment that was tried and failed.
_UNPAID = frozenset({"expired_on_confirmation", "expired_on_capture", "canceled_by_merchant"})
_REFUNDS: Mapping[str, RefundState] = MappingProxyType(
    {
        "pending": RefundState.PENDING,
        "succeeded": RefundState.SUCCEEDED,
        "canceled": RefundState.FAILED,
    }
)


class YooKassa(Provider):
    """A shop at YooKassa. `return_url`: where clients come back to once they have paid."""

    def __init__(self, settings: PaymentsSettings, *, return_url: str) -> None:
        self._return_url = settings.return_url or return_url
        self._http = httpx.AsyncClient(
            base_url=f"{settings.endpoint}/v3",
            auth=httpx.BasicAuth(settings.shop_id, settings.secret_key.get_secret_value()),
            timeout=settings.timeout_s,
        )
        self._timeout_s = settings.timeout_s

    @property
    @override
    def name(self) -> str:
        return NAME

    @property
    @override
    def remembers_ms(self) -> int:
        return REMEMBERS_MS

    @override
    async def begin(self, payment: Payment) -> Begun:
        wanted = {
            "amount": _amount(payment.amount, payment.currency),
            "capture": True,
            "confirmation": {"type": "redirect", "return_url": self._return_url},
            "description": payment.description[:DESCRIPTION],
            "metadata": {"order": payment.order},
        }
        answer = await self._ask("POST", "/payments", wanted, key=payment.key)
        match answer:
            case {"id": str(id_), "confirmation": {"confirmation_url": str(url)}}:
                if not url.startswith("https://"):
                    raise Unreachable("an address that no client is sent to")
                return Begun(id_, url)
            case {"status": "canceled"}:
                # It ended before it could begin: nobody was sent anywhere.
                raise Declined(_reason(answer))
            case _:
                # Asked twice, it may be paid by now: whoever was given the address hears of that.
                raise Unreachable("an answer without an address")

    @override
    async def state(self, reference: str) -> PaymentState:
        answer = await self._ask("GET", f"/payments/{reference}")
        match answer.get("status"):
            case "succeeded":
                return PaymentState.SUCCEEDED
            case "canceled":
                unpaid = _reason(answer) in _UNPAID
                return PaymentState.CANCELED if unpaid else PaymentState.FAILED
            case _:
                return PaymentState.PENDING

    @override
    async def cancel(self, reference: str) -> PaymentState:
        # What waits for its client cannot be taken back there: it runs out by itself.
        return await self.state(reference)

    @override
    async def refund(self, key: str, reference: str, amount: int, currency: str) -> Sent:
        wanted = {"payment_id": reference, "amount": _amount(amount, currency)}
        answer = await self._ask("POST", "/refunds", wanted, key=key)
        return Sent(str(answer["id"]), _refund_state(answer))

    @override
    async def refund_state(self, reference: str) -> RefundState:
        return _refund_state(await self._ask("GET", f"/refunds/{reference}"))

    @override
    async def close(self) -> None:
        await self._http.aclose()

    async def _ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, key: str = ""
    ) -> Mapping[str, Any]:
        headers = {"Idempotence-Key": key} if key else {}
        try:
            # In all: each part of an answer may take that long by itself.
            async with asyncio.timeout(self._timeout_s):
                answer = await self._http.request(method, path, json=body, headers=headers)
        except (httpx.HTTPError, OSError) as trouble:
            raise Unreachable(type(trouble).__name__) from None
        document = _read(answer)
        if (method, answer.status_code) == ("POST", 400):
            raise Declined(f"{answer.status_code} {document.get('code', '')}")
        if answer.status_code != 200:
            raise Unreachable(f"{answer.status_code} {document.get('code', '')}")
        if "id" not in document:
            raise Unreachable("an answer without an id")
        return document


def _read(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _amount(minor: int, currency: str) -> Mapping[str, str]:
    return {"value": f"{minor // 100}.{minor % 100:02d}", "currency": currency}


def _reason(answer: Mapping[str, Any]) -> str:
    details = answer.get("cancellation_details")
    return str(details.get("reason", "")) if isinstance(details, dict) else ""


def _refund_state(answer: Mapping[str, Any]) -> RefundState:
    return _REFUNDS.get(str(answer.get("status")), RefundState.PENDING)
