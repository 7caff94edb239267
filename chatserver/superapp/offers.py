"""`/superapp/v1/offers`, `miniapps/mine`, `miniapps/{id}/consent`: to what does a client agree?"""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status
from starlette.requests import Request

from chatserver.actions.miniapps.launches.consents import accept, change_consent, decline, revoke
from chatserver.actions.miniapps.launches.let_in import let_in
from chatserver.actions.miniapps.launches.offers import read_offer
from chatserver.actions.miniapps.offers import offer_key
from chatserver.files import NoSuchFile
from chatserver.http.documents import without_permission
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.offer_links import offer_link, opens_offer
from chatserver.http.problems import HttpProblem
from chatserver.http.sending import file_response
from chatserver.superapp.counter import PREFIX, HereCounter, HereResident
from chatserver.superapp.launch_words import (
    AcceptWord,
    ConsentWord,
    DeclineWord,
    LetInsWord,
    LetInWord,
    ServedOfferWord,
)
from chatserver.superapp.visitors import HereVisitor, channel

routes = APIRouter(prefix=PREFIX, tags=["superapp"], route_class=Judged)

PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}


@routes.get("/offers/{offer_id}", **without_permission("not_found"))
async def offer(
    offer_id: Id, request: Request, counter: HereCounter, visitor: HereVisitor
) -> ServedOfferWord:
    """Return the offer that is to be read now, or one that the client agreed to."""
    found = await read_offer(counter.world, visitor, offer_id)
    url, until = offer_link(request, counter.world, counter.identity, offer_id)
    return ServedOfferWord.of(found, url=url, until=until)


@routes.get(
    "/offers/{offer_id}/file",
    response_class=Response,
    responses={
        200: {"content": PDF, "description": "The PDF."},
        206: {"content": PDF, "description": "The range of it that was asked for."},
    },
    **without_permission("not_found", "range_not_satisfiable"),
)
async def offer_file(
    offer_id: Id,
    request: Request,
    counter: HereCounter,
    until: Annotated[int, Query(ge=0, le=2**53)],
    signature: Annotated[str, Query(max_length=64)],
) -> Response:
    """Return an offer's PDF to whoever holds a link to it that is not older than ten minutes."""
    if not opens_offer(counter.identity, offer_id, until=until, signature=signature):
        raise HttpProblem("not_found")
    key = offer_key(offer_id)
    try:
        size = await counter.world.files.size(key)
    except NoSuchFile:
        raise HttpProblem("not_found") from None
    return file_response(
        request,
        name="offer.pdf",
        mime="application/pdf",
        size=size,
        tag=offer_id,
        inline=True,
        read=lambda start, end: counter.world.files.read(key, start, end),
    )


@routes.post(
    "/offers/{offer_id}/accept",
    status_code=status.HTTP_204_NO_CONTENT,
    **without_permission("not_found", "conflict"),
)
async def accept_offer(
    offer_id: Id, body: AcceptWord, request: Request, counter: HereCounter, resident: HereResident
) -> None:
    """Agree to the offer that is served, with the data that is granted. `conflict`: `offer` names
    the one that is served by now.
    """
    by = channel(counter, request, body)
    await accept(counter.world, resident, offer_id, body.scopes, by)


@routes.post(
    "/offers/{offer_id}/decline",
    status_code=status.HTTP_204_NO_CONTENT,
    **without_permission("not_found", "conflict"),
)
async def decline_offer(
    offer_id: Id,
    request: Request,
    counter: HereCounter,
    resident: HereResident,
    body: DeclineWord | None = None,
) -> None:
    """Decline the offer: the mini-app does not open. The answer is recorded."""
    told = body or DeclineWord()
    by = channel(counter, request, told)
    await decline(counter.world, resident, offer_id, by)


@routes.get("/miniapps/mine", **without_permission())
async def mine(counter: HereCounter, resident: HereResident) -> LetInsWord:
    """List the mini-apps that the client let in, with what they may read and since when."""
    found = await let_in(counter.world, resident)
    return LetInsWord(items=[LetInWord.of(one) for one in found])


@routes.put(
    "/miniapps/{miniapp_id}/consent",
    status_code=status.HTTP_204_NO_CONTENT,
    **without_permission("not_found"),
)
async def consent(
    miniapp_id: Id,
    body: ConsentWord,
    request: Request,
    counter: HereCounter,
    resident: HereResident,
) -> None:
    """Grant or take back what is optional. What is required stays as long as the consent."""
    await change_consent(
        counter.world,
        resident,
        miniapp_id,
        scopes=body.scopes,
        grant=body.grant,
        notifications=body.notifications,
        channel=channel(counter, request, body),
    )


@routes.delete(
    "/miniapps/{miniapp_id}/consent",
    status_code=status.HTTP_204_NO_CONTENT,
    **without_permission("not_found"),
)
async def revoke_consent(
    miniapp_id: Id, request: Request, counter: HereCounter, resident: HereResident
) -> None:
    """Revoke the consent: the mini-app's tokens end at once."""
    await revoke(counter.world, resident, miniapp_id, channel(counter, request, DeclineWord()))
