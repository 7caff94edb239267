"""How does somebody begin to watch a chat without missing or repeating an event?

Register first, then read, then answer and be a watcher in one go: what is handed on while the
database is read is held by the channel and joins the page. It needs nothing of an earlier
connection, so it works on any node, after a crash, after two days.
"""

import asyncio
from collections.abc import Sequence

from msgspec import UNSET, Raw

from chatserver.core.chat import Chat
from chatserver.core.people import Side
from chatserver.core.refusals import NotFound, Refused
from chatserver.hub.member import Member
from chatserver.hub.node import Node
from chatserver.hub.rights import admit
from chatserver.hub.seeing import directory_with, sees
from chatserver.ledger.directory import Directory
from chatserver.ledger.outcome import Logged, Trouble
from chatserver.ledger.views import chat_view
from chatserver.wire.shapes import Gap, Watch

NEWEST = 50
MOST = 200  # who is so far behind at most gets all of it
# Longer than a sweep and a read; after it the database is in trouble.
REACH_S = 5.0
REACH_MS = 1_000
# They change what stood before: a page that was read before them would show what is no more.
CHANGING = frozenset({"edited", "deleted"})


class TooManyWatches(Refused):
    """The connection watches as many chats as it may."""

    code = "limit"
    sentence = "This connection watches as many chats as it may."


class Arrival:
    """A watch on its way: registered, so that nothing is missed, and told nothing yet.

    `read` waits, `settle` does not: after it the member, if it still wants to, is a watcher, and
    what `settle` returned has to be the next thing that it is sent. `leave` has to be called in
    the end, whatever happens.
    """

    def __init__(
        self, node: Node, member: Member, chat: str, after: int | None, *, wish: object
    ) -> None:
        self._node = node
        self._member = member
        self._wish = wish
        self._after = after
        self._channel = node.roster.channel(chat)
        self._page: list[Logged] = []
        self._last = 0
        # The organisation as this arrival has read it, and the place that it has asked for.
        self._directory: Directory | None = None
        self._place: str | None = None
        self._channel.arrive()

    @property
    def chat(self) -> str:
        """The chat's id."""
        return self._channel.id

    @property
    def wished(self) -> bool:
        """Whether the device has not left the chat since it asked, and come back or not."""
        return self._member.wanted.get(self.chat) is self._wish

    @property
    def ready(self) -> bool:
        """Whether what was read still meets what the channel has come to, and the rights."""
        channel, directory = self._channel, self._directory
        chat = channel.chat
        if chat is None or directory is None:
            return False
        # What was read for others may be newer than all that was heard of the chat itself.
        if channel.sent > chat.last or channel.noted > chat.notes:
            return False
        if directory.acl < self._node.roster.rooms[self._member.org].acl:
            return False
        if chat.place not in (None, self._place) and chat.place not in directory.places:
            return False
        missed = self._missed()
        if any(event.kind in CHANGING for event in missed):
            return False
        # Somebody who read later may have brought the channel further, past what was held.
        return channel.sent - self._last == len(missed)

    async def read(self) -> None:
        """Read the chat until the page and the channel meet.

        Raises NotFound, TooManyWatches, Trouble.
        """
        self._check_room()
        try:
            async with asyncio.timeout(REACH_S):
                while not self.ready:
                    await self._read_page()
                    await self._reach()
        except TimeoutError:
            raise Trouble("unavailable", retry_ms=REACH_MS) from None

    def settle(self) -> Watch:
        """Become a watcher, and return what the answer says. `events` UNSET: `after` was ahead."""
        channel, member, directory = self._channel, self._member, self._directory
        chat = channel.chat
        if chat is None or directory is None or not sees(member, chat, directory):
            raise NotFound
        view = chat_view(chat, directory, member.side)
        product = directory.products[chat.product]
        last = channel.sent
        if self._after is not None and self._after > last:
            # What it holds is of another past, so what comes next would be a hole to it. Another
            # watch that was asked for behind this one is a watch all the same.
            if self.wished:
                self._node.roster.evict(member, channel)
            return Watch(chat=view, last=last, more=last > 0)
        self._check_room()
        if self.wished and not member.connection.closed:
            self._node.roster.watch(member, channel)
        kept = _fitting([*self._page, *self._missed()], self._node.settings.page_bytes)
        first = kept[0].seq if kept else last + 1
        gap = self._after is not None and first > self._after + 1
        return Watch(
            chat=view,
            last=last,
            events=[Raw(event.frame) for event in kept],
            gap=Gap((self._after or 0) + 1, first - 1) if gap else UNSET,
            more=first > 1,
            asks=True if member.side is Side.STAFF and product.asks_rating else UNSET,
        )

    def leave(self) -> None:
        """It is over: the member is a watcher, or has been refused."""
        self._channel.settle()
        if not self._channel.arriving and self.chat not in self._member.watches:
            self._member.wanted.pop(self.chat, None)
        self._node.roster.tidy(self._channel)

    async def _read_page(self) -> None:
        node, member, channel = self._node, self._member, self._channel
        found = await node.reading.watch(
            channel.id, after=self._after, page=NEWEST, most=MOST, seen=self._may_be_seen
        )
        if found is None:
            raise NotFound
        chat, self._page = found
        self._last = chat.last
        directory = await directory_with(node.ledger.directories, member.org, [chat])
        # Whoever reads a chat may be the first here to learn where it has moved to.
        admit(node.roster, channel, chat, directory)
        channel.open(chat)
        newest = channel.chat or chat
        self._place = newest.place
        self._directory = await directory_with(node.ledger.directories, member.org, [newest])
        if not sees(member, newest, self._directory):
            raise NotFound
        if channel.behind:
            node.roster.rooms[member.org].behind.add(channel)

    async def _reach(self) -> None:
        """Wait until the channel has come as far as the page."""
        if self._channel.sent < self._last:
            self._node.delivery.wake(self._member.org)
            await self._channel.reached(self._last)

    def _may_be_seen(self, chat: Chat) -> bool:
        """Whether it is not plain from what is known that the member may not see the chat."""
        member = self._member
        if chat.org != member.org:
            return False
        if member.side is Side.CLIENT:
            return chat.client == member.id
        directory = self._node.ledger.directories.known(member.org)
        # What has just been read anew holds no places yet, and may be older than the chat.
        if directory is None or chat.product not in directory.products:
            return True
        unknown = chat.place is not None and chat.place not in directory.places
        return unknown or sees(member, chat, directory)

    def _check_room(self) -> None:
        watches = self._member.watches
        if self.chat not in watches and len(watches) >= self._node.settings.watches:
            raise TooManyWatches

    def _missed(self) -> list[Logged]:
        return [event for event in self._channel.held if event.seq > self._last]


def _fitting(events: Sequence[Logged], size: int) -> Sequence[Logged]:
    """Return as many of the newest as a page may hold, at least one."""
    first = len(events)
    for index in range(len(events) - 1, -1, -1):
        size -= len(events[index].frame) + 1
        if size < 0 and first < len(events):
            break
        first = index
    return events[first:]
