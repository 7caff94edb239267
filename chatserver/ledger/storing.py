"""How is what a batch decided stored, in as few statements as there are kinds of row?"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from chatserver.core.audit import Action
from chatserver.core.chat import Chat, alter
from chatserver.files import FileLinks
from chatserver.ledger.directory import Directory
from chatserver.ledger.outcome import Commit
from chatserver.ledger.working import Working
from chatserver.storage import chat_order, chats, files, message_index, notes, orgs
from chatserver.storage.statement import Statement, Steps, ask
from chatserver.storage.trouble import Raced

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is stored with the chats and is not theirs: the audit log, and the outbox's share.

    Events of the kinds `told` go into the outbox too, in the transaction that writes them, so that
    whoever drains it misses none.
    """

    new_id: Callable[[str], str]
    told: frozenset[str] = frozenset()
    audits: list[list[object]] = field(default_factory=list)

    def audit(
        self,
        chat: Chat,
        *,
        at: int,
        staff: str,
        action: Action,
        before: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """Note an employee's act in a chat, and what was there before."""
        was, after = json.dumps(dict(before)), json.dumps({"seq": chat.last})
        self.audits.append(
            [self.new_id("aud"), chat.org, at, "staff", staff, action, chat.id, was, after]
        )

    def outbox(self, moved: Iterable[Working]) -> Rows:
        """Return the outbox's rows for what these chats have new."""
        if not self.told:
            return []
        return [
            [
                self.new_id("out"),
                one.chat.org,
                kind,
                json.dumps({"chat": one.chat.id, "seq": seq}),
                at,
            ]
            for one in moved
            for seq, kind, at in one.written(self.told)
        ]


def store(
    working: Sequence[Working],
    known: Mapping[str, Directory],
    *,
    beside: Beside,
    links: FileLinks,
) -> Steps[Commit]:
    """Store what changed and return what to announce once it is committed.

    Raises Raced where somebody else was faster: the same key, file or new chat on another node, or
    a change of rights since they were read. The batch is then run again and sees it.
    """
    marks = [
        [one.chat.id, who, seq]
        for one in working
        if one.has_sides
        for who, seq in one.sides.staff_marks.items()
    ]
    if marks:
        yield from ask(chats.SET_STAFF_MARKS, marks)
    moved = [one for one in working if one.changed]
    if not moved:
        return Commit((), {})
    # What is inserted has no rev yet: it is numbered below, in place, and must be seen to move.
    stored = [one.before or alter(one.chat, {}) for one in moved]
    new = [chats.new_row(one.chat) for one in moved if one.before is None]
    yield from _insert_all(chats.INSERT_CHATS, new)
    yield from _insert_all(chats.INSERT_EVENTS, [row for one in moved for row in one.events])
    yield from _store_sides(moved, beside)
    # The organisations' counters are the hottest rows: they are held for the shortest time.
    counts: dict[str, int] = {}
    for one in moved:
        counts[one.chat.org] = counts.get(one.chat.org, 0) + 1
    taken = yield from ask(orgs.TAKE_REVS, sorted(counts.items()))
    revs = {}
    for org, rev, acl in taken:
        if acl != known[org].acl:
            raise Raced("the rights moved while the batch was decided")
        revs[org] = (rev - counts[org], rev)
    following = {org: before for org, (before, _) in revs.items()}
    for one in moved:
        following[one.chat.org] += 1
        # The chat was made in this batch and nobody has it yet but the answers of this batch.
        one.chat.rev = following[one.chat.org]
    for statement, rows in chats.updates(zip(stored, (one.chat for one in moved), strict=True)):
        yield from ask(statement, rows)
    yield from _store_order(moved)
    return Commit(tuple(one.change(links) for one in moved), revs)


def _insert_all(statement: Statement, rows: Rows) -> Steps[None]:
    if not rows:
        return
    stored = yield from ask(statement, rows)
    if len(stored) != len(rows):
        raise Raced("another node stored the same key, chat or file")


def _store_order(moved: Sequence[Working]) -> Steps[None]:
    began, went = [], []
    for one in moved:
        row = chat_order.row_of(one.chat)
        if one.before is None:
            began.append(row)
        else:
            went.append((*row, one.before.rev))
    if began:
        yield from ask(chat_order.BEGIN, began)
    if went:
        found = yield from ask(chat_order.MOVE, went)
        if len(found) < len(went):
            ids = [one.chat.id for one in moved]
            yield from ask(chat_order.LOSE, ids)
            yield from ask(chat_order.FIND, ids)


def _store_sides(moved: Sequence[Working], beside: Beside) -> Steps[None]:
    sides = [(one.chat.id, one.sides) for one in moved if one.has_sides]
    rewrites = [
        [chat, seq, body, deleted]
        for chat, one in sides
        for seq, (body, deleted) in one.rewrites.items()
    ]
    shown = [one.pictures for _, one in sides]
    gone = [row for _, one in sides for row in one.gone_notes]
    yield from _insert_all(files.BIND_FILES, [row for _, one in sides for row in one.files])
    yield from _insert_all(notes.INSERT_NOTES, [row for _, one in sides for row in one.notes])
    for statement, rows in (
        (files.KEEP_PICTURES, [[one] for one in sorted(set().union(*shown))]),
        (files.DOOM_FILES, [row for _, one in sides for row in one.doomed_files]),
        (chats.REWRITE_EVENTS, rewrites),
        (chats.INSERT_ORIGINALS, [row for _, one in sides for row in one.originals]),
        (notes.DELETE_NOTES, gone),
        # At once: all else the index follows by itself, a moment later.
        (message_index.DROP_NOTES, [row[:2] for row in gone]),
        (chats.OPEN_DIALOGS, [row for _, one in sides for row in one.opened_dialogs]),
        (chats.TAG_DIALOGS, [row for _, one in sides for row in one.tagged_dialogs.values()]),
        (chats.CLOSE_DIALOGS, [row for _, one in sides for row in one.closed_dialogs]),
        (chats.RATE_DIALOGS, [row for _, one in sides for row in one.rated_dialogs.values()]),
        (chats.CLOSE_ASSIGNMENTS, [row for _, one in sides for row in one.ended_assignments]),
        (chats.INSERT_ASSIGNMENTS, [row for _, one in sides for row in one.assignments]),
        (chats.INSERT_AUDIT, beside.audits),
        (chats.INSERT_OUTBOX, beside.outbox(moved)),
    ):
        if rows:
            yield from ask(statement, rows)
