"""How many requests may come with one credential, or from one address?"""

from limits import RateLimitItem, parse

from chatserver.config import Http
from chatserver.identity.credentials import BACK_ENDS, stored_form
from chatserver.identity.tallies import Tallies, household


class Rates:
    """Counts requests in a sliding window, across nodes where there is a Redis.

    A back end speaks for many people, so that its key has a limit of its own, which all back ends
    of one address share. Whether a credential is good is not asked here: whoever makes some up is
    held by the address.
    """

    def __init__(self, tallies: Tallies, limits: Http) -> None:
        self._tallies = tallies
        self._address: RateLimitItem = parse(limits.per_address)
        self._credential: RateLimitItem = parse(limits.per_credential)
        self._back_end: RateLimitItem = parse(limits.per_back_end)

    async def take(self, *, credential: str | None, address: str) -> None:
        """Count a request, or raise `Throttled`."""
        if credential is not None and credential.startswith(BACK_ENDS):
            whose, limit, of_address = "back ends", self._back_end, self._back_end
        else:
            whose, limit, of_address = "address", self._credential, self._address
        await self._tallies.take(of_address, "http", whose, household(address))
        if credential is not None:
            await self._tallies.take(limit, "http", "credential", stored_form(credential))
