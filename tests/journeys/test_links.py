"""Does an operator lead a client to what that client can open, and does it look as it should?"""

import json

from playwright.async_api import Locator, expect

from tests.journeys.client_screen import ClientScreen
from tests.journeys.desk import Desk
from tests.journeys.marks import JOURNEY
from tests.journeys.test_files import choose, meet, uploads
from tests.journeys.theatre import Theatre
from tests.pictures import PDF

pytestmark = JOURNEY

BILL = {"name": "Счёт.pdf", "mimeType": "application/pdf", "buffer": PDF}


def targets(desk: Desk) -> Locator:
    return desk.page.get_by_test_id("link-targets").get_by_test_id("link")


async def pick(desk: Desk, words: str, title: str) -> None:
    """Search for something that the client can open, by the keyboard, and choose it."""
    await desk.page.get_by_role("button", name="Прикрепить переход").click()
    search = desk.page.get_by_role("textbox", name="Найти раздел")
    await expect(search).to_be_focused()
    await search.fill(words)
    found = targets(desk).filter(has_text=title)
    await expect(targets(desk).first).to_contain_text(title)
    await search.press("ArrowDown")
    await expect(found.first).to_be_focused()
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.get_by_test_id("chosen-link")).to_contain_text(title)


async def look(place: Locator, title: str) -> str | None:
    return await place.get_by_test_id("link").filter(has_text=title).get_attribute("data-look")


async def test_the_four_looks_on_both_sides(theatre: Theatre) -> None:
    desk, client = await meet(theatre)
    for words, title, text, expected in (
        ("клуб", "Клуб привилегий", "", "whole"),
        ("день сос", "День соседей", "Приходите!", "whole"),
        ("уборка", "Уборка", "", "image"),
        ("уборка кв", "Уборка квартиры", "", "whole"),
        ("все кат", "Все категории", "", "plain"),
        ("счета", "Счета", "", "plain"),
    ):
        await pick(desk, words, title)
        await desk.field.fill(text)
        await desk.field.press("Enter")
        await expect(desk.page.get_by_test_id("chosen-link")).to_have_count(0)
        sent = client.talk.get_by_test_id("link").filter(has_text=title)
        await expect(sent).to_have_count(1)
        assert await look(client.talk, title) == await look(desk.talk, title) == expected
    await expect(client.bubble("Приходите!").get_by_test_id("link")).to_have_count(1)
    picture = client.bubble("Приходите!").get_by_test_id("link").locator("img")
    await picture.scroll_into_view_if_needed()
    await expect(picture).to_be_visible()
    assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    await expect(client.bubble("Приходите!")).to_contain_text("Суббота, 12:00")


async def test_a_link_goes_with_words_and_a_file_in_one_message(theatre: Theatre) -> None:
    desk, client = await meet(theatre)
    await choose(desk.page, BILL)
    await expect(uploads(desk.page)).to_have_attribute("data-status", "there")
    await pick(desk, "счета", "Счета")
    await desk.say("Оплатить можно здесь")
    bubble = client.bubble("Оплатить можно здесь")
    await expect(bubble.get_by_test_id("link")).to_have_count(1)
    await expect(bubble.get_by_test_id("file")).to_contain_text("Счёт.pdf")
    await expect(desk.bubble("Оплатить можно здесь")).to_have_count(1)


async def test_what_the_picker_does_not_find_it_explains(theatre: Theatre) -> None:
    desk, _ = await meet(theatre)
    await desk.page.get_by_role("button", name="Прикрепить переход").click()
    await expect(targets(desk)).to_have_count(13)
    await desk.page.get_by_role("textbox", name="Найти раздел").fill("космодром")
    await expect(
        desk.page.get_by_role("status").filter(has_text="Ничего не нашлось")
    ).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(targets(desk)).to_have_count(0)


async def test_a_pressed_link_leads_or_says_that_it_is_gone(theatre: Theatre) -> None:
    desk, client = await meet(theatre)
    await pick(desk, "клуб", "Клуб привилегий")
    await desk.say("Загляните")
    link = client.bubble("Загляните").get_by_test_id("link")
    heard = await listening(client)
    await link.click()
    await expect(client.page.get_by_text("В приложении откроется: Клуб привилегий")).to_be_visible()
    assert [answer for answer in heard if "/links/" in answer] != []
    # It is taken away later: the message stays, opening it tells.
    client.window.explain("status of 409")
    await client.page.route(
        "**/superapp/v1/links/*",
        lambda route: route.fulfill(status=409, body=json.dumps({"code": "link_unavailable"})),
    )
    await link.click()
    await expect(client.page.get_by_text("больше не доступен")).to_be_visible()
    await expect(link).to_be_visible()


async def listening(client: ClientScreen) -> list[str]:
    """Return a list of the addresses that the page asks from now on."""
    asked: list[str] = []
    client.page.on("request", lambda request: asked.append(request.url))
    return asked
