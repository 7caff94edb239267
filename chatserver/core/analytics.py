"""What is counted of a mini-app's use?

Numbers alone, of the mini-app as a whole: by day, by the way in, by build. Nothing by place or by
person: who sees them need not be allowed to see clients.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from chatserver.core.reports import Period

# The longest period (core/reports.py), and a week in which to ask for it.
KEPT_DAYS: Final = 100
KEPT_MS: Final = KEPT_DAYS * 86_400_000
LONGEST_LOAD_MS: Final = 600_000
# So finely loads are told apart, in milliseconds.
LOAD_STEP_MS: Final = 20

# What can fail for a mini-app's page, as the SDK tells it (docs/sdk.md).
PageError = Literal[
    "host_not_found",
    "origin_refused",
    "version_too_old",
    "timeout",
    "canceled",
    "invalid_params",
    "unknown_method",
    "not_supported",
    "permission_denied",
    "consent_required",
    "sign_in_required",
    "not_enabled",
    "gesture_required",
    "rate_limited",
    "quota_exceeded",
    "offline",
    "payment_failed",
    "order_not_found",
    "app_suspended",
    "internal",
]
PAGE_ERRORS: Final[tuple[str, ...]] = get_args(PageError)


@dataclass(frozen=True, slots=True)
class Use:
    """How often a mini-app was opened, and by how many clients; test tokens do not count.

    `loads`: of how many launches it is known how long it took until the page was ready, in
    milliseconds; None: of none.
    """

    launches: int = 0
    clients: int = 0
    loads: int = 0
    load_median: int | None = None
    load_75: int | None = None


def value_at(share: int, counts: Mapping[int, int]) -> int | None:
    """Return the value that so many of a hundred do not exceed; `counts`: how often each occurs."""
    left = (sum(counts.values()) * share + 99) // 100
    for value, many in sorted(counts.items()):
        left -= many
        if left <= 0:
            return value
    return None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is counted of a day, or of a whole period.

    `refused`: how often it was to be opened and was not, by the refusal's code. `errors`: during
    how many launches something failed, by the code that the page was told. `offers`: how many
    clients' answers, by answer. `pushes`: for how many clients pushes were `accepted`, to how many
    `sent`, and how many `opened` one, on the day on which it was asked for. `orders`: how many live
    ones were `made`, and how many of these were `paid` until now.
    """

    use: Use = Use()
    refused: Mapping[str, int] = field(default_factory=dict)
    errors: Mapping[str, int] = field(default_factory=dict)
    offers: Mapping[str, int] = field(default_factory=dict)
    pushes: Mapping[str, int] = field(default_factory=dict)
    orders: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BuildUse:
    """The use of one build."""

    id: str
    digest: str
    use: Use
    errors: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Analytics:
    """The use of a mini-app in a period: of each day in their order, of ways in and builds those
    that there were, the most used first.
    """

    period: Period
    total: Figures
    days: Sequence[tuple[str, Figures]]
    sources: Sequence[tuple[str, Use]]
    builds: Sequence[BuildUse]
