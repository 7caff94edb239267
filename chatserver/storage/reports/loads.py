"""What had each employee to do in the dialogs of a period?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import CTE, Select, and_, func, or_, select

from chatserver.core.people import Staff
from chatserver.core.reports import GROUPS, UNASKED, Load, Wanted
from chatserver.storage.choosing import Scope
from chatserver.storage.database import Database
from chatserver.storage.ends import to_its_end
from chatserver.storage.reports.ranking import many, percentiles, ranked
from chatserver.storage.reports.ratings import staff_ratings
from chatserver.storage.reports.timing import (
    DIALOG,
    END,
    EVENT,
    NEVER,
    SPAN,
    counting,
    dialogs,
    first_answer,
    first_word,
    with_spans,
)
from chatserver.storage.reports.waits import Hourly, calendar, with_waits


async def staff_loads(
    db: Database, viewer: Staff, wanted: Wanted, *, hours: Hourly
) -> Mapping[str, Load]:
    """Return by id what employees had to do, the busiest first, at most GROUPS.

    `hours` are those of departments that have some.
    """
    return await to_its_end(_staff_loads(db, viewer, wanted, hours))


async def _staff_loads(
    db: Database, viewer: Staff, wanted: Wanted, hours: Hourly
) -> Mapping[str, Load]:
    async with counting(db, viewer, wanted) as (connection, scope):
        times = await calendar(connection, scope, wanted, hours)
        rows = (await connection.execute(_loads(scope, wanted, times))).all()
        loads = {row[0]: Load(*row[1:]) for row in rows}
        ratings = await staff_ratings(connection, scope, wanted, loads.keys())
    return {id_: replace(load, ratings=ratings.get(id_, UNASKED)) for id_, load in loads.items()}


def _loads(scope: Scope, wanted: Wanted, times: CTE) -> Select[Any]:
    # Whoever takes a chat that waits writes first, and then has it: both in one moment.
    taking = and_(EVENT.seq == SPAN.from_seq - 1, EVENT.at == SPAN.at)
    meanwhile = or_(EVENT.seq > SPAN.from_seq, taking)
    own = (meanwhile, EVENT.seq <= func.coalesce(SPAN.to_seq, NEVER), EVENT.author == SPAN.staff)
    passed_on = and_(SPAN.to_seq.is_not(None), SPAN.to_seq < END)
    found = dialogs(
        scope,
        wanted,
        SPAN.staff.label("key"),
        SPAN.department.label("department"),
        SPAN.at.label("handed"),
        first_word().label("spoken"),
        first_answer(*own).label("answered"),
        passed_on.label("passed_on"),
        and_(~passed_on, DIALOG.closed_seq.is_not(None)).label("closed"),
    ).where(SPAN.staff.is_not(None))
    each = with_spans(found).cte("found").prefix_with("MATERIALIZED")
    timed = with_waits(each, times, each.c.key, each.c.passed_on, each.c.closed)
    one = timed.cte("timed").prefix_with("MATERIALIZED").c
    measured = ("wait", "in_hours")
    ranks = (column for name in measured for column in ranked(name, one[name], key=one.key))
    rows = select(one.key, one.passed_on, one.closed, *ranks).subquery("ranked")
    row = rows.c
    order = func.count().desc(), row.key
    counts = func.count(), func.count(row.wait), many(row.passed_on), many(row.closed)
    times_of = (column for name in measured for column in percentiles(rows, name))
    question = select(row.key, *counts, *times_of)
    return question.group_by(row.key).order_by(*order).limit(GROUPS)
