"""A database whose answers come when a test lets them."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from typing_extensions import override

from chatserver.core.chat import Chat
from chatserver.hub.node import Node
from chatserver.ledger.outcome import Logged
from chatserver.ledger.reading import Reading
from tests.hub.hub_node import HubNode

T = TypeVar("T")


class SlowReading(Reading):
    """Keeps what it has read until it may go on."""

    def __init__(self, node: HubNode) -> None:
        super().__init__(node.world.db, node.world.links)
        self.has_read = asyncio.Event()
        self.may_go_on = asyncio.Event()

    @override
    async def watch(self, chat_id: str, **asked: Any) -> tuple[Chat, list[Logged]] | None:
        return await self._late(super().watch(chat_id, **asked))

    @override
    async def chat(self, chat_id: str) -> Chat | None:
        return await self._late(super().chat(chat_id))

    @override
    async def before(self, chat: str, seq: int, *, limit: int) -> list[Logged]:
        return await self._late(super().before(chat, seq, limit=limit))

    async def _late(self, asking: Coroutine[Any, Any, T]) -> T:
        found = await asking
        self.has_read.set()
        await self.may_go_on.wait()
        return found


def slowed(node: HubNode) -> tuple[Node, SlowReading]:
    """Return the node as one that reads slowly, and how it reads."""
    reading = SlowReading(node)
    return replace(node.hub._node, reading=reading), reading
