"""How quick are lists, filters and searches over many chats? `python -m benchmarks.many_chats`.

The chats are written past the ledger, so that a million with ten messages
each are there in minutes; their rows look as the ledger leaves them. What is timed is the question
that a door puts (storage/inbox.py), from its first statement to its last row.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.crowded import Crowd, crowd
from chatserver.core.fragments import words_of
from chatserver.core.hours import Hours
from chatserver.core.inbox import Filter, Span
from chatserver.core.people import Staff
from chatserver.core.reports import Period, Wanted
from chatserver.core.rights import ORGANISATION
from chatserver.core.searching import needle
from chatserver.storage import inbox
from chatserver.storage.database import Database
from chatserver.storage.migrate import upgrade
from chatserver.storage.reports import dialog_figures, staff_loads
from tests.services.postgres import PostgresServer

TIMES = 30
DAY_MS = 24 * 3600 * 1000
OPTIONS = ("fsync=off", "max_connections=50", "shared_buffers=2GB", "maintenance_work_mem=512MB",
           "work_mem=16MB", "max_wal_size=8GB", "checkpoint_timeout=30min",
           "effective_cache_size=8GB")  # fmt: skip
# Three of the eight departments go home at night.
HOURS = {
    f"dep_{d}": Hours((*((((9 * 60, 13 * 60), (14 * 60, 18 * 60)),) * 5), (), ())) for d in range(3)
}
EVERYWHERE = Staff("st_1", "Ann", "org_1", True, "dep_1", ORGANISATION, None)


@dataclass(frozen=True, slots=True)
class Case:
    """A question, put by somebody."""

    name: str
    wanted: Filter
    viewer: Staff = EVERYWHERE


def cases(there: Crowd) -> Iterator[Case]:
    """Yield what people ask for."""
    chance = Random(7)
    some = chance.randrange(1, there.chats)
    house, quarter = f"obj_h{some // 100}", "obj_q1"

    def search(typed: str) -> Filter:
        return Filter(needle=needle(typed), words=words_of(typed))

    yield Case("first page", Filter())
    yield Case("first page, by creation", Filter(sort="created"))
    yield Case("tab new", Filter(tab="new"))
    yield Case("tab mine", Filter(tab="mine"))
    yield Case("tab waiting", Filter(tab="waiting"))
    yield Case("unread", Filter(unread=True))
    yield Case("waiting for us", Filter(unanswered=True))
    yield Case("a building", Filter(objects=(house,)))
    yield Case("a quarter", Filter(objects=(quarter,)))
    yield Case("a department", Filter(departments=("dep_3",)))
    yield Case("a department without chats", Filter(departments=("dep_none",)))
    yield Case("a responsible", Filter(staff=("st_77",)))
    yield Case("a client", Filter(clients=(f"cl_{some:07d}",)))
    yield Case("a product", Filter(products=("prd_2",)))
    yield Case("a rare tag", Filter(tags=("tag_rare",)))
    yield Case("a state", Filter(states=("bot",)))
    yield Case("a channel", Filter(platforms=("android",)))
    now = there.now
    yield Case("updated in a week", Filter(updated=Span(now - 40 * DAY_MS, now - 33 * DAY_MS)))
    yield Case("created in a week", Filter(created=Span(now - 40 * DAY_MS, now - 33 * DAY_MS)))
    both = Filter(departments=("dep_3",), states=("staff",), unread=True)
    yield Case("department, state and unread", both)
    yield Case("search a surname", search("Кузнецов"))
    yield Case("search a whole name", search("Тимофеев Фёдор Юрьевич"))
    yield Case("search a first name", search("иван"))
    yield Case("search a phone", search("+7 998 " + f"{some:07d}"[:3] + "-" + f"{some:07d}"[3:]))
    yield Case("search a number", search(f"№ {some}"))
    yield Case("search two digits", search("42"))
    yield Case("search a rare word", search(f"z{some}"))
    yield Case("search a word of one in a hundred", search(there.words[60]))
    yield Case("search a word of one in ten", search(there.words[2]))
    yield Case("search two words", search(f"{there.words[5]} {there.words[40]}"))
    yield Case("search two words never together", search(f"{there.words[40]} {there.words[100]}"))
    yield Case("search a beginning", search(there.words[40][:4]))
    yield Case("search nothing that is there", search("абракадабра"))
    one_house = replace(EVERYWHERE, objects=frozenset({house}))
    one_quarter = replace(EVERYWHERE, objects=frozenset({quarter}))
    yield Case("first page, one building seen", Filter(), one_house)
    yield Case("first page, one quarter seen", Filter(), one_quarter)
    yield Case("search a word, one quarter seen", search(there.words[60]), one_quarter)
    yield Case("search a frequent word, one building seen", search(there.words[2]), one_house)


async def measure(db: Database, case: Case, *, times: int) -> list[float]:
    """Return how long it took each time, in milliseconds; the first, which warms up, left out."""
    taken = []
    for _ in range(times + 1):
        began = time.perf_counter()
        await inbox.page(db, case.viewer, case.wanted, after=None, limit=50)
        taken.append((time.perf_counter() - began) * 1000)
    return taken[1:]


async def report(db: Database, there: Crowd, *, times: int) -> None:
    """Print a line for each question."""
    print(f"| {there.chats:,} chats, {there.messages:,} messages | p50 ms | p95 ms |")
    print("|---|---|---|")
    for case in cases(there):
        taken = sorted(await measure(db, case, times=times))
        p95 = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
        print(f"| {case.name} | {statistics.median(taken):.1f} | {p95:.1f} |", flush=True)
    one_quarter = replace(EVERYWHERE, objects=frozenset({"obj_q1"}))
    for name, question in (
        ("counts of the tabs", lambda: inbox.counts(db, EVERYWHERE)),
        ("… of one quarter", lambda: inbox.counts(db, one_quarter)),
        *(
            (f"report of {days} days by department{whose}", _report(db, viewer, there, days))
            for days in (30, 93)
            for whose, viewer in (("", EVERYWHERE), (", one quarter seen", one_quarter))
        ),
        ("report on staff, 30 days", _loads(db, there)),
    ):
        took = sorted([await _timed(question) for _ in range(times + 1)][1:])
        print(f"| {name} | {statistics.median(took):.1f} | {took[int(times * 0.95)]:.1f} |")


def _since(there: Crowd, days: int) -> Wanted:
    return Wanted(Period(there.now - days * DAY_MS, there.now))


def _report(
    db: Database, viewer: Staff, there: Crowd, days: int
) -> Callable[[], Awaitable[object]]:
    wanted = _since(there, days)
    return lambda: dialog_figures(db, viewer, wanted, by="department", days=(), hours=HOURS)


def _loads(db: Database, there: Crowd) -> Callable[[], Awaitable[object]]:
    return lambda: staff_loads(db, EVERYWHERE, _since(there, 30), hours=HOURS)


async def _timed(question: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await question()
    return (time.perf_counter() - began) * 1000


async def run(url: str, *, chats: int, messages: int, times: int, make: bool) -> None:
    """Make the crowd where it is not there, and measure."""
    if make:
        await upgrade(url)
    there = await _crowd(url, chats=chats, messages=messages, make=make)
    db = await Database.open(url)
    try:
        await report(db, there, times=times)
    finally:
        await db.close()


async def _crowd(url: str, *, chats: int, messages: int, make: bool) -> Crowd:
    db = await Database.open(url)
    try:
        began = time.perf_counter()
        there = await crowd(db, chats=chats, messages=messages, make=make)
        # As a node does when it starts; connections that are opened later know what was found.
        await db.gather_statistics()
        print(f"made in {time.perf_counter() - began:.0f} s", flush=True)
    finally:
        await db.close()
    return there


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=10, help="in each chat")
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--url", help="measure what is there already")
    given = parser.parse_args()
    amounts = {"chats": given.chats, "messages": given.messages, "times": given.times}
    if given.url:
        asyncio.run(run(given.url, **amounts, make=False))
        return
    with tempfile.TemporaryDirectory(prefix="lists-") as folder:
        if given.database == "sqlite":
            asyncio.run(run(f"sqlite+aiosqlite:///{folder}/chat.db", **amounts, make=True))
            return
        server = PostgresServer(Path(folder), options=OPTIONS)
        server.start()
        try:
            name = server.create_database()
            asyncio.run(run(server.url(name), **amounts, make=True))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
