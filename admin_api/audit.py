"""`/api/v1/audit`: who changed what, and how did it stand before?"""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from admin_api.desk import PAGE, PREFIX, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.audit import AuditEntryWord, AuditWord
from chatserver.actions.audit_log import Asked, audit_entries
from chatserver.core.rights import PLATFORM, Permission
from chatserver.http.cursors import Cursor, cursor_after, time_key_of
from chatserver.http.listed import Listed
from chatserver.http.texts import Text
from chatserver.wire.times import milliseconds

routes = APIRouter(prefix=PREFIX, tags=["audit"])

SEES = (Permission.AUDIT_VIEW, *sorted(PLATFORM))
Reference = Annotated[Text, Query(max_length=80)]
Actions = Annotated[
    list[Annotated[Text, Query(max_length=40)]],
    Listed,
    Query(max_length=20, description="Such as `staff.change`; any of them."),
]
Time = Annotated[AwareDatetime, Query(description="RFC 3339.")]


@routes.get("/audit", **staff_with(*SEES, problems=["not_found"]))
async def audit(
    desk: HereDesk,
    viewer: HereViewer,
    limit: Limit = PAGE,
    cursor: Cursor = None,
    actor: Reference | None = None,
    action: Actions = [],  # noqa: B006 - FastAPI makes a new one for each request
    subject: Reference | None = None,
    since: Time | None = None,
    until: Annotated[AwareDatetime, Query(description="Before this instant.")] | None = None,
    org: Annotated[
        Text, Query(max_length=40, description="Of this organisation; for the platform.")
    ]
    | None = None,
) -> AuditWord:
    """List changes, the newest first. What is about clients and chats is there for those who have
    access to their objects. The platform's staff see their own, and with `org` what they may know
    of an organisation.
    """
    asked = Asked(
        limit=limit + 1,
        actor=actor,
        actions=action,
        subject=subject,
        since=None if since is None else milliseconds(since),
        until=None if until is None else milliseconds(until),
        after=time_key_of(cursor),
        org=org,
    )
    found = await audit_entries(desk.world, viewer, asked)
    more = found[limit - 1] if len(found) > limit else None
    return AuditWord(
        items=[AuditEntryWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(str(more.at), more.id) if more else None,
    )
