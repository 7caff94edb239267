"""How does a notice reach an Apple device? (APNs over HTTP/2 with a provider token)"""

import hashlib
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from typing_extensions import override

from chatserver.config import Apns as ApnsSettings
from chatserver.notify.push import Address, BadCredentials, Gone, Push, Pusher, refusal
from chatserver.notify.undelivered import Undelivered

# Apple refuses tokens older than an hour, and a new one more often than every twenty minutes.
_TOKEN_S = 40 * 60
_OK = 200
_GONE = ("BadDeviceToken", "DeviceTokenNotForTopic", "Unregistered", "ExpiredToken")
_TOKEN_REFUSED = ("ExpiredProviderToken", "InvalidProviderToken", "MissingProviderToken")


def read_key(file: str) -> ec.EllipticCurvePrivateKey:
    """Read the .p8 file that Apple gives out; raises `BadCredentials`."""
    try:
        key = load_pem_private_key(Path(file).read_bytes(), password=None)
    except OSError as error:
        raise BadCredentials(f"{file}: {error.strerror}") from None
    except (ValueError, TypeError):
        raise BadCredentials(f"{file}: this is no key file") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadCredentials(f"{file}: this key does not sign for APNs")
    return key


class Apns(Pusher):
    """Apple's service."""

    def __init__(
        self,
        settings: ApnsSettings,
        key: ec.EllipticCurvePrivateKey,
        *,
        timeout_s: float,
        now: Callable[[], float] = time.time,
        verify: ssl.SSLContext | bool = True,
    ) -> None:
        self._settings = settings
        self._key = key
        self._now = now
        self._http = httpx.AsyncClient(
            http2=True, http1=False, timeout=timeout_s, verify=verify, base_url=settings.endpoint
        )
        self._token = ""
        self._made_at = float("-inf")

    @property
    @override
    def on(self) -> bool:
        """It has its key."""
        return True

    @override
    async def push(self, address: Address, push: Push) -> None:
        """Hand it over; all go through one connection."""
        try:
            answer = await self._http.post(
                f"/3/device/{quote(address.token, safe='')}",
                json=_payload(push),
                headers=self._headers(push),
            )
        except (httpx.HTTPError, OSError) as trouble:
            raise Undelivered(type(trouble).__name__) from None
        if answer.status_code == _OK:
            return
        reason = _reason(answer)
        if reason in _GONE:
            raise Gone(reason)
        if reason in _TOKEN_REFUSED:
            self._made_at = float("-inf")
            raise Undelivered(reason)
        raise refusal(answer, reason or "refused")

    @override
    async def close(self) -> None:
        """Let the connection go."""
        await self._http.aclose()

    def _headers(self, push: Push) -> dict[str, str]:
        now = self._now()
        # 64 bytes at most, and ours may be longer.
        collapse = hashlib.sha256(push.tag.encode()).hexdigest()[:32]
        return {
            "authorization": f"bearer {self._provider_token(now)}",
            "apns-topic": self._settings.topic,
            "apns-push-type": "alert",
            "apns-priority": "10",
            "apns-expiration": str(int(now) + push.ttl_s),
            **({"apns-collapse-id": collapse} if push.collapses else {}),
        }

    def _provider_token(self, now: float) -> str:
        if now - self._made_at >= _TOKEN_S:
            claims = {"iss": self._settings.team_id, "iat": int(now)}
            headers = {"kid": self._settings.key_id}
            self._token = jwt.encode(claims, self._key, "ES256", headers=headers)
            self._made_at = now
        return self._token


def _payload(push: Push) -> dict[str, Any]:
    subtitle = {"subtitle": push.subtitle} if push.subtitle else {}
    alert = {"title": push.title, **subtitle, "body": push.body}
    return {
        **push.data,
        "aps": {"alert": alert, "sound": "default", "thread-id": push.tag},
    }


def _reason(answer: httpx.Response) -> str:
    """Return Apple's word for what is wrong, or an empty string."""
    try:
        return str(answer.json()["reason"])
    except (ValueError, KeyError, TypeError):
        return ""
