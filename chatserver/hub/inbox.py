"""Which changes of an organisation's chats go to which watched list?

Rows are state, not a log: the newest of a chat wins. What changes is gathered, and a few times a
second each changed row is made once and shown to every list that it concerns, so that the cost of
a busy chat does not grow with its messages.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from msgspec import structs

from chatserver.core.chat import Chat
from chatserver.core.fragments import Said
from chatserver.core.inbox import Counts, Filter, Seen, may_list, shows
from chatserver.hub.member import Member
from chatserver.ledger.directory import Directory
from chatserver.ledger.views import hits_view, row_view
from chatserver.wire import encode
from chatserver.wire.shapes import InboxRow, RowChange


@dataclass(frozen=True)
class Row:
    """A chat as it stands, for whoever lists it."""

    chat: Chat
    directory: Directory

    @cached_property
    def seen(self) -> Seen:
        """The chat with its surroundings; the directory holds its client and its place."""
        chat, directory = self.chat, self.directory
        place = directory.places.get(chat.place) if chat.place else None
        kind = directory.products[chat.product].kind
        return Seen(chat, kind, directory.clients[chat.client], place)


class InboxWatch:
    """One connection's list.

    `since` is the organisation's `rev` as of which its first page was read: what is no newer is no
    news to it, and may have been decided by rights that are gone. `shown` are the chats that it has
    been told of, with the `rev` at which; `said` those that were found by a message, or a note.
    While a page of it is read (`reading`), what changes
    waits in `held`: an older row must not come after a newer one.
    """

    __slots__ = ("counts", "filter", "held", "member", "nonce", "reading", "said", "shown", "since")

    def __init__(self, member: Member, wanted: Filter, nonce: str) -> None:
        self.member = member
        self.filter = wanted
        self.nonce = nonce
        self.since = -1
        self.shown: dict[str, int] = {}
        self.said: dict[str, Said] = {}
        self.held: dict[str, Row] = {}
        self.reading = 1
        self.counts: Counts | None = None


Look = Callable[[InboxWatch, Mapping[str, Row]], Awaitable[None]]


class OrgInbox:
    """The lists of one organisation's employees on this node."""

    __slots__ = (
        "_counts_due",
        "_dirty",
        "_every_s",
        "_flushed_at",
        "_look",
        "_looking",
        "_timer",
        "counts_moved",
        "rev",
        "watches",
    )

    def __init__(self, rev: int, *, every_s: float, counts_due: asyncio.Event, look: Look) -> None:
        self.rev = rev
        self._look = look
        self._looking: set[asyncio.Task[None]] = set()
        # A little longer than a connection's own rhythm, so that none keeps rows for a second turn.
        self._every_s = every_s + 0.01
        self.watches: dict[Member, InboxWatch] = {}
        self.counts_moved = False
        self._counts_due = counts_due
        self._dirty: dict[str, Row] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._flushed_at = 0.0

    def watch(self, watch: InboxWatch) -> None:
        """Gather changes for this list from here on; it replaces the connection's older one."""
        watch.member.connection.forget_rows()
        self.watches[watch.member] = watch

    def stands(self, watch: InboxWatch) -> bool:
        """Whether this is the list that its connection watches by now."""
        return self.watches.get(watch.member) is watch

    def show(self, watch: InboxWatch, chat: Chat) -> None:
        """A page with this row is about to be sent: what waits of it is older.

        Not so for a list that was asked for anew meanwhile: what waits is the newer one's.
        """
        watch.shown[chat.id] = chat.rev
        if self.stands(watch):
            watch.member.connection.forget_row(chat.id)

    def unwatch(self, member: Member) -> None:
        """The connection has no list any more."""
        if self.watches.pop(member, None) is not None:
            member.connection.forget_rows()
        if not self.watches:
            self.close()

    def close(self) -> None:
        """Nobody is here any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for task in self._looking:
            task.cancel()
        self._dirty = {}

    def changed(self, chat: Chat, directory: Directory, *, before: Chat | None = None) -> None:
        """Note how a chat stands now. `before`, where it is known, tells whether counts move."""
        self.rev = max(self.rev, chat.rev)
        if not self.watches:
            return
        known = self._dirty.get(chat.id)
        if known is None or known.chat.rev < chat.rev:
            self._dirty[chat.id] = Row(chat, directory)
        if before is None or _counted(before) != _counted(chat):
            self.counts_moved = True
            self._counts_due.set()
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(
                max(loop.time(), self._flushed_at + self._every_s), self._flush
            )

    def hold(self, watch: InboxWatch) -> None:
        """A page is being read: show nothing until it has been answered."""
        watch.reading += 1

    def release(self, watch: InboxWatch) -> None:
        """The page has been answered: show what came meanwhile."""
        watch.reading -= 1
        if not watch.reading and self.stands(watch):
            held, watch.held = watch.held, {}
            self._pass_on(watch, held, {})

    def _flush(self) -> None:
        self._timer = None
        self._flushed_at = asyncio.get_running_loop().time()
        dirty, self._dirty = self._dirty, {}
        made: dict[str, bytes] = {}
        for watch in tuple(self.watches.values()):
            self._pass_on(watch, dirty, made)

    def _pass_on(self, watch: InboxWatch, dirty: dict[str, Row], made: dict[str, bytes]) -> None:
        if watch.reading:
            watch.held |= dirty
        elif watch.filter.words and dirty:
            watch.reading += 1
            task = asyncio.create_task(self._show_found(watch, dirty))
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)
        else:
            self._show(watch, dirty, made)

    async def _show_found(self, watch: InboxWatch, dirty: dict[str, Row]) -> None:
        """Show rows once it is known in which of them the words were said."""
        try:
            await self._look(watch, dirty)
        finally:
            watch.reading -= 1
        if watch.reading:
            watch.held = dirty | watch.held
        elif self.stands(watch):
            self._show(watch, dirty, {})
            held, watch.held = watch.held, {}
            self._pass_on(watch, held, {})

    def _show(self, watch: InboxWatch, dirty: dict[str, Row], made: dict[str, bytes]) -> None:
        changes: dict[str, bytes] = {}
        shown = watch.shown
        for chat_id, row in dirty.items():
            rev = row.chat.rev
            if rev <= shown.get(chat_id, watch.since):
                continue
            if shows_row(row, watch, said=chat_id in watch.said):
                shown[chat_id] = rev
                change = _put(row, watch) if watch.filter.words else made.get(chat_id)
                if change is None:
                    change = made[chat_id] = _put(row)
                changes[chat_id] = change
            elif shown.pop(chat_id, None) is not None:
                changes[chat_id] = encode(RowChange("remove", chat_id))
        if changes:
            watch.member.connection.rows(self.rev, changes)


def shows_row(row: Row, watch: InboxWatch, *, said: bool) -> bool:
    """Whether the row is in the list; `said`: its words were, in that chat."""
    staff, now = row.directory.staff.get(watch.member.id), watch.member.staff
    if staff is None or now is None:
        return False
    # A row may be older than the rights by which its reader is here, and those older than the row.
    if now is not staff and not may_list(row.seen, now):
        return False
    return shows(row.seen, staff, watch.filter, said=said)


def row_of(row: Row, watch: InboxWatch) -> InboxRow:
    """Return the row as this list shows it: with its hits, where messages were searched."""
    view = row_view(row.chat, row.directory)
    if not watch.filter.words:
        return view
    said = watch.said.get(row.chat.id)
    return structs.replace(view, hits=hits_view(row.chat, row.directory, watch.filter, said))


def _put(row: Row, watch: InboxWatch | None = None) -> bytes:
    view = row_view(row.chat, row.directory) if watch is None else row_of(row, watch)
    return encode(RowChange("put", row.chat.id, view))


def _counted(chat: Chat) -> tuple[object, ...]:
    """What of a chat the counts of the tabs depend on."""
    unread = chat.unread_by_staff > 0
    return chat.listed, unread, chat.waits, chat.staff, chat.state, chat.place
