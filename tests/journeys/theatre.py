"""Who opens the windows of a journey, and who looks after them when it is over?"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from tests.journeys.client_screen import ClientScreen
from tests.journeys.demo_server import DemoServer, Employee, Resident
from tests.journeys.desk import Desk
from tests.journeys.newcomers import Newcomers
from tests.journeys.testimony import testimony
from tests.journeys.window import Window
from tests.services.chromium import FLAGS

PHONE = (420, 860)
OFFICE = (1360, 860)
LOCALES = {"ru": "ru-RU", "en": "en-GB"}
PATIENCE_MS = 20_000


@dataclass(slots=True)
class Theatre:
    """Windows over one demo server, each in a browser session of its own."""

    browser: Browser
    server: DemoServer
    newcomers: Newcomers
    language: str = "ru"
    scheme: Literal["light", "dark"] = "light"
    windows: list[Window] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def client(
        self, who: Resident, path: str = "", *, size: tuple[int, int] = PHONE
    ) -> ClientScreen:
        """Open the chat screen of a resident, as the superapp does."""
        window = await self.window(who.name, size)
        await window.page.goto(f"{self.server.url}/chat/?demo={who.id}{path}")
        return ClientScreen(window)

    async def desk(self, who: Employee, path: str = "", *, size: tuple[int, int] = OFFICE) -> Desk:
        """Open the console of an employee who has signed in."""
        window = await self.window(who.name, size)
        await window.page.goto(f"{self.server.url}/console/?demo={who.id}{path}")
        return Desk(window)

    async def window(self, whose: str, size: tuple[int, int] = OFFICE) -> Window:
        """Open an empty window with cookies and storage of its own."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=LOCALES[self.language],
            color_scheme=self.scheme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        window = Window(whose, await context.new_page())
        self.windows.append(window)
        return window

    async def again(self, window: Window) -> Window:
        """Close a window and open another one that shares its storage, as a tab does."""
        await window.page.close()
        other = Window(window.whose, await window.page.context.new_page())
        self.windows.append(other)
        return other

    async def testimony(self) -> str:
        """Return what is there to be seen, for whoever reads why the test has failed."""
        return await testimony(self.windows, self.server)

    def troubles(self) -> list[str]:
        """Return what went wrong in the windows."""
        return [trouble for window in self.windows for trouble in window.troubles()]

    async def close(self) -> list[str]:
        """Close every window; return what went wrong in them."""
        troubles = self.troubles()
        for context in self._contexts:
            await context.close()
        return troubles


@asynccontextmanager
async def launched(program: Path | None) -> AsyncIterator[Browser]:
    """Yield this browser, running; what is expected of its pages has time."""
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        await browser.close()


# Opens windows over a server of its own; settings are given as environment variables.
OwnTheatre = Callable[..., AbstractAsyncContextManager[Theatre]]
