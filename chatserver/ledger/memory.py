"""Which chats need not be read again before they are changed?

On SQLite those that nobody else has written meanwhile, since it can tell, and this node is the one
that writes (docs/decisions/0090). On PostgreSQL all that were heard of lately: the statement that
changes them tells whether they still stood so (docs/decisions/0096).
"""

from collections.abc import Iterable
from typing import Final

from chatserver.core.chat import Chat
from chatserver.ledger.directory import Directory
from chatserver.ledger.outcome import Change
from chatserver.storage.statement import Statement, Steps, ask

Version = tuple[int, int]  # what others have committed, and how often the writer has

MOST: Final = 4096

# `commits()` is the writer's own, see storage.sqlite; PostgreSQL never gets this question.
VERSION = Statement(sqlite="SELECT data_version, commits() FROM pragma_data_version", postgres="")


class Lately:
    """How chats stood when they were last heard of, the latest `most` of them."""

    def __init__(self, most: int = 4 * MOST) -> None:
        self._most = most
        self._chats: dict[str, Chat] = {}

    def get(self, chat: str) -> Chat | None:
        """Return the chat as it is remembered."""
        return self._chats.get(chat)

    def hear(self, chats: Iterable[Chat]) -> None:
        """Remember how these chats stand, unless something newer is remembered of one."""
        known = self._chats
        for chat in chats:
            older = known.pop(chat.id, None)
            known[chat.id] = chat if older is None or older.rev < chat.rev else older
        while len(known) > self._most:
            del known[next(iter(known))]

    def clear(self) -> None:
        """Nobody knows how the last batch ended, or what database this is by now."""
        self._chats.clear()

    def forget(self, chats: Iterable[str]) -> None:
        """Somebody was faster with one of these."""
        for chat in chats:
            self._chats.pop(chat, None)


class Memory:
    """The chats of the last batches as those left them, each with what is known around it.

    It is forgotten as soon as anybody else has committed anything: a right, a consent, a setting.
    Chats are never changed in place, so a batch that fails leaves nothing here.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._chats: dict[str, tuple[Chat, Directory]] = {}
        self._version: Version | None = None

    def recall(self, ids: Iterable[str]) -> Steps[dict[str, tuple[Chat, Directory]]]:
        """Steps that return those of the chats that stand as they are remembered."""
        if not self._most:
            return {}
        [(others, own)] = yield from ask(VERSION)
        if self._version != (others, own):
            self._chats.clear()
        self._version = others, own + 1
        chats = self._chats
        return {one: chats[one] for one in ids if one in chats}

    def keep(self, changes: Iterable[Change]) -> None:
        """The batch that asked last is committed, and left these chats so."""
        chats = self._chats
        for change in changes:
            chat, directory = change.chat, change.directory
            chats.pop(chat.id, None)
            if chat.place is None or chat.place in directory.places:
                chats[chat.id] = chat, directory
        while len(chats) > self._most:
            del chats[next(iter(chats))]

    def forget(self) -> None:
        """Nobody knows how the last batch ended."""
        self._chats.clear()
        self._version = None
