"""A node as far as the ledger: it takes commands, is struck by faults, dies and comes back."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count

from prometheus_client import CollectorRegistry

from chatserver.bus.local import LocalBus
from chatserver.config import Ledger as LedgerSettings
from chatserver.config import Settings
from chatserver.core.commands import Command
from chatserver.jobs import Jobs
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Answer, Commit, Person
from chatserver.storage.database import Database
from chatserver.world import World
from tests.model.faults import Crash, Fault, FaultyRunner
from tests.services.engines import opened

TOLD = ("message", "assigned")
# However busy the machine is on which they run, nobody's command grows too old.
SETTINGS = Settings(ledger=LedgerSettings(outbox=TOLD, queue_age_s=60))
PATIENCE_S = 30
_GOLDEN = 0.618034


@dataclass
class Chances:
    """Ids and draws that are the same in every run."""

    ids: "count[int]" = field(default_factory=count)
    draws: "count[int]" = field(default_factory=count)

    def new_id(self, kind: str) -> str:
        """Return an id that nobody has."""
        return f"{kind}_{next(self.ids):06d}"

    def draw(self) -> float:
        """Return the next of a sequence that covers [0, 1) evenly."""
        return next(self.draws) * _GOLDEN % 1


@dataclass(eq=False)
class Asked:
    """A command in flight, and its answer once there is one. None: nobody ever answered."""

    person: Person
    command: Command
    node: int
    answer: Answer | None = None
    repeats: "Asked | None" = None


class LedgerNode:
    """One ledger over a database; `heard` is what it has announced."""

    def __init__(self, url: str, now: Callable[[], int], chances: Chances) -> None:
        self._url = url
        self._now = now
        self._chances = chances
        self._waiting = 0
        self._quiet = asyncio.Event()
        self.crashed = False
        self.struck: list[BaseException] = []
        self.heard: list[Commit] = []

    def forget(self) -> None:
        """Nothing is remembered of how chats stood."""
        if self.ledger._lately is not None:
            self.ledger._lately.clear()

    async def start(self) -> None:
        """Open the database and begin to work."""
        self._held = AsyncExitStack()
        sound = await self._held.enter_async_context(opened(self._url, pool_size=2))
        self._runner = FaultyRunner(sound._runner, self._on_strike)
        self.db = Database(sound.engine, self._runner)
        self.world = World(
            SETTINGS,
            self.db,
            LocalBus("node"),
            now=self._now,
            new_id=self._chances.new_id,
            draw=self._chances.draw,
        )
        self.ledger = Ledger(self.world)
        self.ledger.listen(self.heard.append)
        await self.ledger.start()
        # They remember what they have looked at for as long as the node lives.
        self.jobs = Jobs(self.world, self.ledger, CollectorRegistry())
        self.crashed = False

    async def stop(self) -> None:
        """End in good order."""
        await self.ledger.stop()
        await self._held.aclose()

    async def revive(self) -> None:
        """What crashed is buried, and a new process started."""
        worker = self.ledger._worker
        assert worker is not None
        await asyncio.wait({worker})
        assert isinstance(worker.exception(), Crash)
        await self._held.aclose()
        await self.start()

    def post(self, asked: Sequence[Asked]) -> None:
        """Give the commands, all before the first is taken up."""
        self._quiet.clear()
        for one in asked:
            self._waiting += 1
            self.ledger.post(one.command, one.person, self._done(one))

    async def quiet(self) -> None:
        """Wait until all is answered, or nobody is there to answer."""
        if self._waiting:
            async with asyncio.timeout(PATIENCE_S):
                await self._quiet.wait()
        self._waiting = 0
        self._runner.arm(None)

    def arm(self, fault: Fault | None) -> None:
        """Have something go wrong with the next transactions."""
        self.struck.clear()
        self._runner.arm(fault)

    def _done(self, one: Asked) -> Callable[[Answer], None]:
        def done(answer: Answer) -> None:
            assert one.answer is None, "answered twice"
            one.answer = answer
            self._waiting -= 1
            if not self._waiting:
                self._quiet.set()

        return done

    def _on_strike(self, error: BaseException) -> None:
        self.struck.append(error)
        if isinstance(error, Crash):
            self.crashed = True
            # Called on the writer's thread with SQLite: the loop has to be told as loops are told.
            self._loop.call_soon_threadsafe(self._quiet.set)

    @property
    def _loop(self) -> asyncio.AbstractEventLoop:
        worker = self.ledger._worker
        assert worker is not None
        return worker.get_loop()
