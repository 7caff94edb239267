"""How often may a login be tried, or a new password be asked for, before it has to wait?"""

from limits import RateLimitItem, parse

from chatserver.identity.tallies import Tallies, Throttled, hidden, household

__all__ = ["Throttle", "Throttled"]


class Throttle:
    """Counts failed tries, by e-mail and by address, over a sliding window.

    Only failures count: a busy office behind one address logs in freely. `what` keeps tries of
    different kinds apart.
    """

    def __init__(
        self, tallies: Tallies, *, attempts: str = "10/minute", what: str = "login"
    ) -> None:
        self._limit: RateLimitItem = parse(attempts)
        self._tallies = tallies
        self._what = what

    async def check(self, *, email: str = "", address: str = "") -> None:
        """Raise `Throttled` when either has failed too often of late."""
        for key in self._named(email, address):
            await self._tallies.check(self._limit, *key)

    async def failed(self, *, email: str = "", address: str = "") -> None:
        """Count a failed try against both."""
        for key in self._named(email, address):
            await self._tallies.add(self._limit, *key)

    def _named(self, email: str, address: str) -> list[tuple[str, str, str]]:
        named = [("email", hidden(email) if email else ""), ("address", household(address))]
        return [(self._what, kind, value) for kind, value in named if value]
