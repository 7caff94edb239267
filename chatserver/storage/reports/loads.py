"""What had each employee to do in the dialogs of a period?"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from chatserver.core.people import Staff
from chatserver.core.reports import GROUPS, Load, Wanted
from chatserver.storage.choosing import Scope
from chatserver.storage.database import Database
from chatserver.storage.ends import to_its_end
from chatserver.storage.reports.ranking import many, percentiles, ranked
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
    wait,
    with_spans,
)


async def staff_loads(db: Database, viewer: Staff, wanted: Wanted) -> Mapping[str, Load]:
    """Return by id what employees had to do, the busiest first, at most GROUPS."""
    return await to_its_end(_staff_loads(db, viewer, wanted))


async def _staff_loads(db: Database, viewer: Staff, wanted: Wanted) -> Mapping[str, Load]:
    async with counting(db, viewer, wanted) as (connection, scope):
        rows = (await connection.execute(_loads(scope, wanted))).all()
    return {row[0]: Load(*row[1:]) for row in rows}


def _loads(scope: Scope, wanted: Wanted) -> Select[Any]:
    # Whoever takes a chat that waits writes first, and then has it: both in one moment.
    taking = and_(EVENT.seq == SPAN.from_seq - 1, EVENT.at == SPAN.at)
    meanwhile = or_(EVENT.seq > SPAN.from_seq, taking)
    own = (meanwhile, EVENT.seq <= func.coalesce(SPAN.to_seq, NEVER), EVENT.author == SPAN.staff)
    passed_on = and_(SPAN.to_seq.is_not(None), SPAN.to_seq < END)
    found = dialogs(
        scope,
        wanted,
        SPAN.staff.label("key"),
        SPAN.at.label("handed"),
        first_word().label("spoken"),
        first_answer(*own).label("answered"),
        passed_on.label("passed_on"),
        and_(~passed_on, DIALOG.closed_seq.is_not(None)).label("closed"),
    ).where(SPAN.staff.is_not(None))
    one = with_spans(found).cte("found").prefix_with("MATERIALIZED").c
    waited = wait(one.handed, one.spoken, one.answered)
    columns = (one.key, one.passed_on, one.closed, *ranked("wait", waited, key=one.key))
    rows = select(*columns).subquery("ranked")
    row = rows.c
    order = func.count().desc(), row.key
    counts = func.count(), func.count(row.wait), many(row.passed_on), many(row.closed)
    question = select(row.key, *counts, *percentiles(rows, "wait"))
    return question.group_by(row.key).order_by(*order).limit(GROUPS)
