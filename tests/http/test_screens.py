"""How do the built screens reach the browser?"""

from pathlib import Path

import httpx2
import pytest

from chatserver.http.screens import Screen


@pytest.fixture
def screen(tmp_path: Path) -> httpx2.AsyncClient:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>hello</p>")
    (tmp_path / "assets" / "app-1f2e.js").write_text("go()")
    transport = httpx2.ASGITransport(app=Screen(tmp_path))
    return httpx2.AsyncClient(transport=transport, base_url="http://chat.example.com")


@pytest.mark.parametrize("path", ["/", "/index.html", "/chats/chat_1"])
async def test_the_page_is_asked_for_every_time(screen: httpx2.AsyncClient, path: str) -> None:
    answer = await screen.get(path)

    assert answer.text == "<p>hello</p>"
    assert answer.headers["cache-control"] == "no-cache"


async def test_an_asset_is_kept_for_ever(screen: httpx2.AsyncClient) -> None:
    answer = await screen.get("/assets/app-1f2e.js")

    assert answer.text == "go()"
    assert "immutable" in answer.headers["cache-control"]


async def test_screens_that_were_not_built_are_missing(tmp_path: Path) -> None:
    transport = httpx2.ASGITransport(app=Screen(tmp_path / "static"))
    async with httpx2.AsyncClient(transport=transport, base_url="http://here") as caller:
        with pytest.raises(Exception, match="404"):
            await caller.get("/")


@pytest.mark.parametrize("path", ["/assets/gone.js", "/gone.png", "/%2e%2e/secret.txt"])
async def test_a_missing_file_is_missing(screen: httpx2.AsyncClient, path: str) -> None:
    with pytest.raises(Exception, match="404"):
        await screen.get(path)
