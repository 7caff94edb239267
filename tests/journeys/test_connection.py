"""What becomes of what people write while the server is gone?"""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import expect

from tests.journeys.client_screen import ClientScreen
from tests.journeys.demo_server import DemoServer
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _running_again(demo: DemoServer) -> AsyncIterator[None]:
    """The other journeys use this server, too."""
    yield
    await demo.start()


# A browser tells of every try to reach a server that is not there, and of what was under way.
OUTAGE = (r"WebSocket connection to .* failed", r"net::ERR_CONNECTION_(REFUSED|RESET)")
PHONE = (360, 560)
GONE = "Нет связи. Пробуем снова, неотправленное уйдёт само."


async def test_what_was_written_meanwhile_arrives_once_and_in_order(
    theatre: Theatre,
) -> None:
    anna, who = theatre.server.people.staff[0], await theatre.newcomers.one()
    client, desk = await theatre.client(who, size=PHONE), await theatre.desk(anna)
    client.window.explain(*OUTAGE)
    desk.window.explain(*OUTAGE)
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await desk.open(who.name)
    await client.say("До обрыва")
    await expect(desk.bubble("До обрыва")).to_be_visible()

    # The first is on its way to a server that will never read it, or read it and not answer.
    theatre.server.pause()
    await client.say("Вопрос раз")
    await expect(client.unsent).to_contain_text("Вопрос раз")
    theatre.server.kill()
    await client.say("Вопрос два")
    await desk.say("Ответ в пустоту")
    await expect(client.banner).to_contain_text(GONE)
    await expect(desk.banner).to_contain_text(GONE)
    await expect(client.unsent).to_have_count(2)
    await expect(client.unsent.first.get_by_role("img", name="отправляется…")).to_be_visible()

    # What is told takes no room from the last words, and each further try takes no focus.
    now = client.banner.get_by_role("button", name="Подключиться сейчас")
    await now.focus()
    async with client.page.expect_websocket():
        await client.page.keyboard.press("Enter")
    await expect(now).to_be_focused()
    await expect(client.unsent.last).to_be_in_viewport(ratio=1)

    await theatre.server.start()
    for screen in (client, desk):
        await expect(screen.banner).to_have_count(0)
        for text in ("До обрыва", "Вопрос раз", "Вопрос два", "Ответ в пустоту"):
            await expect(screen.bubble(text)).to_have_count(1)
    await expect(client.unsent).to_have_count(0)
    said = await client.page.get_by_test_id("bubble").all_inner_texts()
    mine = [text.split("\n")[0] for text in said if "Вопрос " in text]
    assert mine == ["Вопрос раз", "Вопрос два"]
    await expect(client.bubble("Вопрос два").get_by_test_id("ticks-read")).to_be_visible()
    await expect(desk.row(who.name)).to_have_count(1)


async def test_a_closed_window_forgets_nothing_that_was_written(theatre: Theatre) -> None:
    who = await theatre.newcomers.one()
    client = await theatre.client(who)
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await expect(client.bubble("перекройте воду")).to_be_visible()
    theatre.server.pause()
    await client.say("Пишу и закрываю")
    await expect(client.unsent).to_have_count(1)

    window = await theatre.again(client.window)
    theatre.server.kill()
    await theatre.server.start()
    await window.page.goto(f"{theatre.server.url}/chat/?demo={who.id}")
    client = ClientScreen(window)
    await client.enter("Заявки и аварии")

    await expect(client.bubble("Пишу и закрываю")).to_have_count(1)
    await expect(client.unsent).to_have_count(0)
    await expect(client.bubble("Пишу и закрываю").get_by_test_id("ticks-sent")).to_be_visible()


async def test_a_section_that_does_not_come_leaves_the_rest(theatre: Theatre) -> None:
    desk = await theatre.desk(theatre.server.people.employee("Климов"))
    desk.window.explain(r"net::ERR_FAILED", r"Failed to fetch dynamically imported module")
    page, part = desk.page, "**/MiniappSection*.js"
    await expect(desk.rows.first).to_be_visible()
    await page.route(part, lambda route: route.abort())
    await page.get_by_role("link", name="Мини-приложения").click()
    told = page.get_by_role("alert")
    await expect(told).to_contain_text("вышла новая версия")
    await page.get_by_role("link", name="Чаты").click()
    await expect(desk.rows.first).to_be_visible()

    await page.go_back()
    await page.unroute(part)
    await told.get_by_role("button", name="Обновить страницу").click()
    await expect(page.get_by_role("link", name="RQ-Helpdesk 4")).to_be_visible()
