"""How does a notice reach a device, whatever service its maker runs for that?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import httpx
from typing_extensions import override

from chatserver.notify.undelivered import Undelivered

_TOO_MANY = 429
_FAULT = 500


@dataclass(frozen=True, slots=True)
class Address:
    """Where a device is reached: `token` is what its service knows it by, for a browser the
    address of its push service; `p256dh` and `auth` are a browser's keys (RFC 8291).
    """

    platform: str
    token: str
    p256dh: str = ""
    auth: str = ""


@dataclass(frozen=True, slots=True)
class Push:
    """What a device shows. One with the same `tag` takes its place on the screen, and on the way,
    too, if it `collapses`.

    `data` is for the program that is opened by it: short texts alone, as FCM takes no others.
    """

    title: str
    body: str
    tag: str
    data: Mapping[str, str] = field(default_factory=dict)
    ttl_s: int = 24 * 3600
    subtitle: str = ""
    # Services keep few such keys for a device: one that nothing ever replaces had better have none.
    collapses: bool = True

    @property
    def text(self) -> str:
        """The words below the title, where a service knows of no subtitle."""
        return f"{self.subtitle}\n{self.body}" if self.subtitle else self.body


class BadCredentials(Exception):
    """A file of credentials cannot be used; says why, and nothing of what is in it."""


class Gone(Undelivered):
    """The service knows no such device (any more): its registration can be forgotten."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, for_good=True)


class Pusher(Protocol):
    """One service that reaches devices."""

    @property
    def on(self) -> bool:
        """Whether it has its credentials; else nothing is sent, and nothing need be written."""

    async def push(self, address: Address, push: Push) -> None:
        """Hand it over. Raises `Gone`, or `Undelivered` with whether another try may help."""

    async def close(self) -> None:
        """Let its connections go."""


class Off(Pusher):
    """A service without its credentials."""

    @property
    @override
    def on(self) -> bool:
        """It reaches nobody."""
        return False

    @override
    async def push(self, address: Address, push: Push) -> None:
        """Refuse; what was written while the credentials were there waits for their return."""
        raise Undelivered("no credentials are set")

    @override
    async def close(self) -> None:
        """There is nothing to close."""


def refusal(answer: httpx.Response, what: str) -> Undelivered:
    """Return what a service's refusal means where its code has no meaning of its own.

    Only what may pass by itself is tried again.
    """
    later = answer.status_code == _TOO_MANY or answer.status_code >= _FAULT
    wait = answer.headers.get("retry-after", "")
    return Undelivered(
        f"{what} ({answer.status_code})",
        for_good=not later,
        after_ms=int(wait) * 1000 if wait.isdecimal() else None,
    )
