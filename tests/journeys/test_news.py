"""Is an operator told, inside the console, of a chat that was given to her? (requirement 39)"""

import asyncio
import re
from functools import partial

from playwright.async_api import Locator, WebSocket, expect

from tests.journeys.demo_server import Employee
from tests.journeys.desk import Desk
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import PATIENCE_MS, Theatre
from tests.journeys.window import Window

pytestmark = JOURNEY

REQUESTS = "Заявки и аварии"
LEAK = "Протечка или авария"


async def watching_desk(theatre: Theatre, who: Employee) -> Desk:
    """Open a console, and wait until it knows which chats are its employee's: those are no news."""
    window = await theatre.window(who.name)
    asked: set[WebSocket] = set()
    known = asyncio.Event()

    def sent(socket: WebSocket, frame: str | bytes) -> None:
        if '"tab":"mine"' in str(frame):
            asked.add(socket)

    def received(socket: WebSocket, frame: str | bytes) -> None:
        if socket in asked and '"rows"' in str(frame):
            known.set()

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", partial(sent, socket))
        socket.on("framereceived", partial(received, socket))

    window.page.on("websocket", listen)
    await window.page.goto(f"{theatre.server.url}/console/?demo={who.id}")
    async with asyncio.timeout(PATIENCE_MS / 1000):
        await known.wait()
    return Desk(window)


def toasts(desk: Desk, client: str) -> Locator:
    return desk.page.get_by_test_id("given").filter(has_text=client)


async def test_a_notice_names_the_client_and_leads_to_the_chat(theatre: Theatre) -> None:
    people, who = theatre.server.people, await theatre.newcomers.one()
    client, desk = await theatre.client(who), await watching_desk(theatre, people.staff[0])
    # Whatever her list shows: this chat would not be in it.
    await desk.page.get_by_role("textbox", name="Имя, телефон, номер или слова").fill("никого")
    await expect(desk.rows).to_have_count(0)

    await client.enter(REQUESTS)
    await client.pick(LEAK)

    await expect(toasts(desk, who.name)).to_contain_text("Вам передан чат")
    await expect(desk.page).to_have_title(re.compile(r"^\(\d+\) Чаты$"))
    await desk.page.keyboard.press("Alt+N")
    await expect(desk.talk).to_contain_text(LEAK)
    await expect(toasts(desk, who.name)).to_have_count(0)


async def test_a_notice_leaves_with_who_it_is_for(theatre: Theatre) -> None:
    people, who = theatre.server.people, await theatre.newcomers.one()
    client, desk = await theatre.client(who), await watching_desk(theatre, people.staff[0])
    await client.enter(REQUESTS)
    await client.pick(LEAK)
    link = toasts(desk, who.name).get_by_role("link", name="Открыть чат")
    await expect(link).to_have_attribute("href", re.compile("chat=chat_"))

    await desk.menu("Меню сотрудника", "Выйти")

    await expect(link).to_have_count(0)


async def test_two_tabs_tell_once_and_nothing_of_what_is_open_or_her_own_doing(
    theatre: Theatre,
) -> None:
    people = theatre.server.people
    klimov = people.employee("Климов")
    given, taken = await theatre.newcomers.one(), await theatre.newcomers.one()
    desk, anna = await watching_desk(theatre, klimov), await theatre.desk(people.staff[0])
    for who in (given, taken):
        client = await theatre.client(who)
        await client.enter(REQUESTS)
        await client.pick(LEAK)
    # Klimov takes one himself, and looks at it in one of his tabs.
    await desk.open(taken.name)
    await desk.page.keyboard.press("Alt+T")
    await expect(desk.note(f"{klimov.name} берёт чат")).to_be_visible()
    page = await desk.page.context.new_page()
    theatre.windows.append(Window(klimov.name, page))
    await page.goto(f"{theatre.server.url}/console/?demo={klimov.id}")
    tabs = [desk, Desk(theatre.windows[-1])]
    await expect(tabs[1].row(given.name)).to_be_visible()

    await anna.open(given.name)
    await anna.card.get_by_role("button", name="Передать").click()
    await anna.choose("Подразделение", "Управление")
    await anna.choose("Ответственный", klimov.name)
    await anna.card.get_by_role("button", name="Назначить").click()

    waits = [asyncio.ensure_future(toasts(tab, given.name).wait_for()) for tab in tabs]
    _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in pending:
        wait.cancel()
    assert sum([await toasts(tab, given.name).count() for tab in tabs]) == 1
    assert sum([await toasts(tab, taken.name).count() for tab in tabs]) == 0
