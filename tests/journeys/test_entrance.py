"""How does a person come to a password or a second factor, and in?"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pyotp
from playwright.async_api import Page, expect

from tests.journeys.demo_server import Employee
from tests.journeys.desk import Desk
from tests.journeys.marks import JOURNEY
from tests.journeys.test_login import REFUSED, sign_in
from tests.journeys.theatre import OwnTheatre, Theatre
from tests.services.mailbox import Mailbox, mailbox, next_mail, words

pytestmark = JOURNEY

NEW = "семь зелёных чайников"


def mails_to(box: Mailbox) -> dict[str, str]:
    """The settings of a server whose mails go to this box."""
    return {
        "CHATSERVER_MAIL__HOST": "127.0.0.1",
        "CHATSERVER_MAIL__PORT": str(box.port),
        "CHATSERVER_MAIL__SECURITY": "none",
        "CHATSERVER_MAIL__SENDER": "chat@example.com",
    }


async def link(box: Mailbox) -> str:
    """The link in the next mail."""
    found = re.search(r"http://\S+#\S+", words(await next_mail(box)))
    assert found is not None
    return found[0]


async def set_password(page: Page, password: str, again: str) -> None:
    await page.get_by_label("Новый пароль", exact=True).fill(password)
    await page.get_by_label("Ещё раз", exact=True).fill(again)
    await page.get_by_role("button", name="Сохранить и войти").click()


@asynccontextmanager
async def api(theatre: Theatre, who: Employee) -> AsyncIterator[httpx.AsyncClient]:
    """Ask over HTTP what a window of theirs would."""
    async with httpx.AsyncClient(base_url=f"{theatre.server.url}/api/v1/") as http:
        body = {"email": who.email, "password": who.password}
        signed = (await http.post("auth/login", json=body)).raise_for_status().json()
        http.headers["Authorization"] = f"Bearer {signed['access_token']}"
        yield http


async def test_a_forgotten_password_is_set_anew_by_a_mailed_link(own_theatre: OwnTheatre) -> None:
    async with mailbox() as box, own_theatre(**mails_to(box)) as theatre:
        anna = theatre.server.people.staff[0]
        window = await theatre.window(anna.name)
        window.explain(r"status of 422", r"status of 404")
        page = window.page
        await page.goto(f"{theatre.server.url}/console/")
        await page.get_by_label("Электронная почта").fill(anna.email)
        await page.get_by_role("button", name="Забыли пароль?").click()
        await page.get_by_role("button", name="Прислать ссылку").click()
        await expect(page.get_by_role("status")).to_contain_text("письмо уже в пути")

        mailed = await link(box)
        await page.goto(mailed)
        await expect(page.get_by_text(anna.email)).to_be_visible()
        assert "#" not in page.url
        await set_password(page, NEW, "другой")
        await expect(page.get_by_role("alert")).to_contain_text("не совпадают")
        await set_password(page, "qwertyuiop", "qwertyuiop")
        await expect(page.get_by_role("alert")).to_contain_text("подбирают одним из первых")
        await set_password(page, NEW, NEW)
        await expect(Desk(window).rows.first).to_be_visible()

        again = await theatre.window("later")
        again.explain(r"status of 404")
        await again.page.goto(mailed)
        await expect(again.page.get_by_role("alert")).to_contain_text("больше не действует")


async def test_who_is_invited_sets_a_password_and_is_in(own_theatre: OwnTheatre) -> None:
    async with mailbox() as box, own_theatre(**mails_to(box)) as theatre:
        async with api(theatre, theatre.server.people.employee("Климов")) as http:
            me = (await http.get("me")).json()
            new = {"name": "Вера Новая", "email": "vera@example.com", "objects": None}
            new["role"] = me["role"]["id"]
            (await http.post("staff", json=new)).raise_for_status()

        window = await theatre.window("vera")
        await window.page.goto(await link(box))
        await expect(window.page.get_by_role("heading", name="Добро пожаловать")).to_be_visible()
        await set_password(window.page, NEW, NEW)

        await expect(Desk(window).rows.first).to_be_visible()


async def test_who_must_have_a_second_factor_sets_one_up_and_uses_it(
    own_theatre: OwnTheatre,
) -> None:
    async with own_theatre() as theatre:
        anna = theatre.server.people.staff[0]
        async with api(theatre, theatre.server.people.employee("Климов")) as http:
            card = await http.get("settings")
            tag = {"If-Match": card.headers["etag"]}
            changed = await http.patch("settings", json={"require_totp": True}, headers=tag)
            changed.raise_for_status()

        window = await theatre.window(anna.name)
        window.explain(REFUSED)
        page, desk = window.page, Desk(window)
        await page.goto(f"{theatre.server.url}/console/")
        await sign_in(page, anna, anna.password)
        await expect(page.get_by_role("heading", name="Второй фактор")).to_be_visible()
        await page.get_by_label("Пароль", exact=True).fill(anna.password)
        await page.get_by_role("button", name="Получить ключ").click()
        secret = (await page.locator("pre").inner_text()).strip()
        totp = pyotp.TOTP(secret)
        await page.get_by_label("Код", exact=True).fill(totp.now())
        await page.get_by_role("button", name="Подтвердить").click()
        await expect(page.get_by_role("heading", name="Резервные коды")).to_be_visible()
        codes = (await page.locator("pre").inner_text()).split()
        assert len(codes) == 10
        await page.get_by_role("button", name="Я сохранил коды").click()
        await expect(desk.rows.first).to_be_visible()

        await desk.menu("Меню сотрудника", "Выйти")
        await sign_in(page, anna, anna.password)
        await page.get_by_label("Код", exact=True).fill("000000")
        await page.get_by_role("button", name="Войти").click()
        await expect(page.get_by_role("alert")).to_contain_text("Код не подошёл")
        await page.get_by_label("Код", exact=True).fill(codes[0])
        await page.get_by_role("button", name="Войти").click()
        await expect(desk.rows.first).to_be_visible()
