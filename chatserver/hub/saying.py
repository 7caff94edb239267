"""In which of the chats that changed were a list's words said?

The index of messages is a moment late, so the ends of the logs themselves are read, and the last
notes.
"""

import logging
from collections.abc import Mapping

from chatserver.core.fragments import Said, says
from chatserver.hub.inbox import InboxWatch, Row, shows_row
from chatserver.storage.database import Database
from chatserver.storage.lately import End, said_lately
from chatserver.storage.trouble import DatabaseTrouble

log = logging.getLogger(__name__)


async def look(db: Database, watch: InboxWatch, changed: Mapping[str, Row]) -> None:
    """Bring `watch.said` up to date for these chats.

    A chat stays found while the message, or note, by which it was found still says the words, or a
    later one does. What else it says is known when the list is asked for anew.
    """
    words = watch.filter.words
    asked = {
        chat: End(row.chat.last, row.chat.notes, watch.said.get(chat))
        for chat, row in changed.items()
        if shows_row(row, watch, said=True)
    }
    try:
        lately = await said_lately(db, asked)
    except DatabaseTrouble as trouble:
        log.warning("what was said cannot be read: %s", trouble)
        return
    said: dict[str, Said] = {}
    for chat, one in lately:
        if chat not in said and says(one.text, words):
            said[chat] = one
    for chat in changed:
        watch.said.pop(chat, None)
    watch.said |= said
