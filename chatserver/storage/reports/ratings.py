"""How were the dialogs about which clients were asked, as they said? (decision 0130)"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from chatserver.core.rating import SCORES
from chatserver.core.reports import Ratings, Wanted
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
    connection: AsyncConnection, scope: Scope, wanted: Wanted, staff: Collection[str]
) -> Mapping[str, Ratings]:
    """Return by employee, of these, how the dialogs were that ended with them."""
    who = DIALOG.responsible
    question = dialogs(scope, wanted, who, *counted(DIALOG)).where(DIALOG.asked, who.in_(staff))
    rows = (await connection.execute(question.group_by(who))).all()
    return {row[0]: ratings_of(row[1:]) for row in rows}
