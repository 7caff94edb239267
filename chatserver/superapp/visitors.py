"""Who stands at a door that guests may open, too?"""

from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials
from starlette.requests import Request

from chatserver.actions.callers.residents import Resident, resident_of
from chatserver.actions.miniapps.launches.app_keys import AppCaller, app_caller
from chatserver.actions.miniapps.launches.consents import Channel
from chatserver.http.bearer import APP_KEY, CLIENT, MINIAPP
from chatserver.http.problems import HttpProblem
from chatserver.identity import BadToken, Guest
from chatserver.identity.guests import is_guest
from chatserver.superapp.counter import HereCounter
from chatserver.superapp.launch_words import DeclineWord

_Client = Annotated[HTTPAuthorizationCredentials | None, Security(CLIENT)]
_Page = Annotated[HTTPAuthorizationCredentials | None, Security(MINIAPP)]
_BackEnd = Annotated[HTTPAuthorizationCredentials | None, Security(APP_KEY)]


async def _visitor(counter: HereCounter, credentials: _Client) -> Resident | Guest:
    if credentials is None:
        raise HttpProblem("unauthorized")
    token = credentials.credentials
    try:
        if is_guest(token):
            return counter.identity.guests.verify(token)
        claims = await counter.identity.verify_client(token)
    except BadToken as bad:
        raise HttpProblem(bad.code) from None
    return await resident_of(counter.ledger.directories, claims)


async def _page_token(credentials: _Page) -> str:
    if credentials is None:
        raise HttpProblem("unauthorized")
    return credentials.credentials


async def _back_end(counter: HereCounter, credentials: _BackEnd) -> AppCaller:
    if credentials is None:
        raise HttpProblem("unauthorized")
    return await app_caller(counter.world, credentials.credentials)


def channel(counter: HereCounter, request: Request, told: DeclineWord) -> Channel:
    """Return by what a client answers; of the address only a keyed hash is kept."""
    address = request.client.host if request.client is not None else ""
    hashed = counter.identity.miniapps.address_hash(address)
    return Channel(told.platform, told.device, told.client_version, hashed)


HereVisitor = Annotated[Resident | Guest, Depends(_visitor)]
HerePageToken = Annotated[str, Depends(_page_token)]
HereBackEnd = Annotated[AppCaller, Depends(_back_end)]
