"""How is a batch stored by one statement, where all that it needs is at hand? (docs/decisions/0096)

On PostgreSQL a batch takes eight round trips, most of them to learn what this node has just written
or heard of. Plain messages and read marks in chats that are at hand are decided without asking, and
stored on condition that nothing has moved meanwhile. Where that fails, nothing has happened, and
the batch goes the long way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Final

from chatserver.core import commands as c
from chatserver.core.chat import Chat
from chatserver.files import FileLinks
from chatserver.ledger.deciding import Deciding, Job, Result
from chatserver.ledger.directory import Directories
from chatserver.ledger.memory import Lately
from chatserver.ledger.outcome import Answer, Commit
from chatserver.ledger.working import Working
from chatserver.storage.chats import EVENT_COLUMNS, moved_rows
from chatserver.storage.chats_at_once import changing
from chatserver.storage.statement import Rows, Statement

# A clock that was not looked at for so long is looked at again.
FRESH_S: Final = 10.0


class SharedClock:
    """The database's clock, which all nodes share, as this one knows it between two looks.

    An answer takes its time, by which the clock then seems to be slow: the quickest answer of the
    last seconds is believed. What that leaves is less than a round trip.
    """

    def __init__(self, steady: Callable[[], float] = monotonic) -> None:
        self._steady = steady  # in seconds
        self._ahead_ms: tuple[float, float] = (-inf, -inf)  # of this stretch, and the one before
        self._begun = self._seen = -inf

    def set(self, now_ms: int) -> None:
        """It has just been read."""
        self._seen = here = self._steady()
        ahead_ms = now_ms - here * 1000
        this, before = self._ahead_ms
        if here - self._begun > FRESH_S:
            before = this if here - self._begun < 2 * FRESH_S else -inf
            this, self._begun = ahead_ms, here
        self._ahead_ms = max(this, ahead_ms), before

    def now(self) -> int | None:
        """Return the time in milliseconds; None when it was not read for too long."""
        here = self._steady()
        return None if here - self._seen > FRESH_S else int(here * 1000 + max(self._ahead_ms))


@dataclass(frozen=True, slots=True)
class Move:
    """A batch that is decided: what is to be asked of the database, and what to say then."""

    statement: Statement
    args: Sequence[object]
    moved: Sequence[Working]
    answers: Sequence[Answer]

    def result(self, rows: Rows, links: FileLinks) -> Result:
        """Return what became of the batch, from the statement's row."""
        [(ids, taken, _, _)] = rows
        revs = dict(zip(ids, taken, strict=True))
        following = dict(revs)
        for one in self.moved:
            following[one.chat.org] -= 1
        spans = {org: (rev, revs[org]) for org, rev in following.items() if rev < revs[org]}
        for one in self.moved:
            following[one.chat.org] += 1
            # The chat was made in this batch and nobody has it yet but the answers of this batch.
            one.chat.rev = following[one.chat.org]
        commit = Commit(tuple(one.change(links) for one in self.moved), spans)
        return Result(self.answers, commit)


def prepared(
    jobs: Sequence[Job],
    deciding: Deciding,
    lately: Lately,
    directories: Directories,
    clock: SharedClock,
) -> Move | None:
    """Decide the batch from what is at hand; None where it has to go the long way."""
    now = clock.now()
    if now is None or not _gather(jobs, deciding, lately, directories):
        return None
    working = deciding.working.values()
    # Clocks of two nodes may differ by what a round trip takes; a chat's never goes backwards.
    deciding.now = max(now, *(one.chat.updated_at for one in working))
    answers = deciding.answers(jobs)
    if any(isinstance(answer, Exception) for answer in answers):
        return None  # what is refused now may have been done before, under the same key
    moved = [one for one in working if one.changed]
    if not moved or not _is_plain(working) or deciding.beside.outbox(moved):
        return None
    return _move(tuple(working), moved, answers)


def _gather(
    jobs: Sequence[Job], deciding: Deciding, lately: Lately, directories: Directories
) -> bool:
    for job in jobs:
        command = job.command
        if not isinstance(command, c.Send | c.Read):
            return False
        working = deciding.working.get(command.chat)
        if working is None:
            working = _at_hand(command.chat, lately, directories)
            if working is None:
                return False
            deciding.working[command.chat] = working
            deciding.orgs[working.chat.org] = working.directory
        if not _needs_nothing(command, working):
            return False
    return True


def _at_hand(chat_id: str, lately: Lately, directories: Directories) -> Working | None:
    chat = lately.get(chat_id)
    directory = None if chat is None else directories.known(chat.org)
    if chat is None or directory is None or chat.expires_at is not None:
        return None
    if chat.client not in directory.clients or chat.product not in directory.products:
        return None
    if chat.place is not None and chat.place not in directory.places:
        return None
    return Working(chat, directory, stored=True)


def _needs_nothing(command: c.Send | c.Read, working: Working) -> bool:
    chat = working.chat
    if isinstance(command, c.Read):
        return command.seq >= chat.last
    if command.file is not None or command.link is not None or isinstance(command, c.Reply):
        return False
    return working.directory.agreed(chat.client, chat.product)


def _is_plain(working: Iterable[Working]) -> bool:
    """Whether nothing is to be stored but chats, events, and employees' own marks."""
    return all(not one.has_sides or one.sides.only_marks for one in working)


def _move(working: Sequence[Working], moved: Sequence[Working], answers: Sequence[Answer]) -> Move:
    # Also those that did not move: what was answered about them holds if they still stand so.
    columns, rows = moved_rows((_before(one), one.chat) for one in working)
    counts = dict.fromkeys((one.chat.org for one in working), 0)
    chats = []
    for one, row in zip(working, rows, strict=True):
        org = one.chat.org
        counts[org] += one.changed
        nth = counts[org] if one.changed else 0
        chats.append((one.chat.id, _before(one).rev, org, nth, *row))
    events = [row for one in moved for row in one.events]
    acls = {one.chat.org: one.directory.acl for one in working}
    orgs = [(org, acls[org], count) for org, count in counts.items()]
    marks = [
        (one.chat.id, staff, seq)
        for one in working
        if one.has_sides
        for staff, seq in one.sides.staff_marks.items()
    ]
    if len(chats) == len(events) == 1 and len(marks) <= 1:
        alone = [*chats[0], *events[0], *orgs[0], *(marks[0] if marks else ())]
        return Move(changing(columns, marks=bool(marks), alone=True), alone, moved, answers)
    args = [*_columns(chats, 4 + len(columns)), *_columns(events, len(EVENT_COLUMNS))]
    args += _columns(orgs, 3)
    if marks:
        args += _columns(marks, 3)
    return Move(changing(columns, marks=bool(marks), alone=False), args, moved, answers)


def _before(one: Working) -> Chat:
    assert one.before is not None, "only chats that are stored are at hand"
    return one.before


def _columns(rows: Sequence[Sequence[object]], width: int) -> Sequence[Sequence[object]]:
    return tuple(zip(*rows, strict=True)) if rows else ((),) * width
