"""How does an Administrator employ people, say what they may do, and let them go? (29 to 42)"""

from playwright.async_api import Locator, Page, expect

from tests.journeys.axe import check_accessible
from tests.journeys.desk import Desk
from tests.journeys.marks import JOURNEY
from tests.journeys.test_entrance import NEW, link, mails_to, set_password
from tests.journeys.theatre import OwnTheatre, Theatre
from tests.services.mailbox import mailbox

pytestmark = JOURNEY


async def staff_page(theatre: Theatre) -> Page:
    """Open the section of employees as the Administrator."""
    chief = theatre.server.people.employee("Климов")
    page = (await theatre.window(chief.name)).page
    await page.goto(f"{theatre.server.url}/console/staff?demo={chief.id}")
    await expect(page.get_by_test_id("people")).to_be_visible()
    return page


def line(page: Page, name: str) -> Locator:
    """Return somebody's line in the list."""
    return page.get_by_test_id("people").get_by_role("row").filter(has_text=name)


async def choose(page: Page, field: str, item: str) -> None:
    """Choose from a list of the card."""
    await page.get_by_role("dialog").get_by_role("combobox", name=field).click()
    await page.get_by_role("option", name=item, exact=True).click()


async def fill(page: Page, name: str, email: str) -> None:
    """Say who it is."""
    card = page.get_by_role("dialog")
    await card.get_by_label("Имя и фамилия").fill(name)
    await card.get_by_label("Электронная почта").fill(email)


async def press(page: Page, button: str) -> None:
    await page.get_by_role("dialog").get_by_role("button", name=button, exact=True).click()


async def test_a_role_is_made_and_somebody_is_employed_with_it(theatre: Theatre) -> None:
    klimov = theatre.server.people.employee("Климов")
    desk = await theatre.desk(klimov)
    page = desk.page
    await page.get_by_role("link", name="Сотрудники").click()
    await page.get_by_role("tab", name="Роли доступа").click()
    await page.get_by_role("button", name="Добавить роль").click()
    sheet = page.get_by_role("dialog", name="Новая роль")
    await sheet.get_by_label("Название роли").fill("Консьерж")
    await sheet.get_by_label("Мини-приложения: отправка сообщений").check()
    # Who may write may read, and nobody can take that apart.
    await expect(sheet.get_by_label("Мини-приложения: просмотр")).to_be_checked()
    await expect(sheet.get_by_label("Мини-приложения: просмотр")).to_be_disabled()
    await sheet.get_by_label("Вас сделали ответственным: e-mail").check()
    await check_accessible(page)
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_test_id("roles")).to_contain_text("Консьерж")

    await page.reload()
    await page.get_by_role("link", name="Консьерж").click()
    sheet = page.get_by_role("dialog", name="Консьерж")
    await expect(sheet.get_by_label("Вас сделали ответственным: e-mail")).to_be_checked()
    await expect(sheet.get_by_label("Новое сообщение клиента: push")).not_to_be_checked()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("link", name="Консьерж")).to_be_focused()
    await page.get_by_role("link", name="Администратор").click()
    sheet = page.get_by_role("dialog", name="Администратор")
    await expect(sheet.get_by_label("Журнал изменений")).to_be_disabled()
    await expect(sheet.get_by_role("button", name="Сохранить")).to_have_count(0)
    await page.keyboard.press("Escape")

    await page.get_by_role("tab", name="Подразделения").click()
    await page.get_by_role("button", name="Добавить подразделение").click()
    sheet = page.get_by_role("dialog", name="Новое подразделение")
    await sheet.get_by_label("Название").fill("Ресепшн")
    await sheet.get_by_role("switch", name="Работает в определённые часы").click()
    await sheet.get_by_label("понедельник").fill("с утра")
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(sheet.get_by_text("Напишите так: 09:00–13:00")).to_be_visible()
    await sheet.get_by_label("понедельник").fill("8-12, 13.30-20")
    await sheet.get_by_role("button", name="Сохранить").click()
    await page.get_by_test_id("departments").get_by_role("link", name="Ресепшн").click()
    sheet = page.get_by_role("dialog", name="Ресепшн")
    await expect(sheet.get_by_label("понедельник")).to_have_value("08:00–12:00, 13:30–20:00")
    await check_accessible(page)
    await page.keyboard.press("Escape")

    await page.get_by_role("tab", name="Сотрудники").click()
    await page.get_by_role("button", name="Добавить сотрудника").click()
    await fill(page, "Орлова Нина Петровна", "nina@river.example")
    await choose(page, "Роль доступа", "Консьерж")
    await choose(page, "Подразделение", "Ресепшн")
    await press(page, "Пригласить")
    await expect(line(page, "Орлова")).to_contain_text("Консьерж")
    await expect(line(page, "Орлова")).to_contain_text("Ресепшн")

    # A role that somebody has stays until they have another.
    await page.goto(f"{theatre.server.url}/console/staff/roles?demo={klimov.id}")
    await page.get_by_role("link", name="Консьерж").click()
    await press(page, "Удалить роль")
    await press(page, "Показать, у кого она")
    await expect(page.get_by_test_id("people").get_by_role("row")).to_have_count(2)
    await line(page, "Орлова").get_by_role("link").click()
    await choose(page, "Роль доступа", "Наблюдатель")
    await press(page, "Сохранить")
    await page.get_by_role("tab", name="Роли доступа").click()
    await page.get_by_role("link", name="Консьерж").click()
    await press(page, "Удалить роль")
    await press(page, "Удалить роль")
    await expect(page.get_by_test_id("roles")).not_to_contain_text("Консьерж")
    await expect(page.get_by_role("button", name="Добавить роль")).to_be_focused()

    await page.get_by_role("tab", name="Подразделения").click()
    await page.get_by_role("link", name="Ресепшн").click()
    desk.window.explain(r"status of 409")
    await press(page, "Удалить подразделение")
    await press(page, "Удалить подразделение")
    await press(page, "Показать его сотрудников")
    await expect(page.get_by_test_id("people").get_by_role("row")).to_have_count(2)
    await expect(line(page, "Орлова")).to_be_visible()


