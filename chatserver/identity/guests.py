"""What may somebody hold who has not signed in to the superapp yet?"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import jwt

from chatserver.identity.tokens import (
    ALGORITHM,
    BadToken,
    Issued,
    check_times,
    decode,
    unverified_header,
)

TYPE = "guest"
AUDIENCE = "superapp"
HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody in an organisation's superapp who has not signed in."""

    id: str
    org: str


class Guests:
    """Issues and verifies guests' tokens. They have a key of their own, like every kind."""

    def __init__(self, key: bytes, now: Callable[[], int]) -> None:
        self._key = key
        self._now = now

    def issue(self, org: str) -> Issued:
        """Return a token for a guest of this organisation; it lives an hour."""
        now_s = self._now() // 1000
        jti = secrets.token_urlsafe(12)
        claims = {
            "sub": f"guest_{jti}",
            "org": org,
            "aud": AUDIENCE,
            "iat": now_s,
            "exp": now_s + HOUR_S,
            "jti": jti,
        }
        token = jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"typ": TYPE})
        return Issued(token, (now_s + HOUR_S) * 1000, jti)

    def verify(self, token: str) -> Guest:
        """Return whose token this is, or raise `BadToken`."""
        if not is_guest(token):
            raise BadToken("unauthorized", "a token of another kind")
        claims = decode(token, self._key, algorithms=[ALGORITHM], audience=AUDIENCE)
        check_times(claims, now=self._now())
        return Guest(str(claims["sub"]), str(claims["org"]))


def is_guest(token: str) -> bool:
    """Return whether a token claims to be a guest's."""
    return unverified_header(token).get("typ") == TYPE
