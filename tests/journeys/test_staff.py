"""Can an administrator give people access without a program? (requirements 29 to 42)"""

import re

from playwright.async_api import expect

from tests.journeys.marks import JOURNEY
from tests.journeys.test_accessibility import check_names
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY


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
    await check_names(page, at_least=30)
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_test_id("roles")).to_contain_text("Консьерж")

    await page.reload()
    await page.get_by_role("button", name="Доступ и уведомления: Консьерж").click()
    sheet = page.get_by_role("dialog", name="Роль доступа")
    await expect(sheet.get_by_label("Вас сделали ответственным: e-mail")).to_be_checked()
    await expect(sheet.get_by_label("Новое сообщение клиента: push")).not_to_be_checked()
    await page.keyboard.press("Escape")

    await page.get_by_role("tab", name="Подразделения").click()
    await page.get_by_role("button", name="Добавить подразделение").click()
    sheet = page.get_by_role("dialog", name="Новое подразделение")
    await sheet.get_by_label("Название").fill("Ресепшн")
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_test_id("departments")).to_contain_text("Ресепшн")

    await page.get_by_role("tab", name="Сотрудники").click()
    await page.get_by_role("button", name="Добавить сотрудника").click()
    sheet = page.get_by_role("dialog", name="Новый сотрудник")
    await sheet.get_by_label("Имя").fill("Орлова Нина Петровна")
    desk.window.explain("422")
    await sheet.get_by_label("E-mail").fill(klimov.email)
    await sheet.get_by_role("combobox", name="Роль доступа").click()
    await page.get_by_role("option", name="Консьерж").click()
    await sheet.get_by_role("combobox", name="Подразделение").click()
    await page.get_by_role("option", name="Ресепшн").click()
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(sheet.get_by_text("Это уже занято.")).to_be_visible()
    await sheet.get_by_label("E-mail").fill("nina@river.example")
    await sheet.get_by_role("button", name="Сохранить").click()
    row = page.get_by_test_id("people").get_by_role("row", name=re.compile("Орлова"))
    await expect(row).to_contain_text("Консьерж")
    await expect(row).to_contain_text("Ресепшн")

    await row.get_by_role("button", name="Изменить").click()
    sheet = page.get_by_role("dialog", name="Сотрудник", exact=True)
    await sheet.get_by_label("Работает").uncheck()
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(row).to_contain_text("не работает")
