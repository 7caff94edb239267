"""Which headers stand on which answers?"""

import pytest

from tests.doors import Doors
from tests.http.trial import trial
from tests.seeds import APP
from tests.superapp.test_hosting import FIRST, stand
from tests.superapp.test_hosting import HOST as OWN_HOST


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


ANSWERS = [
    ("GET", "/api/v1/orgs", 401),
    ("GET", "/api/v1/nowhere", 404),
    ("PUT", "/api/v1/auth/login", 405),
    ("POST", "/api/v1/auth/login", 422),
    ("GET", "/superapp/v1/me", 401),
    ("GET", "/superapp/v1/offers/off_none/file?until=1&signature=x", 404),
    ("GET", "/miniapp/v1/me", 401),
    ("GET", "/public/v1/clients", 401),
    ("GET", "/.well-known/jwks.json", 200),
    ("GET", "/.well-known/assetlinks.json", 200),
    ("GET", "/m/app_none", 200),
    ("GET", "/apps/app_none/x/", 404),
    ("GET", f"/apps/{APP}/{FIRST}/", 200),
    ("GET", f"/apps/{APP}/{FIRST}", 308),
    ("GET", f"/apps/{APP}/{FIRST}/none.js", 404),
    ("POST", f"/apps/{APP}/{FIRST}/", 405),
    ("GET", f"{OWN_HOST}/b/{FIRST}/", 200),
    ("GET", f"{OWN_HOST}/b/{FIRST}/none.js", 404),
    ("GET", f"{OWN_HOST}/api/v1/me", 404),
    ("GET", "/docs", 200),
    ("GET", "/docs/problems/validation", 200),
    ("GET", "/openapi.json", 200),
    ("GET", "/console", 307),
    ("GET", "/console/assets/none.js", 404),
    ("GET", "/demo/", 200),
    ("GET", "/livez", 200),
    ("GET", "/metrics", 404),
    ("GET", "/", 307),
    ("GET", "/nowhere", 404),
]


@pytest.mark.slow
async def test_every_kind_of_answer_is_dressed(door: Doors) -> None:
    await stand(door)
    for method, url, status in ANSWERS:
        answer = await door.caller.request(method, url, headers={"X-Request-Id": "one"})
        told = f"{method} {url}: {answer.status_code} {answer.headers}"
        policy = answer.headers["content-security-policy"]

        assert answer.status_code == status, told
        assert answer.headers["x-content-type-options"] == "nosniff", told
        assert answer.headers["referrer-policy"] == "no-referrer", told
        assert "camera=()" in answer.headers["permissions-policy"], told
        assert "default-src" in policy, told
        assert "frame-ancestors" in policy, told
        assert answer.headers["x-request-id"] == "one", told
        assert "set-cookie" not in answer.headers, told
        if status >= 400:
            assert answer.headers["content-type"] == "application/problem+json", told
            assert answer.json()["request_id"] == "one", told
