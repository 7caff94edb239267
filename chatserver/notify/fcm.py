"""How does a notice reach an Android device? (Firebase Cloud Messaging, HTTP v1)"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jwt
from typing_extensions import override

from chatserver.config import Fcm as FcmSettings
from chatserver.notify.push import Address, BadCredentials, Gone, Push, Pusher, refusal
from chatserver.notify.undelivered import Undelivered

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_JWT_S = 3600
# A token is not used in its last minutes.
_EARLY_S = 300
_UNAUTHORIZED = 401
_GONE = ("UNREGISTERED", "SENDER_ID_MISMATCH")


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """Who we are to Google: the file of a service account."""

    project_id: str
    client_email: str
    private_key_id: str
    private_key: str
    token_uri: str

    @classmethod
    def read(cls, file: str) -> "ServiceAccount":
        """Read the JSON file that the Firebase console gives out; raises `BadCredentials`."""
        try:
            content = json.loads(Path(file).read_text(encoding="utf-8"))
            account = cls(**{name: str(content[name]) for name in cls.__slots__})
            jwt.encode({}, account.private_key, "RS256")
        except OSError as error:
            raise BadCredentials(f"{file}: {error.strerror}") from None
        except (ValueError, KeyError, TypeError, jwt.PyJWTError):
            raise BadCredentials(f"{file}: this is no service account's key file") from None
        return account


class Fcm(Pusher):
    """Google's service."""

    def __init__(
        self,
        settings: FcmSettings,
        account: ServiceAccount,
        *,
        timeout_s: float,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._account = account
        self._url = (
            f"{settings.endpoint}/v1/projects/{quote(account.project_id, safe='')}/messages:send"
        )
        self._now = now
        self._http = httpx.AsyncClient(timeout=timeout_s)
        self._token = ""
        self._until = 0.0
        self._renewing = asyncio.Lock()

    @property
    @override
    def on(self) -> bool:
        """It has its service account."""
        return True

    @override
    async def push(self, address: Address, push: Push) -> None:
        """Hand it over in one POST."""
        try:
            token = await self._access_token()
            answer = await self._http.post(
                self._url,
                json=_message(address, push),
                headers={"Authorization": f"Bearer {token}"},
            )
        except (httpx.HTTPError, OSError) as trouble:
            raise Undelivered(type(trouble).__name__) from None
        if answer.is_success:
            return
        if answer.status_code == _UNAUTHORIZED:
            # It was taken back before its time; the next try gets a fresh one.
            self._until = 0.0
            raise Undelivered(f"token refused ({answer.status_code})")
        code = _error_code(answer)
        if code in _GONE:
            raise Gone(code.lower())
        raise refusal(answer, code.lower() or "refused")

    @override
    async def close(self) -> None:
        """Let the connections go."""
        await self._http.aclose()

    async def _access_token(self) -> str:
        async with self._renewing:
            if self._now() >= self._until - _EARLY_S:
                await self._renew()
            return self._token

    async def _renew(self) -> None:
        account, now = self._account, int(self._now())
        claims = {
            "iss": account.client_email,
            "scope": SCOPE,
            "aud": account.token_uri,
            "iat": now,
            "exp": now + _JWT_S,
        }
        headers = {"kid": account.private_key_id}
        assertion = jwt.encode(claims, account.private_key, "RS256", headers=headers)
        answer = await self._http.post(
            account.token_uri, data={"grant_type": GRANT, "assertion": assertion}
        )
        if not answer.is_success:
            # The operator may give us the right file, and then what waits shall go.
            raise Undelivered(f"no access token ({answer.status_code})")
        given: Mapping[str, Any] = answer.json()
        self._token = str(given["access_token"])
        self._until = now + float(given.get("expires_in", _JWT_S))


def _message(address: Address, push: Push) -> dict[str, Any]:
    return {
        "message": {
            "token": address.token,
            "notification": {"title": push.title, "body": push.text},
            "data": dict(push.data),
            "android": {
                **({"collapse_key": push.tag} if push.collapses else {}),
                "priority": "HIGH",
                "ttl": f"{push.ttl_s}s",
                "notification": {"tag": push.tag},
            },
        }
    }


def _error_code(answer: httpx.Response) -> str:
    """Return FCM's own word for what is wrong, or an empty string."""
    try:
        error = answer.json()["error"]
        details = error.get("details", [])
        return next((one["errorCode"] for one in details if "errorCode" in one), "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
