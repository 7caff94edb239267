"""Whose is a token that the superapp issued itself? (docs/decisions/0021)"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping

import httpx
import jwt
from jwt import PyJWK, PyJWKSet

from chatserver.config import Issuer
from chatserver.core.people import CLOCKS_MS
from chatserver.core.texts import storable
from chatserver.identity.tokens import (
    BadToken,
    Claims,
    Key,
    Kind,
    check_times,
    decode,
    seconds,
    unverified_header,
)

FRESH_MS = 300_000
COOLDOWN_MS = 10_000
FETCH_TIMEOUT_S = 5
# Some two hundred keys of RSA with their certificates; nobody publishes so many.
MOST_BYTES = 1024 * 1024
EXTERNAL_ID_LENGTH = 200

FindClient = Callable[[str, str], Awaitable[str | None]]


class Issuers:
    """Verifies tokens of outside issuers. `find_client` answers (org, external id) with an id."""

    def __init__(
        self, issuers: Iterable[Issuer], *, find_client: FindClient, now: Callable[[], int]
    ) -> None:
        self._known = {
            one.issuer: (one, _KeySet(one.jwks_url, now) if one.jwks_url else None)
            for one in issuers
        }
        self._find_client = find_client
        self._now = now

    async def verify(self, token: str) -> Claims:
        """Return which of our clients this token is for, or raise `BadToken`."""
        issuer, keys = self._known.get(_claimed_issuer(token), (None, None))
        if issuer is None:
            raise BadToken("unauthorized", "an issuer that is not configured")
        key = (
            await keys.find(unverified_header(token).get("kid"))
            if keys
            else issuer.key.get_secret_value()
        )
        claims = decode(
            token,
            key,
            algorithms=issuer.algorithms,
            audience=issuer.audience,
            issuer=issuer.issuer,
        )
        check_times(claims, now=self._now())
        external = claims.get(issuer.client_claim)
        if not isinstance(external, str) or not 0 < len(external) <= EXTERNAL_ID_LENGTH:
            raise BadToken("unauthorized", "no client in it")
        client = await self._find_client(issuer.org, external) if storable(external) else None
        if client is None:
            raise BadToken("unauthorized", "nobody's client")
        expires_at, issued_at = (seconds(claims, name) * 1000 for name in ("exp", "iat"))
        # Into ours we write an `iat` beyond the half minute for which a client's tokens have ended;
        # they cannot, and nobody who comes with a new one is to be turned away so long.
        return Claims(Kind.CLIENT, client, issuer.org, expires_at, issued_at + CLOCKS_MS)


class _KeySet:
    """An issuer's published keys.

    Kept for five minutes; an unknown `kid` fetches anew, at most every ten seconds, so that bad
    tokens cannot make us ask without end. While the address is down the keys known so far hold.
    """

    def __init__(self, url: str, now: Callable[[], int]) -> None:
        self._url = url
        self._now = now
        self._lock = asyncio.Lock()
        self._keys: Mapping[str, PyJWK] = {}
        self._fetched_at: int | None = None
        self._asked_at: int | None = None

    async def find(self, kid: object) -> Key:
        """Return the key of that id."""
        if not isinstance(kid, str):
            raise BadToken("unauthorized", "no key named")
        # Whoever has a known key does not wait for an address that may be down.
        if not (self._holds(kid) or (kid in self._keys and self._lock.locked())):
            async with self._lock:
                if not self._holds(kid) and self._may_ask():
                    await self._fetch()
        key = self._keys.get(kid)
        if key is None and self._fetched_at is None:
            raise BadToken("unavailable", "the issuer's keys cannot be fetched")
        if key is None:
            raise BadToken("unauthorized", "signed with an unknown key")
        found: Key = key.key
        return found

    def _holds(self, kid: str) -> bool:
        return self._within(self._fetched_at, FRESH_MS) and kid in self._keys

    def _may_ask(self) -> bool:
        return not self._within(self._asked_at, COOLDOWN_MS)

    def _within(self, since: int | None, most_ms: int) -> bool:
        """Whether no more has passed; a clock that was set back since says nothing of it."""
        return since is not None and 0 <= self._now() - since < most_ms

    async def _fetch(self) -> None:
        self._asked_at = self._now()
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_S):
                found = _keys_in(await _read(self._url))
        except (httpx.HTTPError, jwt.PyJWTError, ValueError, RecursionError, OSError):
            return
        self._keys = found
        self._fetched_at = self._now()


async def _read(url: str) -> bytes:
    """Return what stands at an address that answers with 200, and not more than `MOST_BYTES`."""
    written = bytearray()
    async with httpx.AsyncClient() as http, http.stream("GET", url) as answer:
        if answer.status_code != httpx.codes.OK:
            raise ValueError(f"{answer.status_code} of {url}")
        async for piece in answer.aiter_bytes():
            written += piece
            if len(written) > MOST_BYTES:
                raise ValueError(f"more than {MOST_BYTES} bytes of {url}")
    return bytes(written)


def _keys_in(written: bytes) -> dict[str, PyJWK]:
    match json.loads(written):
        case {"keys": list(keys)}:
            found = PyJWKSet(keys).keys
        case _:
            raise ValueError("no set of keys")
    signing = (key for key in found if key.public_key_use in ("sig", None))
    return {key.key_id: key for key in signing if key.key_id}


def _claimed_issuer(token: str) -> str:
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise BadToken("unauthorized", "not a token") from None
    issuer = claims.get("iss")
    return issuer if isinstance(issuer, str) else ""
