"""Is everybody told of what was said to them when nodes die while they tell?

Those whom the talk is for look at no screen: their browsers are real in all but their windows, and
show what their push service, which counts, hands them.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from chatserver.identity.tokens import Kind
from chatserver.storage.database import Database
from chatserver.storage.tables import ChatRow, EventRow
from tests.made_demo import Made
from tests.services.push_services import (
    Browser,
    BrowserService,
    base64url,
    browser_service,
)
from tests.town import Talk, Town, talking, town

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
SOME = 100
PATIENCE_S = 60


def settings(service: BrowserService) -> dict[str, str]:
    return {
        "CHATSERVER_WEBPUSH__ORIGINS": json.dumps([service.origin]),
        "CHATSERVER_WEBPUSH__KEY": base64url(b"\x01" * 32),
        "CHATSERVER_NOTICES__PUSH_DELAY_MS": "0",
        "CHATSERVER_IDENTITY__MINIAPP_KEY": "m" * 32,
    }


async def subscribed(there: Town, service: BrowserService, talk: Talk) -> dict[str, Browser]:
    """Register a browser of each client that takes part, by the door that the superapp uses."""
    node = there.nodes[0]
    browsers = {}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{node.port}") as http:
        for person in there.people:
            id_ = person.record.person
            if not id_.startswith("cl_"):
                continue
            browsers[id_] = service.browser(id_)
            subscription = browsers[id_].subscription
            body = {
                "platform": "web",
                "token": subscription["endpoint"],
                "keys": subscription["keys"],
                "locale": "en",
            }
            headers = {"Authorization": f"Bearer {there.token(Kind.CLIENT, id_)}"}
            answer = await http.post("/superapp/v1/devices", json=body, headers=headers)
            assert answer.status_code == 201, answer.text
    assert talk.acked
    return browsers


async def last_words(there: Town) -> dict[str, tuple[str, str]]:
    """Return what each client was told last by the staff, and in which chat."""
    question = (
        select(ChatRow.client, ChatRow.id, EventRow.body)
        .join(EventRow, col(EventRow.chat) == col(ChatRow.id))
        .where(EventRow.kind == "message", EventRow.by_kind == "staff")
        .order_by(col(EventRow.chat), col(EventRow.seq))
    )
    db = await Database.open(there.url)
    try:
        async with db.session() as session:
            rows = (await session.exec(question)).all()
    finally:
        await db.close()
    return {client: (chat, json.loads(body)["text"]) for client, chat, body in rows}


def shows(browser: Browser) -> dict[str, dict[str, Any]]:
    """Return what stands on the screen: the last of each tag."""
    return {words["tag"]: words for words in browser.shown}


async def until_told(
    service: BrowserService, browsers: dict[str, Browser], said: dict[str, tuple[str, str]]
) -> None:
    await service.until(
        lambda: all(
            browser.shown and browser.shown[-1]["body"].startswith(said[who][1])
            for who, browser in browsers.items()
        ),
        within_s=PATIENCE_S,
    )


async def one_more(service: BrowserService, talk: Talk) -> None:
    """Return while pushes are under way, not before the first."""
    service.came.clear()
    await talk.until_acked(SOME)
    async with asyncio.timeout(PATIENCE_S):
        await service.came.wait()


async def check(there: Town, service: BrowserService, browsers: dict[str, Browser]) -> None:
    said = await last_words(there)
    await until_told(service, browsers, said)
    for who, browser in browsers.items():
        chat, text = said[who]
        # One notice stands there, of one chat, with the last words that were said in it.
        assert list(shows(browser)) == [f"{chat}:{who}:message"]
        assert shows(browser)[f"{chat}:{who}:message"]["body"].startswith(text)


async def test_a_node_that_is_killed_and_comes_back_has_told_everybody(
    tmp_path: Path, sqlite_demo: Made
) -> None:
    async with (
        browser_service() as service,
        town(tmp_path, sqlite_demo, **settings(service)) as there,
    ):
        node = await there.node()
        async with talking(there, clients=[node], staff=[node], pairs=4) as talk:
            browsers = await subscribed(there, service, talk)
            for _ in range(3):
                await one_more(service, talk)
                node.kill()
                await node.start()
            await talk.until_acked(SOME)
        assert await there.broken_promises() == []
        await check(there, service, browsers)


@pytest.mark.postgres
@pytest.mark.redis
async def test_another_node_tells_what_a_killed_one_did_not(
    tmp_path: Path, postgres_demo: Made, redis_url: str
) -> None:
    async with (
        browser_service() as service,
        town(
            tmp_path,
            postgres_demo,
            CHATSERVER_BUS__URL=redis_url,
            **settings(service),
        ) as there,
    ):
        first, second = await there.node(), await there.node()
        async with talking(there, clients=[first, second], staff=[second, first], pairs=4) as talk:
            browsers = await subscribed(there, service, talk)
            for node in (first, second):
                await one_more(service, talk)
                node.kill()
                await talk.until_acked(SOME)
                await node.start()
            first.kill()
            await talk.until_acked(SOME)
        assert await there.broken_promises() == []
        await check(there, service, browsers)
