"""Who takes the money in tests? Somebody who answers late, or twice, or not at all."""

import asyncio
from dataclasses import dataclass, field
from itertools import count
from random import Random

from chatserver.payments import (
    Begun,
    Declined,
    Payment,
    PaymentState,
    RefundState,
    Sent,
    Unreachable,
)

AMOUNT = 1_000
_IDS = count()


@dataclass
class Bank:
    """A provider that breaks off now and then: before it did what it was asked, or after."""

    chance: Random
    breaks: float = 0.25
    name: str = "bank"
    remembers_ms: int | None = None
    payments: dict[str, str] = field(default_factory=dict)
    states: dict[str, PaymentState] = field(default_factory=dict)
    refunds: dict[str, tuple[str, int]] = field(default_factory=dict)
    refunded: dict[str, RefundState] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def _perhaps(self) -> None:
        if self.chance.random() < self.breaks:
            raise Unreachable("broken off")

    async def begin(self, payment: Payment) -> Begun:
        self._perhaps()
        if payment.key not in self.payments and self.chance.random() < 0.05:
            raise Declined("not today")
        reference = self.payments.setdefault(payment.key, f"p{next(_IDS)}")
        self.states.setdefault(reference, PaymentState.PENDING)
        await asyncio.sleep(0)
        self._perhaps()
        return Begun(reference, f"https://bank.example/{reference}")

    async def state(self, reference: str) -> PaymentState:
        self._perhaps()
        said = self.states[reference]
        await asyncio.sleep(0)
        return said

    async def cancel(self, reference: str) -> PaymentState:
        self._perhaps()
        # As with real ones: not each can be taken back.
        if self.states[reference] is PaymentState.PENDING and self.chance.random() < 0.5:
            self.states[reference] = PaymentState.CANCELED
        self._perhaps()
        return self.states[reference]

    async def refund(self, key: str, reference: str, amount: int, currency: str) -> Sent:
        self._perhaps()
        assert self.states[reference] is PaymentState.SUCCEEDED
        known = self.refunds.setdefault(key, (f"r{next(_IDS)}", amount))
        assert known[1] == amount
        states = (RefundState.PENDING, RefundState.SUCCEEDED)
        state = self.refunded.setdefault(known[0], self.chance.choice(states))
        self._perhaps()
        return Sent(known[0], state)

    async def refund_state(self, reference: str) -> RefundState:
        self._perhaps()
        if self.refunded[reference] is RefundState.PENDING:
            ends = (RefundState.SUCCEEDED, RefundState.FAILED)
            self.refunded[reference] = self.chance.choice(ends)
        return self.refunded[reference]

    async def close(self) -> None:
        """Nothing is open."""

    def begin_anew(self, chance: Random) -> None:
        """Forget everything."""
        self.chance, self.breaks = chance, 0.25
        for known in (self.payments, self.states, self.refunds, self.refunded, self.shown):
            known.clear()

    def somebody_acts(self) -> None:
        """Let a client pay, fail or give up on a page that they were given and that is open."""
        waiting = [one for one in sorted(self.shown) if self.states[one] is PaymentState.PENDING]
        if waiting:
            states = (PaymentState.SUCCEEDED, PaymentState.FAILED, PaymentState.CANCELED)
            self.states[self.chance.choice(waiting)] = self.chance.choice(states)

    @property
    def took(self) -> int:
        return sum(one is PaymentState.SUCCEEDED for one in self.states.values()) * AMOUNT

    @property
    def gave_back(self) -> int:
        went = (RefundState.SUCCEEDED,)
        return sum(n for ref, n in self.refunds.values() if self.refunded[ref] in went)
