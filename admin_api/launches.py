"""`/api/v1/miniapps/{id}/tokens`, `…/keys`, `…/deeplinks`: how is a mini-app tried and reached?"""

from fastapi import APIRouter, status
from starlette.requests import Request

from admin_api.desk import PREFIX, HereDesk, HereViewer, staff_with
from admin_api.words.launches import (
    AppKeysWord,
    AppKeyWord,
    DeepLinksWord,
    DeepLinkWord,
    MadeAppKeyWord,
    NewAppKeyWord,
    SuperappRefWord,
    TestTokenAskWord,
    TestTokenWord,
)
from chatserver.actions.miniapps.launches.app_keys import app_keys, end_app_key, make_app_key
from chatserver.actions.miniapps.launches.deeplinks import deep_links
from chatserver.actions.miniapps.launches.hand_made import TriedFor, make_test_token
from chatserver.core.rights import Permission
from chatserver.http.app_addresses import build_path, issuer, page_url
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.wire.times import rfc3339

routes = APIRouter(prefix=PREFIX, tags=["mini-apps"], route_class=Judged)


@routes.post(
    "/miniapps/{miniapp_id}/tokens",
    **staff_with(
        Permission.MINIAPPS_EDIT,
        problems=["not_found", "illegal_transition", "app_suspended"],
        secrets=["token", "url"],
    ),
)
async def make_token(
    miniapp_id: Id,
    body: TestTokenAskWord,
    request: Request,
    desk: HereDesk,
    viewer: HereViewer,
) -> TestTokenWord:
    """Make a test token for a client and premises within one's objects; it ends the one before.

    Without the tester's mark on the client, whatever is read with it is made up.
    """
    minted = await make_test_token(
        desk.world,
        desk.identity,
        viewer,
        miniapp_id,
        TriedFor(body.client_id, body.premises_id),
        issuer=issuer(request, desk.world),
    )
    page = page_url(
        request, desk.world, app=minted.app, label=minted.label, path=build_path(minted.digest)
    )
    return TestTokenWord(
        token=minted.token,
        url=f"{page}#token={minted.token}",
        expires_at=rfc3339(minted.expires_at),
    )


@routes.get(
    "/miniapps/{miniapp_id}/keys",
    **staff_with(Permission.MINIAPPS_VIEW, problems=["not_found"]),
)
async def keys(miniapp_id: Id, desk: HereDesk, viewer: HereViewer) -> AppKeysWord:
    """List the keys of the mini-app's back end; their values are stored nowhere."""
    found = await app_keys(desk.world, viewer.home.org.id, miniapp_id)
    return AppKeysWord(items=[AppKeyWord.of(one) for one in found])


@routes.post(
    "/miniapps/{miniapp_id}/keys",
    status_code=status.HTTP_201_CREATED,
    **staff_with(Permission.MINIAPPS_EDIT, problems=["not_found"], secrets=["secret"]),
)
async def make_key(
    miniapp_id: Id, body: NewAppKeyWord, desk: HereDesk, viewer: HereViewer
) -> MadeAppKeyWord:
    """Make a key for the mini-app's back end. Its value is shown only now."""
    made = await make_app_key(desk.world, viewer.home.org.id, miniapp_id, body.name, by=viewer.id)
    return MadeAppKeyWord.of(made.card, secret=made.value)


@routes.delete(
    "/miniapps/{miniapp_id}/keys/{key_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    **staff_with(Permission.MINIAPPS_EDIT, problems=["not_found"]),
)
async def end_key(miniapp_id: Id, key_id: Id, desk: HereDesk, viewer: HereViewer) -> None:
    """Revoke a key, at once."""
    await end_app_key(desk.world, viewer.home.org.id, miniapp_id, key_id, by=viewer.id)


@routes.get(
    "/miniapps/{miniapp_id}/deeplinks",
    **staff_with(Permission.MINIAPPS_VIEW, problems=["not_found"]),
)
async def deeplinks(miniapp_id: Id, desk: HereDesk, viewer: HereViewer) -> DeepLinksWord:
    """List the mini-app's links, one for each superapp. They contain no token."""
    found = await deep_links(desk.world, viewer.home.org.id, miniapp_id)
    return DeepLinksWord(
        items=[
            DeepLinkWord(
                superapp=SuperappRefWord.model_validate(
                    {"id": one.superapp, "name": one.name, "kind": one.kind}
                ),
                url=one.url,
            )
            for one in found
        ]
    )
