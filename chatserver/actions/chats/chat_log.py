"""What was said in a chat, page by page, and which dialogs did it have?"""

from dataclasses import dataclass, replace
from typing import Any

import msgspec

from chatserver.actions.callers.seen_chats import Seen
from chatserver.core.events import DialogClosed, DialogOpened, DialogRated, TagPicked
from chatserver.core.people import Author
from chatserver.ledger.outcome import Logged
from chatserver.ledger.reading import Reading
from chatserver.ledger.serving import served
from chatserver.storage import chats
from chatserver.wire import decode_body
from chatserver.world import World

_ABOVE_EVERY_VERSION = 2**53


@dataclass(frozen=True, slots=True)
class Dialog:
    """An episode of a chat. `ended_at` None: it goes on. `tag`: what the client chose. `asked`: the
    client was asked how it was, and gave it `score`, with `comment`, last.
    """

    number: int
    seq: int
    at: int
    tag: str | None = None
    ended_seq: int | None = None
    ended_at: int | None = None
    reason: str | None = None
    by: Author | None = None
    asked: bool = False
    score: int | None = None
    rating_comment: str | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """What a message said until `until`, when its text was changed or the message deleted.

    `version` counts the edits before: 0 is as it was sent. `body` is a message's, as it is served.
    """

    version: int
    until: int
    body: dict[str, Any]


async def events(
    world: World, seen: Seen, *, before: int | None, after: int | None, limit: int
) -> tuple[list[Logged], bool]:
    """Return a page of the log, ascending: the newest, those below `before`, or those above
    `after`; and whether there are more in that direction.
    """
    reading, chat = Reading(world.db, world.links), seen.chat.id
    if after is not None:
        found = await reading.since(chat, after, limit=limit + 1)
        return found[:limit], len(found) > limit
    top = seen.chat.last + 1 if before is None else before
    found = await reading.before(chat, top, limit=limit + 1)
    return found[-limit:], len(found) > limit


async def originals(
    world: World, seen: Seen, seq: int, *, before: int | None, limit: int
) -> tuple[list[Original], bool]:
    """Return what a message said before it was edited or deleted, the latest first, below the
    version `before`; and whether there are more. Kept for 180 days, for Administrators (D11, D16).
    """
    top = _ABOVE_EVERY_VERSION if before is None else before
    rows = await world.db.ask(chats.ORIGINALS, seen.chat.id, seq, top, limit + 1)
    found = [
        Original(version, at, msgspec.json.decode(served(body, world.links)))
        for version, body, at in rows
    ]
    return found[:limit], len(found) > limit


async def dialogs(world: World, seen: Seen) -> list[Dialog]:
    """Return the chat's dialogs, oldest first."""
    found: list[Dialog] = []
    rows = await world.db.ask(chats.TURNS, seen.chat.id)
    for seq, kind, by_kind, author, by_name, at, body in rows:
        event = decode_body(kind, body.encode())
        if isinstance(event, DialogOpened):
            found.append(Dialog(event.dialog, seq, at))
        elif isinstance(event, TagPicked) and found:
            found[-1] = replace(found[-1], tag=event.text)
        elif isinstance(event, DialogClosed) and found:
            by = Author(by_kind, author, by_name)
            found[-1] = replace(
                found[-1],
                ended_seq=seq,
                ended_at=at,
                reason=event.reason,
                by=by,
                asked=bool(event.asks),
            )
        elif isinstance(event, DialogRated):
            _rate(found, event)
    return found


def _rate(found: list[Dialog], event: DialogRated) -> None:
    """Note it at the dialog that it is about, which need not be the last one."""
    found[:] = [
        replace(one, score=event.score, rating_comment=event.comment)
        if one.number == event.dialog
        else one
        for one in found
    ]
