"""A task that loses a cancellation is ended all the same."""

import asyncio
import contextlib

from chatserver.bus.ending import end


async def test_a_task_that_swallows_a_cancellation_is_ended() -> None:
    swallowed = asyncio.Event()

    async def stubborn() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        swallowed.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await end(task)
    assert swallowed.is_set()
    assert task.cancelled()


async def test_what_is_done_already_is_left_as_it_is() -> None:
    async def quick() -> None: ...

    task = asyncio.create_task(quick())
    await task
    await end(task)
    await end()
    assert not task.cancelled()
