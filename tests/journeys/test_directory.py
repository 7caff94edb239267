"""Can clients and objects be looked after without the API? (D14 to D16)"""

from playwright.async_api import FilePayload, Page, expect

from tests.journeys.axe import check_accessible
from tests.journeys.marks import JOURNEY
from tests.journeys.test_narrow import PHONE, sticking_out
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY


def table(*lines: str) -> FilePayload:
    """Return a table of clients with these lines."""
    text = "\n".join(["external_id;name;phone", *lines])
    return {"name": "people.csv", "mimeType": "text/csv", "buffer": text.encode()}


async def press(page: Page, button: str) -> None:
    await page.get_by_role("dialog").get_by_role("button", name=button, exact=True).click()


async def unfold(page: Page, *names: str) -> None:
    for name in names:
        await page.get_by_role("button", name=f"Раскрыть: {name}", exact=True).last.click()


async def test_a_house_gets_a_flat_and_a_client_who_is_erased(theatre: Theatre) -> None:
    klimov = theatre.server.people.employee("Климов")
    window = await theatre.window(klimov.name)
    window.explain(r"status of 422", r"status of 409")
    page, card = window.page, window.page.get_by_role("dialog")
    await page.goto(f"{theatre.server.url}/console/objects?demo={klimov.id}")
    await unfold(page, "Речной квартал", "Северная очередь", "Корпус 1")
    await page.get_by_role("button", name="Добавить внутрь: Корпус 1").click()
    await press(page, "Сохранить")
    await expect(card.get_by_label("Название")).to_be_focused()
    await card.get_by_label("Название").fill("кладовая 7")
    await card.get_by_label("Внешний код").fill("store-7")
    await check_accessible(page)
    await press(page, "Сохранить")
    store = page.get_by_role("link", name="кладовая 7")
    await expect(store).to_be_visible()

    # A house that somebody lives in stays, and it is said why.
    await page.get_by_role("link", name="Корпус 1", exact=True).click()
    await press(page, "Удалить объект")
    await press(page, "Удалить объект")
    await expect(card.get_by_test_id("remove-step")).to_contain_text("объектов внутри")
    await page.keyboard.press("Escape")

    await page.get_by_role("link", name="Клиенты", exact=True).click()
    await page.get_by_role("button", name="Добавить клиента").click()
    await card.get_by_label("Имя").fill("Соседова Яна")
    await card.get_by_label("Телефон").fill(theatre.server.people.clients[0].phone)
    await card.get_by_label("Электронная почта").fill("yana@")
    await card.get_by_label("Дата рождения").fill("1990-05-17")
    await press(page, "Добавить помещение")
    await unfold(page, "Речной квартал", "Северная очередь", "Корпус 1")
    await card.get_by_role("checkbox", name="кладовая 7").check()
    await press(page, "Сохранить")
    await expect(card.get_by_text("Это уже занято.")).to_be_visible()
    await expect(card.get_by_text("Это не похоже на адрес почты.")).to_be_visible()
    await card.get_by_label("Электронная почта").fill("Yana@example.com")
    await press(page, "Сохранить")
    await expect(card.get_by_text("Это не похоже на адрес почты.")).to_have_count(0)
    await expect(card.get_by_label("Телефон")).to_be_focused()
    await expect(card.get_by_label("Забрать номер у другого клиента")).not_to_be_checked()
    await card.get_by_label("Телефон").fill("+7 916 555-01-07")
    await check_accessible(page)
    await press(page, "Сохранить")
    await expect(card).to_have_count(0)

    # What was begun is asked about before it is thrown away.
    people = page.get_by_test_id("clients")
    await people.get_by_role("link").first.click()
    await card.get_by_label("Имя").fill("Не то имя")
    page.once("dialog", lambda question: question.dismiss())
    await press(page, "Отмена")
    await expect(card.get_by_label("Имя")).to_have_value("Не то имя")
    page.once("dialog", lambda question: question.accept())
    await press(page, "Отмена")
    await expect(card).to_have_count(0)

    # A table is first looked at; then all of it is stored, and a mistake keeps all of it out.
    await page.get_by_role("button", name="Импорт").click()
    files = card.locator("input[type=file]")
    await files.set_input_files(table("c-1;Табличная Ева;+79165550108", "c-2;;+79165550109"))
    await press(page, "Проверить")
    await expect(card.get_by_test_id("import-findings")).to_contain_text("Строка 3")
    await press(page, "Другой файл")
    await files.set_input_files(table("c-1;Табличная Ева;+79165550108"))
    await press(page, "Проверить")
    await expect(card.get_by_role("status")).to_contain_text("ошибок нет")
    await press(page, "Сохранить всё это")
    await expect(card.get_by_role("status")).to_have_text("Сохранено")
    await page.keyboard.press("Escape")

    await page.get_by_label("Имя, телефон").fill("555-01-0")
    await expect(people.get_by_role("row")).to_have_count(3)
    await expect(people).to_contain_text("Табличная Ева")
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert await sticking_out(page) == []
    await people.get_by_role("link", name="Соседова Яна").click()
    await expect(card.get_by_test_id("places").get_by_role("listitem")).to_have_count(1)
    await expect(card.get_by_label("Электронная почта")).to_have_value("yana@example.com")
    await expect(card.get_by_label("Дата рождения")).to_have_value("1990-05-17")
    assert await sticking_out(page) == []
    await press(page, "Стереть данные")
    await expect(card.get_by_role("button", name="Стереть навсегда")).to_be_disabled()
    await card.get_by_label("Причина").fill("Запрос от 12 мая")
    await press(page, "Стереть навсегда")
    # On a phone the table has no row of headings.
    await expect(people.get_by_role("row")).to_have_count(1)
    await expect(people).to_contain_text("Табличная Ева")


async def test_who_may_only_look_changes_nothing(theatre: Theatre) -> None:
    anna = theatre.server.people.employee("Белова")
    page = (await theatre.window(anna.name)).page
    await page.goto(f"{theatre.server.url}/console/clients?demo={anna.id}")
    await page.get_by_test_id("clients").get_by_role("link").first.click()
    card = page.get_by_role("dialog")
    await expect(card.get_by_label("Имя")).not_to_be_editable()
    await expect(card.get_by_role("button", name="Сохранить")).to_have_count(0)
    await expect(card.get_by_role("button", name="Стереть данные")).to_have_count(0)
    await page.goto(f"{theatre.server.url}/console/objects?demo={anna.id}")
    await expect(page.get_by_test_id("barred-section")).to_contain_text("не открыт")
