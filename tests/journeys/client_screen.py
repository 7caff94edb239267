"""What can a client do on their screen?"""

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.journeys.window import Window


@dataclass(frozen=True, slots=True)
class ClientScreen:
    """The chat screen of one resident. Whatever it returns can be waited for with `expect`."""

    window: Window

    @property
    def page(self) -> Page:
        """The page itself."""
        return self.window.page

    @property
    def status(self) -> Locator:
        """The line under the name: what happens in this chat now."""
        return self.page.get_by_test_id("chat-status")

    @property
    def talk(self) -> Locator:
        """The conversation."""
        return self.page.get_by_test_id("conversation")

    @property
    def tags(self) -> Locator:
        """The topics that may be picked now."""
        return self.page.get_by_test_id("tags").get_by_role("button")

    @property
    def field(self) -> Locator:
        """Where a message is written."""
        return self.page.get_by_role("textbox")

    @property
    def banner(self) -> Locator:
        """What is told about the connection."""
        return self.page.get_by_test_id("line-banner")

    @property
    def unsent(self) -> Locator:
        """Messages that the server has not confirmed."""
        return self.page.get_by_test_id("unsent")

    async def enter(self, title: str) -> None:
        """Choose whom to talk to."""
        await self.page.get_by_role("button", name=title).click()

    async def pick(self, topic: str) -> None:
        """Pick a topic."""
        await self.tags.get_by_text(topic, exact=True).click()

    async def say(self, text: str) -> None:
        """Write a message and send it."""
        await self.field.fill(text)
        await self.field.press("Enter")

    def bubble(self, text: str) -> Locator:
        """Return the bubbles with these words."""
        return self.page.get_by_test_id("bubble").filter(has_text=text)

    def note(self, text: str) -> Locator:
        """Return the quiet lines between the bubbles with these words."""
        return self.page.get_by_test_id("note").filter(has_text=text)

    async def actions(self, text: str) -> Locator:
        """Open the actions of the message with these words and return them."""
        return await actions_of(self.page, self.bubble(text))

    async def look_away(self) -> None:
        """Turn to another window; Playwright keeps every page focused, so the page is told so."""
        await self.page.evaluate(
            "() => { document.hasFocus = () => false; window.dispatchEvent(new Event('blur')) }"
        )

    async def look_back(self) -> None:
        """Turn to this window again."""
        await self.page.evaluate(
            "() => { delete document.hasFocus; window.dispatchEvent(new Event('focus')) }"
        )


async def actions_of(page: Page, bubble: Locator) -> Locator:
    """Open the actions of one bubble, as the right button of a mouse does."""
    await expect(bubble).to_have_count(1)
    await bubble.click(button="right")
    menu = page.get_by_role("menu")
    await expect(menu).to_be_visible()
    return menu.get_by_role("menuitem")
