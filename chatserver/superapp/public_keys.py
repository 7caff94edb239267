"""With which scope does a key of an organisation's own systems come to `/public/v1`?"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Security
from fastapi.security import HTTPAuthorizationCredentials

from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.integrations.export_keys import holder_of
from chatserver.core.exports import Scope
from chatserver.http.bearer import EXPORT_KEY
from chatserver.http.documents import extras
from chatserver.http.problems import HttpProblem
from chatserver.superapp.counter import HereCounter

_Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(EXPORT_KEY)]
Holder = Callable[[HereCounter, _Credentials], Coroutine[Any, Any, Viewer]]


def holder(scope: Scope) -> Holder:
    """Return what finds for whom a key stands that has this scope."""

    async def found(counter: HereCounter, credentials: _Credentials) -> Viewer:
        if credentials is None:
            raise HttpProblem("unauthorized")
        directories = counter.ledger.directories
        return await holder_of(counter.world, directories, credentials.credentials, scope)

    return found


def with_scope(scope: Scope, *problems: str) -> dict[str, Any]:
    """Return what a route says of itself that wants this scope."""
    return {"openapi_extra": extras(permission=str(scope), problems=["not_found", *problems])}
