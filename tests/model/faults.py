"""A database that breaks or is slow, or a node that dies, at a chosen point of a transaction."""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

from chatserver.storage.database import Runner
from chatserver.storage.statement import Ask, Rows, Steps

T = TypeVar("T")


class Crash(BaseException):
    """The process is gone: nobody catches this, nobody is answered."""


class Spoilt(Exception):
    """Something that the ledger has never heard of."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong, where, and how often.

    `point` counts the statements of a transaction from 0; BEFORE and AFTER mean its commit.
    """

    error: type[BaseException]
    point: int
    times: int = 1


BEFORE, AFTER = -1, -2


@dataclass
class Late:
    """One reading that takes its time while others go on: before it looks or, `stale`, after."""

    stale: bool
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _begun: bool = False

    def end(self) -> None:
        """Let it go on."""
        self._over.set()

    async def hold(self, *, looked: bool) -> None:
        """Wait for the end of it, where this is the reading and the place."""
        if looked is self.stale and not self._begun:
            self._begun = True
            await self._over.wait()


# Of the task that reads: what else it begins is not held up.
late: ContextVar[Late | None] = ContextVar("late", default=None)


class FaultyRunner:
    """A runner that does what it is told to do wrong at its next write, and else its work."""

    def __init__(self, runner: Runner, struck: Callable[[BaseException], None]) -> None:
        self._runner = runner
        self._struck = struck
        self._fault: Fault | None = None
        self._left = 0

    def arm(self, fault: Fault | None) -> None:
        """Have the next writes go wrong so."""
        self._fault = fault
        self._left = fault.times if fault is not None else 0

    async def write(self, steps: Steps[T]) -> T:
        """Run the steps in one write transaction, if nothing is to go wrong."""
        fault = self._fault
        if fault is None or not self._left:
            return await self._runner.write(steps)
        if fault.point == AFTER:
            await self._runner.write(steps)
            raise self._strike(fault)
        return await self._runner.write(self._doomed(steps, fault))

    async def read(self, steps: Steps[T]) -> T:
        """Run the steps on one consistent view."""
        slow = late.get()
        if slow is None:
            return await self._runner.read(steps)
        await slow.hold(looked=False)
        result = await self._runner.read(steps)
        await slow.hold(looked=True)
        return result

    async def ask(self, wanted: Ask) -> Rows:
        """Put one question."""
        return await self._runner.ask(wanted)

    async def at_once(self, wanted: Ask) -> Rows:
        """Make one change, if nothing is to go wrong; all of it or nothing."""
        fault = self._fault
        if fault is None or not self._left:
            return await self._runner.at_once(wanted)
        if fault.point == AFTER:
            await self._runner.at_once(wanted)
        raise self._strike(fault)

    async def close(self) -> None:
        """Close every connection."""
        await self._runner.close()

    def _doomed(self, steps: Steps[T], fault: Fault) -> Steps[T]:
        done = 0
        wanted: Ask | None = None
        rows: Rows | None = None
        while True:
            if done == fault.point:
                steps.close()
                raise self._strike(fault)
            try:
                wanted = next(steps) if rows is None else steps.send(rows)
            except StopIteration as stop:
                if fault.point == BEFORE:
                    raise self._strike(fault) from None
                result: T = stop.value
                return result
            rows = yield wanted
            done += 1

    def _strike(self, fault: Fault) -> BaseException:
        self._left -= 1
        error = fault.error("as the test wants it")
        self._struck(error)
        return error
