"""What does `chatserver demo` make, and what does it leave alone?"""

import fcntl
import json
import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlmodel import func, select

from bots.assignment import by_tag
from chatserver.actions.directory import create_org
from chatserver.config import Database as DatabaseSettings
from chatserver.config import Settings
from chatserver.config_file import ConfigError
from chatserver.core.facts import Facts
from chatserver.core.people import Asker
from chatserver.core.products import Product
from chatserver.demo import note as notes
from chatserver.demo import show
from chatserver.demo.note import Note
from chatserver.demo.paper import paper
from chatserver.demo.run import alone, prepare
from chatserver.ledger.directory import Directory
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import SYSTEM
from chatserver.main import open_world
from chatserver.storage.tables import (
    Agreement,
    AppOrder,
    AuditRow,
    Build,
    ChatRow,
    ClientRow,
    EventRow,
    LaunchRow,
    Offer,
    OrderEntry,
    Org,
)
from chatserver.world import World
from tests.made_demo import Made, settings_of

NEWCOMERS = 20


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def made(request: pytest.FixtureRequest) -> Made:
    """A copy of a demo that is made once for each kind of database."""
    copy: Made = request.getfixturevalue(f"{request.param}_demo")
    return copy


@pytest.fixture
def settings(sqlite_database_url: str, tmp_path: Path) -> Settings:
    return settings_of(sqlite_database_url, tmp_path)


async def counted(world: World) -> tuple[int, ...]:
    """How many rows there are of what a second start might make again."""
    async with world.db.session() as session:
        return tuple(
            [
                (await session.exec(select(func.count()).select_from(table))).one()
                for table in (Org, ClientRow, ChatRow, EventRow, AuditRow)
            ]
        )


