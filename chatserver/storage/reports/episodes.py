"""Which dialogs stand behind a figure?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, tuple_

from chatserver.core.hours import open_ms
from chatserver.core.people import Staff
from chatserver.core.reports import Episode, Wanted
from chatserver.storage.choosing import CHAT
from chatserver.storage.database import Database
from chatserver.storage.ends import to_its_end
from chatserver.storage.reports.timing import (
    DIALOG,
    SPAN,
    counting,
    dialogs,
    first_answer,
    first_span,
    first_word,
)
from chatserver.storage.reports.waits import Hourly


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: when its last dialog was opened, its chat, and its number in it."""

    at: int
    chat: str
    dialog: int


async def episodes(
    db: Database,
    viewer: Staff,
    wanted: Wanted,
    *,
    after: Position | None,
    limit: int,
    hours: Hourly,
) -> Sequence[Episode]:
    """Return at most `limit` dialogs behind `after`, the newest first.

    `hours` are those of departments that have some.
    """
    rows = await to_its_end(_rows(db, viewer, wanted, after, limit))
    return [_episode(row, hours) for row in rows]


async def _rows(
    db: Database, viewer: Staff, wanted: Wanted, after: Position | None, limit: int
) -> Sequence[Row[Any]]:
    order = (DIALOG.opened_at, DIALOG.chat, DIALOG.number)
    async with counting(db, viewer, wanted) as (connection, scope):
        question = dialogs(
            scope, wanted, DIALOG.chat, CHAT.number.label("number"), DIALOG.number.label("dialog"),
            CHAT.product, DIALOG.tag_id, DIALOG.tag_text,
            first_span(SPAN.department).label("department"), DIALOG.opened_at,
            first_span(SPAN.at).label("handed"), first_word().label("spoken"),
            first_answer().label("answered"), DIALOG.closed_at, DIALOG.reason,
            DIALOG.asked, DIALOG.score,
        )  # fmt: skip
        if after is not None:
            # The bound on the first column alone is what the index understands.
            behind = tuple_(*order) < tuple_(after.at, after.chat, after.dialog)
            question = question.where(DIALOG.opened_at <= after.at, behind)
        newest = question.order_by(*(column.desc() for column in order)).limit(limit)
        return list(await connection.execute(newest))


def _episode(row: Row[Any], hours: Hourly) -> Episode:
    waited = in_hours = None
    if row.handed is not None and row.answered is not None:
        begun = max(row.handed, row.spoken)
        waited = max(0, row.answered - begun)
        in_hours = open_ms(hours.get(row.department), begun, row.answered)
    tag = None if row.tag_id is None else (row.tag_id, row.tag_text)
    return Episode(
        row.chat, row.number, row.dialog, row.product, tag, row.department, row.opened_at,
        row.handed, waited, in_hours, row.closed_at, row.reason, row.asked, row.score,
    )  # fmt: skip
