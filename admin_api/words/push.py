"""In which words does an employee's browser let itself be rung?"""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from admin_api.words.word import Word
from chatserver.actions.notifying.devices import Device
from chatserver.http.texts import Text
from chatserver.wire.times import rfc3339

Key = Annotated[Text, Field(min_length=1, max_length=200)]


class BrowserKeysWord(Word):
    """The keys of a browser's subscription, in base64url (RFC 8291)."""

    p256dh: Key
    auth: Key


class NewBrowserWord(Word):
    """What a page gets from `PushManager.subscribe`, and the language of its notices."""

    endpoint: Annotated[
        Text,
        Field(min_length=1, max_length=2000, examples=["https://fcm.googleapis.com/fcm/send/…"]),
    ]
    keys: BrowserKeysWord
    locale: Annotated[Text, Field(max_length=35, examples=["ru"])] = ""


class BrowserWord(BaseModel):
    """A browser that is rung; `service` is the host of its push service."""

    id: str
    service: Annotated[str, Field(examples=["fcm.googleapis.com"])]
    locale: str
    created_at: str
    seen_at: str

    @classmethod
    def of(cls, device: Device) -> Self:
        """Return it as it is written."""
        return cls(
            id=device.id,
            service=device.service,
            locale=device.locale,
            created_at=rfc3339(device.created_at),
            seen_at=rfc3339(device.seen_at),
        )


class BrowsersWord(BaseModel):
    """The browsers that are rung, and the key (VAPID) to subscribe another one with; null while
    this server reaches no browsers.
    """

    items: list[BrowserWord]
    next_cursor: None = None
    public_key: str | None
