"""Does a partner get a mini-app to clients, and does the platform review it on the way?"""

import re

from playwright.async_api import Page, expect

from tests.journeys.archives import archive, build, offer
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import OwnTheatre, Theatre
from tests.pictures import picture

pytestmark = JOURNEY

PHONE_SCOPE: dict[str, object] = {
    "name": "profile.phone",
    "purpose": "Чтобы позвонить о доставке",
    "required": True,
}


async def office(theatre: Theatre, surname: str) -> Page:
    """Open the mini-apps of the console of an employee."""
    desk = await theatre.desk(theatre.server.people.employee(surname))
    menu = desk.page.get_by_role("navigation", name="Разделы")
    await (
        menu.get_by_role("link", name="Мини-приложения")
        .or_(desk.page.get_by_role("heading", name="Мини-приложения"))
        .first.click()
    )
    await expect(desk.page.get_by_test_id("miniapps")).to_be_visible()
    return desk.page


async def choose(page: Page, field: str, item: str | re.Pattern[str]) -> None:
    await page.get_by_role("combobox", name=field).click()
    await page.get_by_role("option", name=item).first.click()


async def upload(page: Page, button: str, file: object) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=button, exact=True).click()
    await (await chooser.value).set_files(file)  # type: ignore[arg-type]


async def test_from_registration_to_clients(own_theatre: OwnTheatre) -> None:
    async with own_theatre() as theatre:
        page = await office(theatre, "Носова")
        page_window = theatre.windows[-1]
        page_window.explain("422", "409")
        await page.get_by_role("button", name="Добавить").click()
        form = page.get_by_role("dialog", name="Новое мини-приложение")
        await form.get_by_role("button", name="Создать").click()
        await expect(form.get_by_text("Заполните это поле")).to_have_count(4)
        await choose(page, "Лицензия", re.compile("dmapp"))
        await form.get_by_role("textbox", name="Название").fill("Вода, 2")
        await choose(page, "Категория", "Инструменты")
        await form.get_by_role("textbox", name="Описание").fill("Заказ питьевой воды")
        await form.get_by_role("button", name="Создать").click()
        await expect(form.get_by_text("Только буквы, цифры, дефисы и пробелы")).to_be_visible()
        await form.get_by_role("textbox", name="Название").fill("Заказ воды 2")
        await form.get_by_role("button", name="Создать").click()
        await expect(form.get_by_role("region", name="Правила размещения")).to_be_visible()
        await form.get_by_role("button", name="Подтверждаю").click()
        await expect(page.get_by_role("heading", name="Заказ воды 2")).to_be_visible()
        status = page.get_by_test_id("miniapp-status").first
        await expect(status).to_have_text("Неактивно")

        await upload(page, "Загрузить оферту", offer())
        await expect(page.get_by_test_id("offers")).to_contain_text("offer.pdf")
        await page.get_by_role("tab", name="Размещение и обновление").click()
        bad = archive({"readme.txt": b"nothing to open", "inner.zip": b"PK\x03\x04"})
        await upload(page, "Загрузить сборку", bad)
        findings = page.get_by_test_id("findings")
        await expect(findings).to_contain_text("inner.zip")
        await expect(findings.get_by_role("listitem")).not_to_have_count(1)
        await upload(page, "Загрузить сборку", build("Вода", scopes=[PHONE_SCOPE]))
        await expect(page.get_by_test_id("builds")).to_contain_text("Готова к отправке")
        await page.get_by_role("button", name="Отправить на модерацию").click()
        await expect(status).to_have_text("На модерации")

        # The moderator sees first what it newly asks for, and says no with a reason.
        moderator = await theatre.desk(theatre.server.people.platform[1])
        review = moderator.page
        moderator.window.explain("422")
        await review.get_by_test_id("queue").get_by_role("link", name="Заказ воды 2").click()
        changes = review.get_by_test_id("changes")
        await expect(changes).to_contain_text("profile.phone")
        await expect(changes).to_contain_text("Чтобы позвонить о доставке")
        for what in ("Открыть сборку", "Открыть оферту"):
            await expect(review.get_by_role("button", name=what)).to_be_visible()
        await review.get_by_text("Отклонить", exact=True).first.click()
        await choose(review, "Причина", "Сценарий не работает")
        await review.get_by_role("button", name="Отклонить").click()
        await expect(review.get_by_text("Напишите причину")).to_be_visible()
        await review.get_by_role("textbox", name="Пояснение").fill("Кнопка заказа молчит")
        seen = {"name": "seen.png", "mimeType": "image/png", "buffer": picture()}
        await upload(review, "Приложить снимок экрана", seen)
        await expect(review.get_by_text("seen.png")).to_be_visible()
        await review.get_by_role("button", name="Отклонить").click()
        await expect(review.get_by_role("heading", name="Модерация")).to_be_visible()

        # The partner is told, reads the reason, and sends a better build.
        await page.reload()
        verdict = page.get_by_test_id("verdict")
        await expect(verdict).to_contain_text("Сценарий не работает. Кнопка заказа молчит")
        await expect(verdict.get_by_role("link", name="Что увидел модератор")).to_be_visible()
        await page.get_by_test_id("bell").click()
        await expect(page.get_by_test_id("notices")).to_contain_text("Отклонено: Заказ воды 2")
        await page.keyboard.press("Escape")
        await upload(page, "Загрузить сборку", build("Вода рядом", scopes=[PHONE_SCOPE]))
        await page.get_by_role("button", name="Отправить на модерацию").click()
        await expect(status).to_have_text("На модерации")
        await review.reload()
        await review.get_by_test_id("queue").get_by_role("link", name="Заказ воды 2").click()
        await review.get_by_role("button", name="Одобрить").click()
        await expect(review.get_by_role("heading", name="Модерация")).to_be_visible()

        await page.reload()
        await expect(status).to_have_text("Готово к публикации")
        await page.get_by_role("button", name="Опубликовать").click()
        await expect(status).to_have_text("Активно")
        await expect(page.get_by_test_id("releases")).to_contain_text("У клиентов")
        await page.get_by_role("tab", name="Основное").click()
        await page.get_by_role("button", name="Тестировать").click()
        await expect(status).to_have_text("Тестируется")


