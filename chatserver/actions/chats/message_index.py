"""How do messages, and notes, come to be found by their words, a moment after they were written?

The log is followed by the organisations' `rev`, outside the ledger's own transactions, so that a
message costs no more for being searchable (docs/decisions/0088). Whatever is followed twice leads
to the same rows; and no text is shown from here, only from the log as it stands.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from chatserver.actions.each_org import for_each
from chatserver.core.events import Deleted, Edited, Event, Message
from chatserver.core.fragments import shown, stems
from chatserver.storage import chats, notes
from chatserver.storage import message_index as index
from chatserver.storage.statement import Row, Steps, ask
from chatserver.wire import decode_body
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Stride:
    """How much of the log a step follows at most, which is one transaction, and how many steps a
    turn has while others want to write; what they leave undone is done when it is quiet.
    """

    chats: int
    events: int
    steps: int = 5


# On SQLite whoever writes waits for a step, one or two milliseconds; on PostgreSQL whoever shares a
# processor with the node or the database waits for each part of it, and it takes as many round
# trips, whatever it holds.
STRIDES = {"sqlite": Stride(25, 50), "postgresql": Stride(50, 50, 20)}


async def follow_messages(
    world: World, *, quiet: Callable[[], bool], stride: Stride | None = None
) -> int:
    """Index what was said since the last time; return in how many steps.

    At most as many as the stride has, so that people who write are never held up; while it is
    `quiet` it goes on to the end. It rests after each as long as that took.
    """
    steps, most = 0, stride or STRIDES[world.db.dialect]

    async def follow(org: str) -> None:
        nonlocal steps
        if steps >= most.steps and not quiet():
            return
        await world.db.write(ask(index.BEGIN, org))
        begun = monotonic()
        while await world.db.write(_step(org, most)):
            steps += 1
            if steps >= most.steps and not quiet():
                return
            await asyncio.sleep(monotonic() - begun)
            begun = monotonic()

    await for_each([org for (org,) in await world.db.ask(index.BEHIND)], follow)
    return steps


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a chat's log that was not followed yet: above `above`, up to `upto`."""

    chat: str
    above: int
    upto: int


def _step(org: str, stride: Stride) -> Steps[bool]:
    """Follow the next few chats of the organisation; return whether there may be more."""
    held = yield from ask(index.HOLD, org)
    if not held:
        return False
    rev = held[0][0]
    changed = yield from ask(index.CHANGED, org, rev, stride.chats)
    if not changed:
        return False
    parts, rev, whole = shared_out(changed, rev, stride.events)
    erased = {row[0] for row in changed if row[4]}
    if erased:
        yield from ask(index.DROP_CHATS, sorted(erased))
    told = [part for part in parts if part.chat not in erased]
    if told:
        yield from _index(org, told)
    if parts:
        yield from ask(index.FOLLOWED_CHATS, sorted([part.chat, part.upto] for part in parts))
    noted = {row[0]: row[6] for row in changed if row[2] <= rev and row[5] > row[6]}
    if noted and not (yield from _index_notes(org, noted, erased)):
        return True
    yield from ask(index.FOLLOWED_ORG, rev, org)
    return not whole or len(changed) == stride.chats


def shared_out(changed: Sequence[Row], rev: int, left: int) -> tuple[list[Part], int, bool]:
    """Return as much of what changed as `left` events hold, up to which `rev` the chats are then
    followed, and whether that is all.

    Rows begin with (chat, its last entry, its rev, the entry up to which it was followed).
    """
    parts = []
    for chat, last, changed_at, seq, *_ in changed:
        upto = min(last, seq + left)
        if upto > seq:
            parts.append(Part(chat, seq, upto))
            left -= upto - seq
        if upto < last:
            return parts, rev, False
        rev = changed_at
    return parts, rev, True


def _index(org: str, parts: Sequence[Part]) -> Steps[None]:
    stretches = sorted([part.chat, part.above, part.upto] for part in parts)
    texts: dict[tuple[str, int], str | None] = {}
    touched: set[tuple[str, int]] = set()
    for chat, seq, kind, body in (yield from ask(index.WRITTEN, stretches)):
        event = decode_body(kind, body.encode())
        if isinstance(event, Edited | Deleted):
            touched.add((chat, event.target))
        else:
            texts[chat, seq] = _words(event)
    # A message is stored as it stands: what was touched in this stretch has been read so already.
    earlier = sorted(spot for spot in touched if spot not in texts)
    if earlier:
        for chat, seq, kind, _, _, _, _, body, _, _ in (yield from ask(chats.EVENTS_AT, earlier)):
            texts[chat, seq] = _words(decode_body(kind, body.encode()))
    yield from _store(org, texts)


def _index_notes(org: str, followed: Mapping[str, int], erased: Collection[str]) -> Steps[bool]:
    """Index what changed of these chats' notes since the change up to which they were followed;
    return whether that was all of it.
    """
    rows = yield from ask(notes.CHANGED_ABOVE, sorted([chat, at] for chat, at in followed.items()))
    upto = {row[0]: row[2] for row in rows}
    # A note that was deleted has no words.
    texts = {
        (chat, -n): "" if chat in erased else stems(text)
        for chat, n, _, _, _, _, _, _, text, _ in rows
    }
    yield from _store(org, texts)
    yield from ask(index.FOLLOWED_NOTES, sorted([chat, change] for chat, change in upto.items()))
    return len(rows) < notes.AT_ONCE


def _store(org: str, texts: Mapping[tuple[str, int], str | None]) -> Steps[None]:
    put = [[org, chat, seq, text] for (chat, seq), text in texts.items() if text]
    dropped = sorted(spot for spot, text in texts.items() if not text)
    if put:
        yield from ask(index.PUT, put)
    if dropped:
        yield from ask(index.DROP, dropped)


def _words(event: Event) -> str | None:
    if not isinstance(event, Message) or event.deleted:
        return None
    return stems(shown(event))
