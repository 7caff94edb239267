"""Which client has not chatted yet, and is nobody else's in this run?"""

from collections.abc import Sequence

from chatserver.demo.quarter import NEWCOMERS, residents
from tests.journeys.demo_server import Resident


class Newcomers:
    """Clients without a chat, each given once: a test meets nobody else's words."""

    def __init__(self, clients: Sequence[Resident]) -> None:
        flats = [one.flats for one in residents()]
        self._left = list(zip(clients[:NEWCOMERS], flats, strict=False))

    def one(self, *, places: int = 1, building: str = "") -> Resident:
        """Return somebody with so many places, the first of them in such a building."""
        found = next(
            (client, flats)
            for client, flats in self._left
            if len(flats) == places and flats[0][0].startswith(building)
        )
        self._left.remove(found)
        return found[0]
