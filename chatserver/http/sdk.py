"""`/sdk/{version}/…`: how does the Mini App SDK reach those who build with it?

A mini-app carries a copy in its archive, since its page runs its own scripts alone; a superapp's
host and a page under development may load it from here.
"""

import re

from starlette.responses import Response
from starlette.types import Scope
from typing_extensions import override

from chatserver.http.built import Built

# An exact version never changes; `v1` is the newest of the first.
_EXACT = re.compile(r"\d+\.\d+\.\d+/")


class Sdk(Built):
    """The built library, for pages of every origin."""

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        exact = _EXACT.match(path) is not None
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if exact else "public, max-age=3600"
        )
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if path.endswith(".ts"):
            # By its name it might be a film.
            response.headers["Content-Type"] = "text/plain; charset=utf-8"
        return response
