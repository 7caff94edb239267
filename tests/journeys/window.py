"""What does one browser window hear, and did anything go wrong in it?"""

import re
from dataclasses import dataclass, field

from playwright.async_api import ConsoleMessage, Page, Response, WebSocket


@dataclass
class Window:
    """A page whose console, sockets and answers are written down.

    `explained`: patterns of console messages that the test brings about itself.
    """

    # No slots: Playwright leaves a mark on whoever listens.

    whose: str
    page: Page
    explained: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to listen: nothing of the page has been loaded yet."""
        self.page.on("console", self._console)
        self.page.on("pageerror", self._error)
        self.page.on("websocket", self._socket)
        self.page.on("response", self._answer)

    def explain(self, *patterns: str) -> None:
        """Expect such messages in the console: the test itself is their cause."""
        self.explained.extend(patterns)

    def troubles(self) -> list[str]:
        """Return every error and warning that nobody has explained."""
        return [
            f"{self.whose}: {said}"
            for said in self._said
            if not any(re.search(pattern, said) for pattern in self.explained)
        ]

    async def bodies(self) -> list[str]:
        """Return what was answered to the page, but for its scripts and styles."""
        return [
            await answer.text()
            for answer in self.answers
            if re.search("json|html|plain", answer.headers.get("content-type", ""))
        ]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._said.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _error(self, error: Exception) -> None:
        self._said.append(f"page error: {error}")

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._frame)

    def _frame(self, frame: bytes | str) -> None:
        self.frames.append(str(frame))

    def _answer(self, response: Response) -> None:
        self.answers.append(response)
