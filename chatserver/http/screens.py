"""How do the built screens reach the browser?"""

from pathlib import Path

from starlette.responses import Response
from starlette.types import Scope
from typing_extensions import override

from chatserver.http.built import Built

STATIC = Path(__file__).parent.parent / "static"
SCREENS = ("console", "chat")

# The build puts a hash of its content into every asset's name.
_ASSETS = "assets/"


class Screen(Built):
    """A built single page: its assets may be kept for ever, its index never without asking.

    A path that is no file of the build is the page itself: its own router reads it.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, page=True)

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        wanted = path if self._is_file(path) else "index.html"
        response = await super().get_response(wanted, scope)
        kept = path.startswith(_ASSETS)
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if kept else "no-cache"
        )
        return response

    def _is_file(self, path: str) -> bool:
        # A missing asset is missing: the page in its place would be read as a script.
        return path.startswith(_ASSETS) or "." in path.rsplit("/", 1)[-1]
