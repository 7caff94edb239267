"""What becomes of a question whose asker has gone?"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def to_its_end(asking: Coroutine[Any, Any, T]) -> T:
    """Ask to the end, whoever goes meanwhile.

    To call a question back asyncpg would make one connection more for each, when thousands go at
    once; and one that is just being made would be left with a failure that nobody fetches.
    """
    task = asyncio.create_task(asking)
    # How it failed is nobody's business any more once the asker has gone.
    task.add_done_callback(_fetched)
    return await asyncio.shield(task)


def _fetched(task: asyncio.Task[Any]) -> None:
    if not task.cancelled():
        task.exception()
