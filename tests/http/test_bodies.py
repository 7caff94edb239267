"""How large may a body be?"""

from collections.abc import AsyncIterator

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
