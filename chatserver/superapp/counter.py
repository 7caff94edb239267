"""Who stands at the superapp's door?"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials
from starlette.requests import Request

from chatserver.actions.callers.residents import Resident, resident_of
from chatserver.actions.integrations.api_keys import Key, superapp_key
from chatserver.http.bearer import API_KEY, CLIENT
from chatserver.http.problems import HttpProblem
from chatserver.identity import BadToken, Identity
from chatserver.ledger.ledger import Ledger
from chatserver.world import World

PREFIX = "/superapp/v1"


@dataclass(frozen=True, slots=True, eq=False)
class Counter:
    """What every route of this door works with."""

    world: World
    ledger: Ledger
    identity: Identity


async def _counter(request: Request) -> Counter:
    counter: Counter = request.app.state.counter
    return counter


HereCounter = Annotated[Counter, Depends(_counter)]


async def _key(
    counter: HereCounter,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(API_KEY)],
) -> Key:
    if credentials is None:
        raise HttpProblem("unauthorized")
    return await superapp_key(counter.world, credentials.credentials)


async def _resident(
    counter: HereCounter,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(CLIENT)],
) -> Resident:
    if credentials is None:
        raise HttpProblem("unauthorized")
    try:
        claims = await counter.identity.verify_client(credentials.credentials)
    except BadToken as bad:
        raise HttpProblem(bad.code) from None
    return await resident_of(counter.ledger.directories, claims)


async def _looker(
    counter: HereCounter,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(CLIENT)],
) -> Resident | None:
    """Whoever has no token may have something else, which the route looks at."""
    return None if credentials is None else await _resident(counter, credentials)


HereLooker = Annotated[Resident | None, Depends(_looker)]
HereKey = Annotated[Key, Depends(_key)]
HereResident = Annotated[Resident, Depends(_resident)]
