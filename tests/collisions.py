"""How does a test let two hold each other up, on PostgreSQL, before either is done?"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from sqlmodel.sql.expression import SelectOfScalar

from chatserver.core.refusals import Refused
from tests.small import Small, somebody_waits

Act = Coroutine[Any, Any, object]


@asynccontextmanager
async def held(here: Small, rows: SelectOfScalar[Any]) -> AsyncIterator[None]:
    """Let nobody past these rows, whoever comes."""
    async with here.world.db.transaction() as session:
        assert (await session.exec(rows.with_for_update())).all()
        yield


async def begun(here: Small, act: Act, many: int) -> asyncio.Task[object]:
    """Begin it, and return once so many wait, or it is over before it had to."""
    task = asyncio.create_task(act)
    waiting = asyncio.create_task(somebody_waits(here.world.db, many))
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    return task


async def both(here: Small, rows: SelectOfScalar[Any], first: Act, second: Act) -> list[str]:
    """Let both begin, the second after the first waits; return how each ended."""
    async with held(here, rows):
        tasks = [await begun(here, first, 1), await begun(here, second, 2)]
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    wrong = [end for end in ends if isinstance(end, BaseException) and not isinstance(end, Refused)]
    assert not wrong, wrong
    return [type(end).__name__ if isinstance(end, Refused) else "done" for end in ends]
