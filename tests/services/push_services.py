"""Browsers with their push service, and Google's, inside the test's process: real HTTP, real keys.

They believe nothing that is not signed as the protocols want it, and keep what they could read.
"""

import asyncio
import base64
import json
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import http_ece
import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chatserver.notify import Address
from chatserver.notify.fcm import GRANT, SCOPE
from chatserver.notify.webpush import unpadded


def base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@dataclass
class Browser:
    """A subscription of one browser, which alone can read what is pushed to it."""

    name: str
    origin: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    shown: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def address(self) -> Address:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Address(
            "web", f"{self.origin}/push/{self.name}", base64url(point), base64url(self.secret)
        )

    @property
    def subscription(self) -> dict[str, Any]:
        """What a page hands over."""
        keys = {"p256dh": self.address.p256dh, "auth": self.address.auth}
        return {"endpoint": self.address.token, "keys": keys}

    def read(self, body: bytes) -> dict[str, Any]:
        plain = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        words: dict[str, Any] = json.loads(plain)
        return words


@dataclass
class BrowserService:
    """The push service of all browsers. `refusals` are its next answers, before it takes any."""

    origin: str = ""
    browsers: dict[str, Browser] = field(default_factory=dict)
    refusals: list[Response] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def until(self, holds: Callable[[], bool], *, within_s: float = 20) -> None:
        """Return as soon as it holds of what browsers show."""
        async with asyncio.timeout(within_s):
            while not holds():
                self.came.clear()
                await self.came.wait()

    def browser(self, name: str) -> Browser:
        """Subscribe a browser."""
        self.browsers[name] = Browser(name, self.origin)
        return self.browsers[name]

    async def take(self, request: Request) -> Response:
        self.asked += 1
        if self.refusals:
            return self.refusals.pop(0)
        browser = self.browsers.get(request.path_params["name"])
        if browser is None:
            return Response(status_code=410)
        if not self._signed(request.headers["authorization"]):
            return Response(status_code=403)
        assert request.headers["content-encoding"] == "aes128gcm"
        browser.shown.append(browser.read(await request.body()))
        browser.headers.append(dict(request.headers))
        self.came.set()
        return Response(status_code=201)

    def _signed(self, authorization: str) -> bool:
        scheme, _, rest = authorization.partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert scheme == "vapid"
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(parts["k"]))
        try:
            claims = jwt.decode(
                parts["t"],
                key,
                ["ES256"],
                audience=self.origin,
                options={"require": ["aud", "exp", "sub"]},
            )
        except jwt.PyJWTError:
            return False
        return str(claims["sub"]).startswith(("mailto:", "https://"))


@dataclass
class Google:
    """Google's OAuth and FCM. `errors` are FCM's next answers, before it takes any."""

    url: str = ""
    private: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    tokens: list[str] = field(default_factory=list)
    errors: list[Response] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    account: str = "chat@project.iam.gserviceaccount.com"

    def key_file(self, folder: Path) -> str:
        """Write the file that the Firebase console gives out, and return where."""
        pem = self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        content = {
            "type": "service_account",
            "project_id": "pine-street",
            "client_email": self.account,
            "private_key_id": "key-1",
            "private_key": pem,
            "token_uri": f"{self.url}/token",
        }
        file = folder / "service-account.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        return str(file)

    async def token(self, request: Request) -> Response:
        form = {name: one for name, [one] in parse_qs((await request.body()).decode()).items()}
        assert form["grant_type"] == GRANT
        try:
            claims = jwt.decode(
                form["assertion"],
                self.private.public_key(),
                ["RS256"],
                audience=f"{self.url}/token",
                issuer=self.account,
                options={"require": ["exp", "iat"], "verify_iat": False, "verify_exp": False},
            )
        except jwt.PyJWTError:
            return JSONResponse({"error": "invalid_grant"}, 400)
        assert claims["scope"] == SCOPE
        assert claims["exp"] - claims["iat"] <= 3600
        self.tokens.append(f"ya29.{len(self.tokens)}")
        return JSONResponse({"access_token": self.tokens[-1], "expires_in": 3600})

    async def send(self, request: Request) -> Response:
        if request.headers["authorization"] != f"Bearer {self.tokens[-1]}":
            return google_error(401, "UNAUTHENTICATED")
        if self.errors:
            return self.errors.pop(0)
        assert request.path_params["project"] == "pine-street"
        self.messages.append((await request.json())["message"])
        return JSONResponse({"name": f"projects/pine-street/messages/{len(self.messages)}"})


def google_error(status: int, code: str, **headers: str) -> Response:
    """Return a refusal in FCM's words."""
    details = [{"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}]
    return JSONResponse({"error": {"code": status, "details": details}}, status, headers)


@asynccontextmanager
async def browser_service() -> AsyncIterator[BrowserService]:
    """Serve until the block ends."""
    service = BrowserService()
    route = Route("/push/{name}", service.take, methods=["POST"])
    async with served(Starlette(routes=[route])) as service.origin:
        yield service


@asynccontextmanager
async def google() -> AsyncIterator[Google]:
    """Serve until the block ends."""
    service = Google()
    routes = [
        Route("/token", service.token, methods=["POST"]),
        Route("/v1/projects/{project}/messages:send", service.send, methods=["POST"]),
    ]
    async with served(Starlette(routes=routes)) as service.url:
        yield service


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    # The socket listens already: whoever comes early waits in its queue.
    serving = asyncio.create_task(server._serve([listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
