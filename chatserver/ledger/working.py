"""How does a chat change while a batch is decided, before anything of it is stored?"""

from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from chatserver.core.chat import Chat, alter, evolve
from chatserver.core.events import (
    Assigned,
    DialogClosed,
    DialogOpened,
    DialogRated,
    Edited,
    Event,
    Message,
    TagPicked,
)
from chatserver.core.facts import (
    Decision,
    Explanation,
    GoneNote,
    Mark,
    NewNote,
    Noted,
    Rewrite,
    Target,
)
from chatserver.core.links import picture_of
from chatserver.core.people import Author, Side
from chatserver.files import FileLinks
from chatserver.ledger.directory import Directory
from chatserver.ledger.keys import Stamp
from chatserver.ledger.outcome import Change, Logged
from chatserver.ledger.serving import served
from chatserver.ledger.sides import Sides
from chatserver.wire import decode_body, encode_body, event_frame

EventValues = list[Any]  # in the order of storage.chats.EVENT_COLUMNS
_SEQ, _KIND, _BY_KIND, _BY_ID, _BY_NAME, _KEY, _AT, _BODY = 1, 2, 3, 4, 5, 6, 8, 9
_N_CLIENT, _N_STAFF, _DELETED = 10, 11, 12
_UNSTAMPED = (None, None, None)


@dataclass(slots=True)
class Recalled:
    """What was read of a chat's log for this batch, by seq."""

    targets: dict[int, Target] = field(default_factory=dict)
    ordinals: dict[int, tuple[int, int]] = field(default_factory=dict)
    dead: set[tuple[int, str]] = field(default_factory=set)
    edits: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    notes: dict[int, Noted] = field(default_factory=dict)  # by number


