"""How does something get told to the outside, once and for certain?

Whoever changes something writes what is to be told of it in the same transaction; a job tells it
afterwards, at least once, and tries again where it fails (docs/architecture.md, "How
the outside is told").
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.notify import Undelivered
from chatserver.storage import outbox
from chatserver.storage.outbox import Taken
from chatserver.storage.tables import OutboxRow
from chatserver.world import World

log = logging.getLogger(__name__)

AT_ONCE = 20  # rows that a node has in hand at most
LEASE_MS = 120_000  # more than any handler may take
HANDLER_S = 60
FIRST_PAUSE_MS = 5_000
LONGEST_PAUSE_MS = 3_600_000
ATTEMPTS = 20  # with these pauses, over half a day


class Postponed(Exception):
    """It is too early to tell this; being looked at was no attempt."""

    def __init__(self, after_ms: int) -> None:
        super().__init__(after_ms)
        self.after_ms = after_ms


Handler = Callable[[Taken], Awaitable[None]]


async def tell(
    session: AsyncSession,
    world: World,
    topic: str,
    body: Mapping[str, object],
    *,
    org: str | None = None,
    collapse: str | None = None,
    after_ms: int = 0,
) -> None:
    """Let this be told once this transaction is committed, not before `after_ms` have passed.

    With `collapse` it takes the place, and the time, of what is waiting under the same key.
    """
    text = json.dumps(body, ensure_ascii=False)
    if collapse is not None and await _replaced(session, topic, collapse, text):
        return
    now = world.now()
    session.add(
        OutboxRow(
            id=world.new_id("out"),
            org=org,
            topic=topic,
            body=text,
            collapse=collapse,
            at=now,
            next_at=now + after_ms,
        )
    )


async def withdraw(session: AsyncSession, world: World, topic: str, collapse: str) -> None:
    """Let what waits under this key not be told any more; what is being told is not stopped."""
    waiting = _waiting(topic, collapse)
    await session.exec(
        update(OutboxRow)
        .where(*waiting)
        .values(done_at=world.now(), failure="withdrawn", body="{}")
    )


async def _replaced(session: AsyncSession, topic: str, collapse: str, body: str) -> bool:
    # Only one that nobody has begun to tell.
    mine = (*_waiting(topic, collapse), col(OutboxRow.attempts) == 0)
    changed = await session.exec(update(OutboxRow).where(*mine).values(body=body))
    return changed.rowcount > 0


def _waiting(topic: str, collapse: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(OutboxRow.topic) == topic,
        col(OutboxRow.collapse) == collapse,
        col(OutboxRow.done_at).is_(None),
    )


@dataclass(frozen=True, slots=True)
class Courier:
    """Tells what waits, each topic by its handler; any number of nodes may do it side by side.

    A handler that returns has told it; `Undelivered` and every other exception put it off, longer
    each time, until `ATTEMPTS` are made. It must bear being called twice for the same row.
    """

    world: World
    handlers: Mapping[str, Handler]
    count: Callable[[str, str], None] = lambda _topic, _outcome: None

    async def deliver(self) -> int:
        """Tell what is due now, and return how many rows that were."""
        told = 0
        while self.handlers:
            taken = await outbox.take(
                self.world.db,
                self.handlers.keys(),
                now=self.world.now(),
                lease_ms=LEASE_MS,
                limit=AT_ONCE,
            )
            await asyncio.gather(*(self._tell(one) for one in taken))
            told += len(taken)
            if len(taken) < AT_ONCE:
                break
        return told

    async def _tell(self, one: Taken) -> None:
        try:
            async with asyncio.timeout(HANDLER_S):
                await self.handlers[one.topic](one)
        except Postponed as later:
            self.count(one.topic, "postponed")
            until = self.world.now() + later.after_ms
            await outbox.postpone(self.world.db, one, until=until)
        except Undelivered as failure:
            await self._failed(one, failure)
        except TimeoutError:
            await self._failed(one, Undelivered("timeout"))
        except Exception:
            log.exception("%s (%s) could not be told", one.id, one.topic)
            await self._failed(one, Undelivered("fault"))
        else:
            self.count(one.topic, "told")
            await outbox.settle(self.world.db, one, now=self.world.now())

    async def _failed(self, one: Taken, failure: Undelivered) -> None:
        now = self.world.now()
        if failure.for_good or one.attempt >= ATTEMPTS:
            self.count(one.topic, "given_up")
            log.warning("%s (%s) is given up: %s", one.id, one.topic, failure.reason)
            await outbox.settle(self.world.db, one, now=now, failure=failure.reason)
            return
        self.count(one.topic, "failed")
        until = now + pause_ms(one.attempt, self.world.draw(), failure.after_ms)
        await outbox.put_off(self.world.db, one, until=until)


def pause_ms(attempt: int, chance: float, wanted: int | None = None) -> int:
    """Return the pause after this attempt: doubled each time, spread by a half, never too long."""
    doubled = min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** min(attempt - 1, 20))
    spread = int(doubled * (0.5 + chance / 2))
    return min(LONGEST_PAUSE_MS, max(spread, wanted or 0))
