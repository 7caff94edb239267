"""Who learns which colleagues have the same chat on their screens?

What the nodes say of their people's screens (actions/notifying/looking.py) is asked for once a
second, about those chats alone that employees of this node have on theirs. So two who open the same
chat see each other before they answer twice, wherever they are connected.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from chatserver.hub.frames import text_frame
from chatserver.hub.member import Member
from chatserver.hub.roster import Roster
from chatserver.ledger.directory import Directories
from chatserver.storage import looks
from chatserver.storage.trouble import DatabaseTrouble
from chatserver.wire import encode
from chatserver.wire.pushes import Viewers
from chatserver.wire.shapes import Named
from chatserver.world import World

log = logging.getLogger(__name__)

EVERY_S = 1


class Seen(NamedTuple):
    """What a device is to know: the ids and names of the `others` who look at the chat on its
    screen. With each `look` it begins from nobody.
    """

    look: int
    chat: str
    others: tuple[tuple[str, str], ...]


class Viewing:
    """Tells each employee's device who else looks at the chat on its screen, when that changes."""

    def __init__(self, world: World, roster: Roster, directories: Directories) -> None:
        self._world = world
        self._roster = roster
        self._directories = directories
        self._told: dict[Member, Seen] = {}

    async def run(self) -> None:
        """Look once a second, for ever."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.look()
            except DatabaseTrouble as trouble:
                log.warning("nobody learns who else looks: %s", trouble)
            except Exception:
                log.exception("nobody learns who else looks")

    async def look(self) -> None:
        """Tell whoever has been told something else so far."""
        here = [one for one in self._roster.members if one.staff is not None and one.focus]
        people = await self._people({one.focus for one in here if one.focus is not None})
        told: dict[Member, Seen] = {}
        for member in here:
            seen = self._seen(member, people)
            # The wait for the database was long enough to leave the chat, or the room.
            if seen is None:
                continue
            before = self._told.get(member)
            if before is None or (before.look, before.chat) != (seen.look, seen.chat):
                before = seen._replace(others=())
            if seen != before:
                staff = [Named(id_, name) for id_, name in seen.others]
                member.connection.tell(text_frame(encode(Viewers(seen.chat, staff))))
            told[member] = seen
        self._told = told

    async def _people(self, chats: set[str]) -> Mapping[str, set[str]]:
        people: defaultdict[str, set[str]] = defaultdict(set)
        if chats:
            rows = await self._world.db.ask(looks.WHO, self._world.now(), sorted(chats))
            for chat, person in rows:
                people[chat].add(person)
        return people

    def _seen(self, member: Member, people: Mapping[str, set[str]]) -> Seen | None:
        """Return what this device is to know; None: nothing, it does not watch what it shows."""
        chat, directory = member.focus, self._directories.known(member.org)
        if chat is None or chat not in member.watches or directory is None:
            return None
        there = [directory.staff.get(one) for one in people.get(chat, ()) if one != member.id]
        named = sorted((one.name, one.id) for one in there if one is not None)
        return Seen(member.looks, chat, tuple((id_, name) for name, id_ in named))
