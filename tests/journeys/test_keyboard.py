"""Can a person who has no mouse do all of it?"""

import asyncio
import re

from playwright.async_api import Locator, Page, Route, expect

from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY

FAR = 40  # steps of Tab, more than either screen has


async def tab_to(page: Page, wanted: Locator, *, key: str = "Tab") -> None:
    """Press Tab, or another key, until the wanted element has the focus."""
    for _ in range(FAR):
        await page.keyboard.press(key)
        if await wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{key} never comes to {wanted}")


async def test_a_whole_dialog_without_a_mouse(theatre: Theatre) -> None:
    anna, who = theatre.server.people.staff[0], await theatre.newcomers.one()
    client, desk = await theatre.client(who), await theatre.desk(anna)
    keys, work = client.page.keyboard, desk.page.keyboard

    entry = client.page.get_by_role("button", name="Заявки и аварии")
    await expect(entry).to_be_visible()
    await tab_to(client.page, entry)
    await keys.press("Enter")
    await expect(client.tags).to_have_count(5)
    await tab_to(client.page, client.tags.first)
    await keys.press("Enter")
    await expect(client.tags).to_have_count(0)
    await tab_to(client.page, client.field)
    await keys.type("Первая строка")
    await keys.press("Shift+Enter")
    await keys.type("и вторая")
    await keys.press("Enter")
    await expect(client.bubble("Первая строка\nи вторая")).to_be_visible()

    await expect(desk.row(who.name)).to_be_visible()
    await tab_to(desk.page, desk.list)
    await work.press("Home")
    await work.press("ArrowDown")
    await work.press("ArrowUp")
    await work.press("Enter")
    await expect(desk.bubble("и вторая")).to_be_visible()
    await expect(desk.field).to_be_focused()
    await work.type("Принято")
    await work.press("Control+Enter")
    await expect(client.bubble("Принято")).to_be_visible()
    await expect(desk.field).to_have_value("")
    await work.press("Alt+KeyH")
    await expect(desk.card.get_by_role("combobox", name="Подразделение")).to_be_focused()
    await work.press("Escape")
    await expect(desk.field).to_be_focused()

    await work.press("Escape")
    await expect(desk.list).to_be_focused()
    end = desk.page.get_by_role("button", name="Завершить диалог")
    await tab_to(desk.page, end)
    await work.press("Enter")
    await expect(end).not_to_be_focused()
    await work.press("ArrowDown")
    await expect(desk.page.get_by_role("menuitem", name="Вопрос решён")).to_be_focused()
    await work.press("Enter")
    await expect(client.status).to_have_text("Диалог завершён")
    rating = client.page.get_by_role("group", name="Как прошёл диалог?").get_by_role("radio")
    await tab_to(client.page, rating.first)
    await keys.press("ArrowRight")
    await tab_to(client.page, client.page.get_by_role("button", name="Отправить оценку"))
    await keys.press("Enter")
    await expect(desk.talk.get_by_text("Клиент оценил диалог № 1: 2 из 5")).to_be_visible()
    await expect(client.page.get_by_role("button", name="Изменить")).to_be_focused()
    await tab_to(client.page, client.page.get_by_role("button", name="Новый вопрос"))
    await keys.press("Enter")
    await expect(client.tags).to_have_count(5)


async def test_a_message_is_changed_without_a_mouse(theatre: Theatre) -> None:
    client = await theatre.client(await theatre.newcomers.one())
    keys = client.page.keyboard
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await client.say("Шестой этож")
    await expect(client.bubble("Шестой этож").get_by_test_id("ticks-sent")).to_be_visible()

    actions = client.page.get_by_role("button", name="Действия с сообщением").last
    await tab_to(client.page, actions, key="Shift+Tab")
    await keys.press("Enter")
    edit = client.page.get_by_role("menuitem", name="Изменить")
    await expect(edit).to_be_visible()
    await tab_to(client.page, edit, key="ArrowDown")
    await keys.press("Enter")
    await expect(client.field).to_be_focused()
    await keys.press("Backspace")
    await keys.type("аж")
    await keys.press("Escape")
    await expect(client.field).to_have_value("")
    await expect(client.bubble("Шестой этож")).to_be_visible()

    sure = client.page.get_by_role("dialog").get_by_role("button", name="Удалить")
    await tab_to(client.page, actions, key="Shift+Tab")
    for leave in ("Escape", "Enter"):
        await keys.press("Enter")
        await tab_to(
            client.page, client.page.get_by_role("menuitem", name="Удалить"), key="ArrowUp"
        )
        await keys.press("Enter")
        await tab_to(client.page, sure)
        await keys.press(leave)
        await expect(sure).to_have_count(0)
        # Where it was; with the message, to the conversation.
        await expect(client.talk.locator(":focus")).to_have_count(1)
    await expect(client.bubble("Сообщение удалено")).to_be_visible()


