"""`chatserver demo`: make the organisation where it is not there yet, print it, serve it."""

import asyncio
import fcntl
import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from chatserver.config import Settings
from chatserver.config_file import ConfigError
from chatserver.demo import note as notes
from chatserver.demo import show
from chatserver.demo.calendar import Calendar
from chatserver.demo.crowd import Neighbourhood, make_chats
from chatserver.demo.make import DAY_MS, PAST_DAYS, make_history, make_key, make_quarter
from chatserver.demo.neighbours import make_neighbours
from chatserver.demo.note import Note
from chatserver.demo.placing import make_platform
from chatserver.identity.passwords import Passwords
from chatserver.ledger.ledger import Ledger
from chatserver.main import open_world, serve
from chatserver.storage.address import file_of
from chatserver.storage.migrate import upgrade
from chatserver.world import World

log = logging.getLogger(__name__)

FOUNDED_DAYS = PAST_DAYS + 6


def run(settings: Settings, *, chats: int, as_json: bool, serving: bool) -> None:
    """Do what the command line says. Everything but the answer goes to standard error."""
    settings = _with_port(settings)
    with alone(settings):
        card = asyncio.run(prepare(settings, chats=chats))

    def tell() -> None:
        if as_json:
            sys.stdout.write(show.line(card) + "\n")
            sys.stdout.flush()
        else:
            show.tell(card, Console())

    if serving:
        serve(settings, demo=True, ready=tell)
    else:
        tell()


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Wait for a process that makes the demo in the same folder: what it has not finished would be
    taken for broken off, and thrown away under it.
    """
    with ExitStack() as held:
        file = file_of(settings.database.url)
        # What is wrong with a folder is told by whoever opens the database.
        with suppress(OSError):
            if file is not None:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder = os.open(file.parent, os.O_RDONLY)
                held.callback(os.close, folder)
                _take(folder)
        yield


def _take(folder: int) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        log.warning("another process makes the demo here: waiting for it")
        fcntl.flock(folder, fcntl.LOCK_EX)


async def prepare(settings: Settings, *, chats: int = 0) -> show.Card:
    """Make what is not there yet and return what there is to show.

    Refuses a database that the demo did not make. One that it began and did not finish is begun
    anew; a crowd goes on where it was broken off.
    """
    await upgrade(settings.database.url)
    async with open_world(settings) as world:
        note = await notes.read(world)
        if note is None and not await notes.is_empty(world):
            raise ConfigError(
                "database.url: this database was not made by the demo, which leaves it alone"
            )
    if note is not None and not note.done:
        _throw_away(settings)
        await upgrade(settings.database.url)
    async with open_world(settings) as world:
        calendar = Calendar(world.now)
        past = replace(world, now=calendar)
        ledger = Ledger(past)
        await ledger.start()
        try:
            if note is None or not note.done:
                note = await _make(past, ledger, calendar)
            if note.chats < chats:
                note = await _fill(past, ledger, calendar, note, chats)
        finally:
            await ledger.stop()
        return await show.card(world, note, settings.server)


async def _make(world: World, ledger: Ledger, calendar: Calendar) -> Note:
    await notes.write(world, Note())
    hashed = await Passwords().hash(notes.PASSWORD)
    # Before the first word was said.
    calendar.set(calendar.real() - FOUNDED_DAYS * DAY_MS)
    platform = await make_platform(world, password_hash=hashed)
    made = await make_quarter(world, platform, password_hash=hashed)
    others = await make_neighbours(world, ledger, platform, password_hash=hashed)
    await make_history(world, ledger, calendar, made)
    note = Note(
        done=True,
        api_key=await make_key(world, [made.org]),
        org=made.org,
        groups=(made.objects["north"], made.objects["south"]),
        staff=tuple(made.staff.values()),
        clients=made.clients,
        products=tuple(made.products.values()),
        silent=made.silent,
        platform=(platform.owner, platform.moderator, platform.support),
        other=others.org,
    )
    await notes.write(world, note)
    return note


async def _fill(world: World, ledger: Ledger, calendar: Calendar, note: Note, chats: int) -> Note:
    where = Neighbourhood(note.org, note.groups, note.products)
    with _progress(note.chats, chats) as (bar, task):
        async for far in make_chats(world, ledger, calendar, where, first=note.chats, last=chats):
            note = await notes.written_so_far(world, note, far)
            bar.update(task, completed=far)
    return note


@contextmanager
def _progress(first: int, last: int) -> Iterator[tuple[Progress, TaskID]]:
    bar = Progress(
        TextColumn("Making chats"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    with bar:
        yield bar, bar.add_task("chats", total=last, completed=first)


def _with_port(settings: Settings) -> Settings:
    """The addresses are made before the port is open: any free one has to be chosen by then."""
    if settings.server.port:
        return settings
    family = socket.AF_INET6 if ":" in settings.server.host else socket.AF_INET
    with socket.create_server((settings.server.host, 0), family=family) as chosen:
        port = chosen.getsockname()[1]
    server = settings.server.model_copy(update={"port": port})
    return settings.model_copy(update={"server": server})


def _throw_away(settings: Settings) -> None:
    """Remove a SQLite database that was begun and not finished."""
    file = file_of(settings.database.url)
    if file is None:
        raise ConfigError(
            "database.url: the demo was broken off while it was made; empty the database first"
        )
    for ending in ("", "-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
