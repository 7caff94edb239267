"""In which words does the superapp let a client's device be rung?"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chatserver.actions.notifying.devices import Device
from chatserver.http.texts import Text
from chatserver.wire.times import rfc3339

Platform = Literal["ios", "android", "web"]
Key = Annotated[Text, Field(min_length=1, max_length=200)]


class BrowserKeysWord(BaseModel):
    """The keys of a browser's subscription, in base64url (RFC 8291)."""

    model_config = ConfigDict(extra="forbid")

    p256dh: Key
    auth: Key


class NewDeviceWord(BaseModel):
    """A device: the token that APNs or FCM gave it; for a browser the endpoint of its subscription,
    with its keys.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"platform": "android", "token": "fMEP0v…", "locale": "ru"}]
        },
    )

    platform: Platform
    token: Annotated[Text, Field(min_length=1, max_length=2000)]
    keys: BrowserKeysWord | None = None
    locale: Annotated[Text, Field(max_length=35, examples=["ru"])] = ""

    @model_validator(mode="after")
    def _keys_are_a_browsers(self) -> Self:
        if (self.keys is not None) is not (self.platform == "web"):
            raise ValueError("keys belong to the platform web, and to no other")
        return self


class DeviceWord(BaseModel):
    """A device that is rung. Its token is not told again."""

    id: str
    platform: Platform
    locale: str
    created_at: str
    seen_at: str

    @classmethod
    def of(cls, device: Device) -> Self:
        """Return it as it is written."""
        return cls(
            id=device.id,
            platform=device.platform,
            locale=device.locale,
            created_at=rfc3339(device.created_at),
            seen_at=rfc3339(device.seen_at),
        )


class DevicesWord(BaseModel):
    """The client's devices, and the key (VAPID) to subscribe a browser with; null while this server
    reaches no browsers.
    """

    items: list[DeviceWord]
    next_cursor: None = None
    web_push_key: str | None
