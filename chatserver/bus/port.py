"""What may the server expect of a bus?"""

from collections.abc import Callable
from typing import Protocol

from chatserver.bus.hints import Hint

Heard = Callable[[Hint], None]
Resubscribed = Callable[[], None]


class Bus(Protocol):
    """Carries hints from each node to all others, perhaps, perhaps twice, and in no order.

    The database is the truth; without any bus every node finds out by its sweep.
    """

    @property
    def alone(self) -> bool:
        """Whether nobody else could hear now, so that there is nothing to publish."""

    @property
    def degraded(self) -> bool:
        """Whether hints do not come through now, as far as is known."""

    @property
    def hint_lag_s(self) -> float:
        """How long the last hint to oneself took, or takes already."""

    @property
    def dropped(self) -> int:
        """How many hints were given up because they came faster than they went."""

    def publish(self, hint: Hint) -> None:
        """Tell all other nodes, later and perhaps. Never waits, never raises."""

    def listen(self, heard: Heard, resubscribed: Resubscribed) -> Callable[[], None]:
        """Call `heard` with each hint of another node until what is returned is called.

        `resubscribed` says that hints may have been lost just before: time for a sweep.
        Neither is called from inside `publish`.
        """

    async def start(self) -> None:
        """Begin to carry; does not wait for the other side to be there."""

    async def stop(self) -> None:
        """Carry no more."""
