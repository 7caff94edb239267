"""What does the server ask of whoever takes the money?

The provider knows what was paid; nothing else is believed (docs/decisions/0118). Everything that
moves money is named by a key, and asked once more under the same key it is not done twice.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Unreachable(Exception):
    """It did not answer, or not with anything that can be understood: nobody knows whether it was
    done. To be asked again, under the same key.
    """


class Declined(Exception):
    """It refused for good: nothing was done, and nothing will be."""


class PaymentState(StrEnum):
    """Where a payment stands at the provider; all but PENDING are final."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"  # nobody paid, or it was taken back before


class RefundState(StrEnum):
    """Where a refund stands at the provider; all but PENDING are final."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment to be begun. `amount` is in minor units; `description` is shown to who pays."""

    key: str
    order: str
    amount: int
    currency: str
    description: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A payment that the provider waits for, and the page on which it is made."""

    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A refund that the provider took on."""

    reference: str
    state: RefundState


class Provider(Protocol):
    """Whoever takes the money. All of it raises `Unreachable`."""

    @property
    def name(self) -> str:
        """Return under which name its payments are kept."""
        ...

    @property
    def remembers_ms(self) -> int | None:
        """Return for how long it knows a key again; None: for ever."""
        ...

    async def begin(self, payment: Payment) -> Begun:
        """Begin a payment; under a known key return the one that was begun. Raises `Declined`."""
        ...

    async def state(self, reference: str) -> PaymentState:
        """Return where a payment stands."""
        ...

    async def cancel(self, reference: str) -> PaymentState:
        """Let nobody pay it any more where that is possible, and return where it stands."""
        ...

    async def refund(self, key: str, reference: str, amount: int, currency: str) -> Sent:
        """Give a part of a payment back. Raises `Declined`."""
        ...

    async def refund_state(self, reference: str) -> RefundState:
        """Return where a refund stands."""
        ...

    async def close(self) -> None:
        """Let all connections go."""
        ...