def test_only_one_process_makes_the_demo_in_a_folder(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/new/chat.db"
    with alone(Settings(database=DatabaseSettings(url=url))):
        folder = os.open(tmp_path / "new", os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(folder)


def test_the_card_holds_what_programs_are_promised(made: Made) -> None:
    card = made.card

    assert {"url", "ws", "console", "chat", "api_key", "org"} < card.keys()
    assert set(card["org"]) == {"id", "name"}
    assert all(
        {"id", "email", "password", "name", "role", "department"} <= one.keys()
        for one in card["staff"]
    )
    assert all(
        {"id", "phone", "name", "premises"} <= one.keys() and one["premises"]
        for one in card["clients"]
    )
    assert len(card["staff"]) >= 8
    assert len(card["clients"]) >= 40
    assert sum(one["bot"] for one in card["products"]) == 3
    for one in card["products"]:
        assert one["name"] not in one["public_title"]
        assert one["public_title"] not in one["name"]
    assert json.loads(show.line(card)) == card
    assert "\n" not in show.line(card)
    narrow = StringIO()
    show.tell(card, Console(file=narrow, width=80))
    assert all(one["email"] in narrow.getvalue() for one in (*card["staff"], *card["platform"]))


async def test_the_first_twenty_clients_have_not_chatted_and_always_find_somebody(
    made: Made,
) -> None:
    settings, card = made.settings, made.card
    newcomers = [one["id"] for one in card["clients"][:NEWCOMERS]]

    async with open_world(settings) as world:
        async with world.db.session() as session:
            chatted = set(await session.exec(select(ChatRow.client)))
        assert chatted.isdisjoint(newcomers)
        assert chatted
        directory = await Ledger(world).directories.fetch(card["org"]["id"], clients=newcomers)
    assert directory is not None
    for product, facts in situations(card, directory, newcomers):
        for tag in product.bot.tags:
            assert by_tag(tag, facts, place=facts.place(facts.client.places[0]))[-1].candidates


async def test_the_first_tag_goes_to_the_one_who_is_printed_first(made: Made) -> None:
    settings, card = made.settings, made.card
    everybody = [one["id"] for one in card["clients"]]

    async with open_world(settings) as world:
        directory = await Ledger(world).directories.fetch(card["org"]["id"], clients=everybody)
    assert directory is not None
    first = next(one["id"] for one in card["products"] if one["bot"])
    for product, facts in situations(card, directory, everybody):
        if product.id == first:
            place = facts.place(facts.client.places[0])
            (chosen,) = by_tag(product.bot.tags[0], facts, place=place)[-1].candidates
            assert chosen[0] == card["staff"][0]["id"]


async def test_a_second_start_makes_nothing_and_shows_the_same(made: Made) -> None:
    settings = made.settings
    async with open_world(settings) as world:
        before = await counted(world)

    assert await prepare(settings) == made.card
    async with open_world(settings) as world:
        assert await counted(world) == before


async def test_a_database_of_others_is_left_alone(settings: Settings) -> None:
    async with open_world(settings) as world:
        await create_org(world, "Somebody's", by=SYSTEM)
        before = await counted(world)

        with pytest.raises(ConfigError, match="not made by the demo"):
            await prepare(settings)

        assert await counted(world) == before
        assert await notes.read(world) is None


async def test_a_demo_that_was_broken_off_while_it_was_made_is_made_anew(
    settings: Settings,
) -> None:
    async with open_world(settings) as world:
        await notes.write(world, Note())
        await create_org(world, "half a demo", by=SYSTEM)

    card = await prepare(settings)

    async with open_world(settings) as world, world.db.session() as session:
        names = set(await session.exec(select(Org.name)))
    assert names == {card["org"]["name"], card["others"][0]["org"]["name"]}


async def test_any_number_of_chats_is_made_once(made: Made) -> None:
    settings = made.settings
    await prepare(settings, chats=30)
    async with open_world(settings) as world:
        before = await counted(world)

    await prepare(settings, chats=30)
    async with open_world(settings) as world:
        assert await counted(world) == before

    card = await prepare(settings, chats=40)
    async with open_world(settings) as world:
        after = await counted(world)
    assert after[2] == before[2] + 10
    assert len(card["clients"]) == 48 + 40


async def test_a_crowd_that_was_broken_off_goes_on_and_repeats_nothing(made: Made) -> None:
    settings = made.settings
    await prepare(settings, chats=30)
    async with open_world(settings) as world:
        before = await counted(world)
        note = await notes.read(world)
        assert note is not None
        # As if the last slice had been played and not been noted.
        await notes.written_so_far(world, note, 0)

    await prepare(settings, chats=30)

    async with open_world(settings) as world:
        assert await counted(world) == before


async def test_mini_apps_have_come_as_far_as_the_demo_shows(made: Made) -> None:
    settings, card = made.settings, made.card
    statuses = [one["status"] for one in card["miniapps"]]
    assert statuses == ["active"] * 4 + ["testing", "in_review"]
    assert [one["id"] for one in card["miniapps"][:4]] == [one["id"] for one in card["products"]]
    assert len(card["platform"]) == 3
    async with open_world(settings) as world:
        async with world.db.session() as session:
            builds = (await session.exec(select(Build))).all()
            offers = (await session.exec(select(Offer.id))).all()
            agreed = (await session.exec(select(func.count()).select_from(Agreement))).one()
            opened = (await session.exec(select(LaunchRow.app, LaunchRow.load_ms))).all()
        for build in builds:
            assert build.warnings == []
            page = await world.files.whole(f"builds/{build.app}/{build.digest}/index.html")
            assert page.startswith(b"<!doctype html>")
        for offer in offers:
            assert (await world.files.whole(f"offers/{offer}.pdf")).startswith(b"%PDF-1.4")
    assert len(builds) == len(offers) == 7
    assert agreed == 48 * 4 + 3
    assert {app for app, _ in opened} == {one["id"] for one in card["products"]}
    # Of those who opened one only to have a bill, no page told how long it took.
    assert sum(load_ms is not None for _, load_ms in opened) == 2 * (48 - NEWCOMERS)


def test_the_offers_paper_finds_its_own_parts() -> None:
    made = paper(["An offer (with brackets)", ""])
    start = int(made.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert made[start:].startswith(b"xref\n0 7\n")
    rows = made[start:].split(b"\n")[3:9]
    for number, row in enumerate(rows, 1):
        assert made[int(row[:10]) :].startswith(b"%d 0 obj" % number)
    length = int(made.split(b"/Length ")[1].split(b" ")[0])
    stream = made.split(b"stream\n", 1)[1].split(b"endstream")[0]
    assert len(stream) == length


def situations(
    card: show.Card, directory: Directory, clients: list[str]
) -> Iterator[tuple[Product, Facts]]:
    """Each client at each of its premises, in the chat of each mini-app with a bot."""
    for one in card["products"]:
        product = directory.products[one["id"]]
        for id_ in clients if one["bot"] else ():
            client = directory.clients[id_]
            for place in client.places:
                here = type(client)(client.id, client.name, client.org, client.phone, (place,))
                yield (
                    product,
                    Facts(
                        now=0,
                        asker=Asker(client=here),
                        product=product,
                        client=here,
                        places=directory.places,
                        staff=directory.staff,
                        departments=directory.departments,
                        draw=0.5,
                        target=None,
                        edit_window_ms=0,
                    ),
                )


async def test_residents_have_paid_their_bills_or_not(made: Made) -> None:
    async with open_world(made.settings) as world, world.db.session() as session:
        orders = (await session.exec(select(AppOrder).order_by(AppOrder.external_id))).all()
        money = (
            await session.exec(select(OrderEntry.kind, func.count()).group_by(OrderEntry.kind))
        ).all()

    assert [one.state for one in orders] == [
        "paid",
        "paid",
        "partially_refunded",
        "created",
        "paid",
        "refunded",
        "canceled",
        "created",
    ]
    assert dict(money) == {"charge": 5, "refund": 2}
