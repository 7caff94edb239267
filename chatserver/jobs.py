"""What does the server do by itself, and when?

Each job only finds what may be due and puts it into the ledger; two nodes that find the same are
harmless, since the rule looks again under the chat's lock. So every node runs every job, and the
schedule lives in memory.
"""

import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from prometheus_client import REGISTRY, CollectorRegistry
from sqlalchemy.exc import DBAPIError

from chatserver.actions.attachments.uploads.leftovers import sweep_leftovers
from chatserver.actions.attachments.uploads.sweeping import sweep_files
from chatserver.actions.chats.chat_exports.making import run_exports, sweep_exports
from chatserver.actions.chats.handing_out import HandingOut, give
from chatserver.actions.chats.message_index import follow_messages
from chatserver.actions.chats.passing_on import PassingOn
from chatserver.actions.chats.recounting import Recounting
from chatserver.actions.cleaning import clean
from chatserver.actions.employees.invites import FORGOTTEN, forgotten_handler
from chatserver.actions.integrations.superapps import SuperappOrigins
from chatserver.actions.miniapps.orders.figures import PaymentFigures
from chatserver.actions.miniapps.orders.following import follow_orders
from chatserver.actions.miniapps.pushes.sending import Ringer
from chatserver.actions.notifying.looking import Look, Looks, forget_gone_nodes
from chatserver.actions.notifying.mails import MAIL, mail_handler
from chatserver.actions.notifying.noticing import notice
from chatserver.actions.notifying.outbox import Courier
from chatserver.actions.notifying.outbox_figures import Figures
from chatserver.actions.notifying.overdue import tell_deserted, tell_due_soon, tell_waiting
from chatserver.actions.notifying.telling import Teller
from chatserver.actions.organisations.org_erasures import erase_closed
from chatserver.actions.places.imports.work import run_imports
from chatserver.actions.webhooks.figures import WebhookFigures
from chatserver.actions.webhooks.following import follow_chats
from chatserver.actions.webhooks.sending import Sender
from chatserver.core.commands import Expire
from chatserver.files import StoreDown
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Trouble
from chatserver.schedule import Schedule
from chatserver.storage import due
from chatserver.storage.database import STATISTICS_EVERY_S
from chatserver.storage.trouble import DatabaseTrouble
from chatserver.wall_clock import WallClock
from chatserver.world import World

log = logging.getLogger(__name__)

EXPIRE_EVERY_S = 1
IMPORTS_EVERY_S = 1
EXPORTS_EVERY_S = 0.5  # somebody looks at the screen and waits
SWEEP_EVERY_S = 600
INDEX_EVERY_S = 1
ORIGINS_EVERY_S = 2
LOOK_EVERY_S = 1
NOTICE_EVERY_S = 1
TELL_EVERY_S = 1
WEBHOOKS_EVERY_S = 1
ORDERS_EVERY_S = 1
MEASURE_EVERY_S = 10
OVERDUE_EVERY_S = 60
FILES_EVERY_S = 10
EXPIRE_AT_MOST = 100  # a second, on each node
HAND_OUT_EVERY_S = 1  # to see a moved `acl`
PASS_ON_EVERY_S = 15
RECOUNT_EVERY_S = 600
CLEAN_EVERY_S = 3600


