"""What of the log must a batch know to decide: keys seen before, targets, read marks?"""

from collections.abc import Mapping, Sequence

from chatserver.core import commands as c
from chatserver.core.facts import Noted
from chatserver.core.people import Author
from chatserver.ledger.keys import Known, Use, known_note_of, known_of, use_of
from chatserver.ledger.working import Working, target_of
from chatserver.storage import chats, notes
from chatserver.storage.statement import Steps, ask

Asked = Sequence[tuple[str, c.Command]]  # who asks, by id, and for what


def recall_keys(asked: Asked) -> Steps[dict[Use, Known]]:
    """Steps that return which of these commands' keys were used before, and for what."""
    uses = {use_of(who, one) for who, one in asked if isinstance(one, c.Keyed)}
    said = sorted((who, key) for who, key, of_note in uses if not of_note)
    written = sorted((who, key) for who, key, of_note in uses if of_note)
    rows = (yield from ask(chats.KEYS, said)) if said else []
    known = {(row[0], row[1], False): known_of(row) for row in rows}
    rows = (yield from ask(notes.NOTE_KEYS, written)) if written else []
    return known | {(row[0], row[1], True): known_note_of(row) for row in rows}


def recall(asked: Asked, working: Mapping[str, Working]) -> Steps[None]:
    """Steps that read what these commands speak of into their chats."""
    yield from _recall_targets(asked, working)
    yield from _recall_marks(asked, working)
    yield from _recall_notes(asked, working)


def _recall_targets(asked: Asked, working: Mapping[str, Working]) -> Steps[None]:
    named = (c.spoken_of(command) for _, command in asked)
    spots = {spot for spot in named if spot is not None and spot[0] in working}
    if not spots:
        return
    for row in (yield from ask(chats.EVENTS_AT, sorted(spots))):
        chat, seq, kind, by_kind, author, by_name, at, body, _, _ = row
        by = Author(by_kind, author, by_name)
        working[chat].recalled.targets[seq] = target_of(seq, by, at=at, kind=kind, body=body)
    doomed = {
        (command.chat, command.seq)
        for _, command in asked
        if isinstance(command, c.DeleteMessage) and command.chat in working
    }
    for chat, seq, body, target in (yield from ask(chats.EDITS_OF, sorted(doomed))):
        working[chat].recalled.edits.setdefault(target, []).append((seq, body))


def _recall_marks(asked: Asked, working: Mapping[str, Working]) -> Steps[None]:
    """What lies at and above the new marks; the newest needs no question."""
    spots = {
        (command.chat, command.seq)
        for _, command in asked
        if isinstance(command, c.Read)
        and command.chat in working
        and command.seq < working[command.chat].chat.last
    }
    if not spots:
        return
    for chat, seq, _, _, _, _, _, _, n_client, n_staff in (
        yield from ask(chats.EVENTS_AT, sorted(spots))
    ):
        working[chat].recalled.ordinals[seq] = n_client, n_staff
    for chat, seq, by_kind in (yield from ask(chats.DEAD_ABOVE, sorted(spots))):
        working[chat].recalled.dead.add((seq, by_kind))


def _recall_notes(asked: Asked, working: Mapping[str, Working]) -> Steps[None]:
    spots = {
        (command.chat, command.n)
        for _, command in asked
        if isinstance(command, c.DeleteNote) and command.chat in working
    }
    rows = (yield from ask(notes.NOTES_AT, sorted(spots))) if spots else []
    for chat, n, author, at, text, deleted in rows:
        working[chat].recalled.notes[n] = Noted(n, author, at, None if deleted else text)
