"""How do employees share the work on one chat?"""

from playwright.async_api import expect

from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY


async def test_a_chat_is_handed_to_a_colleague_who_finds_it_among_their_own(
    theatre: Theatre,
) -> None:
    people, who = theatre.server.people, await theatre.newcomers.one()
    anna, gleb = people.staff[0], people.employee("Ершов")
    client, desk = await theatre.client(who), await theatre.desk(anna)
    colleague = await theatre.desk(gleb)
    await colleague.choose_tab("mine")
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await desk.open(who.name)

    await desk.card.get_by_role("button", name="Передать").click()
    await desk.choose("Подразделение", "Бухгалтерия")
    await desk.choose("Ответственный", gleb.name)
    await desk.card.get_by_role("button", name="Назначить").click()

    handed = f"{anna.name} передаёт чат: Бухгалтерия, {gleb.name}"
    await expect(desk.note(handed)).to_be_visible()
    await expect(desk.card.get_by_role("button", name="Передать")).to_be_visible()
    await expect(desk.card.get_by_role("button", name="Взять себе")).to_be_visible()
    await expect(client.status).to_have_text(f"Вам отвечает {gleb.name}")
    await expect(client.note(f"Вам ответит {gleb.name}")).to_be_visible()
    await colleague.open(who.name)
    await expect(colleague.card.get_by_role("button", name="Передать")).to_be_visible()
    await expect(colleague.card.get_by_role("button", name="Взять себе")).to_have_count(0)
    # It has been read, and is not forgotten.
    owed = colleague.row(who.name).get_by_test_id("owed")
    await expect(owed).to_be_visible()
    await colleague.say("Здравствуйте, это бухгалтерия.")
    await expect(client.bubble("это бухгалтерия")).to_be_visible()
    await expect(owed).to_have_count(0)

    await desk.card.get_by_role("button", name="Взять себе").click()
    await expect(colleague.note(f"{anna.name} берёт чат")).to_be_visible()


async def test_why_it_was_assigned_is_told_in_words(theatre: Theatre) -> None:
    people, who = theatre.server.people, await theatre.newcomers.one()
    client, desk = await theatre.client(who), await theatre.desk(people.staff[0])
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await desk.open(who.name)

    await desk.card.get_by_role("button", name="Почему назначен").click()

    reasons = desk.page.get_by_test_id("routing")
    await expect(reasons.get_by_role("listitem")).to_have_count(1)
    await expect(reasons).to_contain_text("Протечка или авария")
    await expect(reasons).to_contain_text(people.staff[0].name)


async def test_two_who_comment_at_once_are_both_told(theatre: Theatre) -> None:
    people, who = theatre.server.people, await theatre.newcomers.one()
    client, first = await theatre.client(who), await theatre.desk(people.staff[0])
    second = await theatre.desk(people.employee("Климов"))
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await first.open(who.name)
    await second.open(who.name)

    await second.comment.fill("Звонила дважды")
    await first.comment.fill("Есть запасной ключ у консьержа")
    await first.card.get_by_role("button", name="Сохранить").click()
    await expect(first.card.get_by_role("button", name="Сохранить")).to_have_count(0)
    await second.card.get_by_role("button", name="Сохранить", exact=True).click()

    told = second.card.get_by_role("alert")
    await expect(told).to_contain_text("Комментарий тем временем изменили")
    await expect(told).to_contain_text("Есть запасной ключ у консьержа")
    await expect(second.comment).to_have_value("Звонила дважды")
    await told.get_by_role("button", name="Сохранить мой").click()
    await expect(told).to_have_count(0)
    await expect(first.comment).to_have_value("Звонила дважды")
    await expect(client.page.locator("body")).not_to_contain_text("Звонила дважды")


async def test_who_opens_a_chat_sees_the_colleague_who_has_it_open(theatre: Theatre) -> None:
    people, who = theatre.server.people, await theatre.newcomers.one()
    anna, klimov = people.staff[0], people.employee("Климов")
    client, first = await theatre.client(who), await theatre.desk(anna)
    second = await theatre.desk(klimov)
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await first.open(who.name)
    await expect(first.viewers).to_have_text("")
    await second.open(who.name)

    await expect(first.viewers).to_have_text(f"Также смотрит: {klimov.name}")
    await expect(second.viewers).to_have_text(f"Также смотрит: {anna.name}")
    await expect(client.page.locator("body")).not_to_contain_text("смотр")

    # What the one notes for the other stays between them, and so does what is noted next.
    await second.page.keyboard.press("Alt+KeyP")
    await second.say("У консьержа есть ключ")
    await second.say("Ключ от щитка тоже")
    await expect(first.asides.filter(has_text="Ключ от щитка")).to_contain_text(klimov.name)
    await expect(first.asides).to_have_count(2)
    await second.page.keyboard.press("Alt+KeyP")
    await second.say("Слесарь идёт")
    await expect(client.bubble("Слесарь идёт")).to_be_visible()
    for words in ("у консьержа", "от щитка", "для сотрудников"):
        await expect(client.page.locator("body")).not_to_contain_text(words, ignore_case=True)

    await second.page.go_back()

    await expect(first.viewers).to_have_text("")
