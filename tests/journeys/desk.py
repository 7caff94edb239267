"""What can an employee do at the console?"""

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.journeys.client_screen import actions_of
from tests.journeys.window import Window


@dataclass(frozen=True, slots=True)
class Desk:
    """The console of one employee. Whatever it returns can be waited for with `expect`."""

    window: Window

    @property
    def page(self) -> Page:
        """The page itself."""
        return self.window.page

    @property
    def list(self) -> Locator:
        """The list of chats."""
        return self.page.get_by_test_id("chat-list")

    @property
    def rows(self) -> Locator:
        """The chats that the list shows."""
        return self.page.get_by_test_id("chat-row")

    @property
    def talk(self) -> Locator:
        """The open conversation."""
        return self.page.get_by_test_id("conversation")

    @property
    def card(self) -> Locator:
        """The card of the open chat."""
        return self.page.get_by_test_id("chat-card")

    @property
    def field(self) -> Locator:
        """Where an answer is written."""
        return self.page.get_by_role("main").get_by_role("textbox")

    @property
    def asides(self) -> Locator:
        """The notes of employees in the open conversation."""
        return self.talk.get_by_test_id("aside")

    @property
    def viewers(self) -> Locator:
        """Which colleagues are said to look at the open chat too."""
        return self.page.get_by_test_id("viewers")

    @property
    def banner(self) -> Locator:
        """What is told about the connection."""
        return self.page.get_by_test_id("line-banner")

    @property
    def comment(self) -> Locator:
        """What employees tell each other about the open chat."""
        return self.card.get_by_role("textbox", name="Комментарий")

    def row(self, client: str) -> Locator:
        """Return the chats of this client in the list."""
        return self.rows.filter(has_text=client)

    def unread(self, client: str) -> Locator:
        """Return how many messages of this client nobody has read."""
        return self.row(client).get_by_test_id("unread")

    def count(self, tab: str) -> Locator:
        """Return the number on a tab."""
        return self.page.get_by_test_id(f"count-{tab}")

    async def number(self, tab: str) -> int:
        """Return the number on a tab as it is now; there is none for nothing."""
        shown = await self.count(tab).all_inner_texts()
        return int(shown[0]) if shown else 0

    async def choose_tab(self, tab: str) -> None:
        """Show another part of the chats: all, new, mine, waiting."""
        await self.page.get_by_test_id(f"tab-{tab}").click()

    async def open(self, client: str) -> None:
        """Open the only chat of this client and wait until it can be read."""
        await self.row(client).click()
        await expect(self.talk).to_be_visible()

    async def say(self, text: str) -> None:
        """Write an answer and send it."""
        await self.field.fill(text)
        await self.field.press("Enter")

    def bubble(self, text: str) -> Locator:
        """Return the bubbles with these words."""
        return self.talk.get_by_test_id("bubble").filter(has_text=text)

    def note(self, text: str) -> Locator:
        """Return the quiet lines between the bubbles with these words."""
        return self.talk.get_by_test_id("note").filter(has_text=text)

    async def actions(self, text: str) -> Locator:
        """Open the actions of the message with these words and return them."""
        return await actions_of(self.page, self.bubble(text))

    async def menu(self, opener: str, item: str) -> None:
        """Choose from the menu that a button opens; more may stand on it than its own name."""
        begins = re.compile(f"^{re.escape(opener)}")
        await self.page.get_by_role("button", name=begins).click()
        await self.page.get_by_role("menuitem", name=item, exact=True).click()

    async def choose(self, field: str, item: str) -> None:
        """Choose from a list of the card."""
        await self.card.get_by_role("combobox", name=field).click()
        await self.page.get_by_role("option", name=item, exact=True).click()
