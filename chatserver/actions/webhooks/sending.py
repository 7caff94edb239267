"""How do events reach endpoints, so that one that is dead never holds up the others?

Each endpoint that something is due to gets a lane of its own, a task that sends it a few at a time
and ends; a node has so many lanes at most. Any number of nodes may do it side by side. What was
sent and not written down, because the node died between, is sent again under the same id.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
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

AT_ONCE = 4  # to one endpoint from one node
TURNS = 25  # of a lane, before another endpoint may have its place
LEASE_MS = 120_000  # more than a try may take

Count = Callable[[str], None]


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
            found = None
            with _told(webhook):
                now = self.world.now()
                found = await queue.take(
                    self.world.db, webhook, now=now, lease_ms=LEASE_MS, limit=AT_ONCE
                )
            if found is None:
                return
            endpoint, letters = found
            await asyncio.gather(*(self._deliver(endpoint, one) for one in letters))

    async def _deliver(self, endpoint: Endpoint, taken: Taken) -> None:
        with _told(endpoint.id):
            answer = await self._send(endpoint, taken)
            told: dict[str, object] = {
                "status": answer.status,
                "failure": answer.failure,
                "duration_ms": answer.duration_ms,
                "answer": answer.text,
            }
            if retries.taken(answer.status):
                await self._taken(endpoint, taken, told)
            else:
                await self._not_taken(endpoint, taken, answer, told)

    async def _send(self, endpoint: Endpoint, taken: Taken) -> Answer:
        now = self.world.now()
        try:
            secrets = [self._opened(endpoint, endpoint.secret)]
            if endpoint.former and (endpoint.former_until or 0) > now:
                secrets.append(self._opened(endpoint, endpoint.former))
        except Unsealed:
            log.warning("identity.miniapp_key does not open the secret of %s", endpoint.id)
            return Answer(0, failure="secret")
        letter = Letter(endpoint.url, taken.event, now // 1000, taken.body, secrets)
        return await self.world.postman.send(letter)

    def _opened(self, endpoint: Endpoint, sealed: str) -> bytes:
        return unseal(self.world.webhook_key, sealed, what=endpoint.id)

    async def _taken(self, endpoint: Endpoint, taken: Taken, told: Mapping[str, object]) -> None:
        async with self.world.db.transaction() as session:
            await queue.settle(session, taken, {**told, "state": "delivered"})
            if endpoint.failures or endpoint.failing_since is not None:
                await queue.answered(session, endpoint.id)
        self.count("delivered")

    async def _not_taken(
        self, endpoint: Endpoint, taken: Taken, answer: Answer, told: Mapping[str, object]
    ) -> None:
        now, wish = self.world.now(), answer.retry_after_ms
        pause = None
        if taken.kind != PING:  # whoever asks for one looks at it
            pause = retries.next_pause_ms(taken.step, self.world.draw(), wish)
        next_ = {"state": "failed"}
        if pause is not None:
            next_ = {"next_at": now + pause, "step": taken.step + 1}  # type: ignore[dict-item]
        held_until = None
        if not retries.well(answer.status):
            held_until = now + retries.hold_ms(endpoint.failures + 1, wish)
        async with self.world.db.transaction() as session:
            await queue.settle(session, taken, {**told, **next_})
            since = await queue.failed(session, endpoint.id, now=now, held_until=held_until)
        self.count("failed" if pause is not None else "given_up")
        if answer.status == retries.GONE:
            await disable(self.world, endpoint, "gone")
        elif retries.given_up(since, now):
            await disable(self.world, endpoint, "failing")


@contextmanager
def _told(webhook: str) -> Iterator[None]:
    """Let a failure of ours be told, and harm nobody else: what was taken is due again later."""
    try:
        yield
    except DatabaseTrouble as trouble:
        log.warning("%s is put off: %s", webhook, trouble)
    except Exception:
        log.exception("%s could not be served", webhook)
