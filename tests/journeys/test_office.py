"""Can an organisation be set up without the API: subscriptions, keys, settings? (D14, D20)"""

import httpx
from playwright.async_api import expect

from tests.journeys.axe import check_accessible
from tests.journeys.marks import JOURNEY
from tests.journeys.test_directory import press
from tests.journeys.test_narrow import PHONE, beside_tabs, sticking_out
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY


async def test_what_an_administrator_sets_up_works_and_is_in_the_log(theatre: Theatre) -> None:
    klimov = theatre.server.people.employee("Климов")
    window = await theatre.window(klimov.name)
    page, card = window.page, window.page.get_by_role("dialog")
    await page.goto(f"{theatre.server.url}/console/subscriptions?demo={klimov.id}")
    await page.get_by_role("button", name="Добавить подписку").click()
    await card.get_by_label("Название для сотрудников").fill("Круглосуточный пост")
    await press(page, "Сохранить")
    await expect(card.get_by_role("combobox", name="Подразделение")).to_be_focused()
    await card.get_by_role("combobox", name="Подразделение").click()
    await page.get_by_role("option", name="Диспетчерская").click()
    await check_accessible(page)
    await press(page, "Сохранить")
    posts = page.get_by_test_id("subscriptions")
    await expect(posts).to_contain_text("Круглосуточный пост")
    await page.get_by_role("link", name="Круглосуточный пост").click()
    await press(page, "Удалить подписку")
    await press(page, "Удалить подписку")
    await expect(page.get_by_role("button", name="Добавить подписку")).to_be_focused()

    # A key is shown once, reads as far as its scope, and nothing once it is revoked.
    await page.get_by_role("link", name="Интеграция").click()
    await page.get_by_role("button", name="Создать ключ").click()
    await page.get_by_label("Для чего ключ").fill("Учёт")
    await page.get_by_label("Читать клиентов").check()
    await check_accessible(page)
    await page.get_by_role("button", name="Создать ключ").click()
    value = await page.get_by_test_id("secret").locator("pre").inner_text()
    async with httpx.AsyncClient(base_url=f"{theatre.server.url}/public/v1") as http:
        http.headers["Authorization"] = f"Bearer {value}"
        assert (await http.get("/clients")).status_code == httpx.codes.OK
        await page.get_by_role("button", name="Отозвать ключ: Учёт").click()
        await press(page, "Отозвать")
        await expect(page.get_by_text("Действующих ключей нет.")).to_be_visible()
        assert (await http.get("/clients")).status_code == httpx.codes.UNAUTHORIZED

    # The secret of an endpoint is shown once, too.
    await page.get_by_role("tab", name="Вебхуки").click()
    await page.get_by_role("button", name="Добавить адрес").click()
    await card.get_by_role("textbox", name="Адрес").fill("https://example.com/hooks")
    await card.get_by_label("Организация закрыта").check()
    await card.get_by_label("Включён").uncheck()
    await check_accessible(page)
    await press(page, "Сохранить")
    await expect(page.get_by_test_id("secret")).to_contain_text("whsec_")
    hooks = page.get_by_test_id("webhooks")
    await hooks.get_by_role("link", name="Что отправлено").click()
    await expect(page.get_by_role("button", name="Пробное событие")).to_be_disabled()
    await page.get_by_role("button", name="К адресам").click()
    await hooks.get_by_role("link", name="https://example.com/hooks").click()
    await press(page, "Удалить адрес")
    await press(page, "Удалить адрес")
    await expect(page.get_by_text("Адресов пока нет.")).to_be_visible()

    await page.get_by_role("link", name="Организация").click()
    await page.get_by_role("combobox", name="Часовой пояс").fill("Yekaterinburg")
    await page.get_by_role("option", name="Asia/Yekaterinburg").click()
    await check_accessible(page)
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_role("button", name="Сохранить")).to_have_count(0)
    await page.get_by_role("tab", name="Лицензии").click()
    await expect(page.get_by_test_id("licences").get_by_text("свободна").first).to_be_visible()
    await page.get_by_role("tab", name="Журнал изменений").click()
    log = page.get_by_test_id("audit").get_by_role("row")
    await expect(log.nth(1)).to_contain_text("Europe/Moscow → Asia/Yekaterinburg")
    await page.get_by_role("combobox", name="Что сделано").click()
    await page.get_by_role("option", name="Ключ API отозван").click()
    await expect(log).to_have_count(2)
    await expect(log.nth(1)).to_contain_text(klimov.name)
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert await beside_tabs(page) == []
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.get_by_role("tab", name="Настройки").click()
    await page.get_by_role("combobox", name="Часовой пояс").fill("Moscow")
    await page.get_by_role("option", name="Europe/Moscow").click()
    assert await sticking_out(page) == []
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_role("button", name="Сохранить")).to_have_count(0)


