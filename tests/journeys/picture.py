"""How do both screens look? Draws docs/screens.png: `python -m tests.journeys.picture`."""

import asyncio
import base64
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright, expect

from tests.journeys.client_screen import ClientScreen
from tests.journeys.demo_server import DemoServer, make_demo
from tests.journeys.desk import Desk
from tests.journeys.newcomers import Newcomers
from tests.journeys.theatre import PATIENCE_MS, Theatre
from tests.services.chromium import FLAGS, chromium

PICTURE = Path(__file__).parents[2] / "docs" / "screens.png"
MOST_BYTES = 250 * 1024
CLIENT, DESK = (360, 680), (1240, 680)

SIDE_BY_SIDE = """
<style>
  body { display: flex; align-items: start; gap: 20px; width: max-content }
  body { margin: 0; padding: 20px; background: #ccd }
  img { display: block; border-radius: 12px }
</style>
%s
"""


async def play(theatre: Theatre) -> tuple[ClientScreen, Desk]:
    """Let a client and an employee talk for a while."""
    people = theatre.server.people
    who, other, anna = people.clients[0], people.clients[2], people.staff[0]
    desk = await theatre.desk(anna, size=DESK)
    client = await theatre.client(who, size=CLIENT)
    await client.enter("Заявки и аварии")
    await client.pick("Протечка или авария")
    await client.say("Капает с потолка в ванной, соседей сверху нет дома.")
    await desk.open(who.name)
    await desk.say("Виктор Андреевич, слесарь уже идёт. Перекрываем стояк.")
    await expect(client.bubble("слесарь уже идёт")).to_be_visible()
    await client.say("Спасибо! Я дома, жду.")
    await expect(desk.bubble("Я дома, жду")).to_be_visible()
    waiting = await theatre.client(other, size=CLIENT)
    await waiting.enter("Заявки и аварии")
    await waiting.pick("Протечка или авария")
    await waiting.say("Пахнет гарью у щитка на третьем этаже!")
    await expect(desk.unread(other.name)).to_have_text("2")
    await expect(desk.count("mine")).to_have_text("2")
    await expect(client.bubble("Я дома").get_by_test_id("ticks-read")).to_be_visible()
    return client, desk


async def draw(browser: Browser, shots: list[bytes]) -> bytes:
    """Return the shots side by side."""
    page = await browser.new_page(viewport={"width": 1700, "height": 720})
    sources = (base64.b64encode(shot).decode() for shot in shots)
    images = "".join(f'<img src="data:image/png;base64,{source}">' for source in sources)
    await page.set_content(SIDE_BY_SIDE % images)
    return await page.locator("body").screenshot()


async def main() -> None:
    """Serve a fresh demo, play, and draw."""
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory() as folder:
        server = DemoServer(Path(folder), make_demo(Path(folder)), {})
        await server.start()
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=chromium(), args=list(FLAGS)
                )
                theatre = Theatre(browser, server, Newcomers(server))
                client, desk = await play(theatre)
                shots = [await one.page.screenshot() for one in (client, desk)]
                picture = await draw(browser, shots)
                troubles = await theatre.close()
                await browser.close()
        finally:
            server.stop()
    assert troubles == [], troubles
    assert len(picture) <= MOST_BYTES, f"{len(picture)} bytes are too many"
    PICTURE.write_bytes(picture)


if __name__ == "__main__":
    asyncio.run(main())
