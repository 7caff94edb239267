"""How does an employee read the notes of a chat?"""

from collections.abc import Sequence

from msgspec import UNSET

from chatserver.hub.frames import text_frame
from chatserver.hub.member import Member
from chatserver.hub.node import Node
from chatserver.hub.watching import chat_seen
from chatserver.ledger.notes import changed_notes, newest_notes
from chatserver.storage.database import Database
from chatserver.wire import encode, given, requests
from chatserver.wire.answers import NotesPage
from chatserver.wire.shapes import NoteView


async def page(node: Node, member: Member, request: requests.Notes) -> None:
    """Answer with a page of notes."""
    watches = request.chat in member.watches
    # First: the count of changes must not be ahead of the notes that are read.
    chat = await chat_seen(node, member, request.chat)
    read = _newest if request.since is UNSET else _changed
    found = await read(node.world.db, request)
    if watches and request.chat not in member.watches:
        # It was left meanwhile, or taken away.
        await chat_seen(node, member, request.chat)
    kept = _cut(found, request.limit, node.settings.page_bytes)
    more = len(kept) < len(found)
    change = chat.notes
    if request.since is not UNSET and kept:
        change = kept[-1].change if more else max(change, kept[-1].change)
    ordered = sorted(kept, key=lambda one: one.n) if request.since is UNSET else kept
    answer = NotesPage(id=request.id, notes=list(ordered), change=change, more=more)
    member.connection.finish(text_frame(encode(answer)))


async def _newest(db: Database, asked: requests.Notes) -> Sequence[NoteView]:
    """Return the newest first, and one more where there is one."""
    found = await newest_notes(db, asked.chat, before=given(asked.before), limit=asked.limit + 1)
    return found[::-1]


async def _changed(db: Database, asked: requests.Notes) -> Sequence[NoteView]:
    since = given(asked.since) or 0
    return await changed_notes(db, asked.chat, since, limit=asked.limit + 1)


def _cut(notes: Sequence[NoteView], limit: int, size: int) -> Sequence[NoteView]:
    """Return the first of them, as many as were asked for and a page holds, at least one."""
    for index, note in enumerate(notes[:limit]):
        size -= len(encode(note)) + 1
        if size < 0 and index:
            return notes[:index]
    return notes[:limit]
