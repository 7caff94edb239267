"""`/api/v1/reports`: how does the organisation's work on its chats go?"""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from admin_api.chat_filter import Ids
from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.chats import Score
from admin_api.words.reports import DialogReportWord, EpisodesWord, EpisodeWord, StaffReportWord
from chatserver.actions.chats import reports
from chatserver.actions.periods import period_of
from chatserver.core.reports import By, Wanted
from chatserver.core.rights import Permission
from chatserver.http.cursors import Cursor, cursor_after, dialog_key_of
from chatserver.http.listed import Listed
from chatserver.storage.reports import Position
from chatserver.wire.times import milliseconds

routes = APIRouter(prefix=PREFIX, tags=["reports"])

_COUNTS = staff_with(Permission.REPORTS_VIEW, problems=["not_found"])
Reason = Literal["open", "solved", "no_answer", "timeout"]


async def _wanted(
    desk: HereDesk,
    since: Annotated[
        AwareDatetime | None, Query(description="RFC 3339; thirty days before `until` if absent.")
    ] = None,
    until: Annotated[
        AwareDatetime | None, Query(description="Before this instant; now if absent.")
    ] = None,
    products: Ids = [],  # noqa: B006 - FastAPI makes new ones for each request
    objects: Ids = [],  # noqa: B006
) -> Wanted:
    begin = None if since is None else milliseconds(since)
    end = None if until is None else milliseconds(until)
    period = period_of(desk.world, begin, end)
    return Wanted(period, products=tuple(products), objects=tuple(objects))


HereWanted = Annotated[Wanted, Depends(_wanted)]


@routes.get("/reports/dialogs", **_COUNTS)
async def dialogs(
    desk: HereDesk, viewer: HereViewer, wanted: HereWanted, by: By = "day"
) -> DialogReportWord:
    """Say what became of the dialogs of a period, 93 days at most, and how long people waited.

    Only dialogs about places within the employee's objects count. Days are those of the
    organisation's time zone; a department counts the dialogs that were first handed to it. What
    belongs to no group, as a dialog without a topic, stands in `total` alone.
    """
    return DialogReportWord.of(await reports.report_dialogs(desk.world, viewer, wanted, by=by))


@routes.get("/reports/staff", **_COUNTS)
async def staff(desk: HereDesk, viewer: HereViewer, wanted: HereWanted) -> StaffReportWord:
    """Say what each employee had to do in those dialogs, and how soon they answered."""
    return StaffReportWord.of(await reports.report_staff(desk.world, viewer, wanted))


@routes.get("/reports/dialogs/list", **_COUNTS)
async def listed(
    desk: HereDesk,
    viewer: HereViewer,
    wanted: HereWanted,
    tags: Ids = [],  # noqa: B006 - FastAPI makes new ones for each request
    departments: Ids = [],  # noqa: B006
    reasons: Annotated[list[Reason], Listed, Query(max_length=10)] = [],  # noqa: B006
    answered: Annotated[
        bool | None, Query(description="Of those that came to people: whether they were answered.")
    ] = None,
    scores: Annotated[
        list[Score],
        Listed,
        Query(max_length=5, description="Those that their clients rated so."),
    ] = [],  # noqa: B006
    limit: Limit = PAGE,
    cursor: Cursor = None,
) -> EpisodesWord:
    """List the dialogs behind the figures, the newest first."""
    key = dialog_key_of(cursor)
    page = await reports.list_dialogs(
        desk.world,
        viewer,
        replace(
            wanted,
            tags=tuple(tags),
            departments=tuple(departments),
            reasons=tuple(reasons),
            answered=answered,
            scores=tuple(scores),
        ),
        after=None if key is None else Position(*key),
        limit=limit,
    )
    end = page.end
    return EpisodesWord(
        items=[EpisodeWord.of(one) for one in page.rows],
        next_cursor=None if end is None else cursor_after(str(end.at), end.chat, str(end.dialog)),
    )
