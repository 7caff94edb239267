"""Which changes of a watched list wait for a connection, and when may they go?"""

from collections.abc import Mapping
from typing import Final, cast

from msgspec import Raw

from chatserver.hub.frames import text_frame
from chatserver.wire import encode
from chatserver.wire.pushes import Inbox
from chatserver.wire.shapes import RowChange

PUSH_BYTES: Final = 256 * 1024


class RowsWaiting:
    """Changes of the list that were not pushed yet: of each chat the newest only.

    A change is an encoded `RowChange`, made once for all who watch.
    """

    __slots__ = ("_changes", "_rev")

    def __init__(self) -> None:
        self._changes: dict[str, bytes] = {}
        self._rev = 0

    def __len__(self) -> int:
        return len(self._changes)

    def put(self, rev: int, changes: Mapping[str, bytes]) -> None:
        """Note changes by chat, true at `rev`; they replace older ones of their chats."""
        self._rev = max(self._rev, rev)
        for chat, change in changes.items():
            # In the place of the newest: rows come out in the order of their last change.
            self._changes.pop(chat, None)
            self._changes[chat] = change

    def forget(self, chat: str) -> None:
        """Give up what waits of one chat."""
        self._changes.pop(chat, None)

    def take_away(self, chat: str) -> None:
        """The reader may not see the chat any more: what waits of it becomes its removal, which
        may be what waits.
        """
        if chat in self._changes:
            self._changes[chat] = encode(RowChange("remove", chat))

    def take(self) -> bytes:
        """One `inbox` push of what waits, as much as a frame should carry; the rest waits on."""
        taken: list[Raw] = []
        room = PUSH_BYTES
        for change in self._changes.values():
            room -= len(change)
            if taken and room < 0:
                break
            taken.append(Raw(change))
        for chat in list(self._changes)[: len(taken)]:
            del self._changes[chat]
        # Encoded already: msgspec copies a Raw as it is.
        return text_frame(encode(Inbox(self._rev, cast("list[RowChange]", taken))))
