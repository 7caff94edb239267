"""Whom do these settings let take money, and from whom?"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

from chatserver.config import Settings
from chatserver.payments.counted import Count, Counted
from chatserver.payments.fake import FakePayee
from chatserver.payments.provider import Provider
from chatserver.payments.yookassa import YooKassa


@dataclass(frozen=True, slots=True)
class Payments:
    """The providers: of `live` orders, None where nobody takes real money, and the fake payee, who
    takes every test order. It is the live one, too, where the settings say so.
    """

    live: Provider | None = None
    fake: FakePayee | None = None
    _asked: dict[str, asyncio.Task[None]] = field(default_factory=dict, repr=False, compare=False)

    async def together(self, key: str, ask: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Ask a provider once for all who come here while it has not answered; each hears how that
        went, and none who leaves takes it away from the others.
        """
        task = self._asked.get(key)
        if task is None:
            task = self._asked[key] = asyncio.create_task(ask())
            task.add_done_callback(lambda done: self._over(key, done))
        await asyncio.shield(task)

    def _over(self, key: str, done: asyncio.Task[None]) -> None:
        del self._asked[key]
        if not done.cancelled():
            done.exception()  # everybody may have left who would hear of it

    def of(self, env: str) -> Provider | None:
        """Return who takes the money of an order: live or test."""
        return self.live if env == "live" else self.fake

    def named(self, name: str) -> Provider | None:
        """Return the provider under this name, None where the settings name it no more."""
        return next((one for one in (self.live, self.fake) if one and one.name == name), None)

    def counted(self, count: Count) -> "Payments":
        """Return the same, with the answers of whoever takes real money counted."""
        if self.live is None or self.live is self.fake:
            return self
        return replace(self, live=Counted(self.live, count))

    async def close(self) -> None:
        """Let all connections go."""
        for one in (self.live, self.fake):
            if one is not None:
                await one.close()


def open_payments(settings: Settings, fake: FakePayee) -> Payments:
    """Return the providers that these settings name."""
    return Payments(_live(settings, fake), fake)


def _live(settings: Settings, fake: FakePayee) -> Provider | None:
    match settings.payments.provider:
        case "yookassa":
            back = f"{settings.server.address}/pay/done"
            return YooKassa(settings.payments, return_url=back)
        case "test":
            return fake
        case _:
            return None


def nobody() -> Payments:
    """Return the providers of a server on which nothing can be paid."""
    return Payments()
