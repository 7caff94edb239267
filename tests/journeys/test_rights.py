"""What does an employee see when a right is taken away while they work?"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from playwright.async_api import expect

from tests.journeys.client_screen import ClientScreen
from tests.journeys.demo_server import Employee
from tests.journeys.desk import Desk
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY

WAITS = "Ответит первый освободившийся сотрудник"
MAY_NOT_WRITE = "У вас нет права писать в этот чат."
REFUSED = r"status of 401"


async def given_a_talk(theatre: Theatre, anna: Employee) -> tuple[ClientScreen, Desk, str]:
    """Let a client talk with Anna."""
    who = await theatre.newcomers.one()
    client, desk = await theatre.client(who), await theatre.desk(anna)
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await desk.open(who.name)
    return client, desk, who.name


@asynccontextmanager
async def taken_away(theatre: Theatre, whom: Employee, **what: object) -> AsyncIterator[None]:
    """Change an employee while the block runs, as the Administrator does, over HTTP."""
    chief = theatre.server.people.employee("Климов")
    async with httpx.AsyncClient(base_url=f"{theatre.server.url}/api/v1") as http:
        login = {"email": chief.email, "password": chief.password}
        entered = (await http.post("/auth/login", json=login)).raise_for_status()
        http.headers["Authorization"] = f"Bearer {entered.json()['access_token']}"
        before = (await http.get(f"/staff/{whom.id}")).raise_for_status().json()
        back = {**before, "role": before["role"]["id"]}
        (await http.patch(f"/staff/{whom.id}", json=what)).raise_for_status()
        try:
            yield
        finally:
            again = {name: back[name] for name in what}
            (await http.patch(f"/staff/{whom.id}", json=again)).raise_for_status()


async def role_of(theatre: Theatre, whom: Employee) -> str:
    """Return the id of an employee's role, as they are told it themselves."""
    async with httpx.AsyncClient(base_url=f"{theatre.server.url}/api/v1") as http:
        login = {"email": whom.email, "password": whom.password}
        entered = (await http.post("/auth/login", json=login)).raise_for_status()
        return str(entered.json()["me"]["role"]["id"])


async def test_a_chat_out_of_reach_leaves_the_screen(theatre: Theatre) -> None:
    anna = theatre.server.people.staff[0]
    client, desk, name = await given_a_talk(theatre, anna)

    async with taken_away(theatre, anna, objects=[]):
        await expect(desk.page.get_by_role("alert")).to_contain_text("Чат больше не доступен")
        await expect(desk.row(name)).to_have_count(0)
        await expect(desk.talk).to_have_count(0)
        await expect(desk.field).to_have_count(0)
        # The client is not left with somebody who cannot answer.
        await expect(client.status).to_have_text(WAITS)

    await expect(desk.row(name)).to_be_visible()
    await expect(client.status).to_have_text(f"Вам отвечает {anna.name}")


async def test_who_is_deactivated_is_told_and_cannot_come_back(theatre: Theatre) -> None:
    anna = theatre.server.people.staff[0]
    client, desk, _ = await given_a_talk(theatre, anna)
    desk.window.explain(REFUSED)

    async with taken_away(theatre, anna, active=False):
        told = desk.page.get_by_role("alert")
        await expect(told).to_have_text("Доступ закрыт. Обратитесь к администратору.")
        await expect(desk.rows).to_have_count(0)
        await expect(client.status).to_have_text(WAITS)
        await desk.page.get_by_role("button", name="Выйти").click()
        await desk.page.get_by_label("Электронная почта").fill(anna.email)
        await desk.page.get_by_label("Пароль", exact=True).fill(anna.password)
        await desk.page.get_by_role("button", name="Войти").click()
        await expect(told).to_contain_text("не подошли")

    await expect(client.status).to_have_text(f"Вам отвечает {anna.name}")
    await desk.page.get_by_role("button", name="Войти").click()
    await expect(desk.rows.first).to_be_visible()


async def test_who_may_write_no_more_loses_the_field(theatre: Theatre) -> None:
    people = theatre.server.people
    anna = people.staff[0]
    client, desk, _ = await given_a_talk(theatre, anna)
    observer = await role_of(theatre, people.employee("Лебедева"))

    async with taken_away(theatre, anna, role=observer):
        await expect(client.status).to_have_text(WAITS)
        await expect(desk.page.get_by_text(MAY_NOT_WRITE)).to_be_visible()
        await expect(desk.field).to_have_count(0)
        await expect(desk.bubble("Протечка или авария")).to_be_visible()

    await expect(desk.field).to_be_editable()


async def test_who_may_only_look_has_nothing_to_write_with(theatre: Theatre) -> None:
    anna = theatre.server.people.staff[0]
    _, _, name = await given_a_talk(theatre, anna)
    observer = await theatre.desk(theatre.server.people.employee("Лебедева"))

    await observer.open(name)

    await expect(observer.bubble("Протечка или авария")).to_be_visible()
    await expect(observer.page.get_by_text(MAY_NOT_WRITE)).to_be_visible()
    await expect(observer.field).to_have_count(0)
    await expect(observer.page.get_by_role("button", name="Завершить диалог")).to_have_count(0)
    await expect(observer.card.get_by_role("button", name="Передать")).to_have_count(0)
    await expect(observer.comment).not_to_be_editable()
