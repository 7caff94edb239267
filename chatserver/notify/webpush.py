"""How does a notice reach a browser? (RFC 8030, RFC 8291, RFC 8292)

The address of its push service comes from the page, so anybody may write anything there: only the
services of `origins` are spoken to, and no redirect is followed.
"""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

import http_ece
import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from typing_extensions import override

from chatserver.config import WebPush as WebPushSettings
from chatserver.notify.push import Address, Gone, Push, Pusher, refusal
from chatserver.notify.undelivered import Undelivered

KEY_BYTES = 32
_POINT_BYTES = 65
_AUTH_BYTES = 16
# RFC 8292 allows a day; half of it forgives a clock that is wrong.
_JWT_S = 12 * 3600
_GONE = (404, 410)


class WebPush(Pusher):
    """The push services of the browsers. Without a key it is off; `sign_with` gives it one."""

    def __init__(
        self,
        settings: WebPushSettings,
        *,
        subject: str,
        timeout_s: float,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._origins = settings.origins
        self._subject = settings.subject or subject
        self._now = now
        self._timeout_s = timeout_s
        # Made when first needed: most processes that hold settings send nothing.
        self._http: httpx.AsyncClient | None = None
        self._key: ec.EllipticCurvePrivateKey | None = None
        self.public_key = ""
        configured = settings.key.get_secret_value()
        if configured:
            self.sign_with(unpadded(configured))

    def sign_with(self, key: bytes) -> None:
        """Take this P-256 key (its 32 bytes); browsers bind their subscriptions to it."""
        self._key = ec.derive_private_key(int.from_bytes(key, "big"), ec.SECP256R1())
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public_key = _base64(point)

    def permits(self, endpoint: str) -> bool:
        """Whether this is the address of a push service that we speak to."""
        return permitted(endpoint, self._origins)

    @property
    @override
    def on(self) -> bool:
        """It has a key."""
        return self._key is not None

    @override
    async def push(self, address: Address, push: Push) -> None:
        """Encrypt it for this browser alone, and hand it to its push service."""
        if self._key is None:
            raise Undelivered("no key is set")
        if not self.permits(address.token):
            raise Gone("not a push service")
        words = {"title": push.title, "body": push.text, "tag": push.tag, "data": dict(push.data)}
        try:
            answer = await self._client().post(
                address.token,
                content=_encrypted(address, json.dumps(words, ensure_ascii=False).encode()),
                headers=self._headers(address, push),
            )
        except (httpx.HTTPError, OSError) as trouble:
            raise Undelivered(type(trouble).__name__) from None
        if answer.status_code in _GONE:
            raise Gone(f"unsubscribed ({answer.status_code})")
        if not answer.is_success:
            raise refusal(answer, "refused")

    @override
    async def close(self) -> None:
        """Let the connections go."""
        if self._http is not None:
            await self._http.aclose()

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=self._timeout_s)
        return self._http

    def _headers(self, address: Address, push: Push) -> dict[str, str]:
        assert self._key is not None
        place = urlsplit(address.token)
        claims = {
            "aud": f"{place.scheme}://{place.netloc}",
            "exp": int(self._now()) + _JWT_S,
            "sub": self._subject,
        }
        token = jwt.encode(claims, self._key, "ES256")
        # 32 characters of base64url at most, and it must say nothing to the service.
        topic = _base64(hashlib.sha256(push.tag.encode()).digest()[:24])
        return {
            "Authorization": f"vapid t={token}, k={self.public_key}",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(push.ttl_s),
            "Urgency": "high",
            **({"Topic": topic} if push.collapses else {}),
        }


def make_key() -> bytes:
    """Return a fresh key for `sign_with`."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return number.to_bytes(KEY_BYTES, "big")


def permitted(endpoint: str, origins: Collection[str]) -> bool:
    """Whether an address lies at one of these origins; `*.` stands for any name below."""
    try:
        place = urlsplit(endpoint)
        port = place.port
    except ValueError:
        return False
    host = place.hostname or ""
    where = f"{place.scheme}://{host}" + (f":{port}" if port is not None else "")
    # What urlsplit understands otherwise than whoever connects: user names, odd characters.
    if place.netloc != where.partition("://")[2] or not endpoint.isascii() or "\\" in endpoint:
        return False
    return any(_covers(origin, where) for origin in origins)


def readable_keys(p256dh: str, auth: str) -> bool:
    """Whether something can be encrypted with these keys of a browser."""
    try:
        point = unpadded(p256dh)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        return len(point) == _POINT_BYTES and len(unpadded(auth)) == _AUTH_BYTES
    except ValueError:
        return False


def unpadded(text: str) -> bytes:
    """Return what is written in base64url without padding; raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _covers(origin: str, where: str) -> bool:
    before, star, after = origin.partition("*")
    return where == origin or (star != "" and where.startswith(before) and where.endswith(after))


def _encrypted(address: Address, words: bytes) -> bytes:
    if not readable_keys(address.p256dh, address.auth):
        raise Gone("unusable keys")
    return bytes(
        http_ece.encrypt(
            words,
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=unpadded(address.p256dh),
            auth_secret=unpadded(address.auth),
            version="aes128gcm",
        )
    )


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
