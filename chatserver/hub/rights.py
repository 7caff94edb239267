"""What happens on live connections when somebody's rights change?

Between two values of an organisation's `acl` a watch stands without further checks; when it moves
everybody of the organisation is looked at anew.
"""

from chatserver.core.chat import Chat
from chatserver.core.people import Client, Place, Side, Staff
from chatserver.hub.channel import Channel
from chatserver.hub.frames import text_frame
from chatserver.hub.member import Member
from chatserver.hub.metrics import Metrics
from chatserver.hub.roster import Room, Roster
from chatserver.hub.seeing import sees
from chatserver.ledger.directory import Directories, Directory
from chatserver.wire import Close, Code, encode
from chatserver.wire.pushes import Reset, Unwatched

BARRED = "barred"


class Rights:
    """Brings the people of a node in line with their rights."""

    def __init__(self, directories: Directories, roster: Roster, metrics: Metrics) -> None:
        self._directories = directories
        self._roster = roster
        self._metrics = metrics

    async def look(self, room: Room) -> None:
        """Read the rights of everybody in the room, and take away what is theirs no more."""
        directory = await self._read(room)
        if directory is None:
            for member in tuple(room.members):
                _bar(member)
            return
        moved = _moved(room.directory.places, directory.places)
        for member in tuple(room.members):
            self._look_at(room, member, directory, moved=moved)
        for channel in self._channels(room):
            lost = evict(self._roster, channel, directory)
            self._metrics.rights_lost.inc(lost)
        room.directory = directory

    async def _read(self, room: Room) -> Directory | None:
        """Read the organisation with everybody and every place that matters here.

        Also with clients who come in meanwhile, and places to which chats move meanwhile: who is
        not in what was read would be taken for one who is gone.
        """
        clients: set[str] = set()
        places: set[str] = set()
        while True:
            clients |= self._clients(room)
            places |= room.directory.places.keys() | self._places(room)
            directory = await self._directories.fetch(room.org, clients=clients, places=places)
            if directory is None or (
                self._clients(room) <= clients and self._places(room) <= places
            ):
                return directory

    def _clients(self, room: Room) -> set[str]:
        return {member.id for member in room.members if member.side is Side.CLIENT}

    def _places(self, room: Room) -> set[str]:
        chats = (channel.chat for channel in self._channels(room))
        return {chat.place for chat in chats if chat is not None and chat.place is not None}

    def _channels(self, room: Room) -> list[Channel]:
        ids = {chat for member in room.members for chat in member.watches}
        return [self._roster.channels[chat] for chat in ids]

    def _look_at(self, room: Room, member: Member, directory: Directory, *, moved: bool) -> None:
        if member.side is Side.CLIENT:
            _look_at_client(member, directory.clients.get(member.id))
            return
        was, now = member.staff, directory.staff.get(member.id)
        if now is None or not now.active:
            _bar(member)
            return
        if member.session in directory.ended:
            member.connection.close(Close.TOKEN, "the session has been ended")
            return
        member.staff, member.name = now, now.name
        reset: Reset | None = None
        if was is None or was.permissions != now.permissions:
            reset = Reset(what="all", why="access")
        elif _sees_elsewhere(was, now) or (moved and now.objects is not None):
            reset = Reset(what="inbox", why="access")
        # Who is still to be welcomed has nothing to drop, and hears then what holds by now.
        if reset is not None and member.welcomed:
            room.inbox.unwatch(member)
            member.connection.tell(text_frame(encode(reset)))


def admit(roster: Roster, channel: Channel, chat: Chat, directory: Directory) -> None:
    """Hear of a chat; who may not see it where it is now, hears nothing of it.

    The directory holds the place where it is now.
    """
    before = channel.chat
    if channel.hear(chat) and before is not None and before.place != chat.place:
        evict(roster, channel, directory)


def evict(roster: Roster, channel: Channel, directory: Directory) -> int:
    """End the watches of those who may not see the chat as it is now; return how many."""
    chat = channel.chat
    if chat is None:
        return 0
    lost = [member for member in channel.watchers if not sees(member, chat, directory)]
    for member in lost:
        roster.evict(member, channel)
        member.connection.forget_chat(chat.id)
        member.connection.tell(text_frame(encode(Unwatched(chat.id, Code.NOT_FOUND))))
    return len(lost)


def forget_erased(room: Room, chat: Chat, directory: Directory) -> None:
    """Have employees drop what they hold of an erased client's chat, on the screen or from before:
    no event takes back what was said (D16).
    """
    client = directory.clients.get(chat.client)
    if client is None or not client.erased:
        return
    reset = text_frame(encode(Reset(what="chat", chat=chat.id, why="access")))
    for member in tuple(room.members):
        if member.side is Side.STAFF and member.welcomed and sees(member, chat, directory):
            member.connection.tell(reset)


def _look_at_client(member: Member, client: Client | None) -> None:
    if client is None or client.erased:
        _bar(member)
    elif not client.admits(member.issued_at):
        member.connection.close(Close.TOKEN, "the token has been ended")
    else:
        member.name = client.name


def _bar(member: Member) -> None:
    member.connection.bye(Close.BARRED, BARRED, 0)
    member.connection.close(Close.BARRED, BARRED)


def _sees_elsewhere(was: Staff, now: Staff) -> bool:
    return was.objects != now.objects or was.administrator != now.administrator


def _moved(before: dict[str, Place], after: dict[str, Place]) -> bool:
    """Whether a place that was known lies elsewhere in the tree now."""
    # A copy: on SQLite a reader's thread may bring a place into it at any moment.
    known = tuple(before.items())
    return any(id_ not in after or after[id_].ancestors != place.ancestors for id_, place in known)
