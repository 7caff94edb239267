"""Does a browser ring when its person looks elsewhere, and does a click lead to the chat?

All is real but the way between the push service and the browser: what the one was handed and could
decrypt is handed to the other.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser as Chromium
from playwright.async_api import CDPSession, Page, expect

from tests.journeys.client_screen import ClientScreen
from tests.journeys.desk import Desk
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import PATIENCE_MS, OwnTheatre, Theatre, launched
from tests.journeys.window import Window
from tests.services.chromium import chromium
from tests.services.push_services import Browser, BrowserService, browser_service

pytestmark = JOURNEY

REQUESTS = "Заявки и аварии"
LEAK = "Протечка или авария"
# A browser of tests reaches no push service: this one is subscribed at ours.
SUBSCRIBED = """(() => {
  const made = {
    toJSON: () => (%s),
    options: { applicationServerKey: null },
    unsubscribe: async () => true,
  };
  const name = "subscribed for tests";
  PushManager.prototype.subscribe = async () => {
    sessionStorage.setItem(name, "yes");
    return made;
  };
  PushManager.prototype.getSubscription = async () =>
    sessionStorage.getItem(name) === null ? null : made;
})()"""
SHOWN = """async ([scope, many]) => {
  const registered = await navigator.serviceWorker.getRegistration(scope);
  const shown = await registered.getNotifications();
  return shown.length === many && shown.map(({ title, body, tag }) => ({ title, body, tag }));
}"""
CLICKED = """async () => {
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Chromium]:
    """The whole browser: notifications belong to what the shell leaves out."""
    async with launched(chromium()) as whole:
        yield whole


@asynccontextmanager
async def ringing(own_theatre: OwnTheatre) -> AsyncIterator[tuple[Theatre, BrowserService]]:
    async with browser_service() as service:
        origins = json.dumps([service.origin])
        async with own_theatre(
            CHATSERVER_WEBPUSH__ORIGINS=origins, CHATSERVER_NOTICES__PUSH_DELAY_MS="0"
        ) as theatre:
            yield theatre, service


async def window_of(theatre: Theatre, browser: Browser, path: str) -> Window:
    """Open a window of somebody who lets this browser ring when asked."""
    window = await theatre.window(browser.name)
    await window.page.context.grant_permissions(["notifications"], origin=theatre.server.url)
    await window.page.add_init_script(SUBSCRIBED % json.dumps(browser.subscription))
    await window.page.goto(f"{theatre.server.url}{path}")
    return window


async def worker_of(page: Page, scope: str) -> tuple[CDPSession, str]:
    """Return the way to hand pushes to the worker of this part of the server."""
    session = await page.context.new_cdp_session(page)
    origin = page.url.partition("/console/")[0].partition("/chat/")[0]
    registration: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def learn(event: dict[str, Any]) -> None:
        for one in event["registrations"]:
            if one["scopeURL"] == f"{origin}{scope}" and not registration.done():
                registration.set_result(one["registrationId"])

    session.on("ServiceWorker.workerRegistrationUpdated", learn)
    await session.send("ServiceWorker.enable")
    async with asyncio.timeout(PATIENCE_MS / 1000):
        return session, await registration


async def hand_over(page: Page, scope: str, words: dict[str, Any]) -> None:
    session, registration = await worker_of(page, scope)
    await session.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": page.url.partition(scope)[0],
            "registrationId": registration,
            "data": json.dumps(words),
        },
    )
    await session.detach()


async def shown(page: Page, scope: str, many: int) -> Any:
    """Return the notices that stand there, once they are so many: a worker takes its time."""
    found = await page.wait_for_function(SHOWN, arg=[scope, many], polling=50)
    return await found.json_value()


async def test_an_employee_is_rung_and_a_click_opens_the_chat(own_theatre: OwnTheatre) -> None:
    async with ringing(own_theatre) as (theatre, service):
        anna, who = theatre.server.people.staff[0], theatre.server.people.clients[0]
        ann = service.browser("anna")
        desk = Desk(await window_of(theatre, ann, f"/console/?demo={anna.id}"))
        await expect(desk.rows.first).to_be_visible()
        await desk.menu("Меню сотрудника", "Включить уведомления")
        await expect(desk.page.get_by_test_id("push")).to_have_attribute("data-state", "on")
        await desk.page.keyboard.press("Escape")

        client = await theatre.client(who)
        await client.enter(REQUESTS)
        await client.pick(LEAK)
        await client.say("Вода уже на кухне.")
        await service.until(lambda: any("Вода уже" in words["body"] for words in ann.shown))

        words = ann.shown[-1]
        assert words["title"] == who.name
        for _ in range(2):
            await hand_over(desk.page, "/console/", words)
        told = {name: words[name] for name in ("title", "body", "tag")}
        assert await shown(desk.page, "/console/", 1) == [told]

        [worker] = desk.page.context.service_workers
        await worker.evaluate(CLICKED)
        await expect(desk.talk).to_contain_text("Вода уже на кухне.")
        assert words["data"]["chat"] in desk.page.url
        assert await shown(desk.page, "/console/", 0) == []


async def test_a_client_is_rung_by_an_answer_until_they_say_no(own_theatre: OwnTheatre) -> None:
    async with ringing(own_theatre) as (theatre, service):
        anna, who = theatre.server.people.staff[0], theatre.server.people.clients[0]
        cid = service.browser("client")
        window = await window_of(theatre, cid, f"/chat/?demo={who.id}")
        client = ClientScreen(window)
        await client.enter(REQUESTS)
        await client.pick(LEAK)
        bell = client.page.get_by_test_id("push")
        await bell.click()
        await expect(bell).to_have_attribute("data-state", "on")
        # Nobody is rung about what stands before their eyes.
        await client.page.goto("about:blank")

        desk = await theatre.desk(anna)
        await desk.open(who.name)
        await desk.say("Мастер едет.")
        await service.until(lambda: bool(cid.shown))

        [words] = cid.shown
        assert (words["title"], words["body"]) == (REQUESTS, "Мастер едет.")

        await window.page.goto(f"{theatre.server.url}/chat/?demo={who.id}")
        await client.enter(REQUESTS)
        await expect(bell).to_have_attribute("data-state", "on")
        app = theatre.server.people.products[0].id
        attributes = {"miniapp": app, "notification": "ntf_1", "screen": "order"}
        pushed = {"title": REQUESTS, "body": "Заказ 17\nКурьер в пути.", "tag": "ntf_1"}
        await hand_over(
            client.page, "/chat/", {**pushed, "data": {"kind": "miniapp", **attributes}}
        )
        assert await shown(client.page, "/chat/", 1) == [pushed]
        [worker] = client.page.context.service_workers
        await worker.evaluate(CLICKED)
        # The demo plays the superapp: the mini-app's own page is there.
        await client.page.wait_for_url("**.apps.localhost:*/b/**")
        await client.page.goto(f"{theatre.server.url}/chat/?demo={who.id}")
        await client.enter(REQUESTS)
        await bell.click()
        await expect(bell).to_have_attribute("data-state", "off")