@dataclass(slots=True)
class Jobs:
    """The server's own work on this node."""

    world: World
    ledger: Ledger
    registry: CollectorRegistry = REGISTRY
    superapps: SuperappOrigins = field(default_factory=SuperappOrigins)
    looking: Callable[[], Collection[Look]] = tuple
    payments: PaymentFigures | None = None
    _scheduler: Schedule = field(init=False)
    _clock: WallClock = field(init=False)
    _courier: Courier = field(init=False)
    _ringing: Courier = field(init=False)
    _figures: Figures = field(init=False)
    _sender: Sender = field(init=False)
    _webhooks: WebhookFigures = field(init=False)
    _payments: PaymentFigures = field(init=False)
    _looks: Looks = field(init=False)
    _recounting: Recounting = field(init=False)
    _handing: HandingOut = field(init=False)
    _passing: PassingOn = field(init=False)
    _deserted: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._scheduler = Schedule(timezone=UTC, pause_s=EXPIRE_EVERY_S)
        self._clock = WallClock(self.world.now)
        self._handing = HandingOut(self.world, self.ledger)
        self._passing = PassingOn(self.world, self.ledger)
        self._figures = Figures(self.registry)
        self._courier = Courier(
            self.world,
            {
                MAIL: mail_handler(self.world),
                FORGOTTEN: forgotten_handler(self.world),
                **Teller(self.world, self.ledger.directories).handlers(),
            },
            self._figures.count,
        )
        # On its own: however much a mini-app pushes, nobody's chat waits for it.
        pushes = Ringer(self.world, self._figures.count_push).handlers()
        self._ringing = Courier(self.world, pushes, self._figures.count)
        self._webhooks = WebhookFigures(self.registry)
        self._sender = Sender(self.world, self._webhooks.count)
        self._payments = self.payments or PaymentFigures(self.registry)
        self._looks = Looks(self.world)
        self._recounting = Recounting(self.world, self.registry)

    def start(self) -> None:
        """Begin; needs a running loop and a ledger that works."""
        # That a turn was left out because the last one still works is what it is told to do.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        # What fails is told by `_guarded`; what is cancelled at the end has not failed.
        logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)
        jobs = (
            (self.expire, EXPIRE_EVERY_S),
            (self.hand_out, HAND_OUT_EVERY_S),
            (self.pass_on, PASS_ON_EVERY_S),
            (self.recount, RECOUNT_EVERY_S),
            (self.clean, CLEAN_EVERY_S),
            (self.imports, IMPORTS_EVERY_S),
            (self.exports, EXPORTS_EVERY_S),
            (self.sweep, SWEEP_EVERY_S),
            (self.look, LOOK_EVERY_S),
            (self.notice, NOTICE_EVERY_S),
            (self.index, INDEX_EVERY_S),
            (self.tell, TELL_EVERY_S),
            (self.ring, TELL_EVERY_S),
            (self.follow_chats, WEBHOOKS_EVERY_S),
            (self.send_events, WEBHOOKS_EVERY_S),
            (self.follow_orders, ORDERS_EVERY_S),
            (self.measure, MEASURE_EVERY_S),
            (self.tell_overdue, OVERDUE_EVERY_S),
            (self.ask_files, FILES_EVERY_S),
            (self.erase_closed, CLEAN_EVERY_S),
            (self.learn_origins, ORIGINS_EVERY_S),
            (self.gather_statistics, STATISTICS_EVERY_S),
        )
        now = datetime.now(UTC)
        for place, (job, every_s) in enumerate(jobs):
            self._scheduler.add_job(
                _guarded,
                "interval",
                args=[job],
                seconds=every_s,
                # Each at its own part of the second: all at once would hold up whoever writes.
                start_date=now + timedelta(seconds=every_s + place / len(jobs)),
                id=job.__name__,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Start nothing more; what runs is cancelled, and finds its work again."""
        self._scheduler.shutdown(wait=False)

    async def leave(self) -> None:
        """Stop what is on its way, and take back what this node has said of its people's screens,
        once they are gone.
        """
        await self._sender.leave()
        await _guarded(self._looks.leave)

    async def expire(self) -> None:
        """End the wait of the prompts that are due, the oldest first (D7)."""
        if self.world.db.dialect == "sqlite" and not self._clock.steady():
            return
        now = self.world.now()
        chats = await due.expired(self.world.db, now=now, limit=EXPIRE_AT_MOST)
        await give(self.ledger, (Expire(chat) for chat in chats))

    async def hand_out(self) -> None:
        """Bring responsibility in line with who is eligible (D5)."""
        await self._handing.bring_in_line()

    async def pass_on(self) -> None:
        """Give chats whose responsible does not answer to somebody else (decision 0128)."""
        if self.world.db.dialect == "sqlite" and not self._clock.steady():
            return
        await self._passing.look()

    async def recount(self) -> None:
        """Compare the counters of the chats that changed since the last time with their events."""
        await self._recounting.recount()

    async def imports(self) -> None:
        """Take up the tables that people brought along."""
        await run_imports(self.world)

    async def exports(self) -> None:
        """Write the tables that people want to take along."""
        await run_exports(self.world, self.ledger.directories)

    async def look(self) -> None:
        """Tell all nodes which chats are on the screens of this one's people."""
        await self._looks.tell(self.looking())

    async def notice(self) -> None:
        """Find what happened in chats of which somebody is to be told."""
        await notice(self.world, self.ledger.directories)

    async def tell(self) -> None:
        """Tell the outside what the outbox holds for it."""
        await self._courier.deliver()

    async def ring(self) -> None:
        """Ring clients for their mini-apps."""
        await self._ringing.deliver()

    async def measure(self) -> None:
        """Show how much is still to be told, and how payments go."""
        topics = frozenset({*self._courier.handlers, *self._ringing.handlers})
        await self._figures.measure(self.world, topics)
        await self._webhooks.measure(self.world)
        await self._payments.measure(self.world)

    async def follow_chats(self) -> None:
        """Find what happened in chats that endpoints of organisations want to hear of."""
        await follow_chats(self.world)

    async def send_events(self) -> None:
        """Begin to send endpoints what is due; nobody waits here until they have answered."""
        await self._sender.begin()

    async def follow_orders(self) -> None:
        """Let orders run out, and ask the payment provider for what is under way."""
        await follow_orders(self.world)

    async def learn_origins(self) -> None:
        """Learn from whose pages superapps speak by now."""
        await self.superapps.refresh(self.world)

    async def gather_statistics(self) -> None:
        """Let the database learn how large its tables have become."""
        await self.world.db.gather_statistics()

    async def erase_closed(self) -> None:
        """Erase organisations that were closed thirty days ago (X7, D16)."""
        await erase_closed(self.world)

    async def ask_files(self) -> None:
        """Ask the file store again while it does not answer: perhaps nobody else needs it now."""
        if self.world.files.failing:
            with suppress(StoreDown):
                await self.world.files.check()

    async def sweep(self) -> None:
        """Remove the bytes of files that nobody sent, or whose message was deleted, pictures that
        nobody shows, builds and offers that never came to be, and tables that nobody fetched.
        """
        await sweep_files(self.world)
        await sweep_leftovers(self.world)
        await sweep_exports(self.world)

    async def tell_overdue(self) -> None:
        """Tell of reviews and chats that wait for too long, and of rules whose people are gone."""
        await tell_due_soon(self.world)
        await tell_waiting(self.world)
        for org, acl in (await due.acls(self.world.db)).items():
            if self._deserted.get(org) == acl:
                continue
            directory = await self.ledger.directories.fetch(org)
            if directory is not None:
                await tell_deserted(self.world, directory)
            self._deserted[org] = acl

    async def index(self) -> None:
        """Let what was said be found by its words."""
        await follow_messages(self.world, quiet=lambda: not self.ledger.waiting)

    async def clean(self) -> None:
        """Throw away what nobody may need any more."""
        await forget_gone_nodes(self.world)
        await clean(self.world)


async def _guarded(job: Callable[[], Awaitable[None]]) -> None:
    """Run a job; what fails is told once and tried again at its next turn."""
    try:
        await job()
    except (Trouble, DatabaseTrouble, DBAPIError, StoreDown, OSError) as error:
        log.warning("%s is put off: %s", getattr(job, "__name__", job), error)
    except Exception:
        log.exception("%s failed", getattr(job, "__name__", job))
