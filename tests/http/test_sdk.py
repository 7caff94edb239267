"""How does the Mini App SDK reach those who build with it?"""

from pathlib import Path

import httpx2
import pytest

from chatserver.http.sdk import Sdk
from tests.http.trial import trial


@pytest.fixture
def sdk(tmp_path: Path) -> httpx2.AsyncClient:
    for version in ("1.0.0", "v1"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "mini-app.js").write_text("export {}")
        (tmp_path / version / "mini-app.d.ts").write_text("export {}")
    transport = httpx2.ASGITransport(app=Sdk(tmp_path))
    return httpx2.AsyncClient(transport=transport, base_url="http://chat.example.com")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("1.0.0/mini-app.js", "public, max-age=31536000, immutable"),
        ("v1/mini-app.js", "public, max-age=3600"),
    ],
)
async def test_an_exact_version_is_kept_for_ever(
    sdk: httpx2.AsyncClient, path: str, kept: str
) -> None:
    answer = await sdk.get(f"/{path}", headers={"Origin": "https://anywhere.example"})

    assert answer.headers["cache-control"] == kept
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_types_are_text(sdk: httpx2.AsyncClient) -> None:
    answer = await sdk.get("/v1/mini-app.d.ts")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("path", ["/", "/v1", "/v2/mini-app.js", "/v1/%2e%2e/%2e%2e/secret.txt"])
async def test_what_is_not_there_is_missing(sdk: httpx2.AsyncClient, path: str) -> None:
    with pytest.raises(Exception, match="404"):
        await sdk.get(path)


async def test_one_that_was_not_built_is_missing(tmp_path: Path) -> None:
    transport = httpx2.ASGITransport(app=Sdk(tmp_path / "static"))
    async with httpx2.AsyncClient(transport=transport, base_url="http://here") as caller:
        with pytest.raises(Exception, match="404"):
            await caller.get("/v1/mini-app.js")


async def test_it_is_hung_in_and_sends_the_headers_of_all_answers() -> None:
    async with trial() as caller:
        answer = await caller.get("/sdk/v1/none.js")

    assert answer.status_code == 404
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["code"] == "not_found"
