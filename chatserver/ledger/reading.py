"""How are chats and their events read outside the ledger's own transactions?"""

from collections.abc import Callable, Iterable, Mapping

from chatserver.core.chat import Chat
from chatserver.files import FileLinks
from chatserver.ledger.outcome import Logged
from chatserver.ledger.serving import logged
from chatserver.storage import chats, orgs
from chatserver.storage.database import Database
from chatserver.storage.statement import Rows, Steps, ask


class Reading:
    """Questions about what is committed. Rights are the asker's matter."""

    def __init__(self, db: Database, links: FileLinks) -> None:
        self._db = db
        self._links = links

    async def chat(self, chat_id: str) -> Chat | None:
        """Return the chat as it stands, or None."""
        found = await self.chats([chat_id])
        return found[0] if found else None

    async def chats(self, ids: Iterable[str]) -> list[Chat]:
        """Return those of the chats that exist, in no order."""
        return _chats(await self._db.ask(chats.CHATS, sorted(ids)))

    async def chats_of(self, client: str) -> list[Chat]:
        """Return every chat of a client."""
        return _chats(await self._db.ask(chats.CHATS_OF_CLIENT, client))

    async def changed(self, org: str, rev: int, *, limit: int) -> list[Chat]:
        """Return the chats of the organisation that changed after `rev`, oldest change first, at
        most `limit`: what is left changed after the last of them.
        """
        return _chats(await self._db.ask(chats.CHATS_CHANGED, org, rev, limit))

    async def revisions(self, ids: Iterable[str]) -> Mapping[str, tuple[int, int]]:
        """Return (rev, acl) of those of the organisations that exist."""
        rows = await self._db.ask(orgs.REVISIONS, sorted(ids))
        return {org: (rev, acl) for org, rev, acl, _ in rows}

    async def since(self, chat: str, after: int, *, limit: int) -> list[Logged]:
        """Return the events above `after`, ascending, at most `limit`."""
        return self._events(await self._db.ask(chats.SINCE, chat, after, limit))

    async def before(self, chat: str, seq: int, *, limit: int) -> list[Logged]:
        """Return the newest `limit` events below `seq`, ascending."""
        return self._events(await self._db.ask(chats.BEFORE, chat, seq, limit))[::-1]

    async def watch(
        self,
        chat_id: str,
        *,
        after: int | None,
        page: int,
        most: int,
        seen: Callable[[Chat], bool] = lambda _: True,
    ) -> tuple[Chat, list[Logged]] | None:
        """Return the chat and what a watch answers, on one view: its events above `after` when it
        is at most `most` behind, else the newest `page`. None when there is no such chat, or the
        asker does not see it: then its events are not read, so that it takes no longer.

        `seen` may be called on another thread.
        """
        return await self._db.read(self._watch(chat_id, after, page, most, seen))

    def _watch(
        self,
        chat_id: str,
        after: int | None,
        page: int,
        most: int,
        seen: Callable[[Chat], bool],
    ) -> Steps[tuple[Chat, list[Logged]] | None]:
        found = _chats((yield from ask(chats.CHATS, [chat_id])))
        if not found or not seen(found[0]):
            return None
        chat = found[0]
        if chat.last == after:
            return chat, []  # who comes back has mostly missed nothing
        if after is not None and chat.last - after <= most:
            return chat, self._events((yield from ask(chats.SINCE, chat_id, after, most)))
        newest = yield from ask(chats.BEFORE, chat_id, chat.last + 1, page)
        return chat, self._events(newest)[::-1]

    def _events(self, rows: Rows) -> list[Logged]:
        return [logged(row, self._links) for row in rows]


def _chats(rows: Rows) -> list[Chat]:
    return [chats.chat_of(row) for row in rows]
