"""How does a node that ends send its people on? (docs/operations.md, "Several nodes")"""

import asyncio
from contextlib import suppress

from chatserver.hub.gateway import Gateway
from chatserver.hub.node import Node
from chatserver.wire import Close

QUEUE_S = 5.0
WHY = "restart"


async def drain(node: Node, gateway: Gateway, *, within_s: float) -> None:
    """Take nobody in, say bye to all, finish what is queued, close, and see everybody off.

    Each is told another moment to come back, so that the next node is not met by a herd.
    """
    gateway.draining = True
    for session in gateway.open_sessions():
        after_ms = int(node.world.draw() * node.settings.retry_spread_s * 1000)
        session.connection.bye(Close.RESTART, WHY, after_ms)
    begun = asyncio.get_running_loop().time()
    with suppress(TimeoutError):
        async with asyncio.timeout(min(QUEUE_S, within_s / 2)):
            await asyncio.shield(node.ledger.stop())
    await see_off(gateway, within_s=begun + within_s - asyncio.get_running_loop().time())


async def see_off(gateway: Gateway, *, within_s: float) -> None:
    """Close every socket, and cut those whose peers do not answer in time."""
    for session in gateway.open_sessions():
        session.connection.close(Close.RESTART, WHY)
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await gateway.all_gone()
    gateway.abort_all()
    await gateway.all_gone()
