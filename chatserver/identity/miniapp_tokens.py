"""How is a mini-app's token signed, so that a partner can verify it without holding a secret?

EdDSA alone, one key at a time; the key that verifies is found by `kid` among our own
(docs/miniapps.md, "Tokens").
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from chatserver.identity.sealing import Unsealed, seal, unseal
from chatserver.identity.tokens import BadToken, check_times, decode, unverified_header

ALGORITHM = "EdDSA"
TYPE = "miniapp-session+jwt"
DAY_S = 86_400
_REQUIRED = ("env", "gen", "jti", "org", "sub")


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A fresh key as it is stored: its private half sealed, its public half as a JWK."""

    id: str
    private: str
    public: str


@dataclass(frozen=True, slots=True)
class MiniappClaims:
    """What a genuine token of a mini-app says. `sub` and `place` are known to that app alone.

    `preview` names the build that is only looked at, for nobody that there is.
    """

    app: str
    sub: str
    org: str
    place: str | None
    gen: int
    kind: str
    jti: str
    expires_at: int
    preview: str | None = None


class UnknownKey(Exception):
    """No key of this id was learned."""


class MiniappTokens:
    """Signs and verifies mini-app tokens with the keys that it was taught.

    All that it needs from outside is one secret, the same on every node: with it stored keys are
    sealed and ids are made pairwise.
    """

    def __init__(self, secret: bytes, now: Callable[[], int]) -> None:
        self._secret = secret
        self._now = now
        self._private: dict[str, Ed25519PrivateKey] = {}
        self._public: dict[str, Ed25519PublicKey] = {}

    def part(self, purpose: str) -> bytes:
        """Return the secret that is for this purpose alone."""
        return hmac.new(self._secret, purpose.encode(), hashlib.sha256).digest()

    def pairwise(self, app: str, id_: str) -> str:
        """Return by which id this mini-app knows a client or a place: no two apps share one (C)."""
        text = f"{app}\0{id_}".encode()
        digest = hmac.new(self.part("pairwise"), text, hashlib.sha256).digest()
        return f"pw_{base64.b32hexencode(digest[:20]).decode().lower()}"

    def address_hash(self, address: str) -> str:
        """Return what is kept of the address from which somebody answered."""
        return hmac.new(self.part("addresses"), address.encode(), hashlib.sha256).hexdigest()

    def link_signature(self, what: str, until: int) -> str:
        """Return the signature of a link to `what` that holds until then (milliseconds)."""
        text = f"{until}\0{what}".encode()
        return hmac.new(self.part("links"), text, hashlib.sha256).hexdigest()

    def link_holds(self, what: str, until: int, signature: str) -> bool:
        """Return whether a signed link is ours and still holds."""
        ours = self.link_signature(what, until)
        return self._now() < until and hmac.compare_digest(ours.encode(), signature.encode())

    def make_key(self) -> MadeKey:
        """Return a new key, sealed for storing; it is learned at once."""
        private = Ed25519PrivateKey.generate()
        key_id = secrets.token_hex(8)
        raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        sealed = seal(self.part("keys"), raw, what=key_id)
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        jwk = {
            "kty": "OKP",
            "crv": "Ed25519",
            "use": "sig",
            "alg": ALGORITHM,
            "kid": key_id,
            "x": base64.urlsafe_b64encode(public).rstrip(b"=").decode(),
        }
        self._private[key_id], self._public[key_id] = private, private.public_key()
        return MadeKey(key_id, sealed, json.dumps(jwk))

    def learn(self, key_id: str, *, private: str, public: str) -> None:
        """Take a stored key. One that was sealed with another secret can only verify."""
        x = str(json.loads(public)["x"])
        raw = base64.urlsafe_b64decode(x + "=" * (-len(x) % 4))
        self._public[key_id] = Ed25519PublicKey.from_public_bytes(raw)
        try:
            opened = unseal(self.part("keys"), private, what=key_id)
        except Unsealed:
            return
        self._private[key_id] = Ed25519PrivateKey.from_private_bytes(opened)

    def knows(self, key_id: str) -> bool:
        """Return whether this key was learned."""
        return key_id in self._public

    def signs(self, key_id: str) -> bool:
        """Return whether this key can sign here."""
        return key_id in self._private

    def issue(self, key_id: str, claims: Mapping[str, Any]) -> tuple[str, int]:
        """Return a token with these claims that lives 24 hours to the second, and its end in ms."""
        now_s = self._now() // 1000
        times = {"iat": now_s, "nbf": now_s, "exp": now_s + DAY_S}
        headers = {"typ": TYPE, "kid": key_id}
        token = jwt.encode(
            {**claims, **times}, self._private[key_id], algorithm=ALGORITHM, headers=headers
        )
        return token, (now_s + DAY_S) * 1000

    def verify(self, token: str, *, expired: bool = False) -> MiniappClaims:
        """Return what the token says; raises `BadToken`, and `UnknownKey` for a key not learned.

        `expired`: one that has run out may still be shown, to get the next.
        """
        header = unverified_header(token)
        if header.get("typ") != TYPE:
            raise BadToken("unauthorized", "a token of another kind")
        key = self._public.get(str(header.get("kid")))
        if key is None:
            raise UnknownKey
        audience = _claimed_audience(token)
        claims = decode(token, key, algorithms=[ALGORITHM], audience=audience)
        if any(claims.get(name) is None for name in _REQUIRED):
            raise BadToken("unauthorized", "a claim is missing")
        if not expired:
            check_times(claims, now=self._now())
        return MiniappClaims(
            app=audience.removeprefix("mini-app:"),
            sub=str(claims["sub"]),
            org=str(claims["org"]),
            place=claims.get("place"),
            gen=int(claims["gen"]),
            kind=str(claims["env"]),
            jti=str(claims["jti"]),
            expires_at=int(claims["exp"]) * 1000,
            preview=claims.get("preview"),
        )


def key_id_of(token: str) -> str:
    """Return which key a token claims to be signed with; raises `BadToken`."""
    return str(unverified_header(token).get("kid"))


def _claimed_audience(token: str) -> str:
    """Which mini-app it is for stands in the token alone; its signature is checked next."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise BadToken("unauthorized", "not a token") from None
    audience = claims.get("aud")
    if not isinstance(audience, str) or not audience.startswith("mini-app:"):
        raise BadToken("unauthorized", "for nobody")
    return audience