async def test_somebody_is_employed_promoted_and_let_go(own_theatre: OwnTheatre) -> None:
    async with mailbox() as box, own_theatre(**mails_to(box)) as theatre:
        page = await staff_page(theatre)
        await page.get_by_role("button", name="Добавить сотрудника").click()
        await fill(page, "Вера Новая", "vera.new@example.com")
        await choose(page, "Роль доступа", "Наблюдатель")
        await page.get_by_role("button", name="Раскрыть: Речной квартал").click()
        await page.get_by_role("checkbox", name="Северная очередь").check()
        await page.get_by_role("button", name="Раскрыть: Северная очередь").click()
        await expect(page.get_by_role("checkbox", name="Корпус 1")).to_be_checked()
        await press(page, "Пригласить")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(line(page, "Вера Новая")).to_contain_text("Приглашён")
        await expect(line(page, "Вера Новая")).to_contain_text("Северная очередь")

        # The mail that was lost is sent again, and the first one opens nothing any more.
        await link(box)
        await line(page, "Вера Новая").get_by_role("link").click()
        await press(page, "Отправить ещё раз")
        vera = Desk(await theatre.window("vera"))
        vera.window.explain(r"status of 401")
        await vera.page.goto(await link(box))
        await set_password(vera.page, NEW, NEW)
        await expect(vera.rows.first).to_be_visible()
        sections = vera.page.get_by_role("navigation", name="Разделы")
        await expect(sections).to_have_count(0)

        await choose(page, "Роль доступа", "Администратор")
        await press(page, "Сохранить")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(line(page, "Вера Новая")).to_contain_text("Открыт")
        # Her console is another at once, without a reload.
        await expect(sections.get_by_role("link", name="Сотрудники")).to_be_visible()

        await line(page, "Вера Новая").get_by_role("link").click()
        await press(page, "Закрыть доступ")
        await expect(page.get_by_test_id("access-step")).to_contain_text("Чаты перейдут другим")
        await press(page, "Закрыть доступ")
        await expect(line(page, "Вера Новая")).to_contain_text("Закрыт")
        told = vera.page.get_by_role("alert")
        await expect(told).to_have_text("Доступ закрыт. Обратитесь к администратору.")


async def test_what_is_refused_is_told_and_nothing_typed_is_lost(theatre: Theatre) -> None:
    page, other = await staff_page(theatre), await staff_page(theatre)
    theatre.windows[0].explain(r"status of 422", r"status of 412", r"status of 409")
    card = page.get_by_role("dialog")
    add = page.get_by_role("button", name="Добавить сотрудника")
    await add.click()
    await press(page, "Пригласить")
    await expect(card.get_by_label("Имя и фамилия")).to_be_focused()
    await expect(card.get_by_text("Заполните это поле.")).to_have_count(3)
    await fill(page, "Проба Ольга", theatre.server.people.employee("Белова").email)
    await choose(page, "Роль доступа", "Наблюдатель")
    await press(page, "Пригласить")
    await expect(card.get_by_text("Это уже занято.")).to_be_visible()
    await expect(card.get_by_label("Электронная почта")).to_be_focused()
    await check_accessible(page)
    await fill(page, "Проба Ольга", "olga.trial@example.com")
    await press(page, "Пригласить")
    await expect(card).to_have_count(0)
    await expect(add).to_be_focused()

    await page.get_by_label("Имя или почта").fill("trial ольга")
    await expect(page.get_by_role("status").filter(has_text="1 сотрудник")).to_be_visible()
    olga = line(page, "Проба Ольга").get_by_role("link")
    await olga.click()
    await card.get_by_label("Имя и фамилия").fill("Проба Ольга Ивановна")

    await other.reload()
    await line(other, "Проба Ольга").get_by_role("link").click()
    await other.get_by_role("dialog").get_by_label("Имя и фамилия").fill("Ольга Пробная")
    await choose(other, "Подразделение", "Управление")
    await press(other, "Сохранить")
    await expect(line(other, "Ольга Пробная")).to_be_visible()

    await press(page, "Сохранить")
    met = card.get_by_role("alert")
    await expect(met).to_contain_text("Сейчас там:Имя и фамилия: Ольга Пробная")
    await expect(met).to_contain_text("уже показано здесь: Подразделение")
    await expect(card.get_by_label("Имя и фамилия")).to_have_value("Проба Ольга Ивановна")
    await press(page, "Сохранить")
    await expect(line(page, "Проба Ольга Ивановна")).to_contain_text("Управление")
    await expect(olga).to_be_focused()

    await olga.click()
    await press(page, "Закрыть доступ")
    await press(page, "Закрыть доступ")
    await expect(line(page, "Проба Ольга Ивановна")).to_contain_text("Закрыт")

    await page.get_by_label("Имя или почта").fill("")
    await line(page, "Климов").get_by_role("link").click()
    await press(page, "Закрыть доступ")
    await expect(page.get_by_test_id("access-step")).to_contain_text("ваша учётная запись")
    await press(page, "Закрыть доступ")
    await expect(card.get_by_role("alert")).to_contain_text("последний администратор")
