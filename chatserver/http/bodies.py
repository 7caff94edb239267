"""How large may a request's body be, and for how long may nothing of it come?"""

import asyncio
import re
import time
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatserver.http.problems import problem_response

# Where more may come: a pattern of paths, and how many bytes. Such routes take it as a stream.
Larger = Sequence[tuple[re.Pattern[str], int]]
# A telephone that lost its line says nothing, and would keep a place among the uploads for ever.
SILENCE_S = 60
# Bytes a second, on the whole. Whoever sends one byte in a minute is no telephone, and would keep
# their place, too; the slowest line that carries a call brings more.
PACE = 1024


class BodyLimit:
    """Refuses a body beyond `limit` bytes, announced or streamed, with a problem. Whoever is silent
    for `silence_s` seconds in the midst of it has gone, and so has who lets us wait for so much
    longer than `PACE` allows.

    Starlette's own limit answers in plain text, whatever handlers the application has.
    """

    def __init__(
        self, app: ASGIApp, *, limit: int, larger: Larger = (), silence_s: float = SILENCE_S
    ) -> None:
        self.app = app
        self.silence_s = silence_s
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
        taken, ended, waited = 0, False, 0.0

        async def count() -> Message:
            nonlocal taken, ended, waited
            if ended:
                return await receive()
            # Only what we wait is counted: a store that is slow is no fault of theirs.
            begun = time.monotonic()
            patience = self.silence_s + taken / PACE - waited
            try:
                async with asyncio.timeout(min(self.silence_s, patience)):
                    message = await receive()
            except TimeoutError:
                message = {"type": "http.disconnect"}
            waited += time.monotonic() - begun
            ended = not message.get("more_body", False)
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(413)
            return message

        await self.app(scope, count, send)
