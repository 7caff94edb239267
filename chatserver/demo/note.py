"""Did the demo make this database, and what is to be shown of it? One row of `meta` knows."""

import json
from dataclasses import asdict, dataclass, replace

from sqlmodel import select

from chatserver.storage.tables import Meta, Org
from chatserver.world import World

NAME = "demo"
# It is printed for everybody who starts the demo; it protects nothing.
PASSWORD = "river-quarter"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Note:
    """What the demo remembers. `done` is False while the organisation is being made; `chats` is how
    many the crowd has so far. Everything in the order in which it is shown.
    """

    done: bool = False
    chats: int = 0
    api_key: str = ""
    org: str = ""
    groups: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()  # mini-apps without a chat
    platform: tuple[str, ...] = ()  # the platform's people
    other: str = ""  # the second organisation


async def read(world: World) -> Note | None:
    """Return what the demo wrote into this database, None when it never did."""
    async with world.db.session() as session:
        row = (await session.exec(select(Meta).where(Meta.name == NAME))).first()
    if row is None:
        return None
    values = json.loads(row.value)
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Note(**{**values, **lists})


async def write(world: World, note: Note) -> None:
    """Keep the note, in place of the one that stood."""
    text = json.dumps(asdict(note), ensure_ascii=False)
    async with world.db.transaction() as session:
        await session.merge(Meta(name=NAME, value=text))


async def written_so_far(world: World, note: Note, chats: int) -> Note:
    """Keep how many chats the crowd has by now; return the note that says so."""
    newer = replace(note, chats=chats)
    await write(world, newer)
    return newer


async def is_empty(world: World) -> bool:
    """Whether nobody has an organisation here yet."""
    async with world.db.session() as session:
        return (await session.exec(select(Org.id).limit(1))).first() is None
