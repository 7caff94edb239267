"""Does a client's question reach whom the rules chose, and do both see the same until the end?"""

from playwright.async_api import Locator, expect

from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY

REQUESTS = "Заявки и аварии"
LEAK = "Протечка или авария"


async def colour(row: Locator) -> str:
    """Return what is behind the words of a row."""
    return str(await row.evaluate("row => getComputedStyle(row).backgroundColor"))


async def test_a_picked_topic_brings_the_chat_to_whom_the_rules_chose(theatre: Theatre) -> None:
    # Both are printed first: two windows always meet.
    anna, who = theatre.server.people.staff[0], theatre.server.people.clients[0]
    desk = await theatre.desk(anna)
    client = await theatre.client(who)
    await expect(desk.list).to_be_visible()

    await client.enter(REQUESTS)
    await expect(client.bubble("Здравствуйте! Это диспетчерская")).to_be_visible()
    await expect(client.status).to_have_text("Выберите тему или напишите вопрос")
    await expect(client.tags).to_have_count(5)
    # A bot that talks to itself is no work for anybody.
    await expect(desk.row(who.name)).to_have_count(0)

    await client.pick(LEAK)
    await expect(client.tags).to_have_count(0)
    await expect(client.bubble("перекройте воду")).to_be_visible()
    await expect(client.note(f"Вам ответит {anna.name}")).to_be_visible()
    await expect(client.bubble(LEAK).get_by_test_id("ticks-sent")).to_be_visible()

    row = desk.row(who.name)
    await expect(row).to_contain_text(LEAK)
    await expect(row).to_contain_text(anna.name)
    await expect(desk.unread(who.name)).to_have_text("1")
    fresh = await colour(row)
    await client.say("Вода уже на кухне.")
    await expect(desk.unread(who.name)).to_have_text("2")
    await expect(row).to_contain_text("Вода уже на кухне.")

    await desk.open(who.name)
    await expect(client.bubble("Вода уже").get_by_test_id("ticks-read")).to_be_visible()
    await expect(client.bubble(LEAK).get_by_test_id("ticks-read")).to_be_visible()
    await expect(desk.unread(who.name)).to_have_count(0)
    # The row's new state comes in a push of its own, after the ticks.
    await expect(row).not_to_have_css("background-color", fresh)


async def test_the_tabs_count_what_is_new_and_what_is_mine(theatre: Theatre) -> None:
    anna, who = theatre.server.people.staff[0], await theatre.newcomers.one()
    desk = await theatre.desk(anna)
    # Counts come with the first page, and none is shown for nothing.
    await expect(desk.rows.first).to_be_visible()
    new, mine = await desk.number("new"), await desk.number("mine")

    client = await theatre.client(who)
    await client.enter(REQUESTS)
    await client.pick(LEAK)

    await expect(desk.count("new")).to_have_text(str(new + 1))
    await expect(desk.count("mine")).to_have_text(str(mine + 1))
    await expect(desk.page).to_have_title(f"({new + 1}) Чаты")
    await desk.choose_tab("new")
    await expect(desk.row(who.name)).to_be_visible()
    await desk.open(who.name)
    await expect(desk.count("new")).to_have_count(1 if new else 0)
    # What was read is new no longer, and leaves the tab; the conversation stays open.
    await expect(desk.row(who.name)).to_have_count(0)
    await expect(desk.bubble(LEAK)).to_be_visible()
    await desk.choose_tab("mine")
    await expect(desk.row(who.name)).to_be_visible()


async def test_both_see_that_the_other_writes(theatre: Theatre) -> None:
    anna, who = theatre.server.people.staff[0], await theatre.newcomers.one()
    desk, client = await theatre.desk(anna), await theatre.client(who)
    await client.enter(REQUESTS)
    await client.pick(LEAK)
    await desk.open(who.name)

    await client.field.press_sequentially("Мне")
    await expect(desk.page.get_by_test_id("typing")).to_contain_text(f"{who.name} печатает")
    await client.field.press("Enter")
    await expect(desk.page.get_by_test_id("typing")).to_have_count(0)
    await expect(desk.bubble("Мне")).to_be_visible()

    await desk.field.press_sequentially("Уже едем")
    await expect(client.page.get_by_test_id("typing")).to_contain_text("печатает")
    await desk.field.press("Enter")
    await expect(client.page.get_by_test_id("typing")).to_have_count(0)
    await expect(client.bubble("Уже едем")).to_be_visible()
    await expect(desk.bubble("Уже едем").get_by_test_id("ticks-read")).to_be_visible()


async def test_a_solved_dialog_ends_and_a_new_question_begins_anew(theatre: Theatre) -> None:
    anna, who = theatre.server.people.staff[0], await theatre.newcomers.one()
    desk, client = await theatre.desk(anna), await theatre.client(who)
    await client.enter(REQUESTS)
    await client.pick(LEAK)
    await desk.open(who.name)

    await desk.menu("Завершить диалог", "Вопрос решён")
    await expect(client.bubble("Рады, что всё решилось! Хорошего дня.")).to_be_visible()
    await expect(client.note("Диалог завершён: вопрос решён")).to_be_visible()
    await expect(client.status).to_have_text("Диалог завершён")
    await expect(desk.row(who.name).get_by_test_id("chat-state")).to_have_text("Завершён")

    await client.page.get_by_role("button", name="Новый вопрос").click()
    await expect(client.bubble("Здравствуйте! Это диспетчерская")).to_have_count(2)
    await expect(client.tags).to_have_count(5)
    await expect(desk.note("Диалог № 2")).to_be_visible()

    await client.pick(LEAK)
    await desk.menu("Завершить диалог", "Клиент не ответил")
    await expect(client.bubble("Не дождались ответа и закрыли обращение.")).to_be_visible()
    # Whoever writes into an ended dialog has asked a new question, too.
    await client.say("Я здесь!")
    await expect(client.bubble("Здравствуйте! Это диспетчерская")).to_have_count(3)
    await expect(client.bubble("Я здесь!")).to_have_count(1)


async def test_free_text_goes_to_the_people_of_the_basic_settings(theatre: Theatre) -> None:
    people, who = theatre.server.people, await theatre.newcomers.one()
    egor = people.employee("Зимин")
    desk, client = await theatre.desk(egor), await theatre.client(who)

    await client.enter("Пропуска и гости")
    await expect(client.tags.first).to_be_visible()
    await client.say("Потеряли пропуск, что делать?")

    await expect(client.tags).to_have_count(0)
    await expect(client.note(f"Вам ответит {egor.name}")).to_be_visible()
    await desk.open(who.name)
    by_basics = f"Назначен по основным настройкам: Клиентский сервис, {egor.name}"
    await expect(desk.note(by_basics)).to_be_visible()
    await expect(client.bubble("Потеряли пропуск").get_by_test_id("ticks-read")).to_be_visible()
