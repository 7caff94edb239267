"""`/superapp/v1/links/{id}`: where does the link of a message lead today?"""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from chatserver.actions.link_targets import open_link
from chatserver.http.documents import extras
from chatserver.http.ids import Id
from chatserver.superapp.counter import HereCounter, HereResident

routes = APIRouter(tags=["links"])


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
