"""Does an operator find the chat they want among many, and come back to how they looked?"""

import json
import re
from collections.abc import Callable

import pytest
from playwright.async_api import Locator, Response, Route, expect
from python_calamine import load_workbook

from tests.journeys.desk import Desk
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import OFFICE, Theatre

pytestmark = JOURNEY


def chips(desk: Desk) -> Locator:
    return desk.page.get_by_test_id("chips")


async def open_filters(desk: Desk) -> Locator:
    await desk.page.get_by_role("button", name=re.compile("^Фильтры")).click()
    drawer = desk.page.get_by_role("dialog", name="Фильтры")
    await expect(drawer).to_be_visible()
    return drawer


async def test_filters_narrow_the_list_and_stand_in_the_address(theatre: Theatre) -> None:
    desk = await theatre.desk(theatre.server.people.employee("Климов"))
    await expect(desk.rows.first).to_be_visible()
    drawer = await open_filters(desk)
    await drawer.get_by_text("Завершён", exact=True).click()
    await drawer.get_by_role("combobox", name="Ответственный").click()
    await desk.page.get_by_role("option", name="Белова Анна Сергеевна").click()
    await desk.page.keyboard.press("Escape")
    await drawer.get_by_role("button", name="Раскрыть: Речной квартал").click()
    await drawer.get_by_role("checkbox", name="Северная очередь").check()
    await drawer.get_by_role("button", name="Готово").click()
    await expect(drawer).to_be_hidden()

    narrowed = ["Ответственный: Белова Анна Сергеевна", "Объекты: Северная очередь"]
    for chip in [*narrowed, "Состояние: Завершён"]:
        await expect(chips(desk)).to_contain_text(chip)
    # The list answers behind the chips.
    await expect(desk.rows.filter(has_not_text="Белова Анна")).to_have_count(0)
    await expect(desk.rows.filter(has_not_text="Завершён")).to_have_count(0)

    # A link with the same address shows the same to another one who may see it.
    path = desk.page.url.split("?", 1)[1].split("&", 1)[1]
    other = await theatre.desk(theatre.server.people.employee("Климов"), f"&{path}")
    await expect(chips(other)).to_contain_text(narrowed[0])
    await expect(chips(other)).to_contain_text(narrowed[1])
    await expect(other.rows.filter(has_not_text="Завершён")).to_have_count(0)

    await chips(desk).get_by_role("button", name="Сбросить фильтры").click()
    await expect(chips(desk)).to_have_count(0)
    await expect(desk.rows.filter(has_not_text="Белова Анна").first).to_be_visible()


async def test_nothing_found_says_what_to_do(theatre: Theatre) -> None:
    desk = await theatre.desk(
        theatre.server.people.employee("Климов"), "&platforms=ios&created_to=2001-01-01&q=zz"
    )
    await expect(desk.list).to_contain_text("Ничего не нашлось")
    await desk.list.get_by_role("button", name="Очистить поиск").click()
    await expect(desk.list).to_contain_text("не подходит ни один чат")
    await desk.list.get_by_role("button", name="Сбросить фильтры").click()
    await expect(desk.rows.first).to_be_visible()


def keeps_first(column: str) -> Callable[[Response], bool]:
    """Whether the server has answered that it keeps this column before all others."""

    def kept(answer: Response) -> bool:
        asked = answer.request
        if asked.method != "PUT" or not asked.url.endswith("/me/preferences"):
            return False
        sent = json.loads(asked.post_data or "")
        return bool(sent["console"]["columns"][0]["id"] == column)

    return kept


