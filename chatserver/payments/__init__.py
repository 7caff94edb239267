"""Who takes a client's money, and what became of it? One adapter a provider."""

from chatserver.payments.fake import Book, FakePaid, FakePayee, Outcome
from chatserver.payments.opening import Payments, nobody, open_payments
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

__all__ = [
    "Begun",
    "Book",
    "Declined",
    "FakePaid",
    "FakePayee",
    "Outcome",
    "Payment",
    "PaymentState",
    "Payments",
    "Provider",
    "RefundState",
    "Sent",
    "Unreachable",
    "nobody",
    "open_payments",
]
