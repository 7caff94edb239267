"""How are the notes of a chat read, and how does staff see each? Rights are the asker's matter."""

from collections.abc import Mapping

from msgspec import UNSET

from chatserver.storage import notes
from chatserver.storage.database import Database
from chatserver.storage.statement import Row
from chatserver.wire import rfc3339
from chatserver.wire.shapes import By, NoteView

_ABOVE_EVERY_NOTE = 2**53


async def newest_notes(
    db: Database, chat: str, *, before: int | None, limit: int
) -> list[NoteView]:
    """Return the newest `limit` notes below the number `before`, as they were written."""
    top = _ABOVE_EVERY_NOTE if before is None else before
    return [note_of(row) for row in await db.ask(notes.BELOW, chat, top, limit)][::-1]


async def changed_notes(db: Database, chat: str, since: int, *, limit: int) -> list[NoteView]:
    """Return the notes that were written or deleted after the change `since`, the oldest change
    first, at most `limit`.
    """
    return [note_of(row) for row in await db.ask(notes.CHANGED, chat, since, limit)]


async def notes_above(
    db: Database, positions: Mapping[str, int]
) -> tuple[dict[str, list[NoteView]], bool]:
    """Return what changed of each chat's notes above its position, the oldest change first, and
    whether that is all of it: else whoever is still behind asks again.
    """
    found: dict[str, list[NoteView]] = {}
    rows = await db.ask(notes.CHANGED_ABOVE, [list(one) for one in positions.items()])
    for row in rows:
        found.setdefault(row[0], []).append(note_of(row))
    return found, len(rows) < notes.AT_ONCE


def note_of(row: Row) -> NoteView:
    """Return the note of a row that `storage.notes` serves."""
    _, n, change, after, author, by_name, key, at, text, deleted = row
    return NoteView(
        n=n,
        change=change,
        after=after,
        by=By("staff", by_name, author),
        at=rfc3339(at),
        key=key,
        text=UNSET if deleted else text,
        deleted=True if deleted else UNSET,
    )
