"""Who may still change or delete what was said, and does the other side see it change?"""

from playwright.async_api import expect

from tests.journeys.client_screen import ClientScreen
from tests.journeys.demo_server import Employee
from tests.journeys.desk import Desk
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY

EDIT, DELETE = "Изменить", "Удалить"
UNCHANGING = ["Ответить", "Копировать"]
DELETED = "Сообщение удалено"


async def given_a_talk(theatre: Theatre, with_: Employee) -> tuple[ClientScreen, Desk, str]:
    """Let a client ask; the employee sees the chat in the list and has not opened it."""
    who = await theatre.newcomers.one()
    client, desk = await theatre.client(who), await theatre.desk(with_)
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await expect(desk.row(who.name)).to_be_visible()
    return client, desk, who.name


async def test_a_client_changes_what_nobody_has_read(theatre: Theatre) -> None:
    client, desk, name = await given_a_talk(theatre, theatre.server.people.staff[0])
    await client.say("Квартира 12")
    await client.say("Это лишнее")
    await expect(desk.unread(name)).to_have_text("3")

    await (await client.actions("Квартира 12")).filter(has_text=EDIT).click()
    await expect(client.field).to_have_value("Квартира 12")
    await client.say("Квартира 21")
    await expect(client.bubble("Квартира 21")).to_contain_text("изменено")
    await (await client.actions("Это лишнее")).filter(has_text=DELETE).click()
    await client.page.get_by_role("dialog").get_by_role("button", name=DELETE).click()
    await expect(client.bubble(DELETED)).to_be_visible()
    await expect(desk.unread(name)).to_have_text("2")
    await expect(desk.row(name)).to_contain_text(DELETED)

    await desk.open(name)
    await expect(desk.bubble("Квартира 21")).to_contain_text("изменено")
    await expect(desk.bubble(DELETED)).to_be_visible()
    await expect(desk.talk).not_to_contain_text("Квартира 12")
    await expect(desk.talk).not_to_contain_text("Это лишнее")

    # It has been read: only a copy can be had.
    await expect(client.bubble("Квартира 21").get_by_test_id("ticks-read")).to_be_visible()
    await expect(await client.actions("Квартира 21")).to_have_text(UNCHANGING)


async def test_an_employee_changes_what_the_client_has_not_read(theatre: Theatre) -> None:
    client, desk, name = await given_a_talk(theatre, theatre.server.people.staff[0])
    await desk.open(name)
    await expect(client.bubble("Протечка").get_by_test_id("ticks-read")).to_be_visible()
    await client.look_away()

    await desk.say("Мастер будет в 15:00")
    await desk.say("Не то окно")
    await (await desk.actions("Мастер будет")).filter(has_text=EDIT).click()
    await expect(desk.field).to_have_value("Мастер будет в 15:00")
    await desk.say("Мастер будет в 16:00")
    await (await desk.actions("Не то окно")).filter(has_text=DELETE).click()
    await desk.page.get_by_role("dialog").get_by_role("button", name=DELETE).click()
    await expect(desk.bubble(DELETED)).to_be_visible()

    await expect(desk.bubble("16:00").get_by_test_id("ticks-sent")).to_be_visible()
    await expect(client.bubble("Мастер будет в 16:00")).to_contain_text("изменено")
    await expect(client.bubble(DELETED)).to_be_visible()
    await expect(client.talk).not_to_contain_text("15:00")

    await client.look_back()
    await expect(desk.bubble("16:00").get_by_test_id("ticks-read")).to_be_visible()
    await expect(await desk.actions("16:00")).to_have_text(UNCHANGING)


async def test_an_administrator_deletes_what_an_employee_wrote(theatre: Theatre) -> None:
    people = theatre.server.people
    client, desk, name = await given_a_talk(theatre, people.staff[0])
    administrator = await theatre.desk(people.employee("Климов"))
    await desk.open(name)
    await desk.say("Сами виноваты")
    await expect(desk.bubble("Сами виноваты").get_by_test_id("ticks-read")).to_be_visible()

    await administrator.open(name)
    await (await administrator.actions("Сами виноваты")).filter(has_text=DELETE).click()
    await administrator.page.get_by_role("dialog").get_by_role("button", name=DELETE).click()

    for screen in (client, desk, administrator):
        await expect(screen.bubble(DELETED)).to_be_visible()
        await expect(screen.talk).not_to_contain_text("Сами виноваты")
    # What the client said is the client's.
    await expect(await administrator.actions("Протечка или авария")).to_have_text(UNCHANGING)
