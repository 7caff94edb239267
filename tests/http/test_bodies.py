"""How large may a body be?"""

import asyncio
from collections.abc import AsyncIterator

from starlette.types import Message, Receive, Scope, Send

from chatserver.http.bodies import BodyLimit
from tests.http.trial import trial

LIMIT = 1024 * 1024
JSON = {"Content-Type": "application/json"}


async def streamed(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 1024):
        yield b" " * 1024


async def test_a_body_that_announces_too_much_is_refused() -> None:
    async with trial() as caller:
        answer = await caller.post("/api/v1/wishes", content=b" " * (LIMIT + 1), headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")


async def test_a_body_that_streams_too_much_is_refused() -> None:
    async with trial() as caller:
        answer = await caller.post("/api/v1/wishes", content=streamed(LIMIT + 1024), headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")


async def test_a_body_of_just_that_size_is_read() -> None:
    body = b'{"text": "hello", "count": 1}'.ljust(LIMIT)
    async with trial() as caller:
        announced = await caller.post("/api/v1/wishes", content=body, headers=JSON)

    assert announced.json() == 2


async def heard(*messages: Message) -> list[Message]:
    """Return what an application hears that asks three times; behind `messages` all is silence."""
    told: list[Message] = []

    async def app(_: Scope, receive: Receive, __: Send) -> None:
        told.extend([await receive() for _ in range(3)])

    async def receive() -> Message:
        if coming:
            return coming.pop(0)
        await asyncio.sleep(0)
        return {"type": "late"}

    async def send(_: Message) -> None: ...

    coming = list(messages)
    scope = {"type": "http", "path": "/", "headers": []}
    await BodyLimit(app, limit=LIMIT, silence_s=0)(scope, receive, send)
    return told


async def test_whoever_falls_silent_within_a_body_has_gone() -> None:
    piece = {"type": "http.request", "body": b"a", "more_body": True}
    last = {"type": "http.request", "body": b"b", "more_body": False}
    gone, late = {"type": "http.disconnect"}, {"type": "late"}
    assert (await heard(piece))[:2] == [piece, gone]
    # Behind a body there is nothing to wait for: an answer may take as long as it takes.
    assert await heard(piece, last) == [piece, last, late]
    assert await heard(last) == [last, late, late]


async def test_whoever_sends_a_byte_now_and_then_has_gone_sooner_or_later() -> None:
    taken: list[Message] = []

    async def app(_: Scope, receive: Receive, __: Send) -> None:
        while (message := await receive())["type"] == "http.request":
            taken.append(message)

    async def receive() -> Message:
        await asyncio.sleep(silence_s / 3)  # it is the slowness that is tried here
        return {"type": "http.request", "body": b"a", "more_body": True}

    async def send(_: Message) -> None: ...

    silence_s = 0.06
    async with asyncio.timeout(10):
        scope = {"type": "http", "path": "/", "headers": []}
        await BodyLimit(app, limit=LIMIT, silence_s=silence_s)(scope, receive, send)
    assert len(taken) <= 3
