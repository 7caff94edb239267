"""How does the server know who speaks: tokens, passwords, keys, and how fast may they be tried?"""

from collections.abc import Callable
from dataclasses import dataclass

from chatserver.config import Settings
from chatserver.identity.guests import Guest, Guests
from chatserver.identity.issuers import FindClient, Issuers
from chatserver.identity.keys import miniapp_secret, token_keys
from chatserver.identity.miniapp_tokens import MiniappTokens
from chatserver.identity.passwords import Passwords
from chatserver.identity.rates import Rates
from chatserver.identity.tallies import Tallies
from chatserver.identity.throttle import Throttle
from chatserver.identity.tokens import BadToken, Claims, Kind, Tokens, kind_of
from chatserver.identity.totp import Totp

# Of a million codes three hold: guessing for a year finds one with a chance of one in two.
CODE_ATTEMPTS = "20/hour"


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything that tells people apart, handed to the doors by `main`."""

    tokens: Tokens
    issuers: Issuers
    passwords: Passwords
    tallies: Tallies
    throttle: Throttle
    resets: Throttle
    codes: Throttle
    totp: Totp
    rates: Rates
    miniapps: MiniappTokens
    guests: Guests

    @classmethod
    def of(
        cls,
        settings: Settings,
        *,
        find_client: FindClient,
        now: Callable[[], int],
        passwords: Passwords | None = None,
    ) -> "Identity":
        """Return the identity that these settings describe.

        `find_client` answers (organisation, external id) with a client's id or None. `passwords`
        is given where hashing must be cheap: by tests.
        """
        tallies = Tallies(settings.bus.url)
        limits = settings.identity
        miniapps = MiniappTokens(miniapp_secret(settings), now)
        return cls(
            miniapps=miniapps,
            guests=Guests(miniapps.part("guests"), now),
            tokens=Tokens(token_keys(settings), now),
            issuers=Issuers(settings.identity.issuers, find_client=find_client, now=now),
            passwords=passwords or Passwords(),
            tallies=tallies,
            throttle=Throttle(tallies, attempts=limits.login_attempts),
            resets=Throttle(tallies, attempts=limits.reset_attempts, what="reset", household=10),
            codes=Throttle(tallies, attempts=CODE_ATTEMPTS, what="code"),
            totp=Totp(miniapps.part("totp")),
            rates=Rates(tallies, settings.http),
        )

    async def close(self) -> None:
        """Let go of what it holds open."""
        await self.tallies.close()

    async def verify_socket(self, token: str) -> Claims:
        """Return whose token stands in a `hello` or `auth` frame: of staff or of a client alone.

        A client's token is our own, or one of an outside issuer that is configured. Raises
        `BadToken`, whose code is one of docs/protocol.md, "Errors".
        """
        kind = kind_of(token)
        if kind is not None:
            return self.tokens.verify_as(kind, token, audience="chat")
        return await self.issuers.verify(token)

    def verify_staff(self, token: str) -> Claims:
        """Return which employee's access token this is, for `/api/v1`."""
        return self.tokens.verify(token, kinds=(Kind.STAFF,), audience="api")

    async def verify_client(self, token: str) -> Claims:
        """Return which client's token this is, for `/superapp/v1`."""
        if kind_of(token) is not None:
            return self.tokens.verify(token, kinds=(Kind.CLIENT,), audience="superapp")
        return await self.issuers.verify(token)


__all__ = [
    "BadToken",
    "Claims",
    "Guest",
    "Guests",
    "Identity",
    "Issuers",
    "Kind",
    "Passwords",
    "Throttle",
    "Tokens",
]
