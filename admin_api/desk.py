"""Who stands at the staff's door, and what does a route ask of them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Security
from fastapi.security import HTTPAuthorizationCredentials
from starlette.requests import Request

from chatserver.actions.callers.viewers import Viewer, viewer_of
from chatserver.core.refusals import NotFound
from chatserver.core.rights import Permission
from chatserver.core.staffing import ADMINISTRATOR
from chatserver.http.bearer import STAFF
from chatserver.http.cursors import LIMIT, LIMIT_MAX
from chatserver.http.documents import extras
from chatserver.http.problems import HttpProblem
from chatserver.http.repeated import SECRETS
from chatserver.identity import BadToken, Identity
from chatserver.ledger.ledger import Ledger
from chatserver.world import World

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """What every route of this door works with."""

    world: World
    ledger: Ledger
    identity: Identity


async def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


HereDesk = Annotated[Desk, Depends(_desk)]


HereCredentials = Annotated[HTTPAuthorizationCredentials | None, Security(STAFF)]


async def viewer_by(desk: HereDesk, credentials: HereCredentials) -> Viewer:
    """Return whose access token this is; raises `unauthorized` where there is none."""
    if credentials is None:
        raise HttpProblem("unauthorized")
    try:
        claims = desk.identity.verify_staff(credentials.credentials)
    except BadToken as bad:
        raise HttpProblem(bad.code) from None
    return await viewer_of(desk.world, desk.ledger.directories, claims)


async def _looker(desk: HereDesk, credentials: HereCredentials) -> Viewer | None:
    """Whoever has no token may have something else, which the route looks at."""
    viewer = None if credentials is None else await viewer_by(desk, credentials)
    if viewer is not None and viewer.enrols:
        raise HttpProblem("totp_enrolment_required")
    return viewer


HereLooker = Annotated[Viewer | None, Depends(_looker)]
HereViewer = Annotated[Viewer, Depends(viewer_by)]
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="How many at most.")]
PAGE: int = LIMIT


def anybody(*problems: str) -> dict[str, Any]:
    """Return what a route adds that asks for no credential."""
    return {"openapi_extra": extras(permission=None, problems=problems)}


def staff_with(
    *permissions: Permission,
    problems: Sequence[str] = (),
    administrator: bool = False,
    after_closing: bool = False,
    secrets: Sequence[str] = (),
    before_totp: bool = False,
) -> dict[str, Any]:
    """Return what a route adds that asks for one of these permissions; none: any employee.

    `administrator`: for Administrators alone.
    `secrets` are the members of its answer that are shown once, and null to a repeated request.
    `before_totp`: somebody who needs a second factor and has none yet may use it, too.
    `after_closing`: an Administrator of a closed organisation may use it, too.
    """

    async def check(request: Request, viewer: HereViewer) -> None:
        setattr(request.state, SECRETS, tuple(secrets))
        if viewer.enrols and not before_totp:
            raise HttpProblem("totp_enrolment_required")
        if viewer.closed and not after_closing:
            raise NotFound
        viewer.check(*permissions)
        if administrator:
            viewer.check_administrator()

    named = [ADMINISTRATOR] if administrator else [str(one) for one in permissions]
    extra = extras(
        permission=named[0] if len(named) == 1 else named or None,
        problems=[*(["forbidden"] if named else []), *problems],
        secrets=secrets,
    )
    extra |= {"x-before-totp": True} if before_totp else {}
    return {"dependencies": [Depends(check)], "openapi_extra": extra}
