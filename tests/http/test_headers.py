"""Which headers stand on which answers?"""

import pytest

from tests.http.trial import trial


async def test_an_answer_of_a_door_is_kept_by_nobody_and_runs_nothing() -> None:
    async with trial() as caller:
        headers = (await caller.get("/api/v1/things/x")).headers

    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


async def test_the_console_may_use_the_microphone_and_nobody_frames_it() -> None:
    async with trial(origins=["https://app.example.com"]) as caller:
        headers = (await caller.get("/console/")).headers

    assert "microphone=(self)" in headers["permissions-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_the_superapp_may_frame_the_chat() -> None:
    async with trial(origins=["https://app.example.com"]) as caller:
        policy = (await caller.get("/chat/")).headers["content-security-policy"]

    assert "frame-ancestors 'self' https://app.example.com" in policy


@pytest.mark.parametrize(("origin", "let_in"), [("https://app.example.com", True), ("x", False)])
async def test_pages_of_allowed_origins_may_call(origin: str, let_in: bool) -> None:
    async with trial(origins=["https://app.example.com"]) as caller:
        answer = await caller.get("/api/v1/things/x", headers={"Origin": origin})

    assert (answer.headers.get("access-control-allow-origin") == origin) is let_in
