"""By which names do answers speak of where an order stands? (docs/miniapps.md, "Payments")"""

from typing import Literal

Env = Literal["live", "test"]
StateName = Literal[
    "created",
    "pending",
    "paid",
    "canceled",
    "failed",
    "expired",
    "refund_pending",
    "refunded",
    "partially_refunded",
]
Ending = Literal["canceled", "expired"]
AttemptName = Literal["opening", "pending", "succeeded", "failed", "canceled"]
EntryKind = Literal["charge", "refund"]
RefundName = Literal["pending", "succeeded", "failed"]
