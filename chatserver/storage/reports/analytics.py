"""How was a mini-app used in a period? (core/analytics.py says what the figures mean)

Of each launch a row is kept; whatever is asked of them is counted when it is asked.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    Select,
    String,
    Table,
    column,
    distinct,
    func,
    literal,
    select,
    values,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from chatserver.core.analytics import LOAD_STEP_MS, Analytics, BuildUse, Figures, Use, value_at
from chatserver.core.reports import GROUPS, Period
from chatserver.storage.database import Database
from chatserver.storage.ends import to_its_end
from chatserver.storage.inbox import reading
from chatserver.storage.reports.ranking import Column

_TABLES = SQLModel.metadata.tables
_LAUNCH, _ERROR = _TABLES["launch"], _TABLES["launch_error"]
_CONSENT, _PUSH = _TABLES["consent"], _TABLES["push_total"]
_BUILD, _ORDER = _TABLES["build"], _TABLES["app_order"]
OFFERS: Final = ("accepted", "declined", "revoked")
PUSHES: Final = ("accepted", "sent", "opened")

Days = Sequence[tuple[int, str]]
Counts = Mapping[str, Mapping[str, int]]


async def use_of_miniapp(db: Database, app: str, period: Period, days: Days) -> Analytics:
    """Return the use of a mini-app; `days` are those of the period, each with its beginning."""
    return await to_its_end(_analytics(db, app, period, days))


async def _analytics(db: Database, app: str, period: Period, days: Days) -> Analytics:
    dates = _dates(period, days)
    async with db.long_questions, reading(db) as connection:
        uses = await _uses(connection, dates, app)
        parts = (
            await _counts(connection, _of_day(dates, app, _LAUNCH, _LAUNCH.c.refused)),
            await _counts(connection, _of_day(dates, app, _ERROR, _ERROR.c.code)),
            await _counts(connection, _of_day(dates, app, _CONSENT, _CONSENT.c.answer, OFFERS)),
            await _pushes(connection, dates, app),
            await _orders(connection, dates, app),
        )
        failed = await _counts(connection, _failed(dates, app))
        names = await _digests(connection, uses["build"])
    figures = {date: _figures(uses["day"].get(date, Use()), date, parts) for _, date in days}
    together = tuple({"": _sum(part)} for part in parts)
    return Analytics(
        period,
        total=_figures(uses["all"].get("", Use()), "", together),
        days=list(figures.items()),
        sources=list(uses["source"].items()),
        builds=[
            BuildUse(id_, names.get(id_, ""), use, failed.get(id_, {}))
            for id_, use in uses["build"].items()
        ],
    )


def _figures(use: Use, key: str, parts: Sequence[Counts]) -> Figures:
    return Figures(use, *(part.get(key, {}) for part in parts))


def _sum(counts: Counts) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for one in counts.values():
        total.update(one)
    return total


def _dates(period: Period, days: Days) -> CTE:
    """Each day with its beginning and its end, so that an index finds what lies in it."""
    begins = [max(period.since, begin) for begin, _ in days]
    rows = zip((date for _, date in days), begins, [*begins[1:], period.until], strict=True)
    columns = column("date", String), column("begins", BigInteger), column("ends", BigInteger)
    return values(*columns, name="days").data(list(rows)).cte("dates")


def _within(dates: CTE, app: str, table: Table) -> Sequence[Column]:
    return (
        table.c.app == app,
        table.c.at >= dates.c.begins,
        table.c.at < dates.c.ends,
    )


async def _uses(
    connection: AsyncConnection, dates: CTE, app: str
) -> Mapping[str, Mapping[str, Use]]:
    """Return the use of all, of each day, way in and build: the most used first."""
    one = _LAUNCH.c
    keys = {"all": literal(""), "day": dates.c.date, "source": one.source, "build": one.build}
    loads = await _loads(connection, dates, app)
    uses: dict[str, Mapping[str, Use]] = {}
    for name, key in keys.items():
        counts = func.count(), func.count(distinct(one.client))
        question = _opened(dates, app, key, *counts).group_by(key)
        rows = await connection.execute(question.order_by(func.count().desc(), key).limit(GROUPS))
        uses[name] = {
            key: Use(launches, clients, *_times(loads[name].get(key, {})))
            for key, launches, clients in rows
        }
    return uses


def _opened(dates: CTE, app: str, *columns: Column) -> Select[Any]:
    return select(*columns).where(*_within(dates, app, _LAUNCH), _LAUNCH.c.refused.is_(None))


async def _loads(
    connection: AsyncConnection, dates: CTE, app: str
) -> Mapping[str, Mapping[str, Mapping[int, int]]]:
    """Return how often pages took how long, together and by day and build, in steps.

    Ranks within groups would cost several times as much as this, with half a million launches.
    """
    step = _LAUNCH.c.load_ms // LOAD_STEP_MS
    columns = dates.c.date, _LAUNCH.c.build, step.label("step")
    question = _opened(dates, app, *columns, func.count()).where(_LAUNCH.c.load_ms.is_not(None))
    loads: Mapping[str, dict[str, Counter[int]]] = {
        name: defaultdict(Counter) for name in ("all", "day", "source", "build")
    }
    for date, build, step, many in await connection.execute(question.group_by(*columns)):
        for name, key in (("all", ""), ("day", date), ("build", build)):
            loads[name][key][step * LOAD_STEP_MS] += many
    return loads


def _times(loads: Mapping[int, int]) -> tuple[int, int | None, int | None]:
    return sum(loads.values()), value_at(50, loads), value_at(75, loads)


def _of_day(
    dates: CTE,
    app: str,
    table: Table,
    name: Column,
    names: Sequence[str] | None = None,
) -> Select[Any]:
    """Ask how often each name stands in the table on each day."""
    question = select(dates.c.date, name, func.count()).where(*_within(dates, app, table))
    wanted = name.is_not(None) if names is None else name.in_(names)
    return question.where(wanted).group_by(dates.c.date, name).order_by(func.count().desc(), name)


def _failed(dates: CTE, app: str) -> Select[Any]:
    """Ask how often each code stands at the launches of each build."""
    joined = select(_LAUNCH.c.build, _ERROR.c.code, func.count()).join(
        _LAUNCH, _LAUNCH.c.id == _ERROR.c.launch
    )
    question = joined.where(*_within(dates, app, _ERROR), _LAUNCH.c.build.is_not(None))
    return question.group_by(_LAUNCH.c.build, _ERROR.c.code)


async def _counts(connection: AsyncConnection, question: Select[Any]) -> Counts:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, name, many in await connection.execute(question):
        found[key][name] = many
    return found


async def _pushes(connection: AsyncConnection, dates: CTE, app: str) -> Counts:
    sums = [func.sum(_PUSH.c[name]) for name in PUSHES]
    question = select(dates.c.date, *sums).where(*_within(dates, app, _PUSH))
    rows = await connection.execute(question.group_by(dates.c.date))
    return {date: dict(zip(PUSHES, map(int, sums), strict=True)) for date, *sums in rows}


async def _orders(connection: AsyncConnection, dates: CTE, app: str) -> Counts:
    one = _ORDER.c
    question = select(dates.c.date, func.count(), func.count(one.paid_at)).where(
        one.app == app,
        one.env == "live",
        one.created_at >= dates.c.begins,
        one.created_at < dates.c.ends,
    )
    rows = await connection.execute(question.group_by(dates.c.date))
    return {date: {"made": made, "paid": paid} for date, made, paid in rows}


async def _digests(connection: AsyncConnection, builds: Mapping[str, Use]) -> Mapping[str, str]:
    question = select(_BUILD.c.id, _BUILD.c.digest).where(_BUILD.c.id.in_(sorted(builds)))
    return {row.id: row.digest for row in await connection.execute(question)}
