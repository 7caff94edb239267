"""Does a client get from a widget into a mini-app, and from there to the chat and back?"""

import re

from playwright.async_api import FrameLocator, Locator, Page, expect

from tests.journeys.axe import check_accessible
from tests.journeys.demo_server import Resident
from tests.journeys.marks import JOURNEY
from tests.journeys.test_accessibility import unmarked
from tests.journeys.test_narrow import beside_tabs, sticking_out
from tests.journeys.theatre import PHONE, Theatre

pytestmark = JOURNEY

# Of every answer that a superapp asks its way by, the browser tells in its console.
ON_THE_WAY = "status of 40[1349]"


async def superapp(theatre: Theatre, who: Resident, *, size: tuple[int, int] = PHONE) -> Page:
    window = await theatre.window(who.name, size)
    window.explain(ON_THE_WAY)
    await window.page.goto(f"{theatre.server.url}/demo/app/?demo={who.id}")
    await expect(window.page.get_by_role("heading", name=who.name)).to_be_visible()
    return window.page


def inside(page: Page) -> FrameLocator:
    return page.get_by_test_id("miniapp").frame_locator("iframe")


def result(page: Page) -> Locator:
    return inside(page).locator("#result")


async def call(page: Page, method: str) -> None:
    await inside(page).get_by_role("button", name=method, exact=True).click()


async def test_from_a_widget_to_the_chat_and_back(theatre: Theatre) -> None:
    who = await theatre.newcomers.one()
    page = await superapp(theatre, who, size=(320, 568))
    sheet = page.get_by_role("dialog")

    # Everybody in the demo has agreed before: this client takes it back.
    await page.get_by_role("button", name="Доступ", exact=True).click()
    await page.get_by_role("button", name="Отозвать доступ: Пропуска и гости").click()
    await expect(page.get_by_text("Пропуска и гости")).to_have_count(0)
    await page.get_by_role("button", name="Сервисы").click()
    tile = page.get_by_role("main").get_by_role("button", name="Пропуск")
    await check_accessible(page)
    assert await unmarked(page, 9) == []
    await tile.click()
    await expect(sheet.get_by_role("link", name="Договор оферты")).to_be_visible()
    await expect(sheet.get_by_role("checkbox", name="Имя")).to_be_disabled()
    assert await sticking_out(page) == []
    await sheet.get_by_role("button", name="Отказаться").click()
    await expect(page.get_by_test_id("miniapp")).to_have_count(0)

    await tile.click()
    for optional in ("Телефон", "Чат", "Хранение на устройстве", "Оплата"):
        await sheet.get_by_role("checkbox", name=optional).uncheck()
    await sheet.get_by_role("button", name="Согласиться").click()
    greeting = inside(page).locator("#who")
    await expect(greeting).to_contain_text(who.name)
    await expect(greeting).to_contain_text("Набережная улица, 1, кв. 1")
    assert await sticking_out(page) == []
    assert not [one.url for one in page.frames if "token" in one.url]

    await call(page, "user.get")
    await expect(sheet).to_contain_text("Чтобы предупредить о госте")
    await sheet.get_by_role("button", name="Разрешить").click()
    await expect(result(page)).to_contain_text(who.phone)
    await inside(page).get_by_label("Кто придёт").fill("Мария")
    await inside(page).get_by_label("Когда").fill("2031-05-01")
    await inside(page).get_by_role("button", name="Заказать").click()
    await sheet.get_by_role("button", name="Разрешить").click()
    await expect(inside(page).get_by_text("Мария, 2031-05-01")).to_be_visible()
    # It is drawn before it is kept.
    await expect(inside(page).locator("#passes[aria-busy]")).to_have_count(0)

    await pay_for_parking(page)
    await give_back(theatre, who)

    await call(page, "chat.open")
    await sheet.get_by_role("button", name="Разрешить").click()
    chat = page.frame_locator("iframe[title=Чат]")
    await expect(chat.get_by_role("textbox")).to_have_value("Вопрос о пропуске: ")
    await expect(chat.get_by_role("heading", name="Пропуска и гости")).to_be_visible()
    await page.get_by_role("region", name="Чат").get_by_label("Назад").first.click()
    await expect(inside(page).get_by_text("Мария, 2031-05-01")).to_be_visible()

    await page.get_by_role("button", name="Закрыть").click()
    await expect(page.get_by_test_id("miniapp")).to_have_count(0)
    await expect(tile).to_be_focused()
    await tile.click()
    await expect(inside(page).get_by_text("Мария, 2031-05-01")).to_be_visible()


