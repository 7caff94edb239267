"""How large may a request's body be?"""

import re
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatserver.http.problems import problem_response

# Where more may come: a pattern of paths, and how many bytes. Such routes take it as a stream.
Larger = Sequence[tuple[re.Pattern[str], int]]


class BodyLimit:
    """Refuses a body beyond `limit` bytes, announced or streamed, with a problem.

    Starlette's own limit answers in plain text, whatever handlers the application has.
    """

    def __init__(self, app: ASGIApp, *, limit: int, larger: Larger = ()) -> None:
        self.app = app
        self.limit = limit
        self.larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = next((most for path, most in self.larger if path.search(scope["path"])), self.limit)
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced[:20]) > limit:
            await problem_response(Request(scope), "file_too_large")(scope, receive, send)
            return
        taken = 0

        async def count() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(413)
            return message

        await self.app(scope, count, send)
