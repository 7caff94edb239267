"""What do both doors say of a file, and how do they take one in and send one out?"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from chatserver.actions.attachments.downloads import Download, content
from chatserver.actions.attachments.uploads.taking import About, Uploader, take_file
from chatserver.core.attachments import NEEDS
from chatserver.core.events import FileCard
from chatserver.http.documents import extras
from chatserver.http.multipart import FormFile
from chatserver.http.problems import HttpProblem
from chatserver.http.sending import file_response
from chatserver.world import World

TAKING = ("type_not_allowed", "file_infected", "rate_limited", "not_found")
Expires = Annotated[
    int | None, Query(ge=0, lt=2**53, description="Of a link: until when it lives, in seconds.")
]
Signature = Annotated[str | None, Query(max_length=64, description="Of a link: that it is ours.")]

_BYTES = {"schema": {"type": "string", "format": "binary"}}
_SENT = {
    200: {"description": "The bytes.", "content": {"*/*": _BYTES}},
    206: {"description": "The range of them that was asked for.", "content": {"*/*": _BYTES}},
    304: {"description": "They are as `If-None-Match` says."},
}


# What a route adds that sends a file.
SENDS: dict[str, Any] = {
    "response_class": Response,
    "responses": _SENT,
    "openapi_extra": extras(permission=None, problems=["not_found", "range_not_satisfiable"]),
}


class FileWord(BaseModel):
    """A file. The links live ten minutes."""

    id: str
    name: str
    size: int
    mime: str
    width: int | None = None
    height: int | None = None
    url: str
    preview_url: str | None = None

    @classmethod
    def of(cls, card: FileCard, world: World) -> "FileWord":
        """Return what is said of a file that was just taken."""
        return cls(
            id=card.id,
            name=card.name,
            size=card.size,
            mime=card.mime,
            width=card.width,
            height=card.height,
            url=world.links.link(card.id),
            preview_url=world.links.link(card.id, "preview") if card.preview else None,
        )


def form_body(*, purposes: bool) -> dict[str, Any]:
    """Return how OpenAPI describes the form."""
    properties: dict[str, Any] = {"file": {"type": "string", "format": "binary"}}
    if purposes:
        properties["purpose"] = {"type": "string", "enum": list(NEEDS), "default": "message"}
    schema = {"type": "object", "required": ["file"], "properties": properties}
    return {"content": {"multipart/form-data": {"schema": schema}}}


async def taken(
    request: Request, world: World, by: Uploader, purpose: Callable[[Mapping[str, str]], str]
) -> FileCard:
    """Take the file of a form while it comes; `purpose` tells it from the form's other fields."""
    form = FormFile(request, name="file")
    await form.begin()
    return await take_file(
        world, by, form.chunks(), lambda: About(form.file_name, purpose(form.fields))
    )


def purpose_of(fields: Mapping[str, str]) -> str:
    """Return what a form says its file is for; refuses what nothing is for."""
    purpose = fields.get("purpose", "message")
    if purpose not in NEEDS:
        told = f"must be one of {', '.join(NEEDS)}"
        raise HttpProblem(
            "validation", errors=[{"pointer": "/purpose", "code": "enum", "message": told}]
        )
    return purpose


def sent(request: Request, world: World, download: Download) -> Response:
    """Send a file to whoever may have it."""
    return file_response(
        request,
        name=download.name,
        mime=download.mime,
        size=download.size,
        tag=download.tag,
        inline=download.inline,
        read=lambda start, end: content(world, download, start, end),
    )
