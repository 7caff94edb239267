"""What became of the dialogs of a period, by day, product, topic or department?"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import CTE, Select, case, func, literal, null, select, union_all

from chatserver.core.people import Staff
from chatserver.core.reports import GROUPS, NOTHING, WITHIN_S, By, Figures, Group, Wanted
from chatserver.storage.choosing import CHAT, Scope
from chatserver.storage.database import Database
from chatserver.storage.ends import to_its_end
from chatserver.storage.reports.ranking import Column, many, percentiles, ranked
from chatserver.storage.reports.ratings import COLUMNS, counted, ratings_of
from chatserver.storage.reports.timing import (
    DIALOG,
    SPAN,
    counting,
    dialogs,
    first_answer,
    first_span,
    first_word,
)
from chatserver.storage.reports.waits import Hourly, calendar, with_waits

Days = Sequence[tuple[int, str]]


async def dialog_figures(
    db: Database, viewer: Staff, wanted: Wanted, *, by: By, days: Days, hours: Hourly
) -> tuple[Figures, Sequence[Group]]:
    """Return the figures of all, and of each group, the largest first, at most GROUPS.

    What belongs to no group, as a dialog without a topic, stands in those of all alone. `days` are
    those of the period, each with its beginning; `hours` are those of departments that have some.
    """
    return await to_its_end(_dialog_figures(db, viewer, wanted, by, days, hours))


async def _dialog_figures(
    db: Database, viewer: Staff, wanted: Wanted, by: By, days: Days, hours: Hourly
) -> tuple[Figures, Sequence[Group]]:
    async with counting(db, viewer, wanted) as (connection, scope):
        key, text = _group(by, days)
        # Of all dialogs together, and of each group: each dialog is looked at once for both.
        times = await calendar(connection, scope, wanted, hours)
        found = _timed(scope, wanted, times, key=key, text=text)
        parts = (_figures(found, null()), _figures(found, found.c.key))
        question = union_all(*(select(literal(n), part.subquery()) for n, part in enumerate(parts)))
        rows = (await connection.execute(question)).all()
    total = [_figures_of(row) for part, *row in rows if part == 0]
    groups = [
        Group(row[0], row[1], _figures_of(row))
        for part, *row in rows
        if part == 1 and row[0] is not None
    ]
    return (total or [NOTHING])[0], groups


def _group(by: By, days: Days) -> tuple[Column, Column]:
    """Return what dialogs are grouped by, and the group's text."""
    if by == "product":
        return CHAT.product, null()
    if by == "tag":
        return DIALOG.tag_id, DIALOG.tag_text
    if by == "department":
        return first_span(SPAN.department), null()
    # The last one that has begun: days are not all of one length.
    return case(*[(DIALOG.opened_at >= begins, date) for begins, date in reversed(days)]), null()


def _timed(scope: Scope, wanted: Wanted, times: CTE, *, key: Column, text: Column) -> CTE:
    columns = (
        key.label("key"), text.label("text"), DIALOG.reason.label("reason"),
        # Of what nobody used the length is the bot's patience.
        case((DIALOG.reason != "timeout", DIALOG.closed_at - DIALOG.opened_at)).label("length"),
        DIALOG.asked.label("asked"), DIALOG.score.label("score"),
        first_span(SPAN.department).label("department"),
        first_span(SPAN.at).label("handed"), first_word().label("spoken"),
        first_answer().label("answered"),
    )  # fmt: skip
    # Or each of the times would be looked up wherever it is named.
    found = dialogs(scope, wanted, *columns).cte("found").prefix_with("MATERIALIZED")
    one = found.c
    kept = (one.key, one.text, one.reason, one.handed, one.length, one.asked, one.score)
    timed = with_waits(found, times, *kept)
    return timed.cte("timed").prefix_with("MATERIALIZED")


def _figures(found: CTE, key: Column) -> Select[Any]:
    one = found.c
    measured = ("wait", "in_hours", "length")
    ranks = (column for name in measured for column in ranked(name, one[name], key=key))
    kept = (one.text, one.reason, one.handed, one.asked, one.score)
    rows = select(key.label("key"), *kept, *ranks).subquery()
    row = rows.c
    columns = (
        row.key, func.max(row.text), func.count(),
        *(many(row.reason == reason) for reason in ("solved", "no_answer", "timeout")),
        func.count(row.handed), func.count(row.wait), *counted(row),
        *(many(row.wait <= 1000 * seconds) for seconds in WITHIN_S),
        *(many(row.in_hours <= 1000 * seconds) for seconds in WITHIN_S),
        *(column for name in measured for column in percentiles(rows, name)),
    )  # fmt: skip
    order = func.count().desc(), row.key
    return select(*columns).group_by(row.key).order_by(*order).limit(GROUPS)


def _figures_of(row: Sequence[Any]) -> Figures:
    _, _, dialogs, solved, no_answer, timeout, handed, answered, *rest = row
    ratings, rest = ratings_of(rest[:COLUMNS]), rest[COLUMNS:]
    steps = len(WITHIN_S)
    within, in_hours = tuple(rest[:steps]), tuple(rest[steps : 2 * steps])
    counts = (dialogs, solved, no_answer, timeout, handed, answered)
    return replace(Figures(*counts, within, in_hours, *rest[2 * steps :]), ratings=ratings)
