"""How does an order go from being made to being paid, and back? (requirement 13)

An order is paid by attempts, one at a time: each is a payment at the provider. While one is open
the order is `pending`; one that failed, or that the client gave up, puts it back to `created`, so
that it can be paid again until it runs out (docs/decisions/0118).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from chatserver.core.refusals import Refused

# Whoever fails so often tries out somebody else's cards.
ATTEMPTS = 10


class State(StrEnum):
    """Where an order stands."""

    CREATED = "created"
    PENDING = "pending"
    PAID = "paid"
    CANCELED = "canceled"
    FAILED = "failed"
    EXPIRED = "expired"
    REFUND_PENDING = "refund_pending"
    REFUNDED = "refunded"
    PARTIALLY_REFUNDED = "partially_refunded"


class Act(StrEnum):
    """What can be done with an order, or happens to it."""

    BEGIN = "begin"  # an attempt to pay
    PAID = "paid"  # it brought the money
    FAILED = "failed"  # it brought none: it was refused
    GIVEN_UP = "given_up"  # it brought none: nobody paid
    CANCEL = "cancel"
    EXPIRE = "expire"
    REFUND = "refund"
    REFUNDED = "refunded"
    NOT_REFUNDED = "not_refunded"


# What may happen where. Everything else changes nothing and is refused.
MAY: Mapping[State, frozenset[Act]] = MappingProxyType(
    {
        State.CREATED: frozenset({Act.BEGIN, Act.CANCEL, Act.EXPIRE}),
        State.PENDING: frozenset(
            {Act.BEGIN, Act.PAID, Act.FAILED, Act.GIVEN_UP, Act.CANCEL, Act.EXPIRE}
        ),
        State.PAID: frozenset({Act.REFUND}),
        State.PARTIALLY_REFUNDED: frozenset({Act.REFUND}),
        State.REFUND_PENDING: frozenset({Act.REFUNDED, Act.NOT_REFUNDED}),
        State.REFUNDED: frozenset(),
        State.CANCELED: frozenset(),
        State.FAILED: frozenset(),
        State.EXPIRED: frozenset(),
    }
)
PAYABLE = frozenset({State.CREATED, State.PENDING})
# The money came, whatever became of it later.
BOUGHT = frozenset({State.PAID, State.REFUND_PENDING, State.REFUNDED, State.PARTIALLY_REFUNDED})


class WrongState(Refused):
    """The order's state does not allow it; `data` says which that is, and what was to be done."""

    code = "illegal_transition"
    sentence = "The order's state does not allow this."

    def __init__(self, state: State, act: Act) -> None:
        super().__init__(state=str(state), act=str(act), why="state")


class TooMuch(Exception):
    """More was to be given back than is left of what was paid."""


class PaymentsNotConfigured(Refused):
    """Nobody is named who gets the money, or the server has nobody who takes it."""

    code = "payments_not_configured"
    sentence = "Payments are not set up."


class OrderExists(Refused):
    """Another order has this `external_id`; `data.order` is its id."""

    code = "order_exists"
    sentence = "Another order has this external id."


@dataclass(frozen=True, slots=True)
class Order:
    """An order as its rules see it.

    `refunded` of the amount was given back. `ends_as`: somebody cancelled it, or it ran out, while
    an attempt was open; it becomes that once the attempt has ended without money.
    """

    state: State
    amount: int
    refunded: int = 0
    attempts: int = 0
    ends_as: State | None = None

    @property
    def left(self) -> int:
        """What can still be given back."""
        return self.amount - self.refunded if self.state in BOUGHT else 0


def begin(order: Order) -> Order:
    """Return it with an attempt that is open; one that is open already goes on.

    Refuses: WrongState, also when it only waits for its end.
    """
    _check(order, Act.BEGIN)
    if order.ends_as is not None:
        raise WrongState(order.ends_as, Act.BEGIN)
    if order.state is State.PENDING:
        return order
    return replace(order, state=State.PENDING, attempts=order.attempts + 1)


def end_attempt(order: Order, act: Act) -> Order:
    """Return it after its attempt ended: PAID, FAILED or GIVEN_UP. Refuses: WrongState."""
    _check(order, act)
    if act is Act.PAID:
        return replace(order, state=State.PAID, ends_as=None)
    worn_out = State.FAILED if order.attempts >= ATTEMPTS else State.CREATED
    return replace(order, state=order.ends_as or worn_out, ends_as=None)


def close(order: Order, act: Act) -> Order:
    """Return it cancelled (CANCEL) or run out (EXPIRE): at once, or when its attempt has ended.
    What was wished first stays. Refuses: WrongState.
    """
    _check(order, act)
    end = State.CANCELED if act is Act.CANCEL else State.EXPIRED
    if order.state is State.PENDING:
        return replace(order, ends_as=order.ends_as or end)
    return replace(order, state=end)


def refund(order: Order, amount: int | None) -> tuple[Order, int]:
    """Return it while money goes back, and how much: all that is left where no amount is named.

    One refund at a time. Refuses: WrongState, TooMuch.
    """
    _check(order, Act.REFUND)
    wanted = order.left if amount is None else amount
    if wanted > order.left:
        raise TooMuch
    return replace(order, state=State.REFUND_PENDING), wanted


def end_refund(order: Order, amount: int, act: Act) -> Order:
    """Return it after a refund: REFUNDED or NOT_REFUNDED. Refuses: WrongState."""
    _check(order, act)
    refunded = order.refunded + (amount if act is Act.REFUNDED else 0)
    if refunded == 0:
        return replace(order, state=State.PAID)
    whole = State.REFUNDED if refunded >= order.amount else State.PARTIALLY_REFUNDED
    return replace(order, state=whole, refunded=refunded)


def _check(order: Order, act: Act) -> None:
    if act not in MAY[order.state]:
        raise WrongState(order.state, act)
