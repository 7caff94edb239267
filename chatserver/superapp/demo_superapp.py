"""`/demo/app/`: how does a demo client see the screens of a superapp, and mini-apps in it?"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Scope
from typing_extensions import override

from chatserver.http.app_addresses import page_origins
from chatserver.http.headers import superapp_headers
from chatserver.http.screens import STATIC, Screen
from chatserver.world import World

PATH = "/demo/app"


class Superapp(Screen):
    """The built page, which may frame mini-apps; no other page of ours does."""

    def __init__(self, directory: Path, headers: Mapping[str, str]) -> None:
        super().__init__(directory)
        self._headers = headers

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(self._headers)
        return response


def routes(world: World) -> Sequence[BaseRoute]:
    """Return where the superapp's page lies."""
    page = Superapp(STATIC / "superapp", superapp_headers(page_origins(world)))
    return [Mount(f"{PATH}/", page), Route(PATH, _into)]


async def _into(request: Request) -> Response:
    return RedirectResponse(str(request.url.replace(path=f"{PATH}/")), 307)