async def pay_for_parking(page: Page) -> None:
    """Pay in a mini-app: give up, fail, turn back from the provider's page, and then succeed."""
    sheet = page.get_by_role("dialog")
    provider = page.get_by_role("region", name="Оплата: 350,00")
    payee = page.frame_locator("iframe[title='Страница оплаты']")
    says = inside(page).locator("#paid")

    async def begin() -> None:
        await inside(page).get_by_role("button", name="Парковка, 350 ₽: Мария").click()

    async def agree() -> None:
        await expect(sheet).to_contain_text("ООО «Речной квартал»")
        await expect(sheet).to_contain_text("Парковка: Мария, 2031-05-01")
        assert await sticking_out(page) == []
        # With the keyboard alone.
        await sheet.get_by_role("button", name="Оплатить", exact=True).press("Enter")

    async def choose(outcome: str) -> None:
        await payee.get_by_role("button", name=outcome, exact=True).press("Enter")
        await expect(provider).to_have_count(0)

    await begin()
    await sheet.get_by_role("button", name="Разрешить").click()
    await agree()
    await choose("Отказаться")
    await expect(says).to_have_text("Парковка не оплачена.")
    await begin()
    await agree()
    await choose("Отклонить оплату")
    await expect(says).to_have_text("Оплата не прошла. Попробуйте ещё раз.")
    await begin()
    await agree()
    await expect(payee.get_by_text("350,00")).to_be_visible()
    await provider.get_by_label("Назад").click()
    await expect(says).to_have_text("Оплата ещё не дошла. Мы сообщим, когда дойдёт.")
    await begin()
    await agree()
    await choose("Оплатить")
    await expect(says).to_have_text("Парковка оплачена.")
    await expect(inside(page).get_by_text("Мария, 2031-05-01, парковка оплачена")).to_be_visible()
    await expect(inside(page).locator("#passes[aria-busy]")).to_have_count(0)


async def give_back(theatre: Theatre, who: Resident) -> None:
    """Let the administrator find what was paid, and give a part of it back."""
    app = theatre.server.people.product("Пропуска и гости").id
    window = await theatre.window("the administrator", (1280, 860))
    page = window.page
    administrator = theatre.server.people.employee("Климов").id
    await page.goto(f"{theatre.server.url}/console/miniapps/{app}/orders?demo={administrator}")
    mine = page.get_by_test_id("orders").get_by_role("row").filter(has_text=who.name)
    # Whatever came of it, it was one order.
    await expect(mine).to_have_count(1)
    await mine.filter(has_text="Оплачен").get_by_role("link").click()
    await expect(page.get_by_test_id("order-entries")).to_contain_text("350,00")
    await page.get_by_label("Сумма, RUB").fill("100,50")
    await page.get_by_label("Причина").fill("Гость не приехал")
    await page.get_by_role("button", name="Вернуть деньги").press("Enter")
    sure = page.get_by_role("dialog")
    await expect(sure).to_contain_text("100,50")
    await sure.get_by_role("button", name="Вернуть деньги").press("Enter")
    await expect(page.get_by_test_id("order-state")).to_have_text("Возвращён частично")
    await expect(page.get_by_test_id("order-refunds")).to_contain_text("Гость не приехал")
    await page.set_viewport_size({"width": 320, "height": 700})
    assert await beside_tabs(page) == []
    await page.get_by_label("Все заказы").click()
    assert await beside_tabs(page) == []


async def test_two_devices_take_turns(theatre: Theatre) -> None:
    theatre.language = "en"
    who = await theatre.newcomers.one(places=2)
    first = await superapp(theatre, who, size=(1280, 800))
    second = await superapp(theatre, who)
    for page in (first, second):
        # With the keyboard alone.
        await page.get_by_role("button", name="Services").press("Enter")
        await page.get_by_role("main").get_by_role("button", name="Пропуск").press("Enter")
        await (
            page.get_by_role("dialog").get_by_role("button", name="Садовая улица, 5").press("Enter")
        )
        await expect(inside(page).locator("#who")).to_contain_text("Садовая улица, 5")
    second_address = second.url

    await call(first, "auth.token fresh")
    sheet = first.get_by_role("dialog", name="Opened on another device")
    await sheet.get_by_role("button", name="Cancel").click()
    await expect(result(first)).to_have_text(re.compile("canceled"))
    await call(first, "auth.token fresh")
    await sheet.get_by_role("button", name="Continue here").click()
    await expect(result(first)).to_contain_text("expiresAt")
    await call(second, "auth.token fresh")
    await expect(second.get_by_role("dialog", name="Opened on another device")).to_be_visible()
    assert second.url == second_address

    await call(first, "payments.pay")
    await first.get_by_role("button", name="Allow").click()
    await expect(result(first)).to_have_text(re.compile("order_not_found"))
    await call(first, "navigation.external")
    await expect(first.get_by_role("dialog")).to_contain_text("https://example.com/parking")
    await first.keyboard.press("Escape")
    await expect(result(first)).to_have_text(re.compile("canceled"))
    await call(first, "navigation.open")
    await expect(first.get_by_role("heading", name="Bills")).to_be_visible()
    await first.go_back()
    await call(first, "ui.backButton")
    await expect(result(first)).to_contain_text("true")
    await first.get_by_label("Back").click()
    await expect(result(first)).to_contain_text("on back")
    await call(first, "navigation.close")
    await expect(first.get_by_test_id("miniapp")).to_have_count(0)
