"""How often does whoever takes the money answer, and how often not?"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from typing_extensions import override

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

Answer = TypeVar("Answer")
# What was asked, and the outcome: answered, declined or unreachable.
Count = Callable[[str, str], None]


class Counted(Provider):
    """A provider whose answers are counted."""

    def __init__(self, provider: Provider, count: Count) -> None:
        self._provider = provider
        self._count = count

    @property
    @override
    def name(self) -> str:
        return self._provider.name

    @property
    @override
    def remembers_ms(self) -> int | None:
        return self._provider.remembers_ms

    @override
    async def begin(self, payment: Payment) -> Begun:
        return await self._counted("begin", self._provider.begin(payment))

    @override
    async def state(self, reference: str) -> PaymentState:
        return await self._counted("state", self._provider.state(reference))

    @override
    async def cancel(self, reference: str) -> PaymentState:
        return await self._counted("cancel", self._provider.cancel(reference))

    @override
    async def refund(self, key: str, reference: str, amount: int, currency: str) -> Sent:
        asking = self._provider.refund(key, reference, amount, currency)
        return await self._counted("refund", asking)

    @override
    async def refund_state(self, reference: str) -> RefundState:
        return await self._counted("refund_state", self._provider.refund_state(reference))

    @override
    async def close(self) -> None:
        await self._provider.close()

    async def _counted(self, what: str, asking: Awaitable[Answer]) -> Answer:
        try:
            answer = await asking
        except (Declined, Unreachable) as trouble:
            self._count(what, "declined" if isinstance(trouble, Declined) else "unreachable")
            raise
        self._count(what, "answered")
        return answer
