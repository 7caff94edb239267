"""How long did clients wait for an answer, and how much of that within the hours of those asked?

When departments work goes along with the question, laid out as pieces of time that leave none out.
Each piece lies within one day of UTC: so both databases find the one in which a moment lies by
equality, and need not pass through a quarter of a year of them for each dialog (decision 0126).
"""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    FromClause,
    Select,
    String,
    and_,
    case,
    func,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chatserver.core.hours import Hours, open_between
from chatserver.core.reports import Wanted
from chatserver.storage.choosing import CHAT, Condition, Scope
from chatserver.storage.reports.ranking import Column
from chatserver.storage.reports.timing import DIALOG

DAY_MS: Final = 86_400_000

Hourly = Mapping[str, Hours]
Piece = tuple[str, int, int, int, int]

_SQLITE = """SELECT CAST(json_extract(value, '$[0]') AS TEXT) AS department,
    json_extract(value, '$[1]') / 86400000 AS day, json_extract(value, '$[1]') AS since,
    json_extract(value, '$[2]') AS until, json_extract(value, '$[3]') AS worked,
    json_extract(value, '$[4]') AS works FROM json_each(:pieces)"""
_POSTGRES = """SELECT value ->> 0 AS department, CAST(value ->> 1 AS bigint) / 86400000 AS day,
    CAST(value ->> 1 AS bigint) AS since, CAST(value ->> 2 AS bigint) AS until,
    CAST(value ->> 3 AS bigint) AS worked, CAST(value ->> 4 AS bigint) AS works
    FROM json_array_elements(CAST(CAST(:pieces AS text) AS json))"""


async def calendar(connection: AsyncConnection, scope: Scope, wanted: Wanted, hours: Hourly) -> CTE:
    """Return when the departments that have hours work, as long as anybody can have waited.

    Of each piece: its `department`, its `day` in UTC, `since` and `until`, for how long they had
    `worked` before, and whether the department `works` in it (1) or not (0).
    """
    span = await _span(connection, scope.viewer.org, wanted) if hours else None
    # Pure Python, a millisecond or two for a department and a quarter of a year.
    laid_out = [] if span is None else await asyncio.to_thread(_pieces_of_all, hours, *span)
    return table_of(laid_out, connection.dialect.name)


def table_of(laid_out: Sequence[Piece], dialect: str) -> CTE:
    """Return the pieces as a table."""
    question = text(_SQLITE if dialect == "sqlite" else _POSTGRES)
    table = question.bindparams(pieces=json.dumps(laid_out)).columns(
        department=String, day=BigInteger, since=BigInteger, until=BigInteger, worked=BigInteger,
        works=BigInteger,
    )  # fmt: skip
    return table.cte("calendar").prefix_with("MATERIALIZED")


async def _span(connection: AsyncConnection, org: str, wanted: Wanted) -> tuple[int, int] | None:
    """Return from when until when people may have waited: no answer is later than a dialog's end,
    or than what was last done in its chat.
    """
    last = func.coalesce(DIALOG.closed_at, CHAT.updated_at)
    question = select(func.min(DIALOG.opened_at), func.max(last)).where(
        DIALOG.chat == CHAT.id,
        DIALOG.org == org,
        DIALOG.opened_at >= wanted.period.since,
        DIALOG.opened_at < wanted.period.until,
    )
    begin, end = (await connection.execute(question)).one()
    # A day more: a server's clock may have been set in between.
    return None if begin is None else (begin - DAY_MS, end + DAY_MS)


def _pieces_of_all(hours: Hourly, begin: int, end: int) -> list[Piece]:
    return [piece for id_, one in hours.items() for piece in pieces(id_, one, begin, end)]


def pieces(department: str, hours: Hours, begin: int, end: int) -> Iterator[Piece]:
    """Yield the time from `begin` to `end` in pieces, none of which goes beyond a day of UTC."""
    worked, at = 0, begin
    for opens, closes in chain(open_between(hours, begin, end), [(end, end)]):
        for works, until in ((0, opens), (1, closes)):
            while at < until:
                cut = min(until, (at // DAY_MS + 1) * DAY_MS)
                yield department, at, cut, worked, works
                worked += (cut - at) * works
                at = cut


def with_waits(found: CTE, times: CTE, *columns: Column) -> Select[Any]:
    """Return `columns` of dialogs with the `wait` for an answer, and how much of it lay `in_hours`.

    `found` has of each the `department`, and when it was `handed`, the client had `spoken`, and was
    `answered`; one who was answered before the handing had the dialog at once.
    """
    one = found.c
    begun = case((one.spoken > one.handed, one.spoken), else_=one.handed)
    waited = case(
        (one.handed.is_(None) | one.answered.is_(None), None),
        (one.answered > begun, one.answered - begun),
        else_=0,
    )
    first, last = times.alias("first_piece"), times.alias("last_piece")
    worked = _worked(last, one.answered) - _worked(first, begun)
    # A department without hours always works, and so does nobody's.
    in_hours = case((waited == 0, 0), else_=func.coalesce(worked, waited))
    return (
        select(*columns, waited.label("wait"), in_hours.label("in_hours"))
        .outerjoin_from(found, first, _holds(first, one.department, begun))
        .outerjoin(last, _holds(last, one.department, one.answered))
    )


def _holds(piece: FromClause, department: Column, at: Column) -> Condition:
    here = piece.c
    return and_(
        here.department == department, here.day == at // DAY_MS, here.since <= at, at < here.until
    )


def _worked(piece: FromClause, until: Column) -> Column:
    return piece.c.worked + (until - piece.c.since) * piece.c.works
