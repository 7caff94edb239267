"""Does everything find its place on a small phone?"""

import pytest
from playwright.async_api import Page, expect

from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY

PHONE = (320, 568)
WORD = "https://example.com/" + "длинноеслово" * 20


async def sticking_out(page: Page) -> list[str]:
    """Return what can be used or read and lies beyond an edge, if only partly."""
    found: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll("button, a, input, textarea, h1, h2, p, b, small")]
            .filter(one => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
            .filter(one => {
                const { left, right, width } = one.getBoundingClientRect();
                return width > 0 && (left < -0.5 || right > window.innerWidth + 0.5);
            })
            .map(one => one.outerHTML.slice(0, 120))"""
    )
    wide = await page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return [*found, *(["the page scrolls sideways"] if wide > 0 else [])]


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
    await client.say(WORD)
    await expect(client.bubble("длинноеслово")).to_be_visible()
    assert await sticking_out(client.page) == []

    await expect(desk.unread(who.name)).to_have_text("2")
    assert await sticking_out(desk.page) == []
    await desk.open(who.name)
    await expect(desk.bubble("длинноеслово")).to_be_visible()
    assert await sticking_out(desk.page) == []
    await (
        desk.page.get_by_role("button", name="Карточка чата")
        .or_(desk.page.get_by_role("button", name="Chat card"))
        .click()
    )
    await expect(desk.card).to_be_visible()
    assert await sticking_out(desk.page) == []
