"""Does a client ever read the name that a mini-app has inside the company? (D18)"""

from playwright.async_api import expect

from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY


async def test_the_name_of_a_miniapp_is_for_staff_only(theatre: Theatre) -> None:
    people, who = theatre.server.people, await theatre.newcomers.one()
    client, desk = await theatre.client(who), await theatre.desk(people.employee("Климов"))
    inner = [one.name for one in people.products]

    for product in people.products:
        await client.enter(product.public_title)
        await client.say(f"Вопрос в «{product.public_title}»")
        await expect(client.bubble("Вопрос в")).to_have_count(1)
        row = desk.row(who.name).filter(has_text=product.name)
        await row.click()
        await expect(desk.bubble("Вопрос в")).to_contain_text(product.public_title)
        await desk.say("Ответ")
        await expect(client.bubble("Ответ")).to_be_visible()
        await desk.menu("Завершить диалог", "Вопрос решён")
        await expect(client.status).to_have_text("Диалог завершён")
        await client.page.get_by_role("button", name="Назад").click()

    told = [*client.window.frames, await client.page.content(), *await client.window.bodies()]
    shown = "\n".join(told)
    assert [name for name in inner if name in shown] == []
    # They are found where they may be, and the client has read the other names.
    heard_at_the_desk = "\n".join(desk.window.frames)
    assert [name for name in inner if name not in heard_at_the_desk] == []
    assert [one for one in people.products if one.public_title not in shown] == []
