"""Who is connected to this node: by person, by organisation, by watched chat?

One structure for each question; what is empty is gone, so that a node whose people have left
holds nothing of them.
"""

from collections.abc import Iterator

from chatserver.core.chat import Chat
from chatserver.hub.channel import Channel
from chatserver.hub.inbox import OrgInbox
from chatserver.hub.member import Member
from chatserver.ledger.directory import Directory


class Room:
    """An organisation with people on this node.

    `rev` is how far its changes have been handed on here, all of them; `ahead` are the stretches
    beyond it that have been handed on, too, each as its beginning and its end. `directory` is the
    organisation as of when the rights of its members were last looked at, `newest_acl` the newest
    that was heard of. `behind` are the channels that wait for somebody to read on.
    """

    __slots__ = (
        "_heard",
        "ahead",
        "behind",
        "directory",
        "inbox",
        "members",
        "newest_acl",
        "org",
        "reading",
        "rev",
    )

    def __init__(self, directory: Directory, *, rev: int, inbox: OrgInbox) -> None:
        self.org = directory.org.id
        self.directory = directory
        self.newest_acl = directory.acl
        self.rev = rev
        self.ahead: dict[int, int] = {}
        self.reading = False
        self.members: dict[Member, None] = {}
        self.behind: set[Channel] = set()
        self.inbox = inbox
        # By chat, the newest that was handed on, where something older of it may still come.
        self._heard: dict[str, int] = {}

    @property
    def acl(self) -> int:
        """As of when the rights of the members were last looked at."""
        return self.directory.acl

    def hear(self, chat: Chat) -> bool:
        """Note that the chat is handed on as it stands; false where a newer one was before."""
        if chat.rev <= self._heard.get(chat.id, self.rev):
            return False
        self._heard[chat.id] = chat.rev
        return True

    def passed(self, before: int, after: int) -> None:
        """Note that all that was done between two revs has been handed on, in whatever order."""
        if before > self.rev:
            self.ahead[before] = after
            return
        self.rev = max(self.rev, after)
        while self.ahead and (first := min(self.ahead)) <= self.rev:
            self.rev = max(self.rev, self.ahead.pop(first))
        if not self.ahead and not self.reading:
            self._heard.clear()


class Roster:
    """Everybody who is connected to this node."""

    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.channels: dict[str, Channel] = {}
        self.people: dict[str, dict[Member, None]] = {}

    @property
    def members(self) -> Iterator[Member]:
        """Everybody, on each of their connections."""
        return (member for room in self.rooms.values() for member in room.members)

    def enter(self, member: Member, room: Room) -> None:
        """Note that somebody has come. The room may be new, and is known from here on."""
        assert self.rooms.setdefault(member.org, room) is room, "one room an organisation"
        room.members[member] = None
        self.people.setdefault(member.id, {})[member] = None

    def leave(self, member: Member) -> None:
        """Forget all of a member; harmless when it is known no more."""
        for chat in tuple(member.watches):
            self.unwatch(member, chat)
        room = self.rooms.get(member.org)
        if room is not None:
            room.inbox.unwatch(member)
            room.members.pop(member, None)
            if not room.members:
                room.inbox.close()
                del self.rooms[member.org]
        own = self.people.get(member.id)
        if own is not None:
            own.pop(member, None)
            if not own:
                del self.people[member.id]

    def channel(self, chat: str) -> Channel:
        """Return the chat's channel; a new one must be arrived at, or `tidy` takes it away."""
        channel = self.channels.get(chat)
        if channel is None:
            channel = self.channels[chat] = Channel(chat)
        return channel

    def watch(self, member: Member, channel: Channel) -> None:
        """Tell this member all that happens in the chat."""
        if member.watches.isdisjoint((channel.id,)):
            member.watches.add(channel.id)
            member.looks += 1
            channel.add(member)

    def unwatch(self, member: Member, chat: str) -> None:
        """Tell this member nothing more of the chat."""
        member.watches.discard(chat)
        member.wanted.pop(chat, None)
        channel = self.channels.get(chat)
        if channel is not None:
            channel.remove(member)
            self.tidy(channel)

    def evict(self, member: Member, channel: Channel) -> None:
        """As `unwatch`, but not by the member's wish: a watch that is on its way stays wanted.

        It looks at the rights itself, and they may be back by then.
        """
        member.watches.discard(channel.id)
        if not channel.arriving:
            member.wanted.pop(channel.id, None)
        channel.remove(member)
        self.tidy(channel)

    def tidy(self, channel: Channel) -> None:
        """Drop the channel if nobody needs it."""
        if channel.idle and self.channels.get(channel.id) is channel:
            del self.channels[channel.id]
            room = None if channel.chat is None else self.rooms.get(channel.chat.org)
            if room is not None:
                room.behind.discard(channel)
