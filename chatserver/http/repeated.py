"""How is a POST with an `Idempotency-Key` answered once, however often it is sent?"""

import hashlib
import json
import logging
import re
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatserver.actions.repeats import Repeats, Run
from chatserver.http.callers import OwnerOf
from chatserver.http.digests import Digest
from chatserver.http.problems import database_response, problem_response
from chatserver.storage.repeats import Kept, Key
from chatserver.storage.trouble import DatabaseTrouble

log = logging.getLogger(__name__)

HEADER = "idempotency-key"
SECRETS = "secrets"  # of the request's state: which members of the answer are not kept
LONGEST_BODY = 512 * 1024
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_SOON = {"Retry-After": "1"}
_KEPT_HEADERS = ("content-type", "etag", "location", "content-language")


class Repeated:
    """Stands before the doors and gives the first answer again to a request that comes again."""

    def __init__(self, app: ASGIApp, *, repeats: Repeats, owner_of: OwnerOf) -> None:
        self.app = app
        self._repeats = repeats
        self._owner_of = owner_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        posts = scope["type"] == "http" and scope["method"] == "POST"
        key = Headers(scope=scope).get(HEADER) if posts else None
        if key is None:
            await self.app(scope, receive, send)
            return
        try:
            await self._keyed(key, scope, receive, send)
        except DatabaseTrouble as trouble:
            # Of our own questions: what fails behind the door is answered there.
            await database_response(Request(scope), trouble)(scope, receive, send)

    async def _keyed(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        owner = await self._owner_of(scope)
        if owner is None:
            await self.app(scope, receive, send)
            return
        if not _KEY.fullmatch(key):
            await _malformed(scope, receive, send)
            return
        body = _Body(receive, Digest(Headers(scope=scope).get("content-type", "")))
        begun = await self._repeats.begin(Key(owner, _short(scope), key))
        if isinstance(begun, Run):
            async with self._repeats.holding(begun):
                await self._answer(begun, body, scope, send)
        elif isinstance(begun, Kept):
            await _again(begun, body, scope, send)
        else:
            problem = problem_response(Request(scope), "conflict", headers=_SOON)
            await problem(scope, receive, send)

    async def _answer(self, run: Run, body: "_Body", scope: Scope, send: Send) -> None:
        answer = _Answer(send)
        try:
            await self.app(scope, body.receive, answer.send)
            if _has_none(Headers(scope=scope)):
                # Whoever asks for nothing in a body may not have looked whether there is one.
                await body.drain()
            kept = answer.kept(body, scope.get("state", {}).get(SECRETS, ()))
        except BaseException:
            await self._repeats.release(run)
            raise
        # Before it is sent: who has read the answer must find it again.
        try:
            await (self._repeats.release(run) if kept is None else self._repeats.keep(run, kept))
        except DatabaseTrouble as trouble:
            log.warning("the answer to a request with a key is not kept: %s", trouble)
        await answer.flush()


@dataclass(slots=True)
class _Body:
    """The request's body on its way in."""

    source: Receive
    digest: Digest
    complete: bool = False

    async def receive(self) -> Message:
        message = await self.source()
        if message["type"] == "http.request":
            self.digest.take(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        return message

    async def drain(self) -> bool:
        """Take all of it; whether it came to its end."""
        while not self.complete:
            if (await self.receive())["type"] != "http.request":
                return False
        return True


@dataclass(slots=True)
class _Answer:
    """The answer on its way out, held back until it is kept; one that is too long is let go."""

    out: Send
    start: Message | None = None
    chunks: list[bytes] = field(default_factory=list)
    size: int = 0
    held: bool = True
    ended: bool = False

    async def send(self, message: Message) -> None:
        if not self.held:
            await self.out(message)
        elif message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self.chunks.append(message.get("body", b""))
            self.size += len(self.chunks[-1])
            self.ended = not message.get("more_body", False)
            if self.size > LONGEST_BODY:
                await self.flush()

    def kept(self, body: _Body, secrets: object) -> Kept | None:
        """Return what is kept of it: of a success alone, and nothing that is not text."""
        if not (self.held and self.ended and self.start is not None and body.complete):
            return None
        status = int(self.start["status"])
        headers = Headers(raw=self.start["headers"])
        text = _text(b"".join(self.chunks), headers.get("content-type", ""), secrets)
        if not 200 <= status < 300 or text is None:
            return None
        told = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
        return Kept(body.digest.value(), status, told, text)

    async def flush(self) -> None:
        """Send what was held back."""
        if not self.held:
            return
        self.held = False
        if self.start is not None:
            await self.out(self.start)
            body = b"".join(self.chunks)
            more = not self.ended
            await self.out({"type": "http.response.body", "body": body, "more_body": more})


def _has_none(headers: Headers) -> bool:
    """Whether a request says that it has no body (RFC 9112, 6.3)."""
    return headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers


def _text(body: bytes, content_type: str, secrets: object) -> str | None:
    if not body:
        return ""
    if not content_type.startswith("application/json"):
        return None
    if not secrets:
        return body.decode()
    document = json.loads(body)
    assert isinstance(secrets, tuple)
    document.update(dict.fromkeys(secrets))
    return json.dumps(document, ensure_ascii=False)


async def _again(kept: Kept, body: _Body, scope: Scope, send: Send) -> None:
    """Give the answer that was given, if this is the request that it was given to."""
    try:
        whole = await body.drain()
    except HTTPException:
        # Beyond the limit of a body: nobody behind us is asked, who would say so.
        await problem_response(Request(scope), "file_too_large")(scope, body.receive, send)
        return
    if not whole or body.digest.value() != kept.hash:
        problem = problem_response(Request(scope), "idempotency_conflict")
        await problem(scope, body.receive, send)
        return
    text = kept.body.encode()
    headers = MutableHeaders({**kept.headers, "idempotent-replayed": "true"})
    if kept.status != 204:
        headers["content-length"] = str(len(text))
    await send(
        {"type": "http.response.start", "status": kept.status, "headers": headers.raw},
    )
    await send({"type": "http.response.body", "body": text})


async def _malformed(scope: Scope, receive: Receive, send: Send) -> None:
    mistake = {
        "in": "header",
        "pointer": "/Idempotency-Key",
        "code": "malformed",
        "message": "1 to 200 visible ASCII characters",
    }
    await problem_response(Request(scope), "validation", errors=[mistake])(scope, receive, send)


def _short(scope: Scope) -> str:
    path = str(scope["path"])
    query = bytes(scope.get("query_string", b""))
    if not query and len(path) <= 200:
        return path
    return hashlib.sha256(path.encode("utf-8", "surrogatepass") + b"?" + query).hexdigest()
