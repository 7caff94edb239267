"""`/public/v1/miniapps/{id}/builds`, `submit`: how does a pipeline bring a mini-app's build?"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import Request

from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.miniapps.builds import add_build
from chatserver.actions.miniapps.reviews import submit
from chatserver.actions.miniapps.versions import BuildCard
from chatserver.core.exports import Scope
from chatserver.http.ids import Id
from chatserver.http.multipart import file_body, file_of
from chatserver.superapp.counter import HereCounter
from chatserver.superapp.public_keys import holder, with_scope
from chatserver.wire.times import rfc3339

routes = APIRouter(prefix="/public/v1", tags=["public"])

ForBuilds = Annotated[Viewer, Depends(holder(Scope.BUILDS))]


class PublicBuildWord(BaseModel):
    """A build: its digest is the SHA-256 of what is in it. `warnings` did not keep it out."""

    id: str
    digest: str
    state: str
    manifest: dict[str, Any]
    warnings: list[dict[str, Any]]
    at: str


class PublicReviewWord(BaseModel):
    """What the moderators look at from now on."""

    review: str


def _takes() -> dict[str, Any]:
    problems = ("review_open", "type_not_allowed", "archive_invalid", "conflict")
    route = with_scope(Scope.BUILDS, *problems)
    route["openapi_extra"] |= {"x-body": file_body("application/zip")}
    return route


@routes.post("/miniapps/{miniapp_id}/builds", status_code=201, **_takes())
async def bring_build(
    miniapp_id: Id, request: Request, counter: HereCounter, key: ForBuilds
) -> PublicBuildWord:
    """Upload a build: a zip of at most 40 MiB as the body, or as `file` in a form. Every problem of
    it is told at once.

    The same content again is the same build. It counts as uploaded by whoever made the key.
    """
    _, content = await file_of(request)
    org, by = key.home.org.id, key.maker or key.id
    built = await add_build(counter.world, org, miniapp_id, content=content, by=by, key=key.id)
    return _word(built)


@routes.post("/miniapps/{miniapp_id}/submit", **with_scope(Scope.BUILDS, "illegal_transition"))
async def submit_build(miniapp_id: Id, counter: HereCounter, key: ForBuilds) -> PublicReviewWord:
    """Send what is pending, a build, an offer or both, to the moderators. Publishing what they have
    approved is left to a person.
    """
    org, by = key.home.org.id, key.maker or key.id
    return PublicReviewWord(review=await submit(counter.world, org, miniapp_id, by=by, key=key.id))


def _word(card: BuildCard) -> PublicBuildWord:
    return PublicBuildWord(
        id=card.id,
        digest=card.digest,
        state=card.state,
        manifest=dict(card.manifest),
        warnings=[dict(one) for one in card.warnings],
        at=rfc3339(card.at),
    )
