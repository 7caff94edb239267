"""May a mini-app push something to a client now, and what becomes of it? (requirement 11)"""

from dataclasses import dataclass
from enum import StrEnum

TITLE = 64
BODY = 254
CLIENTS = 100
ATTRIBUTES_BYTES = 2048
SHORTEST_TTL_S = 60
TTL_S = 86_400
LONGEST_TTL_S = 7 * 86_400
DAY_MS = 86_400_000


class Answer(StrEnum):
    """What a mini-app is told of each client. Of those that it does not know, and of those that
    there are not, it is told the same.
    """

    ACCEPTED = "accepted"
    NOT_PERMITTED = "not_permitted"  # has not agreed to what is served, or wants no pushes
    RATE_LIMITED = "rate_limited"
    NOT_FOUND = "not_found"
    INACTIVE = "inactive"  # cannot open the mini-app now


class State(StrEnum):
    """How far an accepted push came."""

    WAITING = "waiting"
    SENT = "sent"  # a push service took it for one of the client's devices at least
    NO_DEVICE = "no_device"
    REPLACED = "replaced"  # by a later one with the same `collapse_id`
    DROPPED = "dropped"  # meanwhile it may not be sent any more
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a mini-app may push something to one client."""

    every_ms: int
    per_day: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """A client as a mini-app's push finds them. `exempt`: nobody else is served (testers).

    `lately`: how many pushes of this mini-app were accepted for them in the last 24 hours, and
    `last_at` when the last one was.
    """

    opens: bool
    permits: bool
    exempt: bool = False
    lately: int = 0
    last_at: int | None = None


def answer(recipient: Recipient | None, limits: Limits, *, now: int) -> Answer:
    """Return what becomes of a push to this client; None: there is no such client."""
    if recipient is None:
        return Answer.NOT_FOUND
    if not recipient.opens:
        return Answer.INACTIVE
    if not recipient.permits:
        return Answer.NOT_PERMITTED
    if not recipient.exempt and _too_many(recipient, limits, now):
        return Answer.RATE_LIMITED
    return Answer.ACCEPTED


def stands(recipient: Recipient | None) -> bool:
    """Return whether an accepted push may still be sent: it was counted when it was accepted."""
    return recipient is not None and recipient.opens and recipient.permits


def shown_state(state: State, *, expires_at: int, now: int) -> State:
    """Return how far a push is: what has waited for too long will not be sent any more."""
    return State.EXPIRED if state is State.WAITING and now >= expires_at else state


def _too_many(recipient: Recipient, limits: Limits, now: int) -> bool:
    last = recipient.last_at
    too_soon = last is not None and now - last < limits.every_ms
    return too_soon or recipient.lately >= limits.per_day
