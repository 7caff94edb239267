"""What became of the dialogs of a period, by day, product, topic or department?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, case, func, literal, null, select

from chatserver.core.people import Staff
from chatserver.core.reports import GROUPS, NOTHING, WITHIN_S, By, Figures, Group, Wanted
from chatserver.storage.choosing import CHAT, Scope
from chatserver.storage.database import Database
from chatserver.storage.ends import to_its_end
from chatserver.storage.reports.ranking import Column, many, percentiles, ranked
from chatserver.storage.reports.timing import (
    DIALOG,
    SPAN,
    counting,
    dialogs,
    first_answer,
    first_span,
    first_word,
    wait,
)

Days = Sequence[tuple[int, str]]


async def dialog_figures(
    db: Database, viewer: Staff, wanted: Wanted, *, by: By, days: Days
) -> tuple[Figures, Sequence[Group]]:
    """Return the figures of all, and of each group, the largest first, at most GROUPS.

    What belongs to no group, as a dialog without a topic, stands in those of all alone. `days` are
    those of the period, each with its beginning.
    """
    return await to_its_end(_dialog_figures(db, viewer, wanted, by, days))


async def _dialog_figures(
    db: Database, viewer: Staff, wanted: Wanted, by: By, days: Days
) -> tuple[Figures, Sequence[Group]]:
    async with counting(db, viewer, wanted) as (connection, scope):
        of_all = _figures(scope, wanted, key=literal(""), text=null())
        total = (await connection.execute(of_all)).first()
        key, text = _group(by, days)
        rows = (await connection.execute(_figures(scope, wanted, key=key, text=text))).all()
    groups = [Group(row[0], row[1], _figures_of(row)) for row in rows if row[0] is not None]
    return NOTHING if total is None else _figures_of(total), groups


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


def _figures(scope: Scope, wanted: Wanted, *, key: Column, text: Column) -> Select[Any]:
    found = dialogs(
        scope,
        wanted,
        key.label("key"),
        text.label("text"),
        DIALOG.reason.label("reason"),
        (DIALOG.closed_at - DIALOG.opened_at).label("length"),
        first_span(SPAN.at).label("handed"),
        first_word().label("spoken"),
        first_answer().label("answered"),
    )
    # Or each of the times would be looked up wherever it is named.
    one = found.cte("found").prefix_with("MATERIALIZED").c
    waited = wait(one.handed, one.spoken, one.answered)
    rows = select(
        one.key, one.text, one.reason, one.handed,
        *ranked("wait", waited, key=one.key), *ranked("length", one.length, key=one.key),
    ).subquery("ranked")  # fmt: skip
    row = rows.c
    columns = (
        row.key, func.max(row.text), func.count(),
        *(many(row.reason == reason) for reason in ("solved", "no_answer", "timeout")),
        func.count(row.handed), func.count(row.wait),
        *(many(row.wait <= 1000 * seconds) for seconds in WITHIN_S),
        *percentiles(rows, "wait"), *percentiles(rows, "length"),
    )  # fmt: skip
    order = func.count().desc(), row.key
    return select(*columns).group_by(row.key).order_by(*order).limit(GROUPS)


def _figures_of(row: Row[Any]) -> Figures:
    _, _, dialogs, solved, no_answer, timeout, handed, answered, *rest = tuple(row)
    within, times = tuple(rest[: len(WITHIN_S)]), rest[len(WITHIN_S) :]
    return Figures(dialogs, solved, no_answer, timeout, handed, answered, within, *times)