class Working:
    """One chat inside a batch: as it was, as it is by now, and what is to be stored for it."""

    __slots__ = ("_recalled", "_sides", "before", "chat", "directory", "events")

    def __init__(self, chat: Chat, directory: Directory, *, stored: bool) -> None:
        self.before = chat if stored else None
        self.chat = chat
        self.directory = directory
        self.events: list[EventValues] = []
        self._recalled: Recalled | None = None
        self._sides: Sides | None = None

    @property
    def recalled(self) -> Recalled:
        """What was read of the log."""
        if self._recalled is None:
            self._recalled = Recalled()
        return self._recalled

    @property
    def sides(self) -> Sides:
        """What else is to be stored."""
        if self._sides is None:
            self._sides = Sides()
        return self._sides

    @property
    def has_sides(self) -> bool:
        """Whether there is anything else to store."""
        return self._sides is not None

    @property
    def changed(self) -> bool:
        """Whether there is anything to store."""
        return self.chat is not self.before and (self.before is not None or bool(self.events))

    def target(self, seq: int) -> Target | None:
        """Return the event `seq` as it stands by now, also when this batch wrote it."""
        known = self.recalled.targets.get(seq)
        if known is not None or not self._pending(seq):
            return known
        row = self._pending(seq)[0]
        by = Author(row[_BY_KIND], row[_BY_ID], row[_BY_NAME])
        return target_of(seq, by, at=row[_AT], kind=row[_KIND], body=row[_BODY])

    def take(self, decision: Decision, *, now: int, stamp: Stamp | None) -> int | None:
        """Apply a decision; return the seq of the event that the key stands on, if there is one,
        or the number of the note.
        """
        first = self.chat.last + 1
        reasons = iter(decision.explanations)
        for index, entry in enumerate(decision.entries):
            sender, key, fingerprint = (stamp if index == decision.keyed else None) or _UNSTAMPED
            previous = self.chat
            self.chat = chat = evolve(previous, entry, at=now)
            by, event = entry.by, entry.event
            self.events.append(
                [
                    chat.id, chat.last, event.kind, by.kind, by.id, by.name,
                    key, fingerprint, now, encode_body(event).decode(),
                    chat.n_client, chat.n_staff, False, sender,
                ]
            )  # fmt: skip
            if isinstance(event, Message):
                self._enclose(event)
            elif isinstance(event, Assigned):
                self._assign(event, next(reasons), now=now, previous=previous)
            else:
                self._turn(event, decision.place, now=now)
        self._settle(decision, now=now)
        if decision.note is not None:
            return self._note(decision.note, now=now, stamp=stamp)
        return first + decision.keyed if decision.entries else None

    def written(self, kinds: frozenset[str]) -> list[tuple[int, str, int]]:
        """Return (seq, kind, at) of the events of these kinds that this batch wrote."""
        return [(row[_SEQ], row[_KIND], row[_AT]) for row in self.events if row[_KIND] in kinds]

    def change(self, links: FileLinks) -> Change:
        """Return what the batch did to this chat, its frames built once for every reader."""
        logged = tuple(
            Logged(
                row[_SEQ],
                row[_KIND],
                event_frame(
                    self.chat.id, row[_SEQ], row[_KIND], row[_BY_KIND], row[_BY_ID],
                    row[_BY_NAME], row[_KEY], row[_AT], served(row[_BODY], links),
                ),
            )
            for row in self.events
        )  # fmt: skip
        return Change(self.before, self.chat, logged, self.directory)

    def _settle(self, decision: Decision, *, now: int) -> None:
        if decision.expires_at is not None:
            self.chat = alter(self.chat, {"expires_at": decision.expires_at})
        if decision.mark is not None:
            self._read(decision.mark)
        if decision.comment is not None:
            version = self.chat.comment_version + 1
            text = decision.comment.text
            self.chat = alter(
                self.chat, {"comment": text, "comment_version": version, "updated_at": now}
            )
        if decision.rewrite is not None:
            self._rewrite(decision.rewrite, now=now)

    def _note(self, note: NewNote | GoneNote, *, now: int, stamp: Stamp | None) -> int:
        """Count a change of the notes. Nothing else of the chat moves: a client sees the rest."""
        change = self.chat.notes + 1
        self.chat = chat = alter(self.chat, {"notes": change})
        if isinstance(note, GoneNote):
            gone = note.note
            self.recalled.notes[gone.n] = replace(gone, text=None)
            self.sides.gone_notes.append([chat.id, gone.n, change, "", True])
            return gone.n
        assert stamp is not None, "who writes a note gives it a key"
        _, key, fingerprint = stamp
        by, last = note.by, chat.last
        self.sides.notes.append(
            [chat.id, change, change, last, by.id, by.name, key, fingerprint, now, note.text, False]
        )
        return change

    def _enclose(self, message: Message) -> None:
        if message.file is not None:
            self.sides.files.append([message.file.id, self.chat.id, self.chat.last])
        picture = picture_of(message.link) if message.link is not None else None
        if picture is not None:
            self.sides.pictures.add(picture)

    def _turn(self, event: Event, place: str | None, *, now: int) -> None:
        """Keep the row of a dialog that begins, gets its topic, ends, or is rated."""
        chat = self.chat
        if isinstance(event, DialogOpened):
            self.chat = alter(chat, {"place": place})
            row = [chat.id, chat.dialog, chat.org, chat.last, now, chat.n_client]
            self.sides.opened_dialogs.append(row)
        elif isinstance(event, TagPicked):
            self.sides.tagged_dialogs[chat.dialog] = [chat.id, chat.dialog, event.tag, event.text]
        elif isinstance(event, DialogClosed):
            row = [chat.id, chat.dialog, chat.last, now, event.reason, bool(event.asks), chat.staff]
            self.sides.closed_dialogs.append(row)
        elif isinstance(event, DialogRated):
            self.sides.rated_dialogs[event.dialog] = [chat.id, event.dialog, event.score]

    def _assign(
        self, event: Assigned, explanation: Explanation, *, now: int, previous: Chat
    ) -> None:
        chat = self.chat
        if previous.assignment:
            pending = [row for row in self.sides.assignments if row[1] == previous.assignment]
            for row in pending:
                row[8] = previous.last
            if not pending:
                self.sides.ended_assignments.append([chat.id, previous.assignment, previous.last])
        why = msgspec.json.encode(explanation).decode()
        self.sides.assignments.append(
            [
                chat.id, event.assignment, chat.department, chat.staff, event.cause, why,
                now, chat.last, None,
            ]
        )  # fmt: skip

    def _read(self, mark: Mark) -> None:
        other = "staff" if mark.side is Side.CLIENT else "client"
        n_client, n_staff = self._ordinals(mark.seq)
        dead = sum(1 for seq, by in self.recalled.dead if by == other and seq > mark.seq)
        if mark.side is Side.CLIENT:
            self.chat = alter(
                self.chat, {"client_read": mark.seq, "client_read_n": n_staff, "client_dead": dead}
            )
        else:
            self.chat = alter(
                self.chat, {"staff_read": mark.seq, "staff_read_n": n_client, "staff_dead": dead}
            )

    def _ordinals(self, seq: int) -> tuple[int, int]:
        if seq == self.chat.last:
            return self.chat.n_client, self.chat.n_staff
        for row in self._pending(seq):
            return row[_N_CLIENT], row[_N_STAFF]
        before = self.before
        # The newest event of before the batch was not asked for: the chat itself knows.
        if before is not None and seq == before.last:
            return before.n_client, before.n_staff
        return self.recalled.ordinals[seq]

    def _rewrite(self, rewrite: Rewrite, *, now: int) -> None:
        target = self.target(rewrite.seq)
        assert target is not None
        old, new = target.event, rewrite.event
        body = encode_body(new).decode()
        version = old.edited.version if isinstance(old, Message) and old.edited else 0
        self.sides.originals.append(
            [self.chat.id, rewrite.seq, version, encode_body(old).decode(), target.by.id, now]
        )
        self.recalled.targets[rewrite.seq] = replace(target, event=new)
        # What nobody counts as unread does not stand among the dead.
        tombstone = isinstance(new, Message) and bool(new.deleted)
        self._store_body(rewrite.seq, body, deleted=tombstone)
        if tombstone:
            self.recalled.dead.add((rewrite.seq, target.by.kind))
            self._blank_edits(rewrite.seq)
            if isinstance(old, Message) and old.file is not None:
                self.sides.doomed_files.append([old.file.id, now])
        if rewrite.dead is Side.CLIENT:
            self.chat = alter(self.chat, {"client_dead": self.chat.client_dead + 1})
        elif rewrite.dead is Side.STAFF:
            self.chat = alter(self.chat, {"staff_dead": self.chat.staff_dead + 1})

    def _store_body(self, seq: int, body: str, *, deleted: bool) -> None:
        for row in self._pending(seq):
            row[_BODY], row[_DELETED] = body, deleted
            return
        self.sides.rewrites[seq] = body, deleted

    def _blank_edits(self, target: int) -> None:
        pending = [(row[_SEQ], row[_BODY]) for row in self.events if row[_KIND] == "edited"]
        for seq, body in [*self.recalled.edits.get(target, ()), *pending]:
            edited = decode_body("edited", body.encode())
            if isinstance(edited, Edited) and edited.target == target:
                blank = replace(edited, text=None)
                self._store_body(seq, encode_body(blank).decode(), deleted=False)

    def _pending(self, seq: int) -> list[EventValues]:
        if not self.events:
            return []
        index = seq - self.events[0][_SEQ]
        return [self.events[index]] if 0 <= index < len(self.events) else []


def target_of(seq: int, by: Author, *, at: int, kind: str, body: str) -> Target:
    """Return what a rule may know of a stored event."""
    return Target(seq, by, at, decode_body(kind, body.encode()))
