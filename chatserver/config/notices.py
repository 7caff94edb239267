"""By which ways do people hear of what happens?"""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from chatserver.config.section import Origin, Section


def _sender(sender: str) -> str:
    if sender and not re.fullmatch(
        r"([^<>\r\n]* )?<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+", sender
    ):
        raise ValueError("must be an address such as chat@example.org or Chat <chat@example.org>")
    return sender


def _vapid_key(key: SecretStr) -> SecretStr:
    text = key.get_secret_value()
    # 32 bytes in base64url, without padding.
    if text and not re.fullmatch(r"[A-Za-z0-9_-]{43}", text):
        raise ValueError("must be a P-256 private key: 32 bytes in base64url")
    return key


def _vapid_subject(subject: str) -> str:
    if subject and not re.fullmatch(r"mailto:[^<>@\s]+@[^<>@\s]+|https://[^\s]+", subject):
        raise ValueError("must be an address such as mailto:chat@example.org or https://…")
    return subject


class Mail(Section):
    """Who takes mails on. Without a host none are sent."""

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: Annotated[str, AfterValidator(_sender)] = ""
    timeout_s: Annotated[float, Field(gt=0, le=30)] = 15

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.host and not self.sender:
            raise ValueError("host needs a sender")
        if self.security == "none" and self.password.get_secret_value():
            raise ValueError("a password is not sent without TLS: security must be starttls or tls")
        return self


class Notices(Section):
    """When people who look at no screen are told of their chats, and how much of them."""

    push_delay_ms: Annotated[int, Field(ge=0, le=600_000)] = 3000
    mail_delay_s: Annotated[int, Field(ge=0, le=3600)] = 120
    preview: bool = True
    timeout_s: Annotated[float, Field(gt=0, le=30)] = 10


class Pushes(Section):
    """How often a mini-app may push something to one client, unless the platform says otherwise."""

    every_s: Annotated[int, Field(ge=0, le=86_400)] = 30
    per_day: Annotated[int, Field(ge=0, le=1000)] = 10


class WebPush(Section):
    """How browsers are reached. Without a `key` the server makes its own."""

    key: Annotated[SecretStr, AfterValidator(_vapid_key)] = SecretStr("")
    subject: Annotated[str, AfterValidator(_vapid_subject)] = ""
    origins: tuple[Origin, ...] = (
        "https://fcm.googleapis.com",
        "https://jmt17.google.com",
        "https://*.push.services.mozilla.com",
        "https://*.notify.windows.com",
        "https://*.push.apple.com",
    )


class Fcm(Section):
    """How Android devices are reached. Without a service account none are."""

    service_account: str = ""
    endpoint: Origin = "https://fcm.googleapis.com"


class Apns(Section):
    """How Apple devices are reached. Without a key none are."""

    key_file: str = ""
    key_id: str = ""
    team_id: str = ""
    topic: str = ""
    endpoint: Origin = "https://api.push.apple.com"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.key_file and not (self.key_id and self.team_id and self.topic):
            raise ValueError("key_file needs a key_id, a team_id and a topic")
        return self
