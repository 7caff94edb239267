"""How do commands become one transaction? (docs/architecture.md, "The path of a message")

Find the chats and lock them; read the clock and what the rules must know; decide one by one in
memory; store everything in bulk. A refusal spoils only itself: it is known before anything is
written, so nothing is ever rolled back alone.
"""

from collections import Counter
from collections.abc import Sequence

from chatserver.core import commands as c
from chatserver.core.chat import Chat
from chatserver.core.refusals import Refused
from chatserver.files import FileLinks
from chatserver.ledger.deciding import Chance, Deciding, Job, Result
from chatserver.ledger.directory import Directories, fill, fill_accepted
from chatserver.ledger.enclosing import recall_files
from chatserver.ledger.keys import use_of
from chatserver.ledger.linking import recall_attachable
from chatserver.ledger.memory import Memory
from chatserver.ledger.outcome import Answer
from chatserver.ledger.recalling import recall, recall_keys
from chatserver.ledger.storing import store
from chatserver.ledger.working import Working
from chatserver.ledger.workloads import recall_workloads
from chatserver.storage import chats, orgs
from chatserver.storage.statement import Steps, ask


class Batch:
    """The jobs of one transaction. Used once.

    Keys are looked for before the decisions only where the batch is `wary`. Else a key that was
    used before breaks its unique index, and Raced says to be wary; or its command is refused by
    now, and then it is looked for after all. One that `holds` keeps the organisations from the
    beginning: whoever changes rights waits for it, and cannot be faster once more.

    `clock` is the database's in milliseconds, once it was read; SQLite has none.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        deciding: Deciding,
        directories: Directories,
        memory: Memory,
        chance: Chance,
        links: FileLinks,
        *,
        wary: bool,
        holds: bool,
    ) -> None:
        self._jobs = jobs
        self._deciding = deciding
        self._directories = directories
        self._memory = memory
        self._chance = chance
        self._links = links
        self._wary = wary
        self._holds = holds
        self.clock: int | None = None
        self._missing: list[tuple[str, str]] = []  # (client, product) without a chat yet

    def steps(self) -> Steps[Result]:
        """The whole transaction, from the locks to the last change."""
        deciding = self._deciding
        found = yield from self._lock()
        yield from self._learn(found)
        asked = [(job.person.id or "", job.command) for job in self._jobs]
        if self._wary:
            deciding.known = yield from recall_keys(asked)
        yield from recall(asked, deciding.working)
        deciding.attachable = yield from recall_attachable(asked, deciding.working)
        deciding.files = yield from recall_files(asked, deciding.working)
        deciding.workloads = yield from recall_workloads(asked, deciding.working, deciding.ids)
        answers = deciding.answers(self._jobs)
        if not self._wary:
            yield from self._doubt(answers)
        commit = yield from store(
            list(deciding.working.values()),
            deciding.orgs,
            beside=deciding.beside,
            links=self._links,
        )
        return Result(answers, commit)

    def _doubt(self, answers: list[Answer]) -> Steps[None]:
        """What is refused may have been done before: then that is the answer, again."""
        deciding, jobs = self._deciding, self._jobs
        refused = {
            n: (jobs[n].person.id or "", jobs[n].command)
            for n, answer in enumerate(answers)
            if isinstance(answer, Refused)
        }
        known = yield from recall_keys(list(refused.values()))
        deciding.known = known | deciding.known
        for n, (who, command) in refused.items():
            # The others had their turn: what came after them must not make them right.
            if isinstance(command, c.Keyed) and use_of(who, command) in known:
                answers[n] = deciding.answer(jobs[n])

    # --- before the decisions: what they need ---------------------------------------------------

    def _lock(self) -> Steps[list[Chat]]:
        """Hold the chats; return those that are not remembered as they stand."""
        deciding = self._deciding
        ids = {job.command.chat for job in self._jobs if not isinstance(job.command, c.Open)}
        pairs = {
            (job.person.id or "", job.command.product)
            for job in self._jobs
            if isinstance(job.command, c.Open)
        }
        if pairs:
            rows = yield from ask(chats.CHAT_IDS, sorted(pairs))
            deciding.ids = {(client, product): id_ for id_, client, product in rows}
            ids.update(deciding.ids.values())
            self._missing = sorted(pair for pair in pairs if pair not in deciding.ids)
            if self._missing:
                rows = yield from ask(orgs.CLIENT_ORGS, sorted({p[0] for p in self._missing}))
                deciding.client_orgs = {row[0]: row[1] for row in rows}
        known = yield from self._memory.recall(ids)
        for chat, directory in known.values():
            deciding.orgs[chat.org] = directory
            deciding.working[chat.id] = Working(chat, directory, stored=True)
        unknown = sorted(ids.difference(known))
        rows = (yield from ask(chats.LOCK_CHATS, unknown)) if unknown else []
        return [chats.chat_of(row) for row in rows]

    def _learn(self, found: Sequence[Chat]) -> Steps[None]:
        deciding, client_orgs = self._deciding, self._deciding.client_orgs
        ids = {chat.org for chat in found} | set(client_orgs.values())
        if ids := ids - deciding.orgs.keys():
            if self._holds:
                yield from ask(orgs.HOLD, sorted(ids))
            for org, _, acl, now in (yield from ask(orgs.REVISIONS, sorted(ids))):
                self.clock = now
                deciding.orgs[org] = yield from self._directories.current(org, acl=acl)
        # On PostgreSQL the database's clock, which all nodes share, read after the locks.
        deciding.now = self._chance.now() if self.clock is None else self.clock
        for org, directory in deciding.orgs.items():
            mine = [chat for chat in found if chat.org == org]
            people = {chat.client for chat in mine}
            people |= {client for client, of in client_orgs.items() if of == org}
            places = {chat.place for chat in mine if chat.place is not None}
            yield from fill(directory, clients=people, places=places)
            talks = [(chat.client, chat.product) for chat in mine]
            talks += [pair for pair in self._missing if client_orgs.get(pair[0]) == org]
            yield from fill_accepted(directory, talks)
        for chat in found:
            deciding.working[chat.id] = Working(chat, deciding.orgs[chat.org], stored=True)
        yield from self._take_numbers()

    def _take_numbers(self) -> Steps[None]:
        client_orgs = self._deciding.client_orgs
        wanted = Counter(client_orgs[one] for one, _ in self._missing if one in client_orgs)
        if wanted:
            rows = yield from ask(orgs.TAKE_NUMBERS, sorted(wanted.items()))
            self._deciding.numbers = {org: last - wanted[org] + 1 for org, last, _ in rows}
