"""How does a person come in, stay in, and leave?"""

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.journeys.client_screen import ClientScreen
from tests.journeys.demo_server import Employee
from tests.journeys.desk import Desk
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import OwnTheatre, Theatre

pytestmark = JOURNEY

REFUSED = r"status of 401"
THROTTLED = r"status of 429"


async def sign_in(page: Page, who: Employee, password: str) -> None:
    """Fill in the form and send it."""
    await page.get_by_label("Электронная почта").fill(who.email)
    await page.get_by_label("Пароль", exact=True).fill(password)
    await page.get_by_role("button", name="Войти").click()


async def test_an_employee_signs_in_stays_and_signs_out(theatre: Theatre) -> None:
    anna = theatre.server.people.staff[0]
    window = await theatre.window(anna.name)
    window.explain(REFUSED)
    page, desk = window.page, Desk(window)
    await page.goto(f"{theatre.server.url}/console/")

    await sign_in(page, anna, "не тот пароль")
    await expect(page.get_by_role("alert")).to_contain_text("Почта или пароль не подошли")
    await sign_in(page, anna, anna.password)
    await expect(desk.rows.first).to_be_visible()

    await page.reload()
    await expect(desk.rows.first).to_be_visible()

    await desk.menu("Меню сотрудника", "Выйти")
    await expect(page.get_by_role("heading", name="Вход для сотрудников")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="Вход для сотрудников")).to_be_visible()


async def test_guessing_is_slowed_down_and_told(own_theatre: OwnTheatre) -> None:
    async with own_theatre(CHATSERVER_IDENTITY__LOGIN_ATTEMPTS="2/minute") as theatre:
        anna = theatre.server.people.staff[0]
        window = await theatre.window(anna.name)
        window.explain(REFUSED, THROTTLED)
        await window.page.goto(f"{theatre.server.url}/console/")
        told = window.page.get_by_role("alert")
        for guess in ("раз", "два"):
            await sign_in(window.page, anna, guess)
            await expect(told).to_contain_text("не подошли")

        await sign_in(window.page, anna, anna.password)

        await expect(told).to_contain_text("Слишком много попыток. Подождите минуту")


async def test_an_access_token_that_is_over_is_renewed_without_a_word(theatre: Theatre) -> None:
    anna = theatre.server.people.staff[0]
    desk = await theatre.desk(anna)
    desk.window.explain(REFUSED)
    await expect(desk.rows.first).to_be_visible()

    await desk.page.evaluate(
        """() => {
            const held = JSON.parse(sessionStorage.getItem("console/session"));
            const spoiled = { ...held, access: held.access.slice(0, -4) + "AAAA" };
            sessionStorage.setItem("console/session", JSON.stringify(spoiled));
        }"""
    )
    await desk.page.reload()

    await expect(desk.rows.first).to_be_visible()
    await expect(desk.banner).to_have_count(0)


async def test_a_client_comes_with_the_superapps_token_which_leaves_the_address(
    theatre: Theatre,
) -> None:
    people, who = theatre.server.people, await theatre.newcomers.one()
    async with httpx.AsyncClient(base_url=theatre.server.url) as superapp:
        bearer = {"Authorization": f"Bearer {people.api_key}"}
        minted = await superapp.post(
            "/superapp/v1/client-tokens", json={"client_id": who.id}, headers=bearer
        )
    token = minted.raise_for_status().json()["token"]
    window = await theatre.window(who.name)
    client = ClientScreen(window)

    await window.page.goto(f"{theatre.server.url}/chat/#token={token}")
    await expect(window.page.get_by_role("button", name="Заявки и аварии")).to_be_visible()
    assert "token" not in window.page.url
    await client.enter("Заявки и аварии")
    await expect(client.tags).to_have_count(5)

    await window.page.reload()
    await expect(client.tags).to_have_count(5)


@pytest.mark.parametrize("where", ["list", "chat"])
async def test_a_client_whose_token_is_over_is_sent_back_to_the_app(
    theatre: Theatre, where: str
) -> None:
    window = await theatre.window("nobody")
    window.explain(REFUSED)
    product = theatre.server.people.products[0]
    there = f"?product={product.id}" if where == "chat" else ""
    await window.page.goto(f"{theatre.server.url}/chat/{there}#token=over")

    await expect(window.page.get_by_text("Откройте чат из приложения")).to_be_visible()


async def test_without_a_token_the_way_to_one_is_told(theatre: Theatre) -> None:
    window = await theatre.window("nobody")
    await window.page.goto(f"{theatre.server.url}/chat/")
    await expect(window.page.get_by_role("heading", name="Откройте чат из прилож")).to_be_visible()
