"""What does a client see of a mini-app whose chat was switched off? (D19)"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import expect

from chatserver.storage.database import Database
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import ProductRow
from tests.journeys.demo_server import DemoServer, MiniApp
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre

pytestmark = JOURNEY

OFF = "Чат сейчас выключен. Прочитать переписку можно, написать нельзя."


@asynccontextmanager
async def switched_off(server: DemoServer, product: MiniApp) -> AsyncIterator[None]:
    """Switch the chat off while the block runs, as the platform's support does."""
    await _switch(server, product, on=False)
    try:
        yield
    finally:
        await _switch(server, product, on=True)


async def _switch(server: DemoServer, product: MiniApp, *, on: bool) -> None:
    database = await Database.open(server.database)
    async with database.transaction() as session:
        await bump_acl(session, server.people.org["id"])
        row = await session.get_one(ProductRow, product.id)
        row.chat_on = on
        session.add(row)
    await database.close()


async def test_a_chat_that_was_switched_off_can_be_read_and_says_why_not_written(
    theatre: Theatre,
) -> None:
    product = theatre.server.people.product("Вопрос управляющему")
    old, new = await theatre.newcomers.one(), await theatre.newcomers.one()
    client = await theatre.client(old)
    await client.enter(product.public_title)
    await client.say("Спасибо за ёлку во дворе!")
    await expect(client.bubble("Спасибо за ёлку").get_by_test_id("ticks-sent")).to_be_visible()

    async with switched_off(theatre.server, product):
        await client.say("И за гирлянды")

        await expect(client.page.get_by_role("alert")).to_contain_text(OFF)
        await expect(client.bubble("Спасибо за ёлку")).to_be_visible()
        await client.page.get_by_role("button", name="Убрать").click()
        await expect(client.unsent).to_have_count(0)

        other = await theatre.client(new)
        await expect(other.page.get_by_role("button", name="Заявки и аварии")).to_be_visible()
        entry = other.page.get_by_role("button", name=product.public_title)
        await expect(entry).to_have_count(0)
        await other.page.goto(f"{theatre.server.url}/chat/?demo={new.id}&product={product.id}")
        await expect(other.page.get_by_role("alert")).to_contain_text(OFF)
