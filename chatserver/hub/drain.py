"""How does a node send its people to another one before it ends? (delivery.md §3.12)"""

import asyncio
import logging
from contextlib import suppress

from chatserver.hub.gateway import Gateway
from chatserver.hub.node import Node
from chatserver.wire import Close

log = logging.getLogger(__name__)

QUEUE_S = 5.0
WHY = "restart"


async def drain(node: Node, gateway: Gateway, *, within_s: float) -> None:
    """Take nobody in, say bye to all, finish what is queued, close, and wait for them to go.

    Each is told another moment to come back, so that the next node is not met by a herd.
    """
    gateway.draining = True
    async with asyncio.timeout(within_s):
        for session in gateway.open_sessions():
            after_ms = int(node.world.draw() * node.settings.retry_spread_s * 1000)
            session.connection.bye(Close.RESTART, WHY, after_ms)
        with suppress(TimeoutError):
            async with asyncio.timeout(min(QUEUE_S, within_s / 2)):
                await node.ledger.stop()
        for session in gateway.open_sessions():
            session.connection.close(Close.RESTART, WHY)
        await gateway.all_gone()
