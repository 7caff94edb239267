"""Does everything find its place on a small phone?"""

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY

PHONE = (320, 568)
WORD = "https://example.com/" + "длинноеслово" * 20
LONG = "Протокол общего собрания собственников от 12 ноября.txt"


def paper(name: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": b"Agreed.\n" * 200}


async def room(field: Locator) -> float:
    """Return how much of the window's width the field takes."""
    box = await field.bounding_box()
    assert box is not None
    return box["width"] / PHONE[0]


async def sticking_out(page: Page, but: str = "nothing") -> list[str]:
    """Return what can be used or read and still lies beyond an edge, if only partly, when the page
    has had time to come to rest; `but` is a class that may.
    """
    found: list[str] = await page.evaluate(
        """async but => {
            const look = () => [
                ...[...document.querySelectorAll("button, a, input, textarea, h1, h2, p, b, small")]
                    .filter(one =>
                        one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
                    .filter(one => {
                        const { left, right, width } = one.getBoundingClientRect();
                        return width > 0 && (left < -0.5 || right > window.innerWidth + 0.5);
                    })
                    .map(one => one.outerHTML.slice(0, 120))
                    .filter(one => !one.includes(but)),
                ...(document.documentElement.scrollWidth > window.innerWidth
                    ? ["the page scrolls sideways"]
                    : []),
            ];
            // What a window that was made narrow throws over moves there in steps.
            const end = performance.now() + 5000;
            for (;;) {
                const found = look();
                if (found.length === 0 || performance.now() > end) return found;
                await new Promise(requestAnimationFrame);
            }
        }""",
        but,
    )
    return found


async def beside_tabs(page: Page) -> list[str]:
    """Return what else sticks out: on the narrowest phones the tabs themselves are scrolled."""
    return await sticking_out(page, but="Tabs-tab")


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_nothing_sticks_out(theatre: Theatre, language: str) -> None:
    theatre.language = language
    anna, who = theatre.server.people.staff[0], await theatre.newcomers.one(places=2)
    client = await theatre.client(who, size=PHONE)
    desk = await theatre.desk(anna, size=PHONE)

    await expect(client.page.get_by_role("button", name="Заявки и аварии")).to_be_visible()
    assert await sticking_out(client.page) == []
    await client.enter("Заявки и аварии")
    await expect(client.page.get_by_role("button", name="кв.")).to_have_count(2)
    assert await sticking_out(client.page) == []
    await client.page.get_by_role("button", name="кв.").first.click()
    await expect(client.tags).to_have_count(5)
    assert await sticking_out(client.page) == []
    await client.pick("Протечка или авария")
    await client.page.get_by_test_id("file-input").set_input_files(paper(LONG))
    await expect(client.page.get_by_test_id("uploads")).to_contain_text(
        "кБ" if language == "ru" else "kB"
    )
    assert await sticking_out(client.page) == []
    await client.field.fill(WORD)
    assert await room(client.field) > 0.8
    await client.field.press("Enter")
    await expect(client.bubble("длинноеслово").get_by_role("link", name=WORD)).to_be_visible()
    await expect(client.bubble(LONG)).to_be_visible()
    assert await sticking_out(client.page) == []

    await expect(desk.unread(who.name)).to_have_text("2")
    assert await sticking_out(desk.page) == []
    await desk.open(who.name)
    await expect(desk.bubble("длинноеслово")).to_be_visible()
    assert await sticking_out(desk.page) == []
    assert await room(desk.field) > 0.8
    await (
        desk.page.get_by_role("button", name="Карточка чата")
        .or_(desk.page.get_by_role("button", name="Chat card"))
        .click()
    )
    await expect(desk.card).to_be_visible()
    assert await sticking_out(desk.page) == []


async def test_what_is_set_up_fits_a_phone_too(theatre: Theatre) -> None:
    klimov = theatre.server.people.employee("Климов")
    page = (await theatre.window(klimov.name, PHONE)).page
    await page.goto(f"{theatre.server.url}/console/widgets?demo={klimov.id}")
    await expect(page.get_by_role("button", name="Сделать черновиком").first).to_be_visible()
    assert await sticking_out(page) == []

    await page.goto(f"{theatre.server.url}/console/staff?demo={klimov.id}")
    await expect(page.get_by_test_id("people")).to_be_visible()
    assert await beside_tabs(page) == []
    await page.get_by_role("link", name="Громов").click()
    await expect(page.get_by_role("dialog").get_by_text("Северная очередь")).to_be_visible()
    assert await beside_tabs(page) == []

    await page.goto(f"{theatre.server.url}/console/reports?by=product&demo={klimov.id}")
    await page.get_by_role("button", name="RQ-Helpdesk 4").click()
    await expect(page.get_by_test_id("dialogs").get_by_role("link").first).to_be_visible()
    assert await beside_tabs(page) == []

    await page.goto(f"{theatre.server.url}/console/miniapps?demo={klimov.id}")
    await page.get_by_role("link", name="RQ-Helpdesk 4").click()
    for tab, shows in (
        ("Основное", "Договор оферты"),
        ("Размещение и обновление", "Одобренные выпуски"),
        ("Чат", "Теги: 5 из 10"),
    ):
        await page.get_by_role("tab", name=tab).click()
        await expect(page.get_by_text(shows)).to_be_visible()
        assert await beside_tabs(page) == []
