"""What does one browser window hear, and did anything go wrong in it?"""

import re
from collections import deque
from dataclasses import dataclass, field
from time import monotonic

from playwright.async_api import (
    ConsoleMessage,
    FileChooser,
    Frame,
    Page,
    Request,
    Response,
    WebSocket,
)

# Whoever leaves while a socket is being opened closes it, and Chromium mentions it.
NO_TROUBLE = "WebSocket is closed before the connection is established"
LAST_HEARD = 80
MOST_LETTERS = 300  # of one thing that was heard


@dataclass
class Window:
    """A page whose console, sockets and answers are written down.

    `explained`: patterns of console messages that the test brings about itself.
    `heard`: what happened last, each with the seconds since the window was opened.
    """

    # No slots: Playwright leaves a mark on whoever listens.

    whose: str
    page: Page
    explained: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    heard: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_HEARD))
    _said: list[str] = field(default_factory=list)
    _opened: float = field(default_factory=monotonic)

    def __post_init__(self) -> None:
        """Begin to listen: nothing of the page has been loaded yet."""
        self.page.on("console", self._console)
        self.page.on("pageerror", self._error)
        self.page.on("websocket", self._socket)
        self.page.on("response", self._answer)
        self.page.on("requestfailed", self._failed)
        self.page.on("framenavigated", self._navigated)
        # The browser says so from now on: with the first who waits for it, it would begin to while
        # the click that asks is under way already.
        self.page.on("filechooser", self._asked)

    def explain(self, *patterns: str) -> None:
        """Expect such messages in the console: the test itself is their cause."""
        self.explained.extend(patterns)

    def troubles(self) -> list[str]:
        """Return every error and warning that nobody has explained."""
        return [
            f"{self.whose}: {said}"
            for said in self._said
            if not any(re.search(pattern, said) for pattern in (NO_TROUBLE, *self.explained))
        ]

    async def bodies(self) -> list[str]:
        """Return what was answered to the page, but for its scripts and styles."""
        return [
            await answer.text()
            for answer in self.answers
            if re.search("json|html|plain", answer.headers.get("content-type", ""))
        ]

    def _hear(self, what: str) -> None:
        self.heard.append(f"{monotonic() - self._opened:8.3f} {what[:MOST_LETTERS]}")

    def _console(self, message: ConsoleMessage) -> None:
        said = f"{message.type}: {message.text} ({message.location['url']})"
        self._hear(said)
        if message.type in ("error", "warning"):
            self._said.append(said)

    def _error(self, error: Exception) -> None:
        self._hear(f"page error: {error}")
        self._said.append(f"page error: {error}")

    def _socket(self, socket: WebSocket) -> None:
        self._hear(f"socket to {socket.url}")
        socket.on("framereceived", self._frame)
        socket.on("framesent", lambda frame: self._hear(f"> {frame!s}"))
        socket.on("close", lambda _: self._hear("socket closed"))

    def _frame(self, frame: bytes | str) -> None:
        self._hear(f"< {frame!s}")
        self.frames.append(str(frame))

    def _answer(self, response: Response) -> None:
        self._hear(f"{response.request.method} {response.url} {response.status}")
        self.answers.append(response)

    def _failed(self, request: Request) -> None:
        self._hear(f"{request.method} {request.url} failed: {request.failure}")

    def _asked(self, _: FileChooser) -> None:
        self._hear("asks for a file")

    def _navigated(self, frame: Frame) -> None:
        self._hear(f"went to {frame.url}")
