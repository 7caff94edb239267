"""How are the commands of a batch decided, one by one and in memory, once all is known?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bots.rules import decide, fallen
from chatserver.core import commands as c
from chatserver.core.access import check_permitted, may_see
from chatserver.core.attachments import Enclosure
from chatserver.core.audit import Action
from chatserver.core.chat import Chat, alter
from chatserver.core.facts import AT_EASE, Decision, Facts, GoneNote
from chatserver.core.links import Attachable, reference
from chatserver.core.people import Asker, Side
from chatserver.core.refusals import Forbidden, NotFound, Refused
from chatserver.core.workload import Workload, holder
from chatserver.ledger.directory import NOTHING_ACCEPTED, Directory
from chatserver.ledger.keys import Known, Stamp, Use, fingerprint, use_of
from chatserver.ledger.outcome import Answer, Commit, Done, Outcome, Person, Trouble
from chatserver.ledger.storing import Beside
from chatserver.ledger.working import Working

Broke = Callable[[Exception], Trouble]  # an unexpected exception, on its way to the log


@dataclass(slots=True)
class Job:
    """A command in the queue. `posted` is the monotonic time then, in seconds."""

    command: c.Command
    person: Person
    done: Done
    posted: float


@dataclass(frozen=True, slots=True)
class Result:
    """A batch as it was committed: an answer for each job, in their order."""

    answers: Sequence[Answer]
    commit: Commit


@dataclass(frozen=True, slots=True)
class Chance:
    """What a batch takes from the world: the clock in ms, fresh ids, draws in [0, 1)."""

    now: Callable[[], int]
    new_id: Callable[[str], str]
    draw: Callable[[], float]


class Deciding:
    """What a batch knows, and what it makes of its commands. Used once.

    Whoever gathers fills it first: `now` in milliseconds; the chats in `working` by id, the
    organisations in `orgs`; of clients without a chat their organisation and of that the next
    `numbers`; the keys that were given before, what links name, the files, how busy people are.
    """

    def __init__(
        self, chance: Chance, *, edit_window_ms: int, told: frozenset[str], broke: Broke
    ) -> None:
        self._chance = chance
        self._edit_window_ms = edit_window_ms
        self._broke = broke
        self.now = 0
        self.working: dict[str, Working] = {}
        self.orgs: dict[str, Directory] = {}
        self.ids: dict[tuple[str, str], str] = {}  # (client, product) -> chat
        self.client_orgs: dict[str, str] = {}
        self.numbers: dict[str, int] = {}
        self.known: dict[Use, Known] = {}
        self.attachable: Mapping[tuple[str, str], Attachable] = {}  # (org, what a link names)
        self.files: dict[tuple[str, str], Enclosure] = {}  # (org, id)
        self.workloads: Mapping[str, Workload] = {}  # of organisations that may need it
        self.beside = Beside(chance.new_id, told)

    def answers(self, jobs: Sequence[Job]) -> list[Answer]:
        """Decide one after the other; a refusal spoils only itself."""
        return [self.answer(job) for job in jobs]

    def answer(self, job: Job) -> Answer:
        """Decide one. Nothing comes of a refusal but the fall of a prompt that was due, so that it
        may be asked again.
        """
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
        use: Use | None = None
        if isinstance(command, c.Keyed):
            stamp = Stamp(job.person.id or "", command.key, fingerprint(command))
            use = use_of(stamp.sender, command)
            known = self.known.get(use)
            if known is not None:
                _check_rights(asker, directory.products[chat.product].kind)
                return known.answer(stamp.fingerprint, chat, directory)
        facts = self._facts(command, working, asker)
        if isinstance(command, c.DeleteNote):
            facts = replace(facts, noted=working.recalled.notes.get(command.n))
        try:
            decision = decide(chat, command, facts)
        except Refused:
            working.take(fallen(chat, command, facts), now=self.now, stamp=None)
            self._follow(chat, working.chat)
            raise
        seq = working.take(decision, now=self.now, stamp=stamp)
        if asker.platform is not None and asker.platform != working.chat.platform:
            working.chat = alter(working.chat, {"platform": asker.platform})
        now = working.chat
        self._note(job, working, before=chat)
        if isinstance(command, c.Read):
            return self._marked(working, command, asker)
        self._take_file(command, now)
        self._audit(command, asker, working)
        self._audit_note(decision, asker, working)
        if stamp is not None and use is not None and seq is not None:
            self.known[use] = Known(stamp.fingerprint, seq, self.now, now.assignment)
        return Outcome(now, directory, seq=seq, at=self.now, assignment=now.assignment)

    def _note(self, job: Job, working: Working, *, before: Chat) -> None:
        """Keep what the next commands of the batch have to know of this one."""
        if before.id not in self.working:
            # Only now is its number taken: one refused before it must not use up another's.
            self.working[before.id] = working
            self.numbers[before.org] += 1
        if isinstance(job.command, c.Open):
            self.ids[job.person.id or "", job.command.product] = before.id
        self._follow(before, working.chat)

    def _follow(self, before: Chat, now: Chat) -> None:
        workload = self.workloads.get(before.org)
        if workload is not None:
            workload.move(holder(before), holder(now))

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
            self.files[named] = replace(self.files[named], taken=True)

    def _audit(self, command: c.Command, asker: Asker, working: Working) -> None:
        """Who ended a dialog or took back another's message stands nowhere else."""
        if asker.staff is None or not isinstance(command, c.CloseDialog | c.DeleteMessage):
            return
        closes = isinstance(command, c.CloseDialog)
        act: Action = "dialog.close" if closes else "message.delete"
        self.beside.audit(working.chat, at=self.now, staff=asker.staff.id, action=act)

    def _audit_note(self, decision: Decision, asker: Asker, working: Working) -> None:
        """What a note said that was taken back is kept for the audit alone."""
        if not isinstance(decision.note, GoneNote) or asker.staff is None:
            return
        gone = decision.note.note
        before = {"note": gone.n, "author": gone.author, "text": gone.text}
        chat, staff = working.chat, asker.staff.id
        self.beside.audit(chat, at=self.now, staff=staff, action="note.delete", before=before)

    def _find(self, job: Job) -> Working:
        command = job.command
        if isinstance(command, c.Open):
            chat_id = self.ids.get((job.person.id or "", command.product))
            return self._fresh(job, command) if chat_id is None else self.working[chat_id]
        try:
            return self.working[command.chat]
        except KeyError:
            raise NotFound from None

    def _fresh(self, job: Job, command: c.Open) -> Working:
        if job.person.kind != "client":
            raise Forbidden
        directory = self.orgs.get(self.client_orgs.get(job.person.id or "", ""))
        if directory is None or command.product not in directory.products:
            raise NotFound
        org = directory.org.id
        chat = Chat(
            id=self._chance.new_id("chat"),
            number=self.numbers[org],
            org=org,
            client=job.person.id or "",
            product=command.product,
            place=None,
            platform=job.person.platform,
            created_at=self.now,
            updated_at=self.now,
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
        spot = c.spoken_of(command)
        target = None if spot is None else working.target(spot[1])
        # By position: this is made for every command.
        return Facts(
            self.now,
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
            self.attachable.get((chat.org, reference(command.link) or ""))
            if isinstance(command, c.Send) and command.link is not None
            else None,
            self.files.get((chat.org, command.file))
            if isinstance(command, c.Send) and command.file is not None
            else None,
            self.workloads.get(chat.org, AT_EASE),
            directory.hours,
            directory.locale,
        )


def _check_rights(asker: Asker, product_kind: str) -> None:
    """Refuse a repeat of who may see the chat and write in it no more; all else comes second."""
    if asker.staff is not None:
        check_permitted(asker.staff, product_kind=product_kind)
