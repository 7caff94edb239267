"""`/api/v1/legal-entities`, `orgs/{id}/legal-entities…`: who of an organisation can be paid?"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PAGE, PREFIX, Desk, HereDesk, HereViewer, Limit, staff_with
from admin_api.words.legal_entities import (
    LegalEntitiesWord,
    LegalEntityChangeWord,
    LegalEntityWord,
    NewAccountWord,
    NewLegalEntityWord,
)
from chatserver.actions.organisations.legal_entities import (
    NewAccount,
    add_account,
    add_legal_entity,
    change_legal_entity,
    end_account,
    legal_entities,
    legal_entity,
    remove_legal_entity,
)
from chatserver.core.rights import PLATFORM, Permission
from chatserver.http.cursors import Cursor, cursor_after, key_of
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.ledger.outcome import Person

routes = APIRouter(prefix=PREFIX, tags=["legal entities"], route_class=Judged)

EDIT = Permission.PLATFORM_ORGS
# Of an organisation all of the platform's staff see whom it pays (D14).
SEES = tuple(sorted(PLATFORM))
OWN = (Permission.MINIAPPS_VIEW, Permission.ORDERS_VIEW)
CHANGES = ("not_found", "conflict", "precondition_failed")
ADDS = ("not_found", "conflict")


@routes.get("/legal-entities", **staff_with(*OWN, problems=["not_found"]))
async def own(
    desk: HereDesk, viewer: HereViewer, limit: Limit = PAGE, cursor: Cursor = None
) -> LegalEntitiesWord:
    """List the legal entities of one's organisation, with their accounts."""
    return await _page(desk, viewer.home.org.id, limit, cursor)


@routes.get("/orgs/{org_id}/legal-entities", **staff_with(*SEES, problems=["not_found"]))
async def of_org(
    org_id: Id, desk: HereDesk, limit: Limit = PAGE, cursor: Cursor = None
) -> LegalEntitiesWord:
    """List the legal entities of an organisation, with their accounts."""
    return await _page(desk, org_id, limit, cursor)


@routes.post("/orgs/{org_id}/legal-entities", status_code=201, **staff_with(EDIT, problems=ADDS))
async def new_entity(
    org_id: Id, body: NewLegalEntityWord, response: Response, desk: HereDesk, viewer: HereViewer
) -> LegalEntityWord:
    """Add a legal entity whose check digits are right."""
    by = Person("staff", viewer.id)
    id_ = await add_legal_entity(desk.world, org_id, body.model_dump(), by=by)
    return await _served(desk, org_id, id_, response)


@routes.get(
    "/orgs/{org_id}/legal-entities/{entity_id}", **staff_with(*SEES, problems=["not_found"])
)
async def entity(org_id: Id, entity_id: Id, response: Response, desk: HereDesk) -> LegalEntityWord:
    """Return a legal entity, with its `ETag`."""
    return await _served(desk, org_id, entity_id, response)


@routes.patch("/orgs/{org_id}/legal-entities/{entity_id}", **staff_with(EDIT, problems=CHANGES))
async def change_an_entity(
    org_id: Id,
    entity_id: Id,
    body: LegalEntityChangeWord,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> LegalEntityWord:
    """Change a legal entity; `If-Match` may be given."""
    expected = expected_version(request, required=False)
    wanted = body.model_dump(exclude_unset=True)
    by = Person("staff", viewer.id)
    await change_legal_entity(desk.world, org_id, entity_id, wanted, by=by, expected=expected)
    return await _served(desk, org_id, entity_id, response)


@routes.delete(
    "/orgs/{org_id}/legal-entities/{entity_id}",
    status_code=204,
    **staff_with(EDIT, problems=[*CHANGES, "in_use"]),
)
async def remove_an_entity(
    org_id: Id, entity_id: Id, request: Request, desk: HereDesk, viewer: HereViewer
) -> None:
    """Delete a legal entity; one with accounts or mini-apps is `in_use`."""
    expected = expected_version(request, required=False)
    by = Person("staff", viewer.id)
    await remove_legal_entity(desk.world, org_id, entity_id, by=by, expected=expected)


@routes.post(
    "/orgs/{org_id}/legal-entities/{entity_id}/accounts",
    status_code=201,
    **staff_with(EDIT, problems=ADDS),
)
async def new_account(
    org_id: Id,
    entity_id: Id,
    body: NewAccountWord,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> LegalEntityWord:
    """Add an account whose check digit fits its bank, and return the legal entity."""
    new = NewAccount(body.bank, body.bik, body.number)
    await add_account(desk.world, org_id, entity_id, new, by=Person("staff", viewer.id))
    return await _served(desk, org_id, entity_id, response)


@routes.delete(
    "/orgs/{org_id}/legal-entities/{entity_id}/accounts/{account_id}",
    status_code=204,
    **staff_with(EDIT, problems=[*ADDS, "in_use"]),
)
async def end_an_account(
    org_id: Id, entity_id: Id, account_id: Id, desk: HereDesk, viewer: HereViewer
) -> None:
    """End an account; one on which a mini-app is paid is `in_use`."""
    by = Person("staff", viewer.id)
    await end_account(desk.world, org_id, entity_id, account_id, by=by)


async def _page(desk: Desk, org: str, limit: int, cursor: str | None) -> LegalEntitiesWord:
    key = key_of(cursor, width=1)
    after = key[0] if key is not None else None
    found = await legal_entities(desk.world, org, after=after, limit=limit + 1)
    return LegalEntitiesWord(
        items=[LegalEntityWord.of(one) for one in found[:limit]],
        next_cursor=cursor_after(found[limit - 1].id) if len(found) > limit else None,
    )


async def _served(desk: Desk, org: str, entity_id: str, response: Response) -> LegalEntityWord:
    card = await legal_entity(desk.world, org, entity_id)
    response.headers["ETag"] = etag(card.version)
    return LegalEntityWord.of(card)
