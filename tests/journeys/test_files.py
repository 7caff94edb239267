"""Do files go from hand to hand: chosen, pasted, dropped, halted, looked at, saved?"""

import asyncio
import base64
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.journeys.client_screen import ClientScreen
from tests.journeys.desk import Desk
from tests.journeys.marks import JOURNEY
from tests.journeys.theatre import Theatre
from tests.pictures import EXE, PDF, picture

pytestmark = JOURNEY

REQUESTS = "Заявки и аварии"
LEAK = "Протечка или авария"
PHOTO = {"name": "Кухня.jpg", "mimeType": "image/jpeg", "buffer": picture(1200, 800, kind="JPEG")}
BILL = {"name": "Квитанция за май.pdf", "mimeType": "application/pdf", "buffer": PDF}
DROP = """async ([where, kind, files]) => {
    const carried = new DataTransfer();
    for (const [name, mime, base64] of files) {
        const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
        carried.items.add(new File([bytes], name, { type: mime }));
    }
    const target = document.querySelector(where);
    const more = kind === "paste" ? { clipboardData: carried } : { dataTransfer: carried };
    const Made = kind === "paste" ? ClipboardEvent : DragEvent;
    target.dispatchEvent(new Made(kind, { bubbles: true, cancelable: true, ...more }));
}"""


async def meet(theatre: Theatre) -> tuple[Desk, ClientScreen]:
    """An employee and a client, with a chat between them."""
    anna, who = theatre.server.people.staff[0], await theatre.newcomers.one()
    desk, client = await theatre.desk(anna), await theatre.client(who)
    await client.enter(REQUESTS)
    await client.pick(LEAK)
    await desk.open(who.name)
    return desk, client


async def choose(page: Page, *files: object) -> None:
    """Choose files from the disk."""
    await page.get_by_test_id("file-input").set_input_files(list(files))  # type: ignore[arg-type]


def uploads(page: Page) -> Locator:
    return page.get_by_test_id("uploads").get_by_role("listitem")


async def test_a_picture_and_a_document_go_both_ways(theatre: Theatre, tmp_path: Path) -> None:
    desk, client = await meet(theatre)
    await choose(client.page, PHOTO)
    await expect(uploads(client.page)).to_have_attribute("data-status", "there")
    await client.say("Вот так течёт")
    bubble = desk.bubble("Вот так течёт")
    shown = bubble.get_by_test_id("picture")
    await expect(shown).to_be_visible()
    # Its place was kept before it came.
    assert await shown.get_attribute("width") == "320"
    assert await shown.get_attribute("height") == "213"
    await expect(client.bubble("Вот так течёт").get_by_test_id("picture")).to_be_visible()
    await expect(shown).to_have_js_property("naturalWidth", 640)

    # Looked at as large as it is, by the keyboard too.
    await bubble.get_by_role("link").focus()
    await desk.page.keyboard.press("Enter")
    large = desk.page.get_by_test_id("lightbox")
    await expect(large).to_be_visible()
    assert await large.evaluate("one => one.decode().then(() => one.naturalWidth)") == 1200
    await desk.page.keyboard.press("Escape")
    await expect(large).to_have_count(0)

    await choose(desk.page, BILL)
    await expect(uploads(desk.page)).to_have_attribute("data-status", "there")
    await desk.field.press("Enter")
    row = client.page.get_by_test_id("file")
    await expect(row).to_contain_text("Квитанция за май.pdf")
    async with client.page.expect_download() as saved:
        await row.click()
    download = await saved.value
    assert download.suggested_filename == "Квитанция за май.pdf"
    await download.save_as(tmp_path / "saved.pdf")
    assert (tmp_path / "saved.pdf").read_bytes() == PDF
    await expect(desk.row(await heading(desk))).to_contain_text("Квитанция за май.pdf")


async def heading(desk: Desk) -> str:
    return await desk.page.get_by_role("main").get_by_role("heading").inner_text()


async def test_several_that_are_dropped_or_pasted_become_a_message_each(theatre: Theatre) -> None:
    desk, client = await meet(theatre)
    red = base64.b64encode(picture(30, 30)).decode()
    bill = base64.b64encode(PDF).decode()
    log = "[data-testid=conversation]"
    files = [["a.png", "image/png", red], ["b.pdf", "application/pdf", bill]]
    await client.page.evaluate(DROP, [log, "drop", files])
    await expect(uploads(client.page)).to_have_count(2)
    await client.page.evaluate(DROP, ["textarea", "paste", [["c.png", "image/png", red]]])
    await expect(uploads(client.page)).to_have_count(3)
    await client.say("Три файла")
    await expect(uploads(client.page)).to_have_count(0)
    await expect(desk.talk.get_by_test_id("picture")).to_have_count(2)
    await expect(desk.talk.get_by_test_id("file")).to_have_count(1)
    # The words go with the first of them, and are said once.
    await expect(desk.bubble("Три файла")).to_have_count(1)
    await expect(desk.bubble("Три файла").get_by_test_id("picture")).to_have_count(1)


async def test_what_cannot_be_sent_says_what_to_do(theatre: Theatre) -> None:
    _, client = await meet(theatre)
    client.window.explain("status of 415")
    await choose(client.page, {"name": "a.png", "mimeType": "image/png", "buffer": EXE})
    alert = uploads(client.page).get_by_role("alert")
    await expect(alert).to_contain_text("Файлы такого вида отправлять нельзя")
    await choose(client.page, {"name": "b.pdf", "mimeType": "application/pdf", "buffer": b""})
    await expect(uploads(client.page).nth(1)).to_contain_text("Файл пустой")
    for _ in range(2):
        await uploads(client.page).first.get_by_role("button", name="Убрать файл").click()
    await expect(uploads(client.page)).to_have_count(0)


async def test_an_upload_can_be_halted_and_goes_on(theatre: Theatre, tmp_path: Path) -> None:
    desk, client = await meet(theatre)
    large = tmp_path / "План дома.pdf"
    await asyncio.to_thread(large.write_bytes, PDF + bytes(6 * 1024 * 1024))
    line = await client.page.context.new_cdp_session(client.page)
    # A minute for all of it: it is halted long before.
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
    await line.send("Network.enable")
    await line.send("Network.emulateNetworkConditions", slow)
    await client.page.get_by_test_id("file-input").set_input_files(large)
    one = uploads(client.page)
    await expect(one.get_by_role("progressbar")).to_be_visible()
    await client.say("План")
    await one.get_by_role("button", name="Приостановить загрузку").click()
    await expect(one).to_have_attribute("data-status", "paused")
    await expect(one).to_contain_text("отправится, как только загрузится")
    await line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    await one.get_by_role("button", name="Продолжить загрузку").click()
    await expect(desk.bubble("План").get_by_test_id("file")).to_contain_text("План дома.pdf")
    await expect(uploads(client.page)).to_have_count(0)


async def test_a_message_that_is_taken_back_takes_its_picture_along(theatre: Theatre) -> None:
    desk, client = await meet(theatre)
    await choose(desk.page, PHOTO)
    await expect(uploads(desk.page)).to_have_attribute("data-status", "there")
    await client.look_away()
    await desk.say("не туда")
    await expect(desk.bubble("не туда").get_by_test_id("picture")).to_be_visible()
    items = await desk.actions("не туда")
    await items.get_by_text("Удалить").click()
    await desk.page.get_by_role("dialog").get_by_role("button", name="Удалить").click()
    await expect(desk.talk.get_by_test_id("picture")).to_have_count(0)
    await expect(client.talk.get_by_test_id("picture")).to_have_count(0)
