"""Does an operator answer quickly with texts that are ready, and learn what was before?"""

from playwright.async_api import expect

from tests.journeys.desk import Desk
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY


async def write_reply(desk: Desk, title: str, text: str) -> None:
    await desk.page.get_by_role("button", name="Быстрые ответы").click()
    await desk.page.get_by_role("button", name="Добавить и изменить").click()
    sheet = desk.page.get_by_role("dialog", name="Быстрые ответы")
    await sheet.get_by_role("button", name="Добавить ответ").click()
    await sheet.get_by_role("textbox", name="Название").fill(title)
    await sheet.get_by_role("textbox", name="Текст").fill(text)
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(sheet.get_by_text(title)).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()


async def test_a_ready_text_is_filled_in_and_sent_without_the_mouse(theatre: Theatre) -> None:
    who = await theatre.newcomers.one()
    desk = await theatre.desk(theatre.server.people.employee("Белова"))
    client = await theatre.client(who)
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await desk.open(who.name)
    await write_reply(desk, "Здороваюсь", "Здравствуйте, {client_name}! Чат № {number}.")

    keys = desk.page.keyboard
    await desk.field.focus()
    await keys.type("/здор")
    await expect(desk.page.get_by_role("option", name="Здороваюсь")).to_be_visible()
    await keys.press("Enter")
    await expect(desk.field).to_have_value(
        f"Здравствуйте, {who.name}! Чат № " + await _number(desk)
    )
    await keys.press("Enter")
    await expect(client.bubble(f"Здравствуйте, {who.name}!")).to_be_visible()

    # The same with the button, by its key.
    await keys.press("Alt+q")
    await expect(desk.page.get_by_role("textbox", name="Найти ответ")).to_be_focused()
    await keys.type("чат")
    await keys.press("Enter")
    await expect(desk.field).to_have_value(
        f"Здравствуйте, {who.name}! Чат № " + await _number(desk)
    )

    # Another employee does not see what is not shared.
    other = await theatre.desk(theatre.server.people.employee("Климов"))
    await other.row(who.name).click()
    await other.field.focus()
    await other.page.keyboard.type("/здор")
    await expect(other.field).to_have_value("/здор")
    await expect(other.page.get_by_role("option", name="Здороваюсь")).to_have_count(0)


async def _number(desk: Desk) -> str:
    facts = desk.card.locator("dl").first
    return f"{await facts.locator('div', has_text='Номер чата').locator('dd').inner_text()}."


async def test_the_card_tells_what_was_before_and_hands_it_out(theatre: Theatre) -> None:
    who = await theatre.newcomers.one()
    desk = await theatre.desk(theatre.server.people.employee("Климов"))
    client = await theatre.client(who)
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await client.say("Капает с потолка")
    await desk.open(who.name)
    await desk.menu("Завершить диалог", "Вопрос решён")

    await desk.card.get_by_role("button", name="История диалогов").click()
    dialogs = desk.card.get_by_test_id("dialogs")
    await expect(dialogs).to_contain_text("Протечка или авария")
    await expect(dialogs).to_contain_text("Вопрос решён")
    await client.page.get_by_role("button", name="Новый вопрос").click()
    await client.pick("Электрик")
    await expect(dialogs.get_by_role("listitem")).to_have_count(2)
    await expect(dialogs.get_by_role("listitem").first).to_contain_text("Идёт сейчас")

    async with desk.page.expect_download() as started:
        await desk.card.get_by_role("button", name="Текст").click()
    download = await started.value
    assert download.suggested_filename.endswith(".txt")
    written = (await download.path()).read_text(encoding="utf-8")
    assert "Капает с потолка" in written
    assert who.name in written

    await desk.card.get_by_role("button", name="Клиент", exact=True).click()
    await desk.card.get_by_role("button", name="Все чаты этого клиента").click()
    await expect(desk.page.get_by_test_id("chips")).to_contain_text(who.name)
    await expect(desk.rows.filter(has_not_text=who.name)).to_have_count(0)
