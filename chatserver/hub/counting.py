"""When do employees learn how many chats stand in their tabs?"""

import asyncio
import logging
from collections import defaultdict

from chatserver.core.inbox import Counts
from chatserver.hub.frames import text_frame
from chatserver.hub.inbox import InboxWatch, OrgInbox
from chatserver.hub.roster import Room, Roster
from chatserver.storage import inbox
from chatserver.storage.database import Database
from chatserver.storage.trouble import DatabaseTrouble
from chatserver.wire import encode, pushes

log = logging.getLogger(__name__)


class Counting:
    """Counts anew, at most once in `every_s`, where chats changed so that counts may have moved.

    The database counts, never the node: figures that are counted up and down drift.
    """

    def __init__(self, db: Database, roster: Roster, due: asyncio.Event, *, every_s: float) -> None:
        self._db = db
        self._roster = roster
        self._due = due
        self._every_s = every_s

    async def run(self) -> None:
        """Count when something moved, for ever."""
        while True:
            await self._due.wait()
            self._due.clear()
            for room in tuple(self._roster.rooms.values()):
                if room.inbox.counts_moved:
                    await self._count(room)
            await asyncio.sleep(self._every_s)

    async def _count(self, room: Room) -> None:
        room.inbox.counts_moved = False
        people: dict[str, list[InboxWatch]] = defaultdict(list)
        for watch in room.inbox.watches.values():
            if watch.counts is None:
                # Its first page may have been counted before this change: look again.
                room.inbox.counts_moved = True
                self._due.set()
            else:
                people[watch.member.id].append(watch)
        try:
            for watches in people.values():
                await self._tell(room.inbox, watches)
        except DatabaseTrouble as trouble:
            room.inbox.counts_moved = True
            self._due.set()
            log.warning("nothing can be counted: %s", trouble)
        except Exception:
            log.exception("counting failed")

    async def _tell(self, listed: OrgInbox, watches: list[InboxWatch]) -> None:
        viewer = watches[0].member.staff
        if viewer is None:
            return
        counted: Counts = await inbox.counts(self._db, viewer)
        push = pushes.Counts(counted.new, counted.mine, counted.waiting)
        framed = text_frame(encode(push))
        for watch in watches:
            # A list that was asked for meanwhile has been counted later than this.
            if listed.stands(watch) and watch.counts != counted:
                watch.counts = counted
                watch.member.connection.counts(framed)
