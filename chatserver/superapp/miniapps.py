"""`/miniapp/v1`: what may a mini-app's page and its back end ask?"""

from typing import Annotated

from fastapi import APIRouter, Query, status
from starlette.requests import Request

from chatserver.actions.miniapps.launches.app_keys import check_token
from chatserver.actions.miniapps.launches.profile import chat_of, profile
from chatserver.actions.miniapps.launches.seen_pages import keep_seen
from chatserver.core.profiles import FIELDS
from chatserver.http.documents import without_permission
from chatserver.http.problems import HttpProblem
from chatserver.http.request_ids import request_id
from chatserver.identity import BadToken
from chatserver.superapp.counter import HereCounter
from chatserver.superapp.miniapp_words import (
    ChatWord,
    CheckedWord,
    CheckWord,
    ProfileWord,
    SeenWord,
)
from chatserver.superapp.visitors import HereBackEnd, HerePageToken
from chatserver.wire.times import rfc3339

routes = APIRouter(prefix="/miniapp/v1", tags=["mini-app"])

Fields = Annotated[
    str | None,
    Query(
        max_length=200,
        description=f"Some of {', '.join(FIELDS)}, between commas; without it all that is granted.",
        examples=["name,phone"],
    ),
]


@routes.get("/me", response_model_exclude_unset=True, **without_permission("session_replaced"))
async def me(
    request: Request, counter: HereCounter, token: HerePageToken, fields: Fields = None
) -> ProfileWord:
    """Return the client of this token, as far as they agreed. Each read is audited."""
    wanted = None if fields is None else _known(fields)
    try:
        found = await profile(
            counter.world,
            counter.identity,
            token,
            wanted,
            request_id=request_id(request.scope),
        )
    except BadToken as bad:
        raise HttpProblem(bad.code) from None
    return ProfileWord.model_validate(
        {"id": found.sub, "env": found.env, **found.values, "denied": found.denied}
    )


@routes.get("/chat", **without_permission("session_replaced"))
async def chat(counter: HereCounter, token: HerePageToken) -> ChatWord:
    """Tell whether the client of this token can open the mini-app's chat; the host opens it."""
    try:
        found = await chat_of(counter.world, counter.identity, token)
    except BadToken as bad:
        raise HttpProblem(bad.code) from None
    return ChatWord(on=found.on, product=found.product)


@routes.post(
    "/seen",
    status_code=status.HTTP_204_NO_CONTENT,
    **without_permission("session_replaced"),
)
async def seen(body: SeenWord, counter: HereCounter, token: HerePageToken) -> None:
    """Count what a host saw of the page of this token's launch: of each launch one time, the first,
    and each code once, however often it is said. Of test tokens nothing is counted.
    """
    try:
        await keep_seen(
            counter.world, counter.identity, token, load_ms=body.load_ms, errors=body.errors
        )
    except BadToken as bad:
        raise HttpProblem(bad.code) from None


def _known(fields: str) -> list[str]:
    names = [one.strip() for one in fields.split(",") if one.strip()]
    unknown = [one for one in names if one not in FIELDS]
    if unknown:
        raise HttpProblem(
            "validation",
            errors=[
                {
                    "in": "query",
                    "pointer": "/fields",
                    "code": "unknown",
                    "message": f"there is no field {one}",
                }
                for one in unknown
            ],
        )
    return names


@routes.post("/tokens/check", **without_permission("not_available", "app_suspended"))
async def check(body: CheckWord, counter: HereCounter, back_end: HereBackEnd) -> CheckedWord:
    """Tell whether a token of this mini-app still lives: the published keys prove only where it
    came from and how old it is.
    """
    until = await check_token(counter.world, counter.identity, back_end, body.token)
    return CheckedWord(
        active=until is not None, expires_at=None if until is None else rfc3339(until)
    )
