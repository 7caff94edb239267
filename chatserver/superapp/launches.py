"""`/superapp/v1/widgets`, `miniapps/{id}/launch`, `deeplinks`: how is a mini-app opened?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request

from chatserver.actions.miniapps.launches.deeplinks import resolve
from chatserver.actions.miniapps.launches.offers import OfferView
from chatserver.actions.miniapps.launches.opening import Wish, launch, refresh
from chatserver.actions.miniapps.launches.screens import tiles
from chatserver.actions.miniapps.launches.tokens import Minted
from chatserver.core.refusals import OfferRequired
from chatserver.http.app_addresses import build_path, issuer, page_url
from chatserver.http.bearer import bearer
from chatserver.http.documents import without_permission
from chatserver.http.ids import Id
from chatserver.http.offer_links import offer_link
from chatserver.http.problems import HttpProblem
from chatserver.identity.credentials import stored_form
from chatserver.superapp.counter import PREFIX, Counter, HereCounter, HereResident
from chatserver.superapp.launch_words import (
    LaunchedWord,
    LaunchRefreshWord,
    LaunchWord,
    ResolvedWord,
    Screen,
    ServedOfferWord,
    Start,
    TilesWord,
    TileWord,
)
from chatserver.superapp.visitors import HereVisitor
from chatserver.superapp.words import Reference
from chatserver.wire.times import rfc3339
from chatserver.world import World

routes = APIRouter(prefix=PREFIX, tags=["superapp"])

OPENING = ("not_available", "app_suspended", "offer_required")


@routes.get("/widgets", **without_permission("not_found"))
async def widgets(
    counter: HereCounter,
    visitor: HereVisitor,
    screen: Annotated[Screen | None, Query(description="Of one screen alone.")] = None,
    place: Annotated[
        Reference | None, Query(description="For these premises of the client alone.")
    ] = None,
) -> TilesWord:
    """List the widgets that are drawn for this client or guest, in their order."""
    found = await tiles(counter.world, visitor, screen=screen, place=place)
    return TilesWord(items=[TileWord.of(one) for one in found])


@routes.post(
    "/miniapps/{miniapp_id}/launch",
    **without_permission(*OPENING, "sign_in_required", "place_required", "no_place"),
)
async def launch_miniapp(
    miniapp_id: Id,
    body: LaunchWord,
    request: Request,
    counter: HereCounter,
    visitor: HereVisitor,
) -> LaunchedWord:
    """Open a mini-app: every check in its order, then a token, which ends the one before.

    After `sign_in_required` the superapp repeats the same launch with the client's token.
    """
    device = _device(request, body.device)
    wish = Wish(body.source, body.place, body.widget, device, body.notification)
    with _offer_to_read(request, counter):
        minted = await launch(
            counter.world,
            counter.identity,
            visitor,
            miniapp_id,
            wish,
            issuer=issuer(request, counter.world),
        )
    return launched(request, counter.world, minted)


@routes.post(
    "/miniapps/{miniapp_id}/token",
    **without_permission(*OPENING, "session_replaced"),
)
async def refresh_token(
    miniapp_id: Id,
    request: Request,
    counter: HereCounter,
    resident: HereResident,
    body: LaunchRefreshWord | None = None,
) -> LaunchedWord:
    """Extend the token of a launch, as long as that launch is the client's newest."""
    held = body or LaunchRefreshWord()
    with _offer_to_read(request, counter):
        minted = await refresh(
            counter.world,
            counter.identity,
            resident,
            miniapp_id,
            issuer=issuer(request, counter.world),
            token=held.token,
            device=_device(request, held.device),
        )
    return launched(request, counter.world, minted)


@routes.get("/deeplinks/{miniapp_id}", **without_permission("not_found"))
async def deeplink(
    miniapp_id: Id,
    counter: HereCounter,
    visitor: HereVisitor,
    start: Annotated[Start | None, Query(description="Goes to the page as it is.")] = None,  # noqa: ARG001 - only its form is checked
) -> ResolvedWord:
    """Tell what is behind a link; unknown and hidden are the same."""
    found = await resolve(counter.world, visitor, miniapp_id)
    return ResolvedWord(id=found.app, title=found.title, sign_in=found.sign_in)


def _device(request: Request, named: str) -> str:
    """Which of the client's devices asks: one without a name is known by its client token."""
    return named or f"token-{stored_form(bearer(request) or '')[:32]}"


@contextmanager
def _offer_to_read(request: Request, counter: Counter) -> Iterator[None]:
    """Add to `offer_required` where the offer's PDF is."""
    try:
        yield
    except OfferRequired as required:
        shown = required.data["offer"]
        assert isinstance(shown, dict)
        offer = OfferView(**shown)
        url, until = offer_link(request, counter.world, counter.identity, offer.id)
        told = ServedOfferWord.of(offer, url=url, until=until).model_dump()
        raise HttpProblem("offer_required", offer=told) from None


def launched(request: Request, world: World, minted: Minted) -> LaunchedWord:
    """Return an opened mini-app as it is written."""
    return LaunchedWord(
        url=page_url(
            request, world, app=minted.app, label=minted.label, path=build_path(minted.digest)
        ),
        token=minted.token,
        expires_at=rfc3339(minted.expires_at),
        version=minted.digest,
        payments=world.payments.live is not None,
    )
