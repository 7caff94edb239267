"""Is what the servers acked in the database, once, and without a hole?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import SQLModel

from chatserver.storage.database import Database

Ack = tuple[str, str, str, int]  # author, key, chat, seq


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry of the log, in as far as its place in it goes."""

    chat: str
    seq: int
    kind: str
    author: str | None
    key: str | None


@dataclass(frozen=True, slots=True)
class Dump:
    """Every entry, and for every chat its `last`, as of one instant."""

    events: Sequence[Stored]
    lasts: dict[str, int]


async def dump(url: str) -> Dump:
    """Read the whole log of the database at this URL."""
    event, chat = (SQLModel.metadata.tables[name].c for name in ("event", "chat"))
    columns = (event.chat, event.seq, event.kind, event.author, event.key)
    db = await Database.open(url)
    try:
        async with db.engine.connect() as connection:
            lasts = await connection.execute(select(chat.id, chat.last))
            events = await connection.execute(select(*columns).order_by(event.chat, event.seq))
            return Dump([Stored(*row) for row in events], {row[0]: row[1] for row in lasts})
    finally:
        await db.close()


def unkept(found: Dump, acks: Iterable[Ack]) -> list[str]:
    """Return each broken promise: an ack that is not there, twice there, or elsewhere (I1, I3)."""
    times = Counter((one.author, one.key) for one in found.events if one.key is not None)
    broken = [f"{who} has {key} {n} times" for (who, key), n in times.items() if n > 1]
    spots = {(one.author, one.key): (one.chat, one.seq) for one in found.events}
    for author, key, chat, seq in acks:
        spot = spots.get((author, key))
        if spot != (chat, seq):
            broken.append(f"acked {key} as {chat} {seq}, stored at {spot}")
    return broken


def holes(found: Dump) -> list[str]:
    """Return each chat whose seq is not 1…last (I3)."""
    counted: Counter[str] = Counter()
    broken = []
    for one in found.events:
        counted[one.chat] += 1
        if one.seq != counted[one.chat]:
            broken.append(f"{one.chat} has {one.seq} in place {counted[one.chat]}")
    broken += [
        f"{chat} says {last} and has {counted[chat]}"
        for chat, last in found.lasts.items()
        if counted[chat] != last
    ]
    return broken
