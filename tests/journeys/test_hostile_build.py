"""What does a partner's code get of a console that is signed in beside it, in the same browser?"""

import json
from typing import Any

import httpx
from playwright.async_api import Page, expect

from tests.journeys.demo_server import DemoServer
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre
from tests.zips import PDF, packed

pytestmark = JOURNEY

PAGE = b"""<!doctype html><title>Free flats</title><body><script src="evil.js"></script>"""
EVIL = """
const home = %(home)s;
const later = (ms) => new Promise((go) => setTimeout(go, ms));
// Each comes to its own end, however long that takes: what is given up would tell nothing.
const tries = {
  storage: async () => JSON.stringify(Object.entries(localStorage)),
  session: async () => JSON.stringify(Object.entries(sessionStorage)),
  databases: async () => JSON.stringify(await indexedDB.databases()),
  cookies: async () => document.cookie,
  opener: async () => window.opener.document.body.innerText,
  top: async () => { if (top === window) throw new Error("alone"); return top.document.title; },
  me: async () => (await fetch(`${home}/api/v1/me`, { credentials: "include" })).text(),
  blind: async () => (await fetch(`${home}/api/v1/me`, { mode: "no-cors" })).type,
  console: async () => (await fetch(`${home}/console/`)).text(),
  demo: async () => (await fetch(`${home}/demo/`)).text(),
  beside: async () => {
    const answer = await fetch("/console/");
    if (!answer.ok) throw new Error(answer.status);
    return answer.text();
  },
  door: async () => String((await fetch(`${home}/miniapp/v1/me`)).status),
  socket: async () => {
    const socket = new WebSocket(`${home.replace("http", "ws")}/ws`);
    return new Promise((go, no) => {
      socket.onopen = () => go("open");
      socket.onerror = () => no(new Error("closed"));
    });
  },
  frame: async () => {
    const frame = document.createElement("iframe");
    frame.src = `${home}/console/`;
    // Of what it may not show it is told that it has come, too.
    const came = new Promise((go) => { frame.onload = go; });
    document.body.append(frame);
    await came;
    return frame.contentDocument.body.innerText || Promise.reject(new Error("empty"));
  },
  popup: async () => {
    const other = window.open(`${home}/console/`);
    // Until the console is there, it is an empty page of our own.
    while (!other.document.body.innerText) await later(20);
    return other.document.body.innerText;
  },
  script: async () => {
    const script = document.createElement("script");
    script.src = `${home}/docs`;
    return new Promise((go, no) => {
      script.onload = () => go("run");
      script.onerror = () => no(new Error("blocked"));
      document.body.append(script);
    });
  },
  worker: async () => (await navigator.serviceWorker.register("evil.js")).scope,
  inline: async () => new Function("return 'run'")(),
};
(async () => {
  const found = {};
  for (const [name, attempt] of Object.entries(tries)) {
    try {
      found[name] = { got: await attempt() };
    } catch (error) {
      found[name] = { refused: error.name };
    }
  }
  document.body.dataset.found = JSON.stringify(found);
})();
"""


class Office:
    """What the partner and the platform do over HTTP."""

    def __init__(self, server: DemoServer, http: httpx.AsyncClient) -> None:
        self._server = server
        self._http = http

    async def asks(self, who: str, method: str, path: str, **sent: Any) -> Any:
        """Send a request as this employee."""
        own = (await self._http.post("/demo/tokens", json={"staff": who})).json()
        headers = {"Authorization": f"Bearer {own['token']}"}
        answer = await self._http.request(method, f"/api/v1{path}", headers=headers, **sent)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def publish(self, build: bytes) -> tuple[str, str, str]:
        """Take a build through a review that saw no harm; return id, label and digest."""
        people = self._server.people
        editor = people.employee("Носова").id
        moderator = next(one.id for one in people.platform if one.email.startswith("moderator"))
        licences = await self.asks(editor, "GET", "/licences")
        free = next(one["id"] for one in licences["items"] if one["miniapp"] is None)
        rules = await self.asks(editor, "GET", "/placement-rules")
        new = {
            "licence": free,
            "name": "Free flats",
            "category": "games",
            "description": "Nothing bad",
            "rules_version": rules["version"],
        }
        app = (await self.asks(editor, "POST", "/miniapps", json=new))["id"]
        at = f"/miniapps/{app}"
        made = await self.asks(editor, "POST", f"{at}/builds", content=build)
        await self.asks(editor, "PUT", f"{at}/offer", content=PDF)
        review = (await self.asks(editor, "POST", f"{at}/submit"))["review"]["id"]
        await self.asks(moderator, "POST", f"/moderation/reviews/{review}/approve")
        card = await self.asks(editor, "POST", f"{at}/publish")
        return app, card["label"], made["digest"]


async def test_a_hostile_build_reads_nothing_of_the_console_beside_it(theatre: Theatre) -> None:
    server = theatre.server
    desk = await theatre.desk(server.people.employee("Климов"))
    await expect(desk.list).to_be_visible()
    console = desk.window.page
    secrets = await _secrets(console)
    evil = (EVIL % {"home": json.dumps(server.url)}).encode()
    async with httpx.AsyncClient(base_url=server.url) as http:
        app, label, digest = await Office(server, http).publish(
            packed({"index.html": PAGE, "evil.js": evil})
        )
    page = await console.context.new_page()

    own = await _tried(page, f"http://{label}.apps.localhost:{server.port}/b/{digest}/")
    boxed = await _tried(page, f"{server.url}/apps/{app}/{digest}/")

    for found in (own, boxed):
        told = json.dumps(found, ensure_ascii=False)
        assert [one for one in secrets if one in told] == []
        # Of the server it has the one door that is for mini-apps.
        assert found.pop("door") == {"got": "401"}
    assert {name for name, one in own.items() if "got" in one} == {
        "storage",
        "session",
        "databases",
        "cookies",
    }
    assert own["storage"] == own["session"] == own["databases"] == {"got": "[]"}
    assert own["cookies"] == {"got": ""}
    assert [name for name, one in boxed.items() if "got" in one] == []


async def _secrets(console: Page) -> list[str]:
    """What the console keeps and shows, which nobody else may have."""
    kept: list[str] = await console.evaluate(
        "[localStorage, sessionStorage].flatMap((one) => Object.values(one))"
    )
    long = [part for one in kept for part in one.split('"') if len(part) > 20]
    assert long, "where does the console keep its tokens?"
    return [*long, "Климов"]


async def _tried(page: Page, url: str) -> dict[str, Any]:
    await page.goto(url)
    body = page.locator("body[data-found]")
    await body.wait_for()
    found: dict[str, Any] = json.loads(str(await body.get_attribute("data-found")))
    return found
