"""How is what a batch decided stored, in as few statements as there are kinds of row?"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from chatserver.ledger.directory import Directory
from chatserver.ledger.outcome import Commit
from chatserver.ledger.working import Working
from chatserver.storage import chats, orgs
from chatserver.storage.statement import Statement, Steps, ask
from chatserver.storage.trouble import Raced

Rows = list[list[object]]


def store(
    working: Sequence[Working], known: Mapping[str, Directory], *, audits: Rows
) -> Steps[Commit]:
    """Store what changed and return what to announce once it is committed.

    Raises Raced where somebody else was faster: the same key or the same new chat on another node,
    or a change of rights since they were read. The batch is then run again and sees it.
    """
    marks = [[one.chat.id, who, seq] for one in working for who, seq in one.staff_marks.items()]
    if marks:
        yield from ask(chats.SET_STAFF_MARKS, marks)
    changed = [one for one in working if one.changed]
    if not changed:
        return Commit((), {})
    new = [one for one in changed if one.before is None]
    yield from _insert_all(chats.INSERT_CHATS, [chats.chat_row(one.chat) for one in new])
    yield from _insert_all(chats.INSERT_EVENTS, [row for one in changed for row in one.events])
    yield from _store_sides(changed, audits)
    # The organisations' counters are the hottest rows: they are held for the shortest time.
    counts: dict[str, int] = {}
    for one in changed:
        counts[one.chat.org] = counts.get(one.chat.org, 0) + 1
    taken = yield from ask(orgs.TAKE_REVS, sorted(counts.items()))
    revs = {}
    for org, rev, acl in taken:
        if acl != known[org].acl:
            raise Raced("the rights moved while the batch was decided")
        revs[org] = (rev - counts[org], rev)
    following = {org: before for org, (before, _) in revs.items()}
    for one in changed:
        following[one.chat.org] += 1
        one.chat = replace(one.chat, rev=following[one.chat.org])
    yield from ask(chats.UPDATE_CHATS, [chats.change_row(one.chat) for one in changed])
    return Commit(tuple(one.change() for one in changed), revs)


def _insert_all(statement: Statement, rows: Rows) -> Steps[None]:
    if not rows:
        return
    stored = yield from ask(statement, rows)
    if len(stored) != len(rows):
        raise Raced("another node stored the same key or chat")


def _store_sides(changed: Sequence[Working], audits: Rows) -> Steps[None]:
    rewrites = [
        [one.chat.id, seq, body, deleted]
        for one in changed
        for seq, (body, deleted) in one.rewrites.items()
    ]
    for statement, rows in (
        (chats.REWRITE_EVENTS, rewrites),
        (chats.INSERT_ORIGINALS, [row for one in changed for row in one.originals]),
        (chats.CLOSE_ASSIGNMENTS, [row for one in changed for row in one.ended_assignments]),
        (chats.INSERT_ASSIGNMENTS, [row for one in changed for row in one.assignments]),
        (chats.INSERT_AUDIT, audits),
    ):
        if rows:
            yield from ask(statement, rows)


def audit_row(
    new_id: Callable[[str], str],
    *,
    org: str,
    at: int,
    staff: str,
    action: str,
    chat: str,
    after: Mapping[str, object],
) -> list[object]:
    """Return an audit entry of an employee's act in a chat."""
    return [new_id("aud"), org, at, "staff", staff, action, chat, "{}", json.dumps(after)]
