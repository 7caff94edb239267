"""May an order be made as a mini-app's back end wants it? (requirement 13)"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chatserver.core.mistakes import Mistake
from chatserver.core.texts import has_visible

AMOUNT = 9_999_999_999  # minor units
QUANTITY = 10_000
LINES = 100
LINE_NAME = 128
DESCRIPTION = 200
EXTERNAL_ID = 64
REASON = 500
CURRENCIES = ("RUB",)

MINUTE_MS = 60_000
SHORTEST_MS = MINUTE_MS
USUAL_MS = 24 * 60 * MINUTE_MS
LONGEST_MS = 30 * USUAL_MS
OPEN_ORDERS = 20  # of one client in one mini-app
PER_MINUTE = 600  # new ones of one mini-app
REFUNDS = 100  # of one order, the failed ones among them


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is bought; `price` is of one, in minor units."""

    name: str
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as it is wanted: for a client by the id by which the mini-app knows them.

    `env` is live or test; `expires_at` None: a day from now.
    """

    external_id: str
    client: str
    amount: int
    description: str
    lines: Sequence[Line]
    currency: str = "RUB"
    expires_at: int | None = None
    env: str = "live"


def mistakes_of(new: NewOrder, *, now: int) -> Iterator[Mistake]:
    """Yield what is wrong with it in itself."""
    total = sum(line.quantity * line.price for line in new.lines)
    if total != new.amount:
        yield Mistake("/lines", "sum_differs", f"they come to {total}", ("/amount",))
    texts = [("/description", new.description)]
    texts += [(f"/lines/{n}/name", line.name) for n, line in enumerate(new.lines)]
    for pointer, text in texts:
        if not has_visible(text):
            yield Mistake(pointer, "blank", "there is nothing to be seen in it")
        elif any(one < " " for one in text):
            yield Mistake(pointer, "malformed", "no control characters")
    if new.expires_at is not None:
        ahead = new.expires_at - now
        if ahead < SHORTEST_MS:
            yield Mistake("/expires_at", "too_early", "at least a minute ahead")
        elif ahead > LONGEST_MS:
            yield Mistake("/expires_at", "too_late", "at most thirty days ahead")
