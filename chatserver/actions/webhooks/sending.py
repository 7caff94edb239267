"""How do events reach endpoints, so that one that is dead never holds up the others?

Each endpoint that something is due to gets a lane of its own, a task that sends it a few at a time
and ends; a node has so many lanes at most. Any number of nodes may do it side by side. What was
sent and not written down, because the node died between, is sent again under the same id.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from chatserver.actions.webhooks.disabling import disable
from chatserver.core import webhook_retries as retries
from chatserver.core.webhook_kinds import PING
from chatserver.identity.sealing import Unsealed, unseal
from chatserver.notify.webhooks import Answer, Letter
from chatserver.storage import webhook_queue as queue
from chatserver.storage.trouble import DatabaseTrouble
from chatserver.storage.webhook_queue import Endpoint, Taken
from chatserver.world import World

log = logging.getLogger(__name__)

AT_ONCE = 8  # to one endpoint from one node
TURNS = 100  # of a lane, before another endpoint may have its place
LEASE_MS = 120_000  # more than a try may take

Count = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try went, in one word, and what is written down of it."""

    taken: Taken
    answer: Answer
    word: str
    values: Mapping[str, object]


@dataclass(slots=True)
class Sender:
    """Sends what is due from this node. `count` hears how each try went: delivered, failed (and
    tried again), given_up.
    """

    world: World
    count: Count = lambda _outcome: None
    _lanes: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def begin(self) -> None:
        """Give each endpoint to which something is due a lane, as far as there are any left."""
        free = self.world.settings.webhooks.endpoints_at_once - len(self._lanes)
        if free <= 0:
            return
        due = await queue.due(self.world.db, now=self.world.now())
        for webhook in [one for one in due if one not in self._lanes][:free]:
            lane = asyncio.create_task(self._serve(webhook))
            self._lanes[webhook] = lane
            lane.add_done_callback(partial(self._ended, webhook))

    async def send(self) -> None:
        """Send all that is due now, and wait until it was."""
        await self.begin()
        while self._lanes:
            await asyncio.wait(set(self._lanes.values()))
            await self.begin()

    async def leave(self) -> None:
        """Stop; what is on its way is due again once its lease ends."""
        lanes = set(self._lanes.values())
        for lane in lanes:
            lane.cancel()
        if lanes:
            await asyncio.wait(lanes)

    def _ended(self, webhook: str, _: asyncio.Task[None]) -> None:
        del self._lanes[webhook]

    async def _serve(self, webhook: str) -> None:
        for _ in range(TURNS):
            with _told(webhook):
                if await self._turn(webhook):
                    continue
            return

    async def _turn(self, webhook: str) -> bool:
        """Send the next few; False: there are none."""
        now = self.world.now()
        found = await queue.take(self.world.db, webhook, now=now, lease_ms=LEASE_MS, limit=AT_ONCE)
        if found is None:
            return False
        endpoint, letters = found
        answers = await asyncio.gather(*(self._send(endpoint, one) for one in letters))
        outcomes = [
            self._outcome(taken, answer) for taken, answer in zip(letters, answers, strict=True)
        ]
        await self._settle(endpoint, outcomes)
        return True

    async def _send(self, endpoint: Endpoint, taken: Taken) -> Answer:
        now = self.world.now()
        try:
            secrets = [self._opened(endpoint, endpoint.secret)]
            if endpoint.former and (endpoint.former_until or 0) > now:
                secrets += [self._opened(endpoint, one) for one in endpoint.former.split()]
        except Unsealed:
            log.warning("identity.miniapp_key does not open the secret of %s", endpoint.id)
            return Answer(0, failure="secret")
        letter = Letter(endpoint.url, taken.event, now // 1000, taken.body, secrets)
        return await self.world.postman.send(letter)

    def _opened(self, endpoint: Endpoint, sealed: str) -> bytes:
        return unseal(self.world.webhook_key, sealed, what=endpoint.id)

    def _outcome(self, taken: Taken, answer: Answer) -> Outcome:
        told: dict[str, object] = {
            "status": answer.status,
            "failure": answer.failure,
            "duration_ms": answer.duration_ms,
            "answer": answer.text,
        }
        if retries.taken(answer.status):
            return Outcome(taken, answer, "delivered", {**told, "state": "delivered"})
        pause = None
        if taken.kind != PING:  # whoever asks for one looks at it
            pause = retries.next_pause_ms(taken.step, self.world.draw(), answer.retry_after_ms)
        if pause is None:
            return Outcome(taken, answer, "given_up", {**told, "state": "failed"})
        due = {"next_at": self.world.now() + pause, "step": taken.step + 1}
        return Outcome(taken, answer, "failed", {**told, **due})

    async def _settle(self, endpoint: Endpoint, outcomes: Sequence[Outcome]) -> None:
        """Write down how they went, all at once: each commit is a wait for the disk."""
        now = self.world.now()
        failures = [one.answer for one in outcomes if one.word != "delivered"]
        well = len(failures) < len(outcomes)
        since = None
        async with self.world.db.transaction() as session:
            # The endpoint before its deliveries, as whoever asks for one once more holds them.
            if well and (endpoint.failures or endpoint.failing_since is not None):
                await queue.answered(session, endpoint.id)
            if failures:
                count = 1 if well else endpoint.failures + 1
                held_until = _held_until(failures, now, count)
                since = await queue.failed(session, endpoint.id, now=now, held_until=held_until)
            for one in outcomes:
                await queue.settle(session, one.taken, one.values)
        for one in outcomes:
            self.count(one.word)
        if any(one.status == retries.GONE for one in failures):
            await disable(self.world, endpoint, "gone")
        elif not well and since is not None and retries.given_up(since, now):
            await disable(self.world, endpoint, "failing")


def _held_until(failures: Sequence[Answer], now: int, count: int) -> int | None:
    """Return until when an endpoint is left alone that answered so, None: it is well."""
    wishes = [one.retry_after_ms for one in failures if not retries.well(one.status)]
    if not wishes:
        return None
    return now + max(retries.hold_ms(count, wish) for wish in wishes)


@contextmanager
def _told(webhook: str) -> Iterator[None]:
    """Let a failure of ours be told, and harm nobody else: what was taken is due again later."""
    try:
        yield
    except DatabaseTrouble as trouble:
        log.warning("%s is put off: %s", webhook, trouble)
    except Exception:
        log.exception("%s could not be served", webhook)
