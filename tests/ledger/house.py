"""A small organisation, and a ledger over it whose clock, ids and chance the test holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import text

from chatserver.bus.local import LocalBus
from chatserver.config import Settings
from chatserver.core.commands import Command, Open, PickTag, Send
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Commit, Outcome, Person
from chatserver.ledger.reading import Reading
from chatserver.storage.database import Database
from chatserver.storage.tables import (
    ClientPlace,
    ClientRow,
    Department,
    ObjectRow,
    Org,
    ProductRow,
    RoleRow,
    StaffRow,
)
from chatserver.world import World

NOON = 1_767_268_800_000
CID, DOT = Person("client", "cl_cid", "ios"), Person("client", "cl_dot", "android")
ANN, BOB = Person("staff", "st_ann"), Person("staff", "st_bob")
APP = "prd_app"

BOT = {
    "on": True,
    "greeting": "Hello!",
    "prompt": "What is it about?",
    "tags": [
        {
            "id": "tag_water",
            "text": "Water",
            "autoreply": "Looking into it.",
            "rules": [{"objects": [], "department": "dep_desk", "staff": ["st_ann"]}],
        }
    ],
    "restart_minutes": 10,
}
BASIC = {"title": "Welcome", "text": "Write to us", "department": "dep_desk", "staff": ["st_bob"]}


@dataclass
class Clock:
    """The time, as the test says."""

    at: int = NOON

    def __call__(self) -> int:
        return self.at


@dataclass
class House:
    """The organisation with its ledger, and what the ledger announced."""

    world: World
    ledger: Ledger
    clock: Clock
    commits: list[Commit] = field(default_factory=list)
    keys: "count[int]" = field(default_factory=count)

    async def do(self, person: Person, command: Command) -> Outcome:
        """Give a command and wait for its outcome."""
        return await self.ledger.submit(command, person)

    async def open(self, person: Person = CID) -> str:
        """Have a client enter the chat, and return its id."""
        return (await self.do(person, Open(APP))).chat.id

    async def say(self, person: Person, chat: str, text: str = "hello") -> Outcome:
        """Have a person write."""
        return await self.do(person, Send(chat, self.key(), text=text))

    async def pick(self, chat: str, person: Person = CID) -> Outcome:
        """Have the client choose the only topic."""
        standing = await self.reading.chat(chat)
        assert standing is not None
        assert standing.prompt is not None
        return await self.do(person, PickTag(chat, self.key(), standing.prompt, "tag_water"))

    @property
    def reading(self) -> Reading:
        """Questions about what is committed."""
        return Reading(self.world.db, self.world.links)

    def key(self) -> str:
        """Return a key that nobody has used."""
        return f"key_{next(self.keys)}"


async def move_in(db: Database, *, bot: bool = True) -> None:
    """Store the organisation's directory."""
    rows = [
        Org(id="org_a", name="House", created_at=NOON),
        ObjectRow(id="obj_q", org="org_a", kind="quarter", name="Q", path="/obj_q/"),
        ObjectRow(
            id="obj_1", org="org_a", parent="obj_q", kind="premises", name="1",
            address="Main 1", path="/obj_q/obj_1/",
        ),
        Department(id="dep_desk", org="org_a", name="Desk"),
        RoleRow(id="role_all", org="org_a", name="Administrator", administrator=True),
        RoleRow(id="role_desk", org="org_a", name="Desk", permissions=["chats.send"]),
        StaffRow(
            id="st_ann", org="org_a", email="ann@example.org", name="Ann", role="role_desk",
            department="dep_desk", all_objects=True, created_at=NOON,
        ),
        StaffRow(
            id="st_bob", org="org_a", email="bob@example.org", name="Bob", role="role_all",
            department="dep_desk", all_objects=True, created_at=NOON,
        ),
        ClientRow(id="cl_cid", org="org_a", name="Cid", phone="+79990000001", created_at=NOON),
        ClientRow(id="cl_dot", org="org_a", name="Dot", phone="+79990000002", created_at=NOON),
        ClientPlace(client="cl_cid", place="obj_1"),
        ClientPlace(client="cl_dot", place="obj_1"),
        ProductRow(
            id=APP, org="org_a", name="inner name", title="Your house", basic=BASIC,
            bot=BOT if bot else {}, created_at=NOON,
        ),
    ]  # fmt: skip
    async with db.transaction() as session:
        for row in rows:
            session.add(row)
            await session.flush()


@asynccontextmanager
async def household(
    db: Database, *, bot: bool = True, settings: Settings | None = None
) -> AsyncIterator[House]:
    """The organisation with a working ledger."""
    await move_in(db, bot=bot)
    async with second_node(db, settings=settings) as house:
        yield house


@asynccontextmanager
async def second_node(db: Database, *, settings: Settings | None = None) -> AsyncIterator[House]:
    """Another ledger over the same database, which holds the organisation already."""
    clock = Clock()
    world = World(settings or Settings(), db, LocalBus("node"), now=clock, draw=lambda: 0.0)
    house = House(world, Ledger(world), clock)
    house.ledger.listen(house.commits.append)
    await house.ledger.start()
    try:
        yield house
    finally:
        await house.ledger.stop()


async def kinds(house: House, chat: str) -> list[str]:
    """Return the kinds of a chat's events, in their order."""
    return [event.kind for event in await house.reading.since(chat, 0, limit=200)]


async def rows(house: House, question: str) -> list[tuple[object, ...]]:
    """Return what a question in SQL finds."""
    async with house.world.db.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(question))]
