"""How long did clients wait within a department's hours? In SQL as core/hours.py says it."""

from collections.abc import Sequence
from datetime import date
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, String, column, values

from chatserver.core.hours import Hours, open_ms
from chatserver.storage.database import Database
from chatserver.storage.reports.waits import pieces, table_of, with_waits

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
# Three weeks around the Sunday on which clocks in Europe are put forward, and those in Lord Howe,
# by half an hour, back a week later.
BEGIN = 1_773_964_800_000
END = BEGIN + 21 * DAY_MS

OFFICE = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
SOME = {date(2026, 3, 29): ((60, 240),), date(2026, 4, 1): (), date(2026, 4, 2): ((0, 1440),)}
HOURS = {
    "dep_office": Hours((*(OFFICE,) * 5, (), ()), SOME, zone=ZoneInfo("Europe/Moscow")),
    "dep_berlin": Hours((((90, 150), (150, 200)),) * 7, zone=ZoneInfo("Europe/Berlin")),
    "dep_far": Hours((((0, 60), (61, 62), (1400, 1440)),) * 7, SOME, zone=ZoneInfo("Pacific/Apia")),
    "dep_howe": Hours((((100, 130),),) * 7, zone=ZoneInfo("Australia/Lord_Howe")),
    "dep_never": Hours(((),) * 7),
}
Talk = tuple[str, str | None, int | None, int | None, int | None]


def talks() -> Sequence[Talk]:
    """Return a thousand: whose, and when they got it, the client spoke, and was answered."""
    chance = Random(7)

    def some() -> int | None:
        at = chance.randrange(BEGIN, END, chance.choice((1, 60_000, HOUR_MS)))
        return None if chance.random() < 0.05 else at

    departments = [*HOURS, "dep_always", None]
    return [(f"{n}", chance.choice(departments), some(), some(), some()) for n in range(1000)]


async def test_it_is_as_the_calendar_says(database: Database) -> None:
    told = talks()
    names = ("handed", "spoken", "answered")
    columns = (column("key", String), column("department", String))
    times = (column(name, BigInteger) for name in names)
    found = values(*columns, *times, name="v").data(list(told)).cte("found")
    laid_out = [piece for id_, one in HOURS.items() for piece in pieces(id_, one, BEGIN, END)]

    async with database.reading() as connection:
        table = table_of(laid_out, connection.dialect.name)
        rows = (await connection.execute(with_waits(found, table, found.c.key))).all()

    measured = {key: (wait, in_hours) for key, wait, in_hours in rows}
    assert len(rows) == len(told)
    for key, department, handed, spoken, answered in told:
        if handed is None or answered is None:
            assert measured[key] == (None, None)
            continue
        begun = max(handed, spoken or 0)
        worked = open_ms(HOURS.get(department or ""), begun, answered)
        assert measured[key] == (max(0, answered - begun), worked), key
