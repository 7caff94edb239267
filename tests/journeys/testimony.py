"""What was there to be seen when a journey failed?

Whoever reads about the failure has nothing else: the windows are gone, and so is the server.
"""

import asyncio
from collections.abc import Sequence

from playwright.async_api import Error, Frame

from tests.journeys.demo_server import DemoServer
from tests.journeys.window import MOST_LETTERS, Window

ANSWERS_WITHIN_S = 2  # a page that hangs is told of, too
MOST_WORDS = 1500  # of one frame
LAST_LINES = 40  # of the server's log

FOCUS = """() => {
    const held = document.activeElement;
    return document.hasFocus() ? held?.outerHTML.slice(0, 160) : "elsewhere";
}"""


async def testimony(windows: Sequence[Window], server: DemoServer) -> str:
    """Return what each window showed and heard last, and what the server said last."""
    parts = [await _of_window(window) for window in windows]
    said = [line[:MOST_LETTERS] for line in server.said()[-LAST_LINES:]]
    return "\n".join([*parts, "\n=== the server's log", *said])


async def _of_window(window: Window) -> str:
    title = f"\n=== the window of {window.whose}"
    if window.page.is_closed():
        return "\n".join([f"{title}, closed", *window.heard])
    shown = [await _of_frame(frame) for frame in window.page.frames]
    return "\n".join([title, *window.heard, *shown])


async def _of_frame(frame: Frame) -> str:
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_S):
            words = await frame.evaluate("() => document.body?.innerText ?? ''")
            focus = await frame.evaluate(FOCUS)
    except (Error, TimeoutError) as gone:
        words, focus = f"no answer: {gone!r}", "unknown"
    return f"--- {frame.url}, focus: {focus}\n{words[:MOST_WORDS]}"
