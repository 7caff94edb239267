"""Do both screens speak English, and the language that a person chooses?"""

from playwright.async_api import expect

from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY


async def test_the_story_in_english(theatre: Theatre) -> None:
    theatre.language = "en"
    anna, who = theatre.server.people.staff[0], await theatre.newcomers.one()
    client, desk = await theatre.client(who), await theatre.desk(anna)

    await expect(client.page.get_by_role("heading", name="Who would you like to")).to_be_visible()
    await client.enter("Заявки и аварии")
    await expect(client.status).to_have_text("Choose a topic or write your question")
    await client.pick("Протечка или авария")
    await expect(client.status).to_have_text(f"{anna.name} is answering you")
    await desk.open(who.name)
    await expect(desk.note(f"Assigned by topic: Диспетчерская, {anna.name}")).to_be_visible()
    await desk.card.get_by_role("button", name="Why assigned").click()
    reasons = desk.page.get_by_test_id("routing")
    await expect(reasons).to_contain_text("Topic: “Протечка или авария”.")
    await desk.menu("End the dialog", "Question solved")
    await expect(client.note("The dialog is over: solved")).to_be_visible()
    await expect(client.page.get_by_role("button", name="New question")).to_be_visible()


async def test_a_chosen_language_stays(theatre: Theatre) -> None:
    desk = await theatre.desk(theatre.server.people.staff[0])
    client = await theatre.client(theatre.server.people.clients[-1])
    await expect(desk.page.get_by_test_id("tab-mine")).to_contain_text("Мои")
    await expect(client.page.locator("html")).to_have_attribute("lang", "ru")

    await desk.page.get_by_role("button", name="Меню сотрудника").click()
    await desk.page.get_by_role("menuitemradio", name="English").click()
    await client.page.get_by_text("EN", exact=True).click()

    for page in (desk.page, client.page):
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await page.reload()
        await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(desk.page.get_by_test_id("tab-mine")).to_contain_text("Mine")
    await expect(client.page.get_by_role("heading", name="Who would you like to")).to_be_visible()
