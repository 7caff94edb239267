"""Who takes no money, and does as if? A payee to try payments with.

Its page asks whoever pays how it shall go on. It keeps its payments in a book of its own, as a
provider would, and is asked for them in the same words.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from chatserver.payments.provider import (
    Begun,
    Declined,
    Payment,
    PaymentState,
    RefundState,
    Sent,
)

NAME = "test"
PATH = "/pay/test"
SLOW_MS = 15_000


class Outcome(StrEnum):
    """How a payment goes on, as whoever pays has chosen."""

    OPEN = "open"
    PAID = "paid"
    SLOW = "slow"
    FAILED = "failed"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class FakePaid:
    """A payment in the book."""

    reference: str
    amount: int
    currency: str
    outcome: Outcome
    chosen_at: int | None

    def state(self, now: int) -> PaymentState:
        """Return where it stands at this instant."""
        if self.outcome is Outcome.SLOW:
            late = now - (self.chosen_at or 0) >= SLOW_MS
            return PaymentState.SUCCEEDED if late else PaymentState.PENDING
        return _STATES[self.outcome]


_STATES = {
    Outcome.OPEN: PaymentState.PENDING,
    Outcome.PAID: PaymentState.SUCCEEDED,
    Outcome.FAILED: PaymentState.FAILED,
    Outcome.CANCELED: PaymentState.CANCELED,
}


class Book(Protocol):
    """Where the fake payee keeps its payments, so that every node reads the same."""

    async def open(self, key: str, reference: str, amount: int, currency: str) -> str:
        """Write a payment down and return its reference: under a known key that of the first."""
        ...

    async def find(self, reference: str) -> tuple[int, str, str, int | None] | None:
        """Return a payment: amount, currency, outcome, and when that was chosen."""
        ...

    async def choose(self, reference: str, outcome: str, *, at: int) -> None:
        """Let a payment that is open go on like this; any other stays as it is."""
        ...

    async def refund(self, key: str, reference: str, amount: int) -> bool:
        """Give back a part of what was paid, once under a key; False: there is not so much."""
        ...


class FakePayee:
    """The fake payee, whose pages lie on this server. `address`: where people reach it."""

    name = NAME
    remembers_ms = None

    def __init__(self, book: Book, *, address: str, now: Callable[[], int]) -> None:
        self._book = book
        self._address = address
        self._now = now

    async def begin(self, payment: Payment) -> Begun:
        """Begin a payment; its page opens for whoever has its address, as with any provider."""
        fresh = secrets.token_urlsafe(24)
        found = await self._book.open(payment.key, fresh, payment.amount, payment.currency)
        return Begun(found, f"{self._address}{PATH}/{found}")

    async def find(self, reference: str) -> FakePaid | None:
        """Return a payment as it stands."""
        found = await self._book.find(reference)
        if found is None:
            return None
        amount, currency, outcome, chosen_at = found
        return FakePaid(reference, amount, currency, Outcome(outcome), chosen_at)

    async def choose(self, reference: str, outcome: Outcome) -> None:
        """Let it go on as whoever pays wants; what has gone on already stays so."""
        await self._book.choose(reference, outcome, at=self._now())

    async def state(self, reference: str) -> PaymentState:
        """Return where a payment stands."""
        found = await self.find(reference)
        return PaymentState.CANCELED if found is None else found.state(self._now())

    async def cancel(self, reference: str) -> PaymentState:
        """Let nobody pay it any more."""
        await self._book.choose(reference, Outcome.CANCELED, at=self._now())
        return await self.state(reference)

    async def refund(self, key: str, reference: str, amount: int, currency: str) -> Sent:
        """Give it back at once."""
        if await self.state(reference) is not PaymentState.SUCCEEDED:
            raise Declined("it was not paid")
        if not await self._book.refund(key, reference, amount):
            raise Declined("more than was paid")
        return Sent(key, RefundState.SUCCEEDED)

    async def refund_state(self, reference: str) -> RefundState:
        """Return where a refund stands: it was made at once."""
        return RefundState.SUCCEEDED

    async def close(self) -> None:
        """Nothing is open."""
