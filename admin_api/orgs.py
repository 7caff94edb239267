"""`/api/v1/orgs…`: which organisations does the platform serve?"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, Desk, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.orgs import (
    EmployeesWord,
    EmployeeWord,
    MadeOrgWord,
    NewOrgWord,
    OrgChangeWord,
    OrgKind,
    OrgsWord,
    OrgWord,
)
from chatserver.actions.employees.staff_cards import employees_of
from chatserver.actions.organisations.closing import close_org, reopen_org
from chatserver.actions.organisations.orgs import (
    FirstAdministrator,
    NewOrg,
    add_org,
    change_org,
    org_card,
    org_cards,
)
from chatserver.core.rights import PLATFORM, Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.ledger.outcome import Person

routes = APIRouter(prefix=PREFIX, tags=["organisations"], route_class=Judged)

EDIT = Permission.PLATFORM_ORGS
# Of an organisation all of the platform's staff see the card (D14).
SEES = tuple(sorted(PLATFORM))
CHANGES = ("not_found", "conflict", "precondition_failed")


@routes.get("/orgs", **staff_with(*SEES))
async def orgs(
    desk: HereDesk,
    limit: Limit = PAGE,
    cursor: Cursor = None,
    kind: Annotated[OrgKind | None, Query()] = None,
) -> OrgsWord:
    """List the organisations in the order in which they were made, closed ones too."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await org_cards(desk.world, kind=kind, after=after, limit=limit + 1)
    return OrgsWord(
        items=[OrgWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.post("/orgs", status_code=201, **staff_with(EDIT))
async def new_org(
    body: NewOrgWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> MadeOrgWord:
    """Make an organisation, with an Administrator who sets it up."""
    first = FirstAdministrator(body.administrator.name, body.administrator.email)
    new = NewOrg(body.name, body.kind, first)
    made = await add_org(desk.world, new, by=Person("staff", viewer.id))
    word = await _served(desk, made.org, response)
    response.headers["Location"] = f"/api/v1/orgs/{made.org}"
    return MadeOrgWord(**word.model_dump(), administrator=made.administrator)


@routes.get("/orgs/{org_id}", **staff_with(*SEES, problems=["not_found"]))
async def org(org_id: Id, response: Response, desk: HereDesk) -> OrgWord:
    """Return an organisation's card, with its `ETag`."""
    return await _served(desk, org_id, response)


@routes.get("/orgs/{org_id}/staff", **staff_with(*SEES, problems=["not_found"]))
async def employees(
    org_id: Id, desk: HereDesk, limit: Limit = PAGE, cursor: Cursor = None
) -> EmployeesWord:
    """List an organisation's employees in the order in which they came."""
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await employees_of(desk.world, org_id, after=after, limit=limit + 1)
    return EmployeesWord(
        items=[EmployeeWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


@routes.patch("/orgs/{org_id}", **staff_with(EDIT, problems=CHANGES))
async def change_an_org(
    org_id: Id,
    body: OrgChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> OrgWord:
    """Change an organisation; `If-Match` may be given. A closed one is a `conflict`."""
    expected = expected_version(request, required=False)
    wanted = body.model_dump(exclude_unset=True)
    by = Person("staff", viewer.id)
    await change_org(desk.world, org_id, wanted, by=by, expected=expected)
    return await _served(desk, org_id, response)


@routes.post("/orgs/{org_id}/close", **staff_with(EDIT, problems=CHANGES))
async def close(
    org_id: Id, request: Request, response: Response, desk: HereDesk, viewer: HereViewer
) -> OrgWord:
    """Close an organisation: every session, key, token and socket of it ends, its licences are
    free. For thirty days its Administrators can fetch what is theirs.
    """
    expected = expected_version(request, required=False)
    await close_org(desk.world, org_id, by=Person("staff", viewer.id), expected=expected)
    return await _served(desk, org_id, response)


@routes.post("/orgs/{org_id}/reopen", **staff_with(EDIT, problems=CHANGES))
async def reopen(
    org_id: Id, request: Request, response: Response, desk: HereDesk, viewer: HereViewer
) -> OrgWord:
    """Open an organisation again within thirty days; its people log in anew."""
    expected = expected_version(request, required=False)
    await reopen_org(desk.world, org_id, by=Person("staff", viewer.id), expected=expected)
    return await _served(desk, org_id, response)


async def _served(desk: Desk, org_id: str, response: Response) -> OrgWord:
    card = await org_card(desk.world, org_id)
    response.headers["ETag"] = etag(card.version)
    return OrgWord.of(card)