async def test_columns_are_chosen_and_stay_chosen(theatre: Theatre) -> None:
    desk = await theatre.desk(theatre.server.people.employee("Климов"))
    heads = desk.list.get_by_role("columnheader")
    await expect(heads.first).to_have_text("№")
    # It is kept a moment after the last choice, before the reload or after it; the page that is
    # left and the next one may each find the other's version.
    desk.window.explain(r"status of 412")
    async with desk.page.expect_response(keeps_first("phone")):
        await desk.page.get_by_role("button", name="Столбцы").click()
        menu = desk.page.get_by_role("dialog", name="Столбцы")
        await menu.get_by_role("checkbox", name="№").uncheck()
        await menu.get_by_role("checkbox", name="Телефон").check()
        await menu.get_by_role("checkbox", name="Комментарий").check()
        # What is too wide for the window is scrolled in the table, and takes nothing else along.
        await expect(heads.filter(has_text="Комментарий")).to_have_count(1)
        wide = "[document.documentElement.scrollWidth, innerWidth]"
        assert await desk.page.evaluate(wide) == [OFFICE[0], OFFICE[0]]
        for _ in range(2):
            await menu.get_by_role("button", name="Телефон: левее").click()
        await expect(heads.first).to_have_text("Телефон")
        await expect(heads.filter(has_text="№")).to_have_count(0)

        await desk.page.reload()
        await expect(heads.first).to_have_text("Телефон")
    await expect(desk.rows.first).to_contain_text("+7 999 ")

    # They belong to the employee, and are there on another device.
    other = await theatre.desk(theatre.server.people.employee("Климов"))
    await expect(other.list.get_by_role("columnheader").first).to_have_text("Телефон")
    await other.page.get_by_role("button", name="Столбцы").click()
    async with other.page.expect_response(keeps_first("number")):
        await other.page.get_by_role("button", name="Вернуть как было").click()
    await expect(other.list.get_by_role("columnheader").first).to_have_text("№")


async def test_a_saved_view_comes_back(theatre: Theatre) -> None:
    desk = await theatre.desk(theatre.server.people.employee("Климов"), "&states=closed&tab=all")
    await expect(chips(desk)).to_contain_text("Завершён")
    await desk.page.get_by_role("button", name="Сохранённые виды").click()
    views = desk.page.get_by_role("dialog", name="Сохранённые виды")
    await views.get_by_role("textbox", name="Название вида").fill("Закрытые")
    await views.get_by_role("button", name="Сохранить").click()
    await expect(views.get_by_role("button", name="Закрытые", exact=True)).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await chips(desk).get_by_role("button", name="Сбросить фильтры").click()
    await expect(chips(desk)).to_have_count(0)

    await desk.page.get_by_role("button", name="Сохранённые виды").click()
    await views.get_by_role("button", name="Закрытые", exact=True).click()
    await expect(chips(desk)).to_contain_text("Состояние: Завершён")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_unread_chats_stand_out_and_tell_how_many(theatre: Theatre, scheme: str) -> None:
    theatre.scheme = "dark" if scheme == "dark" else "light"
    who = await theatre.newcomers.one()
    desk = await theatre.desk(theatre.server.people.staff[0])
    client = await theatre.client(who)
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await client.say("Течёт")
    await expect(desk.unread(who.name)).to_have_text("2")
    colour = "row => getComputedStyle(row).backgroundColor"
    unread = await desk.row(who.name).evaluate(colour)
    await desk.open(who.name)
    await expect(desk.unread(who.name)).to_have_count(0)
    await desk.page.get_by_role("button", name="Карточка чата").focus()
    await desk.page.keyboard.press("Alt+l")
    await expect(desk.list.get_by_role("columnheader").first).to_be_visible()
    await expect(desk.row(who.name)).not_to_have_css("background-color", unread)


async def test_back_leads_from_a_chat_to_the_list(theatre: Theatre) -> None:
    desk = await theatre.desk(theatre.server.people.employee("Климов"))
    await desk.rows.first.click()
    await expect(desk.talk).to_be_visible()
    await desk.page.go_back()
    await expect(desk.talk).to_be_hidden()
    await expect(desk.rows.first).to_be_visible()
    await desk.page.go_forward()
    await expect(desk.talk).to_be_visible()
    for button in ("К списку", "Показывать таблицей"):
        await desk.page.get_by_role("button", name=button).click()
        await expect(desk.list.get_by_role("columnheader").first).to_be_visible()
        await desk.rows.first.click()
        await expect(desk.talk).to_be_visible()


