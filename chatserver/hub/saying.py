"""In which of the chats that changed were a list's words said?

The index of messages is a moment late, so the ends of the logs themselves are read.
"""

import logging
from collections.abc import Mapping

from chatserver.core.events import Message
from chatserver.core.fragments import says, shown
from chatserver.hub.inbox import InboxWatch, Row, shows_row
from chatserver.storage.database import Database
from chatserver.storage.lately import said_lately
from chatserver.storage.trouble import DatabaseTrouble
from chatserver.wire import decode_body

log = logging.getLogger(__name__)


async def look(db: Database, watch: InboxWatch, changed: Mapping[str, Row]) -> None:
    """Bring `watch.said` up to date for these chats.

    A chat stays found while the message by which it was found still says the words, or a later one
    does. What else it says is known when the list is asked for anew.
    """
    words = watch.filter.words
    asked = {
        chat: (row.chat.last, watch.said.get(chat, (0, ""))[0])
        for chat, row in changed.items()
        if shows_row(row, watch, said=True)
    }
    try:
        messages = await said_lately(db, asked)
    except DatabaseTrouble as trouble:
        log.warning("what was said cannot be read: %s", trouble)
        return
    said: dict[str, tuple[int, str]] = {}
    for chat, seq, body in messages:
        if chat not in said and says(_text(body), words):
            said[chat] = seq, body
    for chat in changed:
        watch.said.pop(chat, None)
    watch.said |= said


def _text(body: str) -> str:
    message = decode_body(Message.kind, body.encode())
    assert isinstance(message, Message)
    return shown(message)
