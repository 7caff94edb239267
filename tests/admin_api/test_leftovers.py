"""Does nothing stay of builds and offers that never came to be, and all of those that did?"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from chatserver.actions.attachments.uploads.leftovers import (
    BUILD,
    DAY_MS,
    OFFER,
    clear_away,
    expect_bytes,
    sweep_leftovers,
)
from chatserver.actions.attachments.uploads.sweeping import sweep_files
from chatserver.actions.miniapps.builds import add_build
from chatserver.actions.miniapps.offers import put_offer
from chatserver.config import Files
from chatserver.core.refusals import Conflict, Refused
from chatserver.files import open_files
from chatserver.storage.database import Database
from chatserver.storage.tables import UploadRow
from tests.doors import Doors, doors
from tests.pictures import PDF
from tests.seeds import ANN, APP, SOSNY
from tests.shelf import put_app
from tests.zips import GOOD, packed


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def broken() -> AsyncIterator[bytes]:
    yield PDF
    raise ConnectionResetError


async def stored(door: Doors) -> set[str]:
    """The places of builds and offers of which there are bytes."""
    keys = [
        key for one in (BUILD, OFFER) async for key, _ in door.small.world.files.keys(f"{one}s")
    ]
    return {"/".join(key.split("/")[:3]) for key in keys}


async def notes(door: Doors) -> list[str]:
    async with door.small.world.db.session() as session:
        return list(await session.exec(select(UploadRow.id)))


async def expected(door: Doors, kind: str, place: str) -> str:
    """A node that notes what comes, brings it, and ends."""
    world = door.small.world
    async with world.db.transaction() as session:
        note = await expect_bytes(session, world, SOSNY, kind, place, by=ANN)
    await world.files.put_bytes(place if kind == OFFER else f"{place}/index.html", b"x")
    return note


@pytest.fixture
async def app(door: Doors) -> str:
    await put_app(door.small.world, APP)
    return APP


@pytest.mark.any_kind
async def test_what_came_to_be_is_there_without_a_note(door: Doors, app: str) -> None:
    world = door.small.world
    build = await add_build(world, SOSNY, app, content=once(packed(GOOD)), by=ANN)
    again = await add_build(world, SOSNY, app, content=once(packed(GOOD)), by=ANN)
    offer = await put_offer(world, SOSNY, app, name="a", content=once(PDF), by=ANN)

    assert again.id == build.id
    there = {f"builds/{app}/{build.digest}", f"offers/{offer.id}.pdf"}
    assert (await stored(door), await notes(door)) == (there, [])
    door.small.clock.at += 90 * DAY_MS
    assert await sweep_leftovers(world) == 0
    assert await stored(door) == there


@pytest.mark.any_kind
async def test_what_did_not_come_in_leaves_nothing(door: Doors, app: str) -> None:
    world = door.small.world
    with pytest.raises(ConnectionResetError):
        await put_offer(world, SOSNY, app, name="a", content=broken(), by=ANN)
    with pytest.raises(Refused):
        await put_offer(world, SOSNY, app, name="a", content=once(b"no PDF"), by=ANN)
    assert (await stored(door), await notes(door)) == (set(), [])


@pytest.mark.parametrize("kind", [BUILD, OFFER])
async def test_what_a_node_left_that_ended_goes_a_day_later(door: Doors, kind: str) -> None:
    world = door.small.world
    place = f"builds/{APP}/abc" if kind == BUILD else "offers/off_1.pdf"
    await expected(door, kind, place)
    door.small.clock.at += DAY_MS
    for sweep in (sweep_leftovers, sweep_files):
        await sweep(world)
    assert await stored(door) == {place}
    door.small.clock.at += 1
    await sweep_files(world)
    assert await stored(door) == {place}
    assert await sweep_leftovers(world) == 1
    assert (await stored(door), await notes(door)) == (set(), [])


async def test_a_folder_on_a_disk_goes_as_well(sqlite_database: Database, tmp_path: Path) -> None:
    files = open_files(Files(folder=str(tmp_path)))
    async with doors(sqlite_database, change=lambda world: replace(world, files=files)) as door:
        for kind, place in ((BUILD, f"builds/{APP}/abc"), (OFFER, "offers/off_1.pdf")):
            await clear_away(door.small.world, await expected(door, kind, place))
        assert (await stored(door), await notes(door)) == (set(), [])


async def test_nobody_clears_away_what_is_known_or_still_to_come(door: Doors, app: str) -> None:
    world = door.small.world
    build = await add_build(world, SOSNY, app, content=once(packed(GOOD)), by=ANN)
    place = f"builds/{app}/{build.digest}"
    await clear_away(world, await expected(door, BUILD, place))
    assert await stored(door) == {place}

    first = await expected(door, BUILD, f"builds/{app}/abc")
    second = await expected(door, BUILD, f"builds/{app}/abc")
    await clear_away(world, first)
    assert f"builds/{app}/abc" in await stored(door)
    await clear_away(world, second)
    assert (await stored(door), await notes(door)) == ({place}, [])


async def test_a_place_that_is_cleared_takes_nothing_meanwhile(door: Doors, app: str) -> None:
    world, place = door.small.world, f"builds/{app}/abc"
    note = await expected(door, BUILD, place)
    async with world.db.transaction() as session:
        row = await session.get_one(UploadRow, note)
        row.here = -1
        session.add(row)
    with pytest.raises(Conflict):
        await expected(door, BUILD, place)
    assert await sweep_leftovers(world) == 1
    await expected(door, BUILD, place)


@pytest.mark.any_kind
async def test_a_build_comes_to_be_or_is_cleared_and_never_half(door: Doors, app: str) -> None:
    """A note of a node that ended goes while the same build is brought again."""
    world = door.small.world
    for turn in range(4):
        build = packed({**GOOD, "turn.js": b"%d" % turn})
        first = await add_build(world, SOSNY, app, content=once(build), by=ANN)
        note = await expected(door, BUILD, f"builds/{app}/{first.digest}")
        again, _ = await asyncio.gather(
            add_build(world, SOSNY, app, content=once(build), by=ANN), clear_away(world, note)
        )
        folder = f"builds/{app}/{again.digest}/"
        kept = {key async for key, _ in world.files.keys(folder.rstrip("/"))}
        assert f"{folder}turn.js" in kept
