"""How do commands wait for their turn, and what happens when a batch does not go through?"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Sequence
from time import monotonic

from chatserver.core.chat import Chat
from chatserver.core.commands import Command
from chatserver.ledger.at_once import SharedClock, prepared
from chatserver.ledger.batch import Batch
from chatserver.ledger.deciding import Chance, Deciding, Job, Result
from chatserver.ledger.directory import Directories
from chatserver.ledger.memory import MOST, Lately, Memory
from chatserver.ledger.outcome import Answer, Done, Heard, Outcome, Person, Trouble
from chatserver.storage.trial import end_if_tried
from chatserver.storage.trouble import Locked, Raced, Reconnected, Unavailable
from chatserver.world import World

log = logging.getLogger(__name__)

TRIES = 3
# Who sends again often does so once more: for so long keys are looked for beforehand.
WARY_S = 5.0
OVERLOADED_MS, UNAVAILABLE_MS, INTERNAL_MS = 1_000, 2_000, 1_000


class Ledger:
    """The one writer of chats on this node.

    The next batch is whatever came while the last one was committed; nothing waits for a timer.
    Answers and announcements come only after the commit.

    `undone` counts the batches that were written at once in vain, and went the long way.
    """

    def __init__(self, world: World) -> None:
        self.directories = Directories(world.db, world.now)
        self._world = world
        self._limits = world.settings.ledger
        self._edit_window_ms = world.settings.chat.edit_window_s * 1000
        self._told = frozenset(self._limits.outbox)
        sqlite = world.db.dialect == "sqlite"
        self._memory = Memory(MOST if sqlite else 0)
        self._lately = None if sqlite else Lately()
        self._clock = SharedClock()
        self.undone = 0
        self._wary_until = 0.0
        self._chance = Chance(world.now, world.new_id, world.draw)
        self._queue: deque[Job] = deque()
        self._woken = asyncio.Event()
        self._heard: list[Heard] = []
        self._worker: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def waiting(self) -> int:
        """How many commands wait for their turn."""
        return len(self._queue)

    def listen(self, heard: Heard) -> None:
        """Have every commit announced, on the event loop, in commit order, before its answers."""
        self._heard.append(heard)

    def learn(self, chats: Iterable[Chat]) -> None:
        """Hear how chats stand by now, also those that another node has changed."""
        if self._lately is not None:
            self._lately.hear(chats)

    async def start(self) -> None:
        """Begin to work."""
        self._worker = asyncio.create_task(self._work(), name="ledger")

    async def stop(self) -> None:
        """Refuse what is new, finish what waits, and end."""
        self._stopping = True
        self._woken.set()
        if self._worker is not None:
            await self._worker

    def post(self, command: Command, person: Person, done: Done) -> None:
        """Queue a command; `done` is called once, after the commit that it was part of.

        A full queue answers `overloaded` at once.
        """
        if self._stopping or len(self._queue) >= self._limits.queue:
            done(Trouble("overloaded", retry_ms=OVERLOADED_MS))
            return
        self._queue.append(Job(command, person, done, monotonic()))
        self._woken.set()

    async def submit(self, command: Command, person: Person) -> Outcome:
        """Queue a command and wait for its outcome; raises Refused or Trouble."""
        end_if_tried()
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def done(answer: Answer) -> None:
            if not answered.done():
                answered.set_result(answer)

        self.post(command, person, done)
        answer = await answered
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _work(self) -> None:
        while True:
            while not self._queue:
                if self._stopping:
                    return
                self._woken.clear()
                await self._woken.wait()
            jobs = self._take()
            if jobs:
                await self._perform(jobs)

    def _take(self) -> list[Job]:
        oldest = monotonic() - self._limits.queue_age_s
        jobs: list[Job] = []
        while self._queue and len(jobs) < self._limits.batch:
            job = self._queue.popleft()
            if job.posted < oldest:
                _answer(job, Trouble("overloaded", retry_ms=OVERLOADED_MS))
            else:
                jobs.append(job)
        return jobs

    async def _perform(self, jobs: Sequence[Job]) -> None:
        try:
            result = await self._write(jobs)
        except Locked:
            _answer_all(jobs, Trouble("overloaded", retry_ms=OVERLOADED_MS))
        except Unavailable as trouble:
            log.warning("nothing can be written: %s", trouble)
            _answer_all(jobs, Trouble("unavailable", retry_ms=UNAVAILABLE_MS))
        except Exception as error:  # noqa: BLE001 - the loop must outlive every batch
            if len(jobs) == 1:
                _answer(jobs[0], self._broke(error))
                return
            # One command spoils the batch: find it by giving each a transaction of its own.
            for job in jobs:
                await self._perform([job])
        else:
            # What waits is written first: telling of this commit then falls into the time in which
            # the next one waits for the disk. Callbacks keep their order, and so do commits.
            asyncio.get_running_loop().call_soon(self._announce, jobs, result)

    async def _write(self, jobs: Sequence[Job]) -> Result:
        if self._lately is not None:
            result = await self._write_at_once(jobs, self._lately)
            if result is not None:
                return result
        wary = monotonic() < self._wary_until
        for _ in range(TRIES - 1):
            try:
                return await self._write_once(jobs, wary=wary)
            except Raced:
                wary, self._wary_until = True, monotonic() + WARY_S
        return await self._write_once(jobs, wary=True, holds=True)

    async def _write_at_once(self, jobs: Sequence[Job], lately: Lately) -> Result | None:
        """Write the batch by one statement; None where that cannot be, and nothing has happened."""
        deciding = self._deciding()
        move = prepared(jobs, deciding, lately, self.directories, self._clock)
        if move is None:
            return None
        try:
            rows = await self._world.db.at_once(move.statement, *move.args)
        except Reconnected:
            lately.clear()
            return None
        except Raced:
            self.undone += 1
            lately.forget(deciding.working)
            return None
        except BaseException:
            lately.clear()
            raise
        self._clock.set(rows[0][2])
        result = move.result(rows, self._world.links)
        self.learn(change.chat for change in result.commit.changes)
        return result

    async def _write_once(self, jobs: Sequence[Job], *, wary: bool, holds: bool = False) -> Result:
        deciding = self._deciding()
        batch = Batch(
            jobs,
            deciding,
            self.directories,
            self._memory,
            self._chance,
            self._world.links,
            wary=wary,
            holds=holds,
        )
        try:
            result = await self._world.db.write(batch.steps())
        except BaseException:
            self._memory.forget()
            raise
        self._memory.keep(result.commit.changes)
        self.learn(change.chat for change in result.commit.changes)
        if batch.clock is not None:
            self._clock.set(batch.clock)
        return result

    def _deciding(self) -> Deciding:
        return Deciding(
            self._chance, edit_window_ms=self._edit_window_ms, told=self._told, broke=self._broke
        )

    def _announce(self, jobs: Sequence[Job], result: Result) -> None:
        if result.commit.changes:
            for heard in self._heard:
                try:
                    heard(result.commit)
                except Exception:
                    log.exception("a listener of commits failed")
        for job, answer in zip(jobs, result.answers, strict=True):
            _answer(job, answer)

    def _broke(self, error: Exception) -> Trouble:
        reference = self._world.new_id("err")
        log.error("a command failed (%s)", reference, exc_info=error)
        return Trouble("internal", retry_ms=INTERNAL_MS, reference=reference)


def _answer(job: Job, answer: Answer) -> None:
    try:
        job.done(answer)
    except Exception:
        log.exception("answering a command failed")


def _answer_all(jobs: Sequence[Job], answer: Answer) -> None:
    for job in jobs:
        _answer(job, answer)
