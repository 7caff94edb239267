"""Does the log tell the same story as the stored state?"""

from typing import Any

from chatserver.core.chat import Chat, Entry, evolve
from chatserver.core.people import Author
from chatserver.wire import decode_body
from tests.model.dump import Dump, Row

# Everything that events decide. The rest has models of its own: marks, comment, place, deadline.
_TOLD = (
    "last", "dialog", "state", "reason", "acted", "prompt", "department", "staff", "assignment",
    "cause", "n_client", "n_staff", "preview", "preview_seq",
)  # fmt: skip


class Replay:
    """Every chat as its events make it, each taken as it was when it was first seen."""

    def __init__(self) -> None:
        self._chats: dict[str, Chat] = {}

    def go_on(self, dump: Dump) -> None:
        """Take what is new, and compare each chat with what is stored."""
        for id_, row in dump.chats.items():
            chat = self._chats.get(id_) or _fresh(row)
            for event in dump.events[id_][chat.last :]:
                body: Any = decode_body(event["kind"], event["body"].encode())
                by = Author(event["by_kind"], event["author"], event["by_name"])
                chat = evolve(chat, Entry(body, by), at=event["at"])
            self._chats[id_] = chat
            _compare(chat, row)


def _fresh(row: Row) -> Chat:
    return Chat(
        id=row["id"],
        number=row["number"],
        org="",
        client=row["client"],
        product=row["product"],
        place=None,
        platform=None,
        created_at=row["created_at"],
        updated_at=row["created_at"],
    )


def _compare(chat: Chat, row: Row) -> None:
    told = {name: getattr(chat, name) for name in _TOLD}
    assert told == {name: row[name] for name in _TOLD}
    tag = (chat.tag.id, chat.tag.text) if chat.tag is not None else (None, None)
    assert tag == (row["tag_id"], row["tag_text"])
    assert (row["prompt"] is None) == (row["expires_at"] is None) == (row["state"] != "bot")
    # A comment counts as an update too, and is no event.
    assert row["updated_at"] >= chat.updated_at
    if row["comment_version"] == 0:
        assert row["updated_at"] == chat.updated_at
