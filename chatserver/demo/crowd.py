"""How do any number of chats come about? Each with a client of its own, many at a time."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from sqlmodel import col, select

from chatserver.actions.directory import NewObject, add_objects
from chatserver.actions.employees.people import NewClient, add_clients
from chatserver.actions.miniapps.launches.brought import bring_consents
from chatserver.demo import quarter
from chatserver.demo.calendar import Calendar
from chatserver.demo.make import DAY_MS, tags_of
from chatserver.demo.names import person
from chatserver.demo.stories import ASKS, REPLIES, Story
from chatserver.demo.talk import Actors, Scene
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import ChatRow, ClientPlace, ClientRow, ObjectRow
from chatserver.world import World

SLICE = 1_000  # chats whose people are made at once; a crowd that is broken off goes on after one
FLATS = 100  # in each of the crowd's buildings
IN_FLIGHT = 384  # more than a batch holds, less than would wait too long
PAST_DAYS = 7
ENDS = ("open", "unread", "unread", "solved", "solved", "solved", "no_answer", "silent")


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Where a crowd moves in, and what it can chat about."""

    org: str
    groups: Sequence[str]
    products: Sequence[str]


@dataclass(frozen=True, slots=True)
class Dweller:
    """A client of the crowd."""

    number: int
    id: str
    place: str


async def make_chats(
    world: World,
    ledger: Ledger,
    calendar: Calendar,
    where: Neighbourhood,
    *,
    first: int,
    last: int,
) -> AsyncIterator[int]:
    """Make the chats numbered `first` to `last` (exclusive); yield how far it is after each slice.

    What a broken-off run left is found again: clients by their external ids, acts by their keys.
    """
    tags = await tags_of(world, where.org)
    began = calendar.real() - PAST_DAYS * DAY_MS
    pace = PAST_DAYS * DAY_MS // max(1, last - first)
    actors = Actors(ledger, lambda: None)
    for start in range(first, last, SLICE):
        numbers = range(start, min(start + SLICE, last))
        dwellers = await _move_in(world, where, numbers)
        greeted = await _greeted(world, dwellers)
        scenes = [
            (began + (one.number - first) * pace, _scene(one, where, tags)) for one in dwellers
        ]
        # Nobody can chat who has not agreed to the mini-app's offer.
        for product in where.products:
            await bring_consents(world, where.org, product, [one.id for one in dwellers], by=SYSTEM)
        # Who says nothing leaves no key behind: entering once more would be another visit.
        await _play(
            actors,
            calendar,
            (turn for turn in scenes if turn[1].story.lines or turn[1].client not in greeted),
        )
        yield numbers[-1] + 1


async def _play(actors: Actors, calendar: Calendar, scenes: Iterable[tuple[int, Scene]]) -> None:
    """Play the scenes, so many at a time; the time of a round is that of its first scene.

    It stands still meanwhile: topics are offered for some minutes only, and days lie between the
    scenes of a small crowd.
    """
    queue = iter(scenes)
    while round_ := list(islice(queue, IN_FLIGHT)):
        calendar.set(round_[0][0])
        async with asyncio.TaskGroup() as group:
            for _, scene in round_:
                group.create_task(actors.play(scene))


async def _move_in(world: World, where: Neighbourhood, numbers: range) -> list[Dweller]:
    known = await _known(world, where.org, numbers)
    missing = [number for number in numbers if number not in known]
    if missing:
        flats = await _flats(world, where, {_building(number) for number in missing})
        people = [
            NewClient(
                person(Random(f"{quarter.SEED}/{number}")),  # noqa: S311  the same every time
                f"+7998{number:07d}",
                (flats[_building(number)][number % FLATS],),
                external_id=_external(number),
            )
            for number in missing
        ]
        ids = await add_clients(world, where.org, people, by=SYSTEM)
        for number, id_, one in zip(missing, ids, people, strict=True):
            known[number] = Dweller(number, id_, one.places[0])
    return [known[number] for number in numbers]


async def _known(world: World, org: str, numbers: range) -> dict[int, Dweller]:
    wanted = {_external(number): number for number in numbers}
    found = {}
    async with world.db.session() as session:
        rows = await session.exec(
            select(ClientRow.external_id, ClientRow.id, ClientPlace.place)
            .join(ClientPlace, col(ClientPlace.client) == ClientRow.id)
            .where(
                ClientRow.org == org,
                col(ClientRow.external_id).between(min(wanted), max(wanted)),
            )
        )
        for external, id_, place in rows:
            number = wanted[external or ""]
            found[number] = Dweller(number, id_, place)
    return found


async def _greeted(world: World, dwellers: Sequence[Dweller]) -> set[str]:
    """Those who have entered a chat already."""
    async with world.db.session() as session:
        ids = sorted(one.id for one in dwellers)
        return set(
            await session.exec(
                select(ChatRow.client).where(col(ChatRow.client).between(ids[0], ids[-1]))
            )
        )


async def _flats(
    world: World, where: Neighbourhood, buildings: set[int]
) -> Mapping[int, Sequence[str]]:
    flats: dict[int, Sequence[str]] = {}
    for building in sorted(buildings):
        name, address = f"Дом {building + 1}", f"Новая улица, {building + 1}"
        flats[building] = await _known_flats(world, where.org, address) or await _build(
            world, where, building, name=name, address=address
        )
    return flats


async def _known_flats(world: World, org: str, address: str) -> Sequence[str]:
    async with world.db.session() as session:
        house = select(ObjectRow.id).where(
            ObjectRow.org == org, ObjectRow.kind == "building", ObjectRow.address == address
        )
        rows = await session.exec(
            select(ObjectRow.id).where(col(ObjectRow.parent).in_(house)).order_by(col(ObjectRow.id))
        )
        return rows.all()


async def _build(
    world: World, where: Neighbourhood, building: int, *, name: str, address: str
) -> Sequence[str]:
    group = where.groups[building % len(where.groups)]
    house = NewObject("building", name, group, address)
    (house_id,) = await add_objects(world, where.org, [house], by=SYSTEM)
    flats = [
        NewObject("premises", f"кв. {n}", house_id, f"{address}, кв. {n}")
        for n in range(1, FLATS + 1)
    ]
    return sorted(await add_objects(world, where.org, flats, by=SYSTEM))


def _building(number: int) -> int:
    return number // FLATS


def _external(number: int) -> str:
    return f"crowd-{number:07d}"


def _scene(one: Dweller, where: Neighbourhood, tags: Mapping[str, Sequence[str]]) -> Scene:
    chance = Random(f"{quarter.SEED}:{one.number}")  # noqa: S311  the same every time
    product = chance.choice(where.products)
    topics = tags[product]
    end = chance.choice(ENDS)
    tag = chance.choice([*topics, None]) if topics else None
    if end == "silent" and topics:
        story = Story("", None, (), end)
        return Scene(_label(one), story, one.id, product, one.place, None)
    lines = [f"> {chance.choice(ASKS).format(n=one.number)}"]
    for _ in range(chance.randrange(3)):
        lines.append(f"< {chance.choice(REPLIES)}")
        lines.append("> Спасибо!")
    if end != "unread" and len(lines) == 1:
        lines.append(f"< {chance.choice(REPLIES)}")
    story = Story("", None, tuple(lines), "unread" if end == "silent" else end)
    return Scene(_label(one), story, one.id, product, one.place, tag)


def _label(one: Dweller) -> str:
    return f"crowd-{one.number}"