async def test_the_platform_opens_an_organisation_and_closes_it(theatre: Theatre) -> None:
    owner = theatre.server.people.platform[0]
    page = (await theatre.window(owner.name)).page
    card, orgs = page.get_by_role("dialog"), page.get_by_test_id("orgs")
    await page.goto(f"{theatre.server.url}/console/orgs?demo={owner.id}")
    await page.get_by_role("button", name="Добавить организацию").click()
    await press(page, "Сохранить")
    await expect(card.get_by_text("Заполните это поле.")).to_have_count(3)
    await card.get_by_label("Название").fill("Лесной квартал")
    await card.get_by_label("Первый администратор").fill("Лесова Дана")
    await card.get_by_label("Его электронная почта").fill("dana@forest.example")
    await check_accessible(page)
    await press(page, "Сохранить")
    line = orgs.get_by_role("row").filter(has_text="Лесной квартал")
    await line.get_by_role("link", name="Открыть").click()
    await page.get_by_label("Сколько куплено").fill("2")
    await page.get_by_role("button", name="Выдать лицензии").click()
    licences = page.get_by_test_id("licences").get_by_role("row")
    await expect(licences).to_have_count(3)
    await licences.last.get_by_role("button").click()
    await press(page, "Отозвать")
    await expect(licences).to_have_count(2)
    await page.mouse.move(0, 0)  # off what is told in passing, which stays as long as it is read
    await page.get_by_role("tab", name="Юридические лица").click()
    await page.get_by_role("button", name="Добавить юридическое лицо").click()
    await card.get_by_label("Название").fill("ООО «Лес»")
    await card.get_by_label("ИНН").fill("77 07 083 893")
    await card.get_by_label("КПП").fill("773601001")
    await check_accessible(page)
    await press(page, "Сохранить")
    await page.get_by_role("button", name="Добавить счёт: ООО «Лес»").click()
    number = "40702810438000060473"
    for field, typed in (("Банк", "Лесной"), ("БИК", "044525225"), ("счёт", number)):
        await page.get_by_role("textbox", name=field).fill(typed)
    await page.get_by_role("button", name="Добавить счёт", exact=True).click()
    await expect(page.get_by_test_id("entity")).to_contain_text(number)
    await page.get_by_role("tab", name="Журнал изменений").click()
    await expect(page.get_by_test_id("audit")).to_contain_text("Лицензия отозвана")
    # Its superapp's back end comes with a key that is shown once.
    await page.get_by_role("link", name="Супераппы").click()
    await page.get_by_role("button", name="Добавить суперапп").click()
    await card.get_by_label("Название").fill("Лес")
    await card.get_by_role("combobox", name="Организации").click()
    await page.get_by_role("option", name="Лесной квартал").click()
    await card.get_by_label("Адрес ссылок").fill("go.forest.example")
    await card.get_by_role("button", name="Добавить приложение").click()
    await card.get_by_label("Имя пакета").fill("example.forest")
    await check_accessible(page)
    await press(page, "Сохранить")
    superapp = page.get_by_test_id("superapps").get_by_role("row").filter(has_text="go.forest")
    await expect(superapp).to_contain_text("Лесной квартал")
    await superapp.get_by_role("link", name="Ключи").click()
    await page.get_by_role("button", name="Создать ключ").click()
    await page.get_by_label("Для чего ключ").fill("Сервер")
    await page.get_by_role("button", name="Создать ключ").click()
    await expect(page.get_by_test_id("secret")).to_contain_text("ak_")
    await page.get_by_role("link", name="Сотрудники платформы").click()
    await expect(page.get_by_test_id("people")).to_contain_text("(это вы)")
    await check_accessible(page)
    await page.get_by_role("link", name="Организации").click()
    for step, standing in (("Закрыть организацию", "закрыта"), ("Открыть снова", "")):
        await line.get_by_role("link", name="Лесной квартал").click()
        await press(page, step)
        await press(page, step)
        await expect(card).to_have_count(0)
        await expect(line).to_contain_text(f"Лесной квартал {standing}".strip())
    await expect(line).not_to_contain_text("закрыта")