async def test_a_bot_is_saved_whole_or_every_mistake_is_at_its_field(theatre: Theatre) -> None:
    page = await office(theatre, "Климов")
    theatre.windows[-1].explain("422")
    await page.get_by_test_id("miniapps").get_by_role("link", name="RQ-Passport 7").click()
    await page.get_by_role("tab", name="Чат").click()
    bot = page.get_by_role("form", name="Чат-бот")
    tags = bot.get_by_test_id("tag")
    await expect(tags.first).to_be_visible()
    count = await tags.count()
    first = await tags.first.get_by_role("textbox", name="Текст тега").input_value()

    await bot.get_by_role("button", name="Добавить тег").click()
    await bot.get_by_role("button", name="Добавить тег").click()
    await tags.nth(count).get_by_role("textbox", name="Текст тега").fill(first)
    await tags.nth(count).get_by_role("button", name="Добавить правило").click()
    await bot.get_by_role("button", name="Сохранить").click()
    await expect(bot.get_by_role("alert")).to_be_visible()
    await expect(tags.nth(count).get_by_text("Такой тег уже есть")).to_be_visible()
    await expect(tags.nth(count).get_by_text("Заполните это поле")).to_have_count(1)
    await expect(tags.nth(count + 1).get_by_text("Заполните это поле")).to_have_count(1)

    await tags.nth(count + 1).get_by_role("button", name="Удалить тег").click()
    await tags.nth(count).get_by_role("textbox", name="Текст тега").fill("Шлагбаум")
    team = tags.nth(count).get_by_role("group", name="Правило 1")
    await team.get_by_role("combobox", name="Подразделение").click()
    await page.get_by_role("option", name="Клиентский сервис").click()
    await team.get_by_role("button", name="Раскрыть: Речной квартал").click()
    await team.get_by_role("checkbox", name="Южная очередь").check()
    await bot.get_by_role("button", name="Сохранить").click()
    await expect(bot.get_by_role("button", name="Сохранить")).to_have_count(0)

    # The console tells who would get such a chat, and it is offered to the next client at once.
    who = await theatre.newcomers.one()
    trial = page.get_by_role("region", name="Кому достанется чат")
    await trial.get_by_role("combobox", name="Клиент", exact=True).fill(who.phone)
    await page.get_by_role("option", name=who.name).click()
    await trial.get_by_role("combobox", name="Что делает клиент").click()
    await page.get_by_role("option", name="Шлагбаум").click()
    await trial.get_by_role("button", name="Проверить").click()
    await expect(trial.get_by_test_id("dry-run")).to_contain_text("Зимин")
    client = await theatre.client(who)
    await client.enter("Пропуска и гости")
    await expect(client.tags.filter(has_text="Шлагбаум")).to_be_visible()
    await page.reload()
    await expect(tags).to_have_count(count + 1)