async def test_a_new_chat_moves_nothing_before_the_eyes_and_is_found_by_its_words(
    theatre: Theatre,
) -> None:
    desk = await theatre.desk(theatre.server.people.employee("Климов"))
    await desk.rows.nth(9).hover()
    await desk.page.mouse.wheel(0, 200)
    read = desk.row(await desk.rows.nth(9).get_by_role("gridcell").nth(1).inner_text()).first
    await expect(desk.list.locator("[data-virtuoso-scroller]")).to_have_js_property(
        "scrollTop", 200
    )
    before = await read.bounding_box()
    who = await theatre.newcomers.one()
    client = await theatre.client(who)
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await client.say("В подвале гудит насосная станция")
    # What was said since fills more than a screen.
    await client.say("Лифт снова стоит, а диспетчер не берёт трубку. " * 60)
    await expect(client.bubble("Лифт снова").get_by_test_id("ticks-sent")).to_be_visible()

    await expect(desk.row(who.name)).to_be_visible()
    assert await read.bounding_box() == before
    hits = desk.page.get_by_test_id("hits")
    search = desk.page.get_by_role("textbox", name="Имя, телефон")
    # Messages are indexed a moment after they were written: the same is asked until then.
    async with desk.page.expect_response(lambda answer: "/chats?" in answer.url):
        await search.fill("насосная")
    for _ in range(20):
        if await hits.count():
            break
        async with desk.page.expect_response(lambda answer: "/chats?" in answer.url):
            await search.fill("насосная станция")
        async with desk.page.expect_response(lambda answer: "/chats?" in answer.url):
            await search.fill("насосная")
    await expect(hits.locator("mark")).to_have_text("насосная")
    await hits.get_by_role("button", name=who.name).click()
    await expect(desk.bubble("насосная станция")).to_be_in_viewport()


async def test_what_the_list_shows_is_saved_as_a_workbook(theatre: Theatre) -> None:
    desk = await theatre.desk(theatre.server.people.employee("Климов"), "&states=closed")
    await expect(desk.rows.first).to_be_visible()
    shown = await desk.list.get_by_role("columnheader").all_inner_texts()
    async with desk.page.expect_download() as started:
        await desk.page.get_by_role("button", name="Выгрузить в Excel").click()
        # It stands there for three seconds: whoever looks after the download may miss it.
        await expect(desk.page.get_by_text("Таблица сохранена")).to_be_visible()
    download = await started.value
    assert download.suggested_filename == "chats.xlsx"
    await expect(desk.page.get_by_test_id("export")).to_have_count(0)
    [head, *rows] = load_workbook(await download.path()).get_sheet_by_index(0).to_python()
    assert len(head) == len(shown)
    assert rows
    assert all("Завершён" in row and "В работе" not in row for row in rows)


async def test_a_page_that_is_reloaded_still_gets_its_workbook(theatre: Theatre) -> None:
    klimov = theatre.server.people.employee("Климов")
    desk = await theatre.desk(klimov, "&states=closed", size=(1000, 860))
    await expect(desk.rows.first).to_be_visible()

    finished = False

    async def still_written(route: Route) -> None:
        # Taken away meanwhile, it could not answer any more what it has begun to.
        if finished:
            await route.continue_()
            return
        answer = await route.fetch()
        said = {**await answer.json(), "state": "running", "percent": 40}
        await route.fulfill(response=answer, json=said)

    await desk.page.route(re.compile("/chats/exports/[^/]+$"), still_written)
    await desk.page.get_by_role("button", name="Выгрузить в Excel").click()
    panel = desk.page.get_by_test_id("export")
    await expect(panel).to_contain_text("40")

    await desk.page.reload()
    await expect(panel).to_contain_text("40")
    async with desk.page.expect_download() as started:
        finished = True
    assert (await started.value).suggested_filename == "chats.xlsx"
    await expect(panel).to_have_count(0)
