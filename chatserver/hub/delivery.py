"""How does what was committed, here or on another node, reach whoever is connected here?

Commits of this node are handed on at once, from memory, and so are those of others that a hint
brings along. For all else there is one way: something says that an organisation moved (a hint that
brings nothing, the sweep of the database every half second), and its changed chats are read. Hints
may get lost, come twice or in any order.
"""

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress

from chatserver.bus.hints import Carried, Hint
from chatserver.core.chat import Chat
from chatserver.hub.carrying import carried, unpacked
from chatserver.hub.channel import Channel
from chatserver.hub.metrics import Metrics
from chatserver.hub.news import tell_notes
from chatserver.hub.rights import Rights, admit, forget_erased
from chatserver.hub.roster import Room, Roster
from chatserver.hub.seeing import directory_with
from chatserver.ledger.directory import Directory
from chatserver.ledger.following import events_above
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Change, Commit, Logged
from chatserver.ledger.reading import Reading
from chatserver.storage.trouble import DatabaseTrouble
from chatserver.world import World

log = logging.getLogger(__name__)

# So many commits may wait for one of another node whose hint is late, or lost.
MOST_AHEAD = 64
# Who was away for long reads on page by page, and holds up no other organisation for longer.
CHATS_AT_ONCE = 500


class Delivery:
    """The node's hand that deals out."""

    def __init__(
        self, world: World, ledger: Ledger, roster: Roster, rights: Rights, metrics: Metrics
    ) -> None:
        self._db = world.db
        self._links = world.links
        self._bus = world.bus
        self._draw = world.draw
        self._every_s = world.settings.bus.sweep_every_ms / 1000
        self._ledger = ledger
        self._directories = ledger.directories
        self._reading = Reading(world.db, world.links)
        self._roster = roster
        self._rights = rights
        self._metrics = metrics
        self._moved: set[str] = set()
        self._woken = asyncio.Event()
        ledger.listen(self.heard)

    def heard(self, commit: Commit) -> None:
        """Hand on a commit of this node, and tell the others: no task, no question, no wait."""
        rooms = self._roster.rooms
        self._metrics.commits.inc()
        for change in commit.changes:
            room = rooms.get(change.chat.org)
            if room is not None:
                self._hear(room, change)
        for org, (before, after) in commit.revs.items():
            room = rooms.get(org)
            if room is not None:
                self._passed(room, before, after)
        if not self._bus.alone:
            for org, carrying in carried(commit):
                rev, acl = carrying.after, carrying.acl
                self._bus.publish(Hint(org, rev=rev, acl=acl, commits=(carrying,)))

    def told(self, hint: Hint) -> None:
        """Follow a hint of another node: hand on what it brings, look for what it does not."""
        room = self._roster.rooms.get(hint.org)
        if room is None:
            return
        for commit in hint.commits:
            if commit.after > room.rev and not self._hand_on_commit(room, commit):
                break
        else:
            if hint.commits or hint.rev <= room.rev:
                return
        self.wake(room.org, acl=hint.acl)

    def _hand_on_commit(self, room: Room, commit: Carried) -> bool:
        directory = self._directories.known(room.org)
        changes = None if directory is None else unpacked(commit, directory)
        if changes is None:
            return False
        self._ledger.learn(change.chat for change in changes)
        for change in changes:
            self._hear(room, change)
        self._passed(room, commit.before, commit.after)
        return True

    def _passed(self, room: Room, before: int, after: int) -> None:
        room.passed(before, after)
        if len(room.ahead) > MOST_AHEAD:
            self.wake(room.org)

    def _hear(self, room: Room, change: Change) -> None:
        chat = change.chat
        newest = room.hear(chat)
        channel = self._roster.channels.get(chat.id)
        if channel is not None:
            # Also of something older: it may be what its watchers wait for.
            self._take(room, channel, change)
        if newest:
            before = change.before
            if before is not None and before.rev > room.rev:
                before = None  # another node made it so, and nobody here has heard of that
            room.inbox.changed(chat, change.directory, before=before)
        if change.directory.acl > room.acl:
            self.wake(room.org, acl=change.directory.acl)

    def wake(self, org: str, *, acl: int = 0) -> None:
        """Something happened in the organisation that was not heard here: look.

        `acl`, where it is known, tells whether rights are to be looked at too.
        """
        room = self._roster.rooms.get(org)
        if room is not None:
            room.newest_acl = max(acl, room.newest_acl)
            self._moved.add(org)
            self._woken.set()

    def wake_all(self) -> None:
        """Hints may have been lost: look everywhere."""
        self._moved.update(self._roster.rooms)
        self._woken.set()

    async def run(self) -> None:
        """Look whenever something calls, and at everything twice a second, for ever."""
        loop = asyncio.get_running_loop()
        sweep_at = loop.time()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(sweep_at):
                    await self._woken.wait()
            # However often something calls: nobody calls for a right that was taken away.
            if loop.time() >= sweep_at:
                await self._guarded(self._sweep())
                # Not all nodes at once.
                sweep_at = loop.time() + self._every_s * (0.9 + 0.2 * self._draw())
            self._woken.clear()
            moved, self._moved = self._moved, set()
            async with asyncio.TaskGroup() as group:
                for org in moved:
                    group.create_task(self._guarded(self._follow(org)))

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except DatabaseTrouble as trouble:
            # Sockets stay open; the next sweep tries again.
            log.warning("nothing can be read from the database: %s", trouble)
        except Exception:
            log.exception("following an organisation failed")

    async def _sweep(self) -> None:
        rooms = self._roster.rooms
        for org, (rev, acl) in (await self._reading.revisions(rooms)).items():
            room = rooms.get(org)
            if room is not None and (rev > room.rev or acl > room.acl or room.behind):
                room.newest_acl = max(acl, room.newest_acl)
                self._moved.add(org)

    async def _follow(self, org: str) -> None:
        room = self._roster.rooms.get(org)
        if room is None:
            return
        if room.newest_acl > room.acl:
            # They may have moved once more by then, again and again: whoever says so has called,
            # and what was said until now is not to wait for the last of them.
            await self._rights.look(room)
            if self._roster.rooms.get(org) is not room:
                return  # it is closed
        if await self._read_changed(room):
            self.wake(org)  # the others first
        await self._read_on(room)

    async def _read_changed(self, room: Room) -> bool:
        """Deal out the next chats that changed; return whether there may be more."""
        room.reading = True
        try:
            chats = await self._reading.changed(room.org, room.rev, limit=CHATS_AT_ONCE)
            directory = await directory_with(self._directories, room.org, chats)
        finally:
            room.reading = False
        self._ledger.learn(chats)
        for chat in chats:
            # What was heard of while the database was asked is newer, and has been handed on.
            if room.hear(chat):
                self._note(room, chat, directory)
        if chats:
            room.passed(room.rev, chats[-1].rev)
        return len(chats) == CHATS_AT_ONCE

    def _take(self, room: Room, channel: Channel, change: Change) -> None:
        admit(self._roster, channel, change.chat, change.directory)
        channel.take(change.events)
        if channel.behind:
            room.behind.add(channel)
            self.wake(room.org)

    def _note(self, room: Room, chat: Chat, directory: Directory) -> None:
        channel = self._roster.channels.get(chat.id)
        if channel is not None:
            admit(self._roster, channel, chat, directory)
            channel.take()
            if channel.behind:
                room.behind.add(channel)
        forget_erased(room, chat, directory)
        room.inbox.changed(chat, directory)

    async def _read_on(self, room: Room) -> None:
        """Read what lies between the channels and the newest that was heard of their chats."""
        while room.behind:
            room.behind = {channel for channel in room.behind if channel.behind}
            if not room.behind:
                return
            found = await self._read_events(room)
            noted = await self._read_notes(room)
            self._catch_up(room, found)
            if not (found or noted):
                return  # they are not there yet, or not any more: the next sweep looks again

    async def _read_events(self, room: Room) -> Mapping[str, Sequence[Logged]]:
        """Read what is new, by chat: of notes alone, no events are asked for."""
        sent = {channel.id: channel.sent for channel in room.behind if channel.lacks_events}
        return await events_above(self._db, sent, self._links) if sent else {}

    async def _read_notes(self, room: Room) -> bool:
        """Tell what is new of the notes; return whether there was anything."""
        channels = [channel for channel in room.behind if channel.lacks_notes]
        return bool(channels) and await tell_notes(self._db, channels)

    def _catch_up(self, room: Room, found: Mapping[str, Sequence[Logged]]) -> None:
        for channel in tuple(room.behind):
            channel.take(found.get(channel.id, ()))
            if not channel.behind:
                room.behind.discard(channel)