async def test_who_is_away_is_passed_over_once_it_is_wanted(theatre: Theatre) -> None:
    page = await office(theatre, "Климов")
    await page.get_by_test_id("miniapps").get_by_role("link", name="RQ-Billing 2").click()
    await page.get_by_role("tab", name="Чат").click()
    basics = page.get_by_role("form", name="Основные настройки")
    away = basics.get_by_role("switch", name="Не отдавать тем, кто на перерыве")
    save = basics.get_by_role("button", name="Сохранить")
    choice = basics.get_by_role("combobox", name="Кому из подходящих отдать чат")
    await expect(choice).to_have_value("Случайно")

    await choice.click()
    await page.get_by_role("option", name="У кого меньше открытых чатов").click()
    await away.check()
    await save.click()
    await expect(save).to_have_count(0)
    await page.reload()
    await expect(away).to_be_checked()
    await expect(choice).to_have_value("У кого меньше открытых чатов")

    await choice.click()
    await page.get_by_role("option", name="Случайно").click()
    await away.uncheck()
    await save.click()
    await expect(save).to_have_count(0)


async def test_an_operator_without_the_right_does_not_see_the_section(theatre: Theatre) -> None:
    desk = await theatre.desk(theatre.server.people.employee("Белова"))
    await expect(desk.rows.first.or_(desk.page.get_by_text("Чатов пока нет"))).to_be_visible()
    await expect(desk.page.get_by_role("link", name="Мини-приложения")).to_have_count(0)


async def test_a_widget_is_made_published_and_hidden_again(theatre: Theatre) -> None:
    desk = await theatre.desk(theatre.server.people.employee("Климов"))
    page = desk.page
    await page.get_by_role("link", name="Виджеты").click()
    await page.get_by_role("button", name="Добавить виджет").click()
    form = page.get_by_role("dialog", name="Новый виджет")
    await form.get_by_role("textbox", name="Заголовок").fill("Гостевой пропуск")
    # Only what is active or tested can be led to.
    await form.get_by_role("combobox", name="Куда ведёт").click()
    await expect(page.get_by_role("option", name="RQ-Bus 2")).to_have_count(0)
    await page.get_by_role("option", name="RQ-Passport 7").click()
    await form.get_by_role("button", name="Сохранить").click()
    row = page.get_by_role("row").filter(has_text="Гостевой пропуск")
    await expect(row).to_contain_text("Черновик")
    await row.get_by_role("button", name="Опубликовать").click()
    await expect(row).to_contain_text("Опубликован")
    await row.get_by_role("button", name="Сделать черновиком").click()
    await expect(row).to_contain_text("Черновик")
