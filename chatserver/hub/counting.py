"""When do employees learn how many chats stand in their tabs?"""

import asyncio
import logging
from collections import defaultdict

from chatserver.core.access import Sight, sight
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
        alike: dict[Sight, list[InboxWatch]] = defaultdict(list)
        for watch in room.inbox.watches.values():
            viewer = watch.member.staff
            if watch.counts is None:
                # Its first page may have been counted before this change: look again.
                room.inbox.counts_moved = True
                self._due.set()
            elif viewer is not None:
                alike[sight(viewer)].append(watch)
        try:
            for watches in alike.values():
                await self._tell(room.inbox, watches)
        except DatabaseTrouble as trouble:
            room.inbox.counts_moved = True
            self._due.set()
            log.warning("nothing can be counted: %s", trouble)
        except Exception:
            log.exception("counting failed")

    async def _tell(self, listed: OrgInbox, watches: list[InboxWatch]) -> None:
        """Count for all who may see the same chats, and tell those for whom it moved."""
        viewers = {one.member.id: one.member.staff for one in watches if one.member.staff}
        counted = await inbox.counts_of_alike(self._db, tuple(viewers.values()))
        for watch in watches:
            counts = counted[watch.member.id]
            # A list that was asked for meanwhile has been counted later than this.
            if listed.stands(watch) and watch.counts != counts:
                watch.counts = counts
                push = pushes.Counts(counts.new, counts.mine, counts.waiting)
                watch.member.connection.counts(text_frame(encode(push)))
