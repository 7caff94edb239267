"""How does a task that uses redis-py come to its end?"""

import asyncio
from typing import Final

AGAIN_S: Final = 0.1


async def end(*tasks: asyncio.Task[None]) -> None:
    """Cancel tasks until they are done.

    Once is not enough: redis-py loses a cancellation that comes while it cleans up a
    connection, and the task goes on as if nothing had been said (seen with 8.1).
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=AGAIN_S)
