"""How do files that were built reach whoever asks?"""

from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from typing_extensions import override

# What the build packs beside a file (web/tools/pack.mjs), the smaller first.
_PACKED = (("br", ".br"), ("gzip", ".gz"))


class Built(StaticFiles):
    """Files of a folder, packed for those who say that they unpack them (RFC 9110 §12.5.3).

    With `page` a folder is its `index.html`. What was not built is missing, as any other file.
    """

    def __init__(self, directory: Path, *, page: bool = False) -> None:
        super().__init__(directory=directory, html=page, check_dir=False)

    @override
    async def check_config(self) -> None:
        try:
            await super().check_config()
        except RuntimeError:
            # Nobody has built it here (`make web`); `doctor` says so.
            raise HTTPException(404) from None

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await self._packed(path, scope) or await super().get_response(path, scope)
        response.headers["Vary"] = "Accept-Encoding"
        return response

    async def _packed(self, path: str, scope: Scope) -> Response | None:
        accepted = codings(Headers(scope=scope).get("accept-encoding", ""))
        for coding, ending in _PACKED:
            if coding in accepted:
                try:
                    response = await super().get_response(path + ending, scope)
                except HTTPException:
                    # It is small, or a picture, or not there at all.
                    continue
                response.headers["Content-Encoding"] = coding
                return response
        return None


def codings(said: str) -> set[str]:
    """Return the codings that an `Accept-Encoding` names and does not rule out with `q=0`."""
    found = set()
    for one in said.lower().split(","):
        name, *parameters = (part.strip() for part in one.split(";"))
        weights = (value for key, _, value in (p.partition("=") for p in parameters) if key == "q")
        if next(weights, "1").rstrip("0").rstrip(".") not in {"", "0"}:
            found.add(name)
    return found
