"""Is a token genuine, of which kind is it, and whose? (docs/decisions/0020)"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import jwt

from chatserver.core.people import CLOCKS_MS

if TYPE_CHECKING:
    from jwt.algorithms import AllowedPublicKeys
    from jwt.types import Options

ALGORITHM = "HS256"
REQUIRED = ("exp", "iat", "aud", "sub", "jti")
KEY_BYTES = 32
# Whoever comes again, or asks again, brings the same token: its signature is the same, too.
REMEMBERED = 8_192
# All tokens of one issuer have one header, or few.
HEADERS_REMEMBERED = 32

LEEWAY_S = CLOCKS_MS // 1000
LATEST_S = 253_402_300_799  # the last second of the year 9999
# PyJWT would look at the machine's clock, and gives `exp` the leeway that is for `iat` and `nbf`.
CHECKED_HERE: "Options" = {
    "require": list(REQUIRED),
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}

Key: TypeAlias = "AllowedPublicKeys | str | bytes"

Code = Literal["unauthorized", "token_expired", "unavailable"]


class Kind(StrEnum):
    """What a token of ours is for; also its `typ`."""

    STAFF = "staff"
    CLIENT = "client"


# Where each kind opens a door. The socket is `chat`.
AUDIENCES: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {Kind.STAFF: ("api", "chat"), Kind.CLIENT: ("superapp", "chat")}
)


class BadToken(Exception):
    """The token opens nothing here.

    `unavailable` is not the token's fault: an outside issuer's keys could not be fetched.
    """

    def __init__(self, code: Code, why: str) -> None:
        super().__init__(why)
        self.code: Code = code


@dataclass(frozen=True, slots=True)
class Claims:
    """What a genuine token says. Rights are never among it: they are read where they are used.

    `session` is an employee's, which may have been ended before the token is. With `enrols` they
    may do nothing yet but set up the second factor that they need.
    """

    kind: Kind
    id: str
    org: str | None
    expires_at: int
    issued_at: int = field(default=0, compare=False)
    session: str | None = field(default=None, compare=False)
    enrols: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """A fresh token with its last instant, in milliseconds."""

    token: str
    expires_at: int
    jti: str


class Tokens:
    """Issues and verifies our own tokens.

    Every kind has a key of its own, so that a token of one kind cannot be taken for another even
    where a check of `typ` were forgotten.
    """

    def __init__(self, keys: Mapping[Kind, bytes], now: Callable[[], int]) -> None:
        if any(len(keys[kind]) < KEY_BYTES for kind in Kind) or len(set(keys.values())) < len(Kind):
            raise ValueError(f"each kind needs a key of its own of at least {KEY_BYTES} bytes")
        self._keys = dict(keys)
        self._now = now
        # Only what is genuine is remembered: a refusal is raised, and not kept.
        self._genuine = lru_cache(REMEMBERED)(self._read)

    def issue(
        self,
        kind: Kind,
        subject: str,
        *,
        org: str | None,
        lifetime_s: int,
        session: str | None = None,
        enrols: bool = False,
        issued_from: int = 0,
    ) -> Issued:
        """Return a token for this person that lives `lifetime_s` seconds from now.

        It says that it was issued at `issued_from` (milliseconds) where that is still to come: of
        a client whose tokens were just ended.
        """
        now_s = self._now() // 1000
        jti = secrets.token_urlsafe(12)
        claims: dict[str, object] = {
            "sub": subject,
            "org": org,
            "aud": list(AUDIENCES[kind]),
            "iat": max(now_s, issued_from // 1000),
            "exp": now_s + lifetime_s,
            "jti": jti,
        }
        if session is not None:
            claims["sid"] = session
        if enrols:
            claims["enrol"] = True
        headers = {"typ": kind.value}
        token = jwt.encode(claims, self._keys[kind], algorithm=ALGORITHM, headers=headers)
        return Issued(token, (now_s + lifetime_s) * 1000, jti)

    def verify(self, token: str, *, kinds: Iterable[Kind], audience: str) -> Claims:
        """Return what a token of one of these kinds says, or raise `BadToken`."""
        kind = kind_of(token)
        if kind is None or kind not in kinds:
            raise BadToken("unauthorized", "a token of another kind")
        return self.verify_as(kind, token, audience=audience)

    def verify_as(self, kind: Kind, token: str, *, audience: str) -> Claims:
        """Return what a token says that claims to be of this kind, or raise `BadToken`.

        Its times are looked at each time, its signature once while it is remembered.
        """
        document, claims = self._genuine(kind, token, audience)
        check_times(document, now=self._now())
        return claims

    def _read(self, kind: Kind, token: str, audience: str) -> tuple[Mapping[str, Any], Claims]:
        claims = decode(token, self._keys[kind], algorithms=[ALGORITHM], audience=audience)
        org, session = claims.get("org"), claims.get("sid")
        return claims, Claims(
            kind=kind,
            id=str(claims["sub"]),
            org=org if isinstance(org, str) else None,
            expires_at=seconds(claims, "exp") * 1000,
            issued_at=seconds(claims, "iat") * 1000,
            session=session if isinstance(session, str) else None,
            enrols=claims.get("enrol") is True,
        )


def kind_of(token: str) -> Kind | None:
    """Return the kind that a token claims to be, None when it claims none of ours."""
    claimed = unverified_header(token).get("typ")
    return next((kind for kind in Kind if kind == claimed), None)


def unverified_header(token: str) -> Mapping[str, Any]:
    """Return a token's header, in which nobody may believe yet.

    Only `typ`, and an issuer's `kid`, are looked at: `jku`, `jwk` and `x5u` would let a token
    bring its own key.
    """
    return _header(token.partition(".")[0])


@lru_cache(HEADERS_REMEMBERED)
def _header(segment: str) -> Mapping[str, Any]:
    try:
        return MappingProxyType(jwt.get_unverified_header(f"{segment}.."))
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise BadToken("unauthorized", "not a token") from None


def decode(
    token: str, key: Key, *, algorithms: Sequence[str], audience: str, issuer: str | None = None
) -> dict[str, Any]:
    """Return the claims of a token with a good signature; its times are still to be checked."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=algorithms,
            audience=audience,
            issuer=issuer,
            options=CHECKED_HERE,
        )
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise BadToken("unauthorized", type(error).__name__) from None
    return claims


def check_times(claims: Mapping[str, Any], *, now: int) -> None:
    """Refuse a token from the future or the past, whoever issued it.

    What `iat` and `nbf` say may be ahead by as much as clocks differ; `exp` has no leeway.
    """
    latest = now // 1000 + LEEWAY_S
    if seconds(claims, "iat") > latest or ("nbf" in claims and seconds(claims, "nbf") > latest):
        raise BadToken("unauthorized", "not valid yet")
    if now >= seconds(claims, "exp") * 1000:
        raise BadToken("token_expired", "expired")


def seconds(claims: Mapping[str, Any], name: str) -> int:
    """Return a claim that is a time in seconds, or raise `BadToken`."""
    value = claims[name]
    # Whoever writes milliseconds is beyond every calendar. What is no number is not below, either.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LATEST_S:
        raise BadToken("unauthorized", f"{name} is not a time")
    return int(value)