async def test_an_emoji_is_found_by_its_name_and_stands_where_the_text_was_left(
    theatre: Theatre,
) -> None:
    client = await theatre.client(await theatre.newcomers.one())
    keys = client.page.keyboard
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await client.field.click()
    await keys.type("Спасибо !")
    await keys.press("ArrowLeft")

    opener = client.page.get_by_role("button", name="Эмодзи")
    await tab_to(client.page, opener)
    await keys.press("Enter")
    search = client.page.get_by_test_id("emoji-picker").get_by_role("combobox")
    await expect(search).to_be_focused()
    await keys.insert_text("кот")
    await keys.press("Escape")
    await expect(opener).to_be_focused()
    # It stays in the page: one that leaves it closes its database under the next.
    await expect(client.page.locator("#emoji-pickers emoji-picker")).to_have_count(1)
    await keys.press("Enter")
    await expect(search).to_be_focused()
    await expect(search).to_have_value("")
    # At once: after each letter the picker forgets, when it is idle, what the arrow has chosen.
    await keys.insert_text("сердце")
    await expect(search).to_have_value("сердце")
    # Those of the word before may stand there until it is: whoever chose one of them got nothing.
    found = client.page.get_by_test_id("emoji-picker").get_by_role("option")
    await expect(found.first).to_have_accessible_name(re.compile("серд"))
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(client.field).to_be_focused()
    await expect(client.field).to_have_value(re.compile("^Спасибо \\S+!$"))
    await keys.press("Enter")
    await expect(client.bubble("Спасибо")).to_be_visible()


async def test_pages_of_the_console_are_walked_without_a_mouse(theatre: Theatre) -> None:
    klimov = theatre.server.people.employee("Климов")
    page = (await theatre.window(klimov.name)).page
    keys = page.keyboard
    await page.goto(f"{theatre.server.url}/console/?demo={klimov.id}")
    section = page.get_by_role("link", name="Мини-приложения")
    await tab_to(page, section)
    await keys.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="Мини-приложения")).to_be_focused()

    # To a page, and back to the line that led there: by the page's button, and by the browser's.
    line = page.get_by_role("main").get_by_role("row").nth(2).get_by_role("link")
    await expect(line).to_be_visible()
    heading = page.get_by_role("heading", level=1, name=await line.inner_text())
    await tab_to(page, line)
    await keys.press("Enter")
    await expect(heading).to_be_focused()
    await tab_to(page, page.get_by_role("tab").first)
    await keys.press("ArrowRight")
    await expect(page.get_by_role("tab").nth(1)).to_be_focused()
    await tab_to(page, page.get_by_role("button", name="К списку"), key="Shift+Tab")
    await keys.press("Enter")
    await expect(line).to_be_focused()
    await keys.press("Enter")
    await expect(heading).to_be_focused()
    await page.go_back()
    await expect(line).to_be_focused()

    # A button that works keeps the focus; the list of chats takes its own keys at once.
    await tab_to(page, page.get_by_role("link", name="Чаты"), key="Shift+Tab")
    await keys.press("Enter")
    chats = page.get_by_test_id("chat-list")
    await expect(chats).to_be_focused()
    await expect(page.get_by_test_id("chat-row").first).to_be_visible()
    await keys.press("Home")
    await keys.press("Enter")
    text = page.get_by_role("region", name="Скачать переписку").get_by_role("button", name="Текст")
    await expect(text).to_be_visible()
    asked, answer = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await answer.wait()
        await route.continue_()

    await page.route("**/transcript?*", hold)
    await tab_to(page, text)
    await keys.press("Enter")
    await asked.wait()
    await expect(text).to_have_attribute("aria-busy", "true")
    await expect(text).to_be_focused()
    answer.set()
    await expect(text).not_to_have_attribute("aria-busy", "true")
    await expect(text).to_be_focused()
