"""Can a screen reader tell what is there, and is it seen where the focus is?"""

from playwright.async_api import FloatRect, Page, expect

from tests.journeys.axe import check_accessible
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY

RING_PX = 6  # as far around something as its ring may lie

# What holds the focus; of a hidden field its label is seen in its place. Nothing: the page's end.
WHERE = """() => {
    const held = document.activeElement;
    if (held === document.body) return [0, 0, 0, 0];
    const seen = held.labels?.length && held.clientWidth < 4 ? held.labels[0] : held;
    const { x, y, width, height } = seen.getBoundingClientRect();
    return [x, y, width, height];
}"""


async def unmarked(page: Page, steps: int) -> list[str]:
    """Walk with Tab; return what looks the same with the focus as without it."""
    alike = []
    for _ in range(steps):
        await page.keyboard.press("Tab")
        where, marked = None, True
        # What comes late moves the rest: the pictures would be of another place.
        while where != (where := await page.evaluate(WHERE)):
            marked = where[2] == 0 or await looks_marked(page, *where)  # or round the end
        if not marked:
            alike.append(str(await page.evaluate("document.activeElement.outerHTML.slice(0, 120)")))
    return alike


async def looks_marked(page: Page, x: float, y: float, width: float, height: float) -> bool:
    """Whether there is anything to see of what has the focus being there."""
    clip: FloatRect = {
        "x": max(0, x - RING_PX),
        "y": max(0, y - RING_PX),
        "width": width + 2 * RING_PX,
        "height": height + 2 * RING_PX,
    }
    with_focus = await page.screenshot(clip=clip)
    held = await page.evaluate_handle("() => document.activeElement")
    await held.evaluate("held => held.blur()")
    without = await page.screenshot(clip=clip)
    await held.evaluate("held => held.focus()")
    return with_focus != without


async def test_everything_on_the_clients_screen_can_be_told(theatre: Theatre) -> None:
    client = await theatre.client(await theatre.newcomers.one(places=2))
    await expect(client.page.get_by_role("button", name="Заявки и аварии")).to_be_visible()
    await check_accessible(client.page)
    assert await unmarked(client.page, 5) == []

    await client.enter("Заявки и аварии")
    await expect(client.page.get_by_role("button", name="кв.")).to_have_count(2)
    await check_accessible(client.page)
    await client.page.get_by_role("button", name="кв.").first.click()
    await expect(client.tags).to_have_count(5)
    await client.field.fill("Вопрос")
    await check_accessible(client.page)
    assert await unmarked(client.page, 10) == []


async def test_everything_at_the_desk_can_be_told(theatre: Theatre) -> None:
    desk = await theatre.desk(theatre.server.people.employee("Климов"))
    await desk.rows.first.click()
    await expect(desk.talk).to_be_visible()
    await desk.card.get_by_role("button", name="Почему назначен").click()
    await check_accessible(desk.page)
    assert await unmarked(desk.page, 20) == []

    await desk.page.get_by_role("button", name="Меню сотрудника").click()
    await expect(desk.page.get_by_role("menuitem", name="Выйти")).to_be_visible()
    await check_accessible(desk.page)


async def test_what_opens_over_the_table_can_be_told(theatre: Theatre) -> None:
    desk = await theatre.desk(theatre.server.people.employee("Климов"))
    await expect(desk.list.get_by_role("columnheader").first).to_be_visible()
    await expect(desk.page.get_by_role("main")).to_have_count(1)
    await check_accessible(desk.page)
    await desk.page.get_by_role("button", name="Фильтры", exact=True).click()
    await expect(desk.page.get_by_test_id("filters")).to_be_visible()
    await check_accessible(desk.page)
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.get_by_test_id("filters")).to_have_count(0)
    await desk.page.keyboard.press("F1")
    await expect(desk.page.get_by_test_id("help-sheet")).to_be_visible()
    await check_accessible(desk.page)


async def test_the_sign_in_can_be_filled_in_blindly(theatre: Theatre) -> None:
    window = await theatre.window("nobody")
    await window.page.goto(f"{theatre.server.url}/console/")
    await expect(window.page.get_by_role("button", name="Войти")).to_be_visible()
    await check_accessible(window.page)
    assert await unmarked(window.page, 4) == []
