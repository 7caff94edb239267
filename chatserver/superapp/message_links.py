"""`/superapp/v1/links/{id}`, `pictures/{id}`: where does a link lead today, and what shows it?"""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from chatserver.actions.attachments.link_targets import open_link
from chatserver.actions.attachments.pictures import picture
from chatserver.http.documents import extras
from chatserver.http.ids import Id
from chatserver.superapp.counter import PREFIX, HereCounter, HereResident

routes = APIRouter(prefix=PREFIX, tags=["links"])


class OpenedLinkWord(BaseModel):
    """What the superapp is to show: one of its screens, or the card of a thing."""

    to: str
    target: str | None
    title: str
    available: Literal[True] = True


@routes.get(
    "/links/{link_id}",
    openapi_extra=extras(permission=None, problems=["not_found", "link_unavailable"]),
)
async def opened(link_id: Id, counter: HereCounter, resident: HereResident) -> OpenedLinkWord:
    """Tell what to open; `link_unavailable` when it is gone for this client: show a notice then."""
    thing = await open_link(counter.world, resident, link_id)
    return OpenedLinkWord(to=thing.link.to, target=thing.link.target, title=thing.title)


_IMAGE = {"schema": {"type": "string", "format": "binary"}}


@routes.get(
    "/pictures/{file_id}",
    response_class=Response,
    responses={200: {"description": "The picture.", "content": {"image/*": _IMAGE}}},
    openapi_extra=extras(permission=None, problems=["not_found"]),
)
async def shown(file_id: Id, counter: HereCounter) -> Response:
    """Return the picture of a widget or a link. It needs no credential, so that an `<img>` can show
    it, and never changes.
    """
    found = await picture(counter.world, file_id)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": f'"{found.sha256}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(found.content, media_type=found.mime, headers=headers)
