"""How often may a login be tried, or a new password be asked for, before it has to wait?"""

from limits import RateLimitItem, parse

from chatserver.identity.tallies import Tallies, Throttled, hidden, household

__all__ = ["Throttle", "Throttled"]


class Throttle:
    """Counts failed tries, by e-mail and by address, over a sliding window.

    Only failures count: a busy office behind one address logs in freely. `what` keeps tries of
    different kinds apart; from an address there may be `household` times as many.
    """

    def __init__(
        self,
        tallies: Tallies,
        *,
        attempts: str = "10/minute",
        what: str = "login",
        household: int = 1,
    ) -> None:
        one: RateLimitItem = parse(attempts)
        many = type(one)(one.amount * household, one.multiples)
        self._limits = {"email": one, "address": many}
        self._tallies = tallies
        self._what = what

    async def check(self, *, email: str = "", address: str = "") -> None:
        """Raise `Throttled` when either has failed too often of late."""
        for key in self._named(email, address):
            await self._tallies.check(self._limits[key[1]], *key)

    async def failed(self, *, email: str = "", address: str = "") -> None:
        """Count a failed try against both."""
        for key in self._named(email, address):
            await self._tallies.add(self._limits[key[1]], *key)

    def _named(self, email: str, address: str) -> list[tuple[str, str, str]]:
        named = [("email", hidden(email) if email else ""), ("address", household(address))]
        return [(self._what, kind, value) for kind, value in named if value]
