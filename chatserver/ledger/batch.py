"""How does a batch of commands become one transaction? (delivery §3.3)

Find the chats and lock them; read the clock and what the rules must know; decide one by one in
memory; store everything in bulk. A refusal spoils only itself: it is known before anything is
written, so nothing is ever rolled back alone.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bots.rules import decide
from chatserver.core import commands as c
from chatserver.core.access import may_see
from chatserver.core.attachments import Enclosure
from chatserver.core.chat import Chat, alter
from chatserver.core.facts import Facts
from chatserver.core.links import Attachable, reference
from chatserver.core.people import Asker, Side
from chatserver.core.refusals import Forbidden, NotFound, Refused
from chatserver.files import FileLinks
from chatserver.ledger.directory import (
    NOTHING_ACCEPTED,
    Directories,
    Directory,
    fill,
    fill_accepted,
)
from chatserver.ledger.enclosing import recall_files
from chatserver.ledger.keys import Known, Stamp, fingerprint
from chatserver.ledger.linking import recall_attachable
from chatserver.ledger.memory import Memory
from chatserver.ledger.outcome import Answer, Commit, Done, Outcome, Person, Trouble
from chatserver.ledger.recalling import recall
from chatserver.ledger.storing import Beside, store
from chatserver.ledger.working import Working
from chatserver.storage import chats, orgs
from chatserver.storage.statement import Steps, ask

Broke = Callable[[Exception], Trouble]  # an unexpected exception, on its way to the log


@dataclass(slots=True)
class Job:
    """A command in the queue. `posted` is the monotonic time then, in seconds."""

    command: c.Command
    person: Person
    done: Done
    posted: float


@dataclass(frozen=True, slots=True)
class Chance:
    """What a batch takes from the world: the clock in ms, fresh ids, draws in [0, 1)."""

    now: Callable[[], int]
    new_id: Callable[[str], str]
    draw: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Result:
    """A batch as it was committed: an answer for each job, in their order."""

    answers: Sequence[Answer]
    commit: Commit


class Batch:
    """The jobs of one transaction. Used once."""

    def __init__(
        self,
        jobs: Sequence[Job],
        directories: Directories,
        memory: Memory,
        chance: Chance,
        *,
        edit_window_ms: int,
        told: frozenset[str],
        links: FileLinks,
        broke: Broke,
    ) -> None:
        self._jobs = jobs
        self._directories = directories
        self._memory = memory
        self._chance = chance
        self._edit_window_ms = edit_window_ms
        self._broke = broke
        self._now = 0
        self._working: dict[str, Working] = {}
        self._ids: dict[tuple[str, str], str] = {}  # (client, product) -> chat
        self._missing: list[tuple[str, str]] = []  # those without a chat yet
        self._orgs: dict[str, Directory] = {}
        self._client_orgs: dict[str, str] = {}
        self._numbers: dict[str, int] = {}  # org -> the next chat number to give
        self._known: dict[tuple[str, str], Known] = {}
        self._attachable: Mapping[tuple[str, str], Attachable] = {}  # (org, what a link names)
        self._files: dict[tuple[str, str], Enclosure] = {}  # (org, id)
        self._links = links
        self._beside = Beside(chance.new_id, told)

    def steps(self) -> Steps[Result]:
        """The whole transaction, from the locks to the last change."""
        found = yield from self._lock()
        yield from self._learn(found)
        asked = [(job.person.id or "", job.command) for job in self._jobs]
        self._known = yield from recall(asked, self._working)
        self._attachable = yield from recall_attachable(asked, self._working)
        self._files = yield from recall_files(asked, self._working)
        answers = [self._answer(job) for job in self._jobs]
        commit = yield from store(
            list(self._working.values()), self._orgs, beside=self._beside, links=self._links
        )
        return Result(answers, commit)

    # --- before the decisions: what they need ---------------------------------------------------

    def _lock(self) -> Steps[list[Chat]]:
        """Hold the chats; return those that are not remembered as they stand."""
        ids = {job.command.chat for job in self._jobs if not isinstance(job.command, c.Open)}
        pairs = {
            (job.person.id or "", job.command.product)
            for job in self._jobs
            if isinstance(job.command, c.Open)
        }
        if pairs:
            rows = yield from ask(chats.CHAT_IDS, sorted(pairs))
            self._ids = {(client, product): id_ for id_, client, product in rows}
            ids.update(self._ids.values())
            self._missing = sorted(pair for pair in pairs if pair not in self._ids)
            if self._missing:
                rows = yield from ask(orgs.CLIENT_ORGS, sorted({p[0] for p in self._missing}))
                self._client_orgs = {row[0]: row[1] for row in rows}
        known = yield from self._memory.recall(ids)
        for chat, directory in known.values():
            self._orgs[chat.org] = directory
            self._working[chat.id] = Working(chat, directory, stored=True)
        unknown = sorted(ids.difference(known))
        rows = (yield from ask(chats.LOCK_CHATS, unknown)) if unknown else []
        return [chats.chat_of(row) for row in rows]

    def _learn(self, found: Sequence[Chat]) -> Steps[None]:
        ids = {chat.org for chat in found} | set(self._client_orgs.values())
        clock: int | None = None
        if ids := ids - self._orgs.keys():
            for org, _, acl, now in (yield from ask(orgs.REVISIONS, sorted(ids))):
                clock = now
                self._orgs[org] = yield from self._directories.current(org, acl=acl)
        # On PostgreSQL the database's clock, which all nodes share, read after the locks.
        self._now = self._chance.now() if clock is None else clock
        for org, directory in self._orgs.items():
            mine = [chat for chat in found if chat.org == org]
            people = {chat.client for chat in mine}
            people |= {client for client, of in self._client_orgs.items() if of == org}
            places = {chat.place for chat in mine if chat.place is not None}
            yield from fill(directory, clients=people, places=places)
            talks = [(chat.client, chat.product) for chat in mine]
            talks += [pair for pair in self._missing if self._client_orgs.get(pair[0]) == org]
            yield from fill_accepted(directory, talks)
        for chat in found:
            self._working[chat.id] = Working(chat, self._orgs[chat.org], stored=True)
        yield from self._take_numbers()

    def _take_numbers(self) -> Steps[None]:
        wanted = Counter(
            self._client_orgs[client] for client, _ in self._missing if client in self._client_orgs
        )
        if wanted:
            rows = yield from ask(orgs.TAKE_NUMBERS, sorted(wanted.items()))
            self._numbers = {org: last - wanted[org] + 1 for org, last, _ in rows}

    # --- the decisions --------------------------------------------------------------------------

    def _answer(self, job: Job) -> Answer:
        try:
            return self._perform(job)
        except Refused as refused:
            return refused
        except Exception as error:  # noqa: BLE001 - ours to answer for; the others go on
            return self._broke(error)

    def _perform(self, job: Job) -> Outcome:
        working = self._find(job)
        chat, directory = working.chat, working.directory
        asker = self._asker(job.person, working)
        command = job.command
        stamp: Stamp | None = None
        if isinstance(command, c.Keyed):
            stamp = Stamp(job.person.id or "", command.key, fingerprint(command))
            known = self._known.get(stamp[:2])
            if known is not None:
                return known.answer(stamp.fingerprint, chat, directory)
        decision = decide(chat, command, self._facts(command, working, asker))
        seq = working.take(decision, now=self._now, stamp=stamp)
        if asker.platform is not None and asker.platform != working.chat.platform:
            working.chat = alter(working.chat, {"platform": asker.platform})
        if chat.id not in self._working:
            # Only now is its number taken: one refused before it must not use up another's.
            self._working[chat.id] = working
            self._numbers[chat.org] += 1
        if isinstance(command, c.Open):
            self._ids[job.person.id or "", command.product] = chat.id
        now = working.chat
        if isinstance(command, c.Read):
            return self._marked(working, command, asker)
        self._take_file(command, now)
        self._audit(command, asker, working)
        if stamp is not None and seq is not None:
            first = Known(stamp.fingerprint, seq, self._now, now.assignment)
            self._known[stamp[:2]] = first
        return Outcome(now, directory, seq=seq, at=self._now, assignment=now.assignment)

    def _marked(self, working: Working, command: c.Read, asker: Asker) -> Outcome:
        chat = working.chat
        if asker.staff is not None:
            # Their own mark, which may lie below the shared one (D8).
            marks, staff = working.sides.staff_marks, asker.staff.id
            marks[staff] = max(marks.get(staff, 0), min(command.seq, chat.last))
        side = Side.STAFF if asker.client is None else Side.CLIENT
        return Outcome(chat, working.directory, seq=chat.read(side))

    def _take_file(self, command: c.Command, chat: Chat) -> None:
        """A file is sent once: the next message of this batch finds it taken."""
        if isinstance(command, c.Send) and command.file is not None:
            named = chat.org, command.file
            self._files[named] = replace(self._files[named], taken=True)

    def _audit(self, command: c.Command, asker: Asker, working: Working) -> None:
        """Who ended a dialog or took back another's message stands nowhere else."""
        if asker.staff is None or not isinstance(command, c.CloseDialog | c.DeleteMessage):
            return
        act = "dialog.close" if isinstance(command, c.CloseDialog) else "message.delete"
        self._beside.audit(working.chat, at=self._now, staff=asker.staff.id, action=act)

    def _find(self, job: Job) -> Working:
        command = job.command
        if isinstance(command, c.Open):
            chat_id = self._ids.get((job.person.id or "", command.product))
            return self._fresh(job, command) if chat_id is None else self._working[chat_id]
        try:
            return self._working[command.chat]
        except KeyError:
            raise NotFound from None

    def _fresh(self, job: Job, command: c.Open) -> Working:
        if job.person.kind != "client":
            raise Forbidden
        directory = self._orgs.get(self._client_orgs.get(job.person.id or "", ""))
        if directory is None or command.product not in directory.products:
            raise NotFound
        org = directory.org.id
        chat = Chat(
            id=self._chance.new_id("chat"),
            number=self._numbers[org],
            org=org,
            client=job.person.id or "",
            product=command.product,
            place=None,
            platform=job.person.platform,
            created_at=self._now,
            updated_at=self._now,
        )
        return Working(chat, directory, stored=False)

    def _asker(self, person: Person, working: Working) -> Asker:
        chat, directory = working.chat, working.directory
        if person.kind == "system":
            return Asker()
        if directory.closed_at is not None:
            raise NotFound
        if person.kind == "client":
            client = directory.clients.get(person.id or "")
            if person.id != chat.client or client is None or client.erased:
                raise NotFound
            return Asker(client=client, platform=person.platform)
        staff = directory.staff.get(person.id or "")
        product = directory.products[chat.product]
        place = directory.places.get(chat.place) if chat.place else None
        if staff is None or not may_see(staff, product_kind=product.kind, place=place):
            raise NotFound
        return Asker(staff=staff)

    def _facts(self, command: c.Command, working: Working, asker: Asker) -> Facts:
        chat, directory = working.chat, working.directory
        target = None
        if isinstance(command, c.EditMessage | c.DeleteMessage):
            target = working.target(command.seq)
        # By position: this is made for every command.
        return Facts(
            self._now,
            asker,
            directory.products[chat.product],
            directory.clients[chat.client],
            directory.places,
            directory.staff,
            directory.departments,
            self._chance.draw(),
            target,
            self._edit_window_ms,
            directory.accepted.get(chat.client, NOTHING_ACCEPTED),
            self._attachable.get((chat.org, reference(command.link) or ""))
            if isinstance(command, c.Send) and command.link is not None
            else None,
            self._files.get((chat.org, command.file))
            if isinstance(command, c.Send) and command.file is not None
            else None,
        )
