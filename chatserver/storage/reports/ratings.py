"""How were the dialogs about which clients were asked, as they said? (decision 0129)"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from chatserver.core.rating import SCORES
from chatserver.core.reports import GROUPS, Ratings, Wanted
from chatserver.storage.choosing import Scope
from chatserver.storage.reports.ranking import Column, many
from chatserver.storage.reports.timing import DIALOG, dialogs

COLUMNS: Final = 1 + len(SCORES)


def counted(row: ReadOnlyColumnCollection[str, Any]) -> Sequence[Column]:
    """Return how many of these dialogs asked, and how many got each score."""
    return [many(row.asked), *(many(row.score == score) for score in SCORES)]


def ratings_of(values: Sequence[int]) -> Ratings:
    """Return what `counted` has found."""
    asked, *scores = values
    return Ratings(asked, tuple(scores))


async def staff_ratings(
    connection: AsyncConnection, scope: Scope, wanted: Wanted
) -> Mapping[str, Ratings]:
    """Return by employee how the dialogs were that ended with them, at most GROUPS."""
    who = DIALOG.responsible
    question = dialogs(scope, wanted, who, *counted(DIALOG)).where(DIALOG.asked, who.is_not(None))
    ordered = question.group_by(who).order_by(func.count().desc(), who).limit(GROUPS)
    rows = (await connection.execute(ordered)).all()
    return {row[0]: ratings_of(row[1:]) for row in rows}
