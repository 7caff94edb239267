"""What does each door that sends files hang in?"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from chatserver.actions.attachments.downloads import Download, linked_file
from chatserver.files.links import Part
from chatserver.http.file_words import SENDS, Expires, Signature, sent
from chatserver.http.ids import Id
from chatserver.http.problems import HttpProblem
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Looking:
    """How whoever is at a door finds a file, None: they have shown no credential."""

    world: World
    find: Callable[[str, Part], Awaitable[Download]] | None


def add_downloads(routes: APIRouter, looking: Callable[..., Awaitable[Looking]]) -> None:
    """Hang in the routes that send a file; `looking` says who is there."""
    here = Annotated[Looking, Depends(looking)]

    @routes.get("/files/{file_id}", **SENDS)
    @routes.head("/files/{file_id}", include_in_schema=False, response_class=Response)
    async def whole(
        at: here,
        file_id: Id,
        request: Request,
        expires: Expires = None,
        signature: Signature = None,
    ) -> Response:
        """Send a file to whoever holds a link that lives, or may see its chat. Ranges are
        served.
        """
        return sent(request, at.world, await _found(at, file_id, "whole", expires, signature))

    @routes.get("/files/{file_id}/preview", **SENDS)
    @routes.head("/files/{file_id}/preview", include_in_schema=False, response_class=Response)
    async def preview(
        at: here,
        file_id: Id,
        request: Request,
        expires: Expires = None,
        signature: Signature = None,
    ) -> Response:
        """Send the small picture of a picture, in WebP."""
        return sent(request, at.world, await _found(at, file_id, "preview", expires, signature))


async def _found(
    at: Looking, file_id: str, part: Part, expires: int | None, signature: str | None
) -> Download:
    if at.find is not None:
        return await at.find(file_id, part)
    if expires is None or signature is None:
        raise HttpProblem("unauthorized")
    return await linked_file(at.world, file_id, part, expires=expires, signature=signature)
