"""How do employees who look at a chat hear of new notes, wherever they were written?

Of a note only the chat's `notes` travels between nodes, the number of changes. A node whose
employees have heard of fewer reads what is new, and tells them and nobody else.
"""

from collections.abc import Sequence

from chatserver.hub.channel import Channel
from chatserver.hub.frames import text_frame
from chatserver.ledger.notes import notes_above
from chatserver.storage.database import Database
from chatserver.wire import encode
from chatserver.wire.pushes import NoteNow


async def tell_notes(db: Database, channels: Sequence[Channel]) -> bool:
    """Tell what is new of the notes of these chats; return whether there was anything."""
    heard = [(channel, channel.heard_notes) for channel in channels]
    found, all_of_it = await notes_above(db, {channel.id: channel.noted for channel in channels})
    for channel, upto in heard:
        for note in found.get(channel.id, ()):
            framed = text_frame(encode(NoteNow(channel.id, note)))
            channel.note(note.change, framed)
        if all_of_it:
            channel.noted = max(channel.noted, upto)
    return bool(found)
