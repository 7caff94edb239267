"""What does a node hold of one watched chat, and how does each watcher get each event once?"""

import asyncio
from collections.abc import Iterable, Sequence

from chatserver.core.chat import Chat
from chatserver.core.people import Side
from chatserver.hub.connection import Connection
from chatserver.hub.frames import text_frame
from chatserver.hub.member import Member
from chatserver.ledger.outcome import Logged
from chatserver.wire import marks_frame

UNREAD = -1  # nobody has read the chat here yet, so nothing can be told apart from history
# How far the client and the staff have read, and what the receiver's side has not.
SideMarks = tuple[int, int, int]
Marks = tuple[SideMarks, SideMarks]  # the clients', the staff's


class Channel:
    """A chat that somebody on this node watches.

    All watchers stand at the same place: `sent` is the seq up to which every one of them has got
    everything, so that handing on an event needs no look at the single watcher. Who arrives is
    counted in `arriving` from before it reads the database until it is a watcher; meanwhile
    `held` keeps what is handed on, and closes the gap between its page and `sent`.

    `noted` is the number of the change up to which the employees among the watchers have heard of
    the chat's notes; a client hears of none.

    `chat` is the newest that was heard of the chat; it may be ahead of `sent` when another node
    wrote, and then `behind` is true until somebody has read what lies between.
    """

    __slots__ = (
        "_clients",
        "_staff",
        "_told",
        "_waiters",
        "arriving",
        "chat",
        "held",
        "id",
        "noted",
        "sent",
        "typed",
        "watchers",
    )

    def __init__(self, chat_id: str) -> None:
        self.id = chat_id
        self.chat: Chat | None = None
        self.sent = UNREAD
        self.noted = 0
        self.arriving = 0
        self.held: list[Logged] = []
        self.typed: dict[str, int] = {}
        self.watchers: dict[Member, None] = {}
        self._told: Marks | None = None
        # Who gets frames, by side; made anew whenever somebody comes or goes, so that handing on
        # never walks over something that changes below its feet.
        self._clients: tuple[Connection, ...] = ()
        self._staff: tuple[Connection, ...] = ()
        self._waiters: list[tuple[int, asyncio.Future[None]]] = []

    @property
    def idle(self) -> bool:
        """Whether nobody needs the chat here any more."""
        return not self.watchers and not self.arriving

    @property
    def behind(self) -> bool:
        """Whether there are events that the watchers have not got, or notes that staff have not."""
        return self.lacks_events or self.lacks_notes

    @property
    def lacks_events(self) -> bool:
        """Whether there are events that the watchers have not got."""
        return self.chat is not None and UNREAD != self.sent < self.chat.last

    @property
    def lacks_notes(self) -> bool:
        """Whether there are notes that the employees among the watchers have not got."""
        return self.sent != UNREAD and self.noted < self.heard_notes

    @property
    def heard_notes(self) -> int:
        """How many changes of the notes there were, as far as was heard."""
        return 0 if self.chat is None else self.chat.notes

    def add(self, member: Member) -> None:
        """Tell this member everything above `sent`."""
        self.watchers[member] = None
        self._sort()

    def remove(self, member: Member) -> None:
        """Tell this member nothing more."""
        if self.watchers.pop(member, self) is not self:
            self._sort()

    def _sort(self) -> None:
        self._clients = tuple(m.connection for m in self.watchers if m.side is Side.CLIENT)
        self._staff = tuple(m.connection for m in self.watchers if m.side is Side.STAFF)

    def arrive(self) -> None:
        """Somebody begins to read: keep what is handed on from here."""
        self.arriving += 1

    def settle(self) -> None:
        """Whoever arrived is here, or has given up."""
        self.arriving -= 1
        if not self.arriving:
            self.held = []

    def open(self, chat: Chat) -> None:
        """Somebody has read the chat and all its events: the watchers, if new, stand there."""
        self.hear(chat)
        if self.sent == UNREAD:
            self.sent = chat.last
            self.noted = (self.chat or chat).notes
            self._told = _marks(self.chat or chat)
            held, self.held = self.held, []
            self.take(held)

    def hear(self, chat: Chat) -> bool:
        """Note how the chat stands; false when this is older than what is known."""
        if self.chat is not None and chat.rev <= self.chat.rev:
            return False
        self.chat = chat
        if not self._staff:
            self.noted = chat.notes  # who comes is told by the chat itself
        return True

    def take(self, events: Iterable[Logged] = ()) -> None:
        """Hand on what comes next, and the marks if they moved and all before them is handed on.

        What was handed on is dropped, and so is what leaves a hole.
        """
        if self.sent == UNREAD:
            self._keep(events)
            return
        fresh = [(event.seq, text_frame(event.frame)) for event in self._next(events)]
        marks = self._moved_marks()
        if marks is not None:
            self._push(self._clients, fresh, marks[0])
            self._push(self._staff, fresh, marks[1])
        elif fresh:
            self._push(self._clients, fresh, None)
            self._push(self._staff, fresh, None)
        if self._waiters:
            self._release()

    def note(self, change: int, framed: bytes) -> None:
        """Hand on what was read of a note, whose last change this is, to staff alone."""
        if change > self.noted:
            self.noted = change
            for connection in self._staff:
                # As an event: who is too slow gets one `lag`, and learns by it to ask.
                connection.event(self.id, self.sent, framed)

    def _next(self, events: Iterable[Logged]) -> list[Logged]:
        fresh = []
        for event in events:
            if event.seq == self.sent + 1:
                self.sent = event.seq
                fresh.append(event)
            elif event.seq > self.sent:
                break
        if self.arriving:
            self.held += fresh
        return fresh

    def _moved_marks(self) -> Marks | None:
        """Return the marks, if they moved and the watchers are there yet."""
        chat = self.chat
        if chat is None or self.sent != chat.last:
            return None
        marks = _marks(chat)
        if marks == self._told:
            return None
        self._told = marks
        return marks

    def _push(
        self,
        readers: tuple[Connection, ...],
        events: Sequence[tuple[int, bytes]],
        moved: SideMarks | None,
    ) -> None:
        if readers:
            chat = self.id
            marks = b"" if moved is None else text_frame(marks_frame(chat, *moved))
            joined = b"".join([framed for _, framed in events]) + marks
            for connection in readers:
                connection.changes(chat, events, marks, joined)

    def _keep(self, events: Iterable[Logged]) -> None:
        for event in events:
            # After a hole comes whoever fills it, with all that lies behind it too.
            if not self.held or event.seq == self.held[-1].seq + 1:
                self.held.append(event)

    async def reached(self, seq: int) -> None:
        """Wait until the watchers have got everything up to `seq`."""
        if self.sent < seq:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append((seq, waiter))
            await waiter

    def _release(self) -> None:
        waiting = []
        for seq, waiter in self._waiters:
            if seq > self.sent:
                waiting.append((seq, waiter))
            elif not waiter.done():
                waiter.set_result(None)
        self._waiters = waiting


def _marks(chat: Chat) -> Marks:
    client, staff = chat.client_read, chat.staff_read
    return (client, staff, chat.unread_by_client), (client, staff, chat.unread_by_staff)
