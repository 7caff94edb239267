"""About which of their homes does a client ask?"""

from playwright.async_api import expect

from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY


async def test_a_client_of_two_homes_chooses_one_and_later_the_other(theatre: Theatre) -> None:
    anna, who = theatre.server.people.staff[0], await theatre.newcomers.one(places=2)
    client, desk = await theatre.client(who), await theatre.desk(anna)
    homes = client.page.get_by_role("button", name="кв.")

    await client.enter("Заявки и аварии")
    await expect(client.page.get_by_role("heading", name="О каком адресе вопрос?")).to_be_visible()
    await expect(homes).to_have_count(2)
    first, second = [text.split("\n")[-1] for text in await homes.all_inner_texts()]
    await homes.last.click()
    await client.pick("Протечка или авария")
    await expect(desk.row(who.name)).to_contain_text(second)
    await desk.open(who.name)
    await expect(desk.card).to_contain_text(second)
    await desk.menu("Завершить диалог", "Вопрос решён")

    await client.page.get_by_role("button", name="Новый вопрос").click()
    await homes.first.click()
    await client.pick("Протечка или авария")
    await expect(desk.row(who.name)).to_contain_text(first)
    await expect(desk.row(who.name)).not_to_contain_text(second)
